import io
import zipfile

import pytest

from commands.errors import CommandError
from commands.rosters import errors
from commands.rosters.columns import Column
from commands.rosters.errors import FileKind
from tests.commands.rosters.files import read

PEOPLE = "A;A;a@b.example\nB;B;b@b.example\n"


def refused(error, content, **options):
    with pytest.raises(error) as caught:
        read(content, **options)
    assert isinstance(caught.value, CommandError)
    return caught.value


def archive(*files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in files:
            zipped.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FileKind.IMAGE),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", FileKind.IMAGE),
        (b"%PDF-1.7\n", FileKind.PDF),
        (archive(("xl/workbook.bin", "x")), FileKind.XLSB),
        (
            archive(("mimetype", "application/vnd.oasis.opendocument.spreadsheet")),
            FileKind.ODS,
        ),
        (archive(("Index/Document.iwa", "x")), FileKind.NUMBERS),
        (archive(("eleves.csv", PEOPLE)), FileKind.ARCHIVE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), FileKind.XLS),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            FileKind.LOCKED_WORKBOOK,
        ),
        (b"<html><table><tr><td>A</td></tr></table>", FileKind.WEB_PAGE),
        (bytes(range(1, 32)) * 40, FileKind.BINARY),
        (bytes(range(256)) * 40, FileKind.BINARY),
    ],
)
def test_a_file_that_is_no_text_is_named_for_what_it_is(content, kind):
    assert refused(errors.NotTextError, content).kind is kind


@pytest.mark.parametrize("content", ["", "\ufeff", "\n\r\n", " \n\t\n", ";;;\n;;;\n", "\x1a"])
def test_a_file_with_nothing_in_it_is_empty(content):
    refused(errors.EmptyFileError, content)


@pytest.mark.parametrize("rest", ["", ";;\n\n"])
def test_a_header_without_people_is_refused(rest):
    assert refused(errors.HeaderOnlyError, f"Prénom;Nom;Courriel\n{rest}").line == 1


def test_a_file_of_one_column_is_refused_with_how_it_begins():
    assert refused(errors.OneColumnError, "Zoé Lefèvre\nAnn Moore\n").first == "Zoé Lefèvre"


def test_lines_that_were_quoted_whole_are_one_column():
    refused(errors.OneColumnError, '"A,A,a@b.example"\n"B,B,b@b.example"\n')


@pytest.mark.parametrize("separator", ["|", ":"])
def test_a_separator_that_is_none_of_ours_is_named(separator):
    people = PEOPLE.replace(";", separator)
    assert refused(errors.UnknownSeparatorError, people).separator == separator


def test_a_declared_separator_that_is_none_of_ours_is_named():
    assert refused(errors.UnknownSeparatorError, "sep=|\nA|A|a@b.example\n").separator == "|"


def test_columns_nobody_can_name_are_refused_with_the_first_line():
    found = refused(errors.UnknownColumnsError, "Lefèvre;6B;Zoé\nMoore;6B;Ann\n")
    assert found.first == ("Lefèvre", "6B", "Zoé")


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("Nom;Courriel", (Column.FIRST_NAME,)),
        ("Courriel;Classe", (Column.FIRST_NAME, Column.LAST_NAME)),
        ("Prénom;Nom;Classe", (Column.EMAIL, Column.EXTERNAL_ID)),
    ],
)
def test_a_header_that_lacks_a_column_says_which(header, missing):
    assert refused(errors.MissingColumnsError, f"{header}\nA;B;C\n").missing == missing


def test_a_column_named_twice_is_refused_with_both_names():
    found = refused(errors.DuplicateColumnsError, "Prénom;Nom;Courriel;E-mail\nA;A;a@b.example;\n")
    assert (found.column, found.names) == (Column.EMAIL, ("Courriel", "E-mail"))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("Prénom;Nom;Courriel\n" + PEOPLE + "Nom;Prénom;Courriel\n" + PEOPLE, 4),
        (PEOPLE + "Prénom;Nom;Courriel\n" + PEOPLE, 3),
        (PEOPLE * 20 + "Prénom;Nom;Courriel\n" + PEOPLE, 41),
    ],
)
def test_a_second_header_is_refused_with_its_line(content, line):
    assert refused(errors.TwoHeadersError, content).line == line


def test_people_who_are_called_like_columns_are_no_second_header():
    roster = read("Prénom;Nom;Courriel;Identifiant\nNom;Classe;;12\n")
    assert (len(roster.lines), roster.rejected) == (1, ())


def test_too_many_people_are_refused_and_blank_lines_are_not_counted():
    assert refused(errors.TooManyLinesError, PEOPLE * 3, max_lines=5).limit == 5
    assert len(read(PEOPLE + ";;\n" * 50, max_lines=2).lines) == 2


def test_too_large_a_file_is_refused_before_it_is_looked_at():
    assert refused(errors.TooLargeError, b"%PDF" * 100, max_bytes=100).limit == 100
