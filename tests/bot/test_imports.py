"""`/school-import`: a list handed in, previewed in a direct message, applied, undone."""

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.texts import Words
from bot.views.imports.number import read_number
from bot.views.imports.preview import preview_message
from bot.workspace.problems import text_length
from commands.credits import Forecast, RunOut
from commands.lists.safeguards import Guard, Safeguard
from commands.lists.values import (
    Answer,
    CellChange,
    ClassQuestion,
    ListFigures,
    ListKind,
    ListOptions,
    ListPreview,
    Outcome,
    PersonRow,
    SharedAddress,
)
from commands.rosters.columns import Column
from commands.rosters.lines import Reason, Rejected, SheetRead
from store.models import Draft, User
from store.models import School as SchoolRow
from tests.bot.conftest import House
from tests.commands.rosters.workbooks import workbook
from tests.factories import Make

HEADER = "Prénom;Nom;Courriel;Classes"
FAMILY = "famille.martin@tivoli.example"


def roster(*lines: str, header: str = HEADER) -> bytes:
    """As a French Excel saves it."""
    return ("\r\n".join((header, *lines)) + "\r\n").encode("cp1252")


def students(house: House) -> dict[str, User]:
    def found(session):
        query = select(User).where(
            User.school_id == house.school.id, User.role == "student", User.deleted_at.is_(None)
        )
        users = session.scalars(query).all()
        session.expunge_all()
        return {f"{user.first_name} {user.last_name}": user for user in users}

    return house.read(found)


def everybody(house: House) -> list[str]:
    """The lines of a list that holds the school as it is."""

    def found(session):
        query = select(User).where(User.school_id == house.school.id, User.role == "student")
        return [f"{u.first_name};{u.last_name};{u.email};" for u in session.scalars(query)]

    return house.read(found)


def hand_in(house: House, who: str, name: str, content: bytes, *, master: bool = False):
    person = house.person(who)
    french = who == "Claire"
    person.command("/ecole-importer" if french else "/school-import")
    person.wait_for_modal("Importer une liste" if french else "Import a list")
    person.fill("Fichier" if french else "File", [person.upload(name, content)])
    if master:
        person.choose(
            "Que fait-elle" if french else "What does it do?",
            "Liste maîtresse" if french else "Master list",
        )
    assert person.submit() is None
    return person


def wait_applied(house: House, person):
    french = person.calls.user_id == house.person("Claire").calls.user_id
    return person.wait_for_message("appliquée" if french else "applied:")


def test_an_additive_list_is_previewed_applied_and_undone_in_french(house: House):
    before = students(house)
    content = roster(
        "Noël;Lefèvre;noel@tivoli.example;Chœur d'enfants".replace("œ", "oe"),
        f"Inès;Martin;{FAMILY};Piano cycle 2",
        "Paul;Roux;paul(at)tivoli.example;",
    )
    claire = hand_in(house, "Claire", "rentree.csv", content)
    shown = claire.wait_for_message("liste additive d’élèves (ajoute seulement)")
    text = claire.read_text(shown)
    assert "2 élèves dans la liste\u00a0: *1 ajout, 1 modification*." in text
    assert "3\tInès Martin\tmodification\tinscription dans «\u00a0Piano cycle 2\u00a0»" in text
    assert "2\tNoël Lefèvre\tajout\tinscription dans «\u00a0Chœur d'enfants\u00a0»" in text
    assert "Ligne 4, colonne «\u00a0Courriel\u00a0»" in text
    assert "Noël" not in shown["text"]  # what a notification would show
    claire.wait_for_modal(containing="Je vous ai répondu en message direct")
    claire.close()
    assert students(house).keys() == before.keys()

    claire.press("Une licence à chaque nouveau", shown)
    shown = claire.wait_for_message("1 licence attribuée")
    assert "Licences attribuées\u00a0: 17 au lieu de 16." in claire.read_text(shown)
    assert "Crédits\u00a0: " in claire.read_text(shown)
    claire.press("Aperçu complet", shown)
    carried = claire.wait_for_message("Aperçu complet\u00a0: 3 lignes")
    table = claire.download(carried["files"][0]["id"]).decode("utf-8-sig")
    assert "2;ajout;Noël;Lefèvre;noel@tivoli.example;" in table
    claire.press("Lignes à corriger", shown)
    carried = claire.wait_for_message("📋 1 ligne à corriger, telle qu’elle est")
    assert "paul" not in carried["text"]
    why = claire.wait_for_message("⚠️ 1 ligne à corriger\u00a0:")
    assert "«\u00a0paul(at)tivoli.example\u00a0»" in claire.read_text(why)
    lines = claire.download(carried["files"][0]["id"]).decode("utf-8-sig").split("\r\n")
    assert lines[:2] == [HEADER, "Paul;Roux;paul(at)tivoli.example;"]

    claire.press("Appliquer\u00a0: 1 ajout, 1 modification", shown)
    done = claire.wait_for_message("appliquée\u00a0: 1 ajout, 1 modification")
    text = claire.read_text(done)
    assert "1 licence attribuée." in text
    assert "1 ligne à corriger a été laissée de côté." in text
    assert "Votre fichier est encore dans Slack" in text
    assert students(house)["Noël Lefèvre"].licence
    told = claire.wait_for_message("Liste d’élèves importée", channel="secretariat")
    assert "Noël" not in claire.read_text(told)
    claire.press("Liste de 1 nouvelle personne", done)
    carried = claire.wait_for_message("1 nouvelle personne\u00a0: nom, adresse et classes.")
    assert "Ce fichier sera retiré de Slack dans 7 jours" in carried["text"]
    assert "guide de connexion dans `/ecole-reglages`" in carried["text"]
    new = claire.download(carried["files"][0]["id"]).decode("utf-8-sig")
    assert "Noël;Lefèvre;noel@tivoli.example;;Chœur d'enfants;oui;Jamais" in new

    claire.press("Texte pour leurs familles", done)
    shown = claire.read_text(claire.wait_for_modal("Pour les familles"))
    assert "noel@tivoli.example" in shown
    assert FAMILY not in shown
    assert "1 adresse" in shown
    claire.close()

    claire.press("Défaire", done)
    claire.wait_for_modal("Défaire", containing="1 compte supprimé")
    assert students(house).keys() == before.keys()


def test_a_workbook_is_previewed_with_what_was_not_read_of_it(house: House):
    def shape(made):
        made.active.row_dimensions[3].hidden = True
        made.create_sheet("Anciens").append(["Ada", "Bois", "ada@tivoli.example"])

    people = ("Noël", "Lefèvre", "noel@tivoli.example"), ("Ève", "Nord", "eve@tivoli.example")
    content = workbook(("Prénom", "Nom", "Courriel"), *people, change=shape)
    claire = hand_in(house, "Claire", "rentree.xlsx", content)
    shown = claire.wait_for_message("*2 ajouts*")
    text = claire.read_text(shown)
    assert "Feuille lue\u00a0: «\u00a0Élèves\u00a0». Pas lue\u00a0: «\u00a0Anciens\u00a0»." in text
    assert "1 ligne masquée dans la feuille a été lue aussi." in text
    claire.close()
    claire.press("Une licence à chaque nouveau", shown)  # the notes stay when it is drawn again
    shown = claire.wait_for_message("2 licences attribuées")
    assert "Feuille lue" in claire.read_text(shown)
    claire.press("Appliquer\u00a0: 2 ajouts", shown)
    claire.wait_for_message("appliquée\u00a0: 2 ajouts")
    assert students(house)["Ève Nord"].licence


def test_a_master_list_asks_for_the_number_and_keeps_its_promise_in_english(house: House):
    before = students(house)
    lines = everybody(house)
    half = hand_in(house, "Emma", "half.csv", roster(*lines[:6]), master=True)
    shown = half.wait_for_message("more than half: it is refused")
    assert "[Apply:" not in half.read_text(shown)
    half.close()
    half.press("Only add", shown)
    shown = half.wait_for_message("additive list of students (only adds)")
    assert "There is nothing to apply." in half.read_text(shown)
    half.press("Drop the preview", shown)
    half.wait_for_message("The preview was dropped. Nothing was changed.")

    emma = hand_in(house, "Emma", "school.csv", roster(*lines[:14]), master=True)
    shown = emma.wait_for_message("This list would delete 4 students of 18")
    assert "*4 deletions, 14 without change*" in emma.read_text(shown)
    emma.close()
    emma.press("Apply: 4 deletions", shown)
    emma.wait_for_modal("Confirm", containing="type this number: *4*")
    emma.fill("Number of deletions", "5")
    emma.submit()
    emma.wait_for_modal("Confirm", containing="This is not the number of deletions, 4.")
    assert students(house).keys() == before.keys()
    emma.fill("Number of deletions", "4")
    emma.submit()
    emma.wait_for_modal(containing="4 deletions, 14 without change")
    done = emma.wait_for_message("applied: 4 deletions")
    assert len(students(house)) == 14
    house.resend()
    emma.wait_for_modal(containing="This is done already")
    emma.close(all_=True)
    told = emma.wait_for_message("importée", channel="secretariat")
    assert "4 comptes supprimés" in emma.read_text(told)
    emma.press("Undo", done)
    emma.wait_for_modal("Undo", containing="4 accounts restored")
    assert students(house).keys() == before.keys()


def test_questions_are_answered_by_buttons_and_moved_figures_are_shown_first(house: House):
    content = roster(
        "Ada;Bois;bois@tivoli.example;Piano cycle 2",
        "Élie;Bois;bois@tivoli.example;Piano Cycle-2",
        "Marc;Nord;nord@tivoli.example;01-févr",
    )
    claire = hand_in(house, "Claire", "fratrie.csv", content)
    shown = claire.wait_for_message("2 personnes ont la même adresse, lignes 2 et 3")
    claire.close()
    claire.press("Une fratrie", shown)
    shown = claire.wait_for_message("Est-ce «\u00a0Piano cycle 2\u00a0»")
    assert "[Appliquer" not in claire.read_text(shown)
    assert "Répondez d’abord à 2 questions sur des classes." in claire.read_text(shown)
    assert "est une date. Un tableur l’a-t-il tirée de «\u00a01/2\u00a0»" in claire.read_text(shown)
    claire.press("Oui, «\u00a01/2\u00a0»", shown)
    shown = claire.wait_for_message("Répondez d’abord à 1 question sur une classe.")
    claire.press("Oui, la même classe", shown)
    shown = claire.wait_for_message("[Appliquer\u00a0: 3 ajouts]")

    with house.sessions.writing.begin() as session:  # a click whose drawing did not come through
        draft = session.scalars(select(Draft).where(Draft.kind == "list")).one()
        draft.content = draft.content | {"figures": draft.content["figures"] | {"added": 2}}
    claire.press("Appliquer\u00a0: 3 ajouts", shown)
    shown = claire.wait_for_message("Entre-temps, les chiffres ont changé")
    with house.sessions.writing.begin() as session:  # somebody else adds one of them
        make = Make(session)
        school = session.get_one(SchoolRow, house.school.id)
        make.user(
            school, first_name="Marc", last_name="Nord", email="nord@tivoli.example", licence=True
        )
        school.roster_version += 1
    claire.press("Appliquer\u00a0: 3 ajouts", shown)
    shown = claire.wait_for_message("[Appliquer\u00a0: 2 ajouts, 1 modification]")
    assert "Élie Bois" not in students(house)
    claire.press("Appliquer\u00a0: 2 ajouts, 1 modification", shown)
    claire.wait_for_message("appliquée\u00a0: 2 ajouts, 1 modification")
    assert students(house)["Élie Bois"].email == "bois@tivoli.example"


def test_a_corrected_list_takes_the_place_of_its_preview(house: House):
    lines = everybody(house)
    wrong = roster(*lines[:17], "Paul;Roux;paul(at)tivoli.example;")
    emma = hand_in(house, "Emma", "wrong.csv", wrong, master=True)
    shown = emma.wait_for_message("1 deletion is held back")
    emma.close()
    emma.press("Give the corrected list", shown)
    emma.wait_for_modal("Import a list", containing="The corrected list takes the place")
    right = roster(*lines[:17], "Paul;Roux;paul@tivoli.example;")
    emma.fill("File", [emma.upload("right.csv", right)])
    emma.submit()
    shown = emma.wait_for_message("*1 addition, 1 deletion, 17 without change*")
    replaced = emma.wait_for_message("This preview was replaced")
    assert "Your file is still in Slack" in emma.read_text(replaced)
    assert "master list" in emma.read_text(shown)
    emma.close()
    emma.press("Apply without deleting", shown)
    emma.wait_for_message("[Apply: 1 addition]")


def test_a_broken_file_gets_its_sentence_and_the_name_order_is_asked(house: House):
    before = students(house)
    broken = {
        "photo.csv": (b"\x89PNG\r\n\x1a\n" + bytes(40), "C’est une image"),
        "entete.csv": (HEADER.encode(), "des noms de colonnes"),
        "une.csv": (b"Anne\r\nPaul\r\n", "Je ne vois qu’une colonne"),
        "eleves.ods": (
            b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            "Dans LibreOffice\u00a0: Fichier, Enregistrer sous",
        ),
        "secret.xlsx": (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protégé par un mot de passe",
        ),
    }
    claire = house.person("Claire")
    for name, (content, words) in broken.items():
        hand_in(house, "Claire", name, content)
        claire.wait_for_modal(containing=words)
        claire.wait_for_message(words)
        claire.close()
    lines = "\n".join(
        f"{last},{first},{first}.{last}@tivoli.example"
        for first, last in (("Ada", "BOIS"), ("Marc", "NORD"), ("Lise", "EST"))
    )
    claire.command("/ecole-importer", "élèves")
    claire.wait_for_modal("Importer une liste")
    assert claire.submit() == {
        "import_file": "Choisissez un fichier, ou collez des lignes plus bas."
    }
    claire.fill("Ou des lignes", "Ada Bois ada@tivoli.example")
    assert claire.submit() is None
    claire.wait_for_modal(containing="avec une virgule entre")
    claire.close()
    claire.command("/ecole-importer", "élèves")
    claire.wait_for_modal("Importer une liste")
    claire.fill("Ou des lignes", lines)
    assert claire.submit() is None
    asked = claire.wait_for_message("le prénom ou le nom")
    assert "prénom Ada, nom BOIS" in claire.read_text(asked)
    buttons = [b["accessory"] for b in asked["blocks"] if "accessory" in b]
    assert len(buttons) == 2
    claire.close()
    claire.press("import_reading:1", asked)
    shown = claire.wait_for_message("*3 ajouts*")
    assert "Ada BOIS" in claire.read_text(shown)
    assert students(house).keys() == before.keys()


def test_nobody_but_an_admin_imports_and_a_right_withdrawn_is_noticed(house: House):
    for name in ("Hélène", "Nina"):
        person = house.person(name)
        person.command("/ecole-importer")
        assert "administrateurs" in person.read_text(person.wait_for_modal())
        person.close()
    tom = house.person("Tom")
    tom.command("/school-import", channel="echange-ecoles")
    assert "I only answer the people of this school" in tom.read_text(tom.wait_for_modal())
    before = students(house)
    claire = hand_in(house, "Claire", "a.csv", roster("Ada;Bois;bois@tivoli.example;"))
    shown = claire.wait_for_message("1 ajout")
    claire.close()
    house.take_admin_away("Claire")
    house.clock.pass_(minutes=6)
    claire.press("Appliquer\u00a0: 1 ajout", shown)
    claire.wait_for_modal(containing="administrateurs")
    claire.close()
    claire.press("Aperçu complet", shown)
    claire.wait_for_modal(containing="administrateurs")
    assert students(house).keys() == before.keys()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_fullest_preview_still_fits_into_a_message(language: str):
    long, many = "x" * 250, 1_000_000
    figures = ListFigures(
        **dict.fromkeys(("people", "added", "changed", "restored", "deleted"), many),
        **dict.fromkeys(("missing", "unclear", "begun", "ended", "would_end", "given"), many),
        **dict.fromkeys(("offered", "differing", "ids_cut", "ids_differ", "logins"), many),
    )
    change = CellChange(Column.EMAIL, long, long)
    row = PersonRow(Outcome.CHANGED, many, 1, long, long, long, (change, change))
    preview = ListPreview(
        draft_id="d",
        filename=long,
        options=ListOptions("student", ListKind.MASTER),
        toggles=frozenset(),
        figures=figures,
        safeguard=Safeguard(
            Guard.TYPE_NUMBER, None, many, many, 0, True, None, tuple([long] * 100)
        ),
        shared_addresses=tuple(
            SharedAddress(f"s{n}", long, (long,) * 6, (many,) * 6) for n in range(9)
        ),
        class_questions=tuple(
            ClassQuestion(f"c{n}", long, long, (long, long), many, Answer.NEW) for n in range(9)
        ),
        same_people=(),
        classes_made=tuple([long] * 100),
        samples=(row,) * 100,
        unclear=(Rejected(many, Column.EMAIL, Reason.BAD_ADDRESS, long, 3, (long,)),) * 100,
        per_day_before=0,
        per_day_after=many * 86_400,
        before=RunOut(Forecast.NO_LICENCES),
        after=RunOut(Forecast.EMPTY),
        sheet=SheetRead(long, (long,) * 9, many),
    )
    text, blocks = preview_message(preview, "s" * 16, Words(language, ZoneInfo("UTC")))
    assert text_length(blocks) <= 13_200
    assert len(blocks) <= 50
    assert long not in text


def test_a_number_is_read_as_people_type_it():
    typed = {"84": 84, " 1\u202f248 ": 1248, "1,248": 1248, "many": None, "": None, "-4": None}
    for text, number in typed.items():
        values = {"import_number": {"import_number": {"value": text}}}
        assert read_number(values) == number
