"""What offices hand in by mistake: each gets a sentence that says where and what to do."""

import io
import zipfile
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.commandline.main import main
from bot.refusals.files import file_sentence
from bot.roster_lines import line_sentence
from bot.texts import Words
from commands.rosters.errors import RosterError
from commands.rosters.reading import read_roster
from store.models import User
from store.session import make_sessions
from tests.commands.rosters.workbooks import texts, with_rows, workbook
from tests.databases import Databases
from tests.factories import NOW

HEADER = "Prénom;Nom;Courriel;Classe\n"
ANNE = "Anne;Charles;anne@tivoli.example;6B\n"
FRENCH, ENGLISH = (Words(language, ZoneInfo("Europe/Paris")) for language in ("fr", "en"))


def french(text: str) -> bytes:
    return text.encode("cp1252")


def zipped(name: str, content: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(name, content)
    return out.getvalue()


OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS = zipped("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
NOT_WORKED_OUT = f"<row>{texts('Prénom', 'Nom', 'Courriel')}</row><row>{texts('A', 'B')}" + (
    '<c r="C2"><f>LOWER(A2)</f></c></row>'
)
ELSEWHERE = workbook(("Notice",), change=lambda made: made.create_sheet("Liste").append(["A"]))

WHOLE_FILES = {
    "a picture": (b"\xff\xd8\xff\xe0\0\x10JFIF", "une image, pas une liste", "a picture"),
    "a pdf": (b"%PDF-1.7\n", "C’est un PDF", "copy it into a spreadsheet"),
    "ods": (ODS, "«\u00a0Texte CSV\u00a0»", "“Text CSV”"),
    "numbers": (zipped("Index/Document.iwa", ""), "Exporter vers, CSV", "Export to, CSV"),
    "old excel": (OLD_EXCEL + bytes(99), "«\u00a0Classeur Excel (.xlsx)\u00a0»", "(.xlsx)"),
    "locked": (
        OLD_EXCEL + "EncryptedPackage".encode("utf-16-le"),
        "Chiffrer avec mot de passe, videz le champ",
        "Encrypt with Password",
    ),
    "zip": (zipped("eleves.csv", HEADER), "une archive\u00a0: ouvrez-la", "an archive: open it"),
    "page": (b"<html><table></table></html>", "une page web", "ends in .xls"),
    "binary": (bytes(range(256)) * 9, "pas une liste", "not a list"),
    "damaged": (b"PK\x03\x04xl/workbook.xml", "peut-être abîmé", "damaged"),
    "formula": (with_rows(NOT_WORKED_OUT), "Ligne 2, cellule C2", "Line 2, cell C2"),
    "other sheet": (ELSEWHERE, "il y a aussi «\u00a0Liste\u00a0»", "there is also “Liste”"),
    "sheet of one column": (
        workbook(("Zoé;Lefèvre;zoe@tivoli.example",)),
        "Données, Convertir",
        "Text to Columns",
    ),
    "one column": (french("Zoé\nNoé\n"), "CSV (séparateur\u00a0: point-virgule)", "CSV ("),
    "empty": (b"", "vérifiez le fichier choisi", "check which file"),
    "header only": (french(HEADER), "et personne en dessous", "nobody under them"),
    "many lines": (
        french(HEADER + "A;B;a@b.fr;\n" * 300_000),
        "dépasse 200\u202f000 lignes",
        "more than 200,000 lines",
    ),
    "null": (french(HEADER + ANNE + "Bo\0;B;b@b.fr;\n" + ANNE * 9), "ligne 3", "line 3"),
    "mixed": ((HEADER + ANNE).encode() + french("Noé;B;b@b.fr;\n"), "ligne 3", "line 3"),
    "two headers": (french(HEADER + ANNE + "Nom;Prénom;Mél\nB;A;b@b.fr\n"), "ligne 3", "Line 3"),
    "doubled": (french("Prénom;Nom;Mél;E-mail\n"), "Gardez-en une", "Keep one"),
}

LINES = {
    "first name": (";Bois;a@b.fr;", "Ligne 2, colonne «\u00a0Prénom\u00a0»", "Line 2"),
    "address": ("A;B;a(at)b.fr;", "«\u00a0a(at)b.fr\u00a0» n’est pas une adresse", "correct it"),
    "no address": ("A;B;;", "complétez l’un des deux", "fill in one of them"),
    "too many": ("A;B;a@b.fr;;;x", "plus de cellules que de colonnes", "more cells than"),
    "too few": ("A;B", "complétez-la", "complete it"),
    "long": (f"A;{'B' * 10_000};a@b.fr;", "Ligne 2, colonne «\u00a0Nom\u00a0»", "shorten it"),
    "failed formula": ("A;B;#N/A;", "formule en erreur", "a formula that failed"),
    "quotes": ('"A;B;a@b.fr;', "Ligne 2", "quotation mark"),
}

GOOD = {
    "right to left": "علي;حسن;ali@tivoli.example;6B",
    "emoji": "🎻;Bois;violon@tivoli.example;6B",
    "domain": "Zoé;Été;zoe@école.example;6B",
    "formula": "=cmd|' /C calc'!A0;Formule;formule@tivoli.example;6B",
    "ping": "<!channel>;Ping;ping@tivoli.example;6B",
    "break": '"Léa\nMarie";Bois;lea@tivoli.example;6B',
}


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_file_that_is_refused_whole_says_why_and_what_to_do(name):
    content, in_french, in_english = WHOLE_FILES[name]
    with pytest.raises(RosterError) as refused:
        read_roster(content, zone=FRENCH.zone)
    for words, expected in ((FRENCH, in_french), (ENGLISH, in_english)):
        said = file_sentence(refused.value, words)
        assert expected in said
        assert said.endswith(words.gettext("Nothing was changed."))


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_cannot_be_read_says_where_and_what_to_do(name):
    line, in_french, in_english = LINES[name]
    roster = read_roster(f"{HEADER}{line}\n{ANNE * 9}".encode(), zone=FRENCH.zone)
    (bad,) = roster.rejected
    assert in_french in line_sentence(bad, FRENCH)
    assert in_english in line_sentence(bad, ENGLISH)
    assert len(roster.lines) == 9


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_odd_names_are_names(encoding):
    text = HEADER + ANNE * 9 + "\n".join(GOOD.values())
    roster = read_roster(text.encode(encoding), zone=FRENCH.zone)
    assert (len(roster.lines), roster.rejected) == (9 + len(GOOD), ())


def test_no_bad_file_touches_a_user(databases: Databases, tmp_path, capsys):
    address = databases.fresh()
    environment = {"DATABASE_URL": address, "LANG": "fr_FR.UTF-8"}
    path = tmp_path / "liste.csv"

    def load(content: bytes) -> int:
        path.write_bytes(content)
        return main(["import", str(path), "--students"], environment, lambda: NOW)

    def users():
        sessions = make_sessions(address)
        with sessions.reading() as session:
            found = session.execute(select(User.__table__).order_by(User.id)).all()
        sessions.dispose()
        return found

    assert load(french(HEADER + ANNE)) == 0
    before = users()
    said = capsys.readouterr()
    for name in ("old excel", "formula", "other sheet", "null", "two headers"):
        content, in_french, _in_english = WHOLE_FILES[name]
        assert load(content) == 2
        said = capsys.readouterr()
        assert in_french in said.err
    assert load(french(HEADER + "\n".join(line for line, *_ in LINES.values()))) == 1
    assert users() == before
    sheets = workbook(
        ("Prénom", "Nom", "Courriel"),
        ("Zoé", "Bois", "zoe@tivoli.example"),
        change=lambda made: made.create_sheet("Liste").append(["A"]),
    )
    capsys.readouterr()
    assert load(sheets) == 0
    assert "Pas lue\u00a0: «\u00a0Liste\u00a0»." in capsys.readouterr().out
    assert users()[: len(before)] == before
    databases.drop(address)
