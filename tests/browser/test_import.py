"""`/ecole-importer` as an office does it: a spreadsheet's file, its mistakes, applied, undone."""

from itertools import count

import pytest
from playwright.sync_api import expect

from bot.demo.stage import ROOT
from bot.demo.state import State
from tests.browser.person import Person
from tests.browser.typist import Typist

BOTH = pytest.mark.parametrize("person", [Person, Typist], indirect=True)
OFFICE = "secretariat"
GONE = 80
NUMBERS = count(1)
UNCLEAR = "Noé;Lointain;noe.lointain(at)tivoli.example"


@pytest.fixture
def exported(person: Person) -> list[str]:
    """The lines of the students' list, as the bot itself hands it out."""
    person.types("/ecole-exporter élèves")
    person.presses("Récupérer la liste")
    person.sees("✅")
    person.closes()
    return person.downloads(person.reads("Voici la liste")).decode("utf-8-sig").splitlines()


def new() -> str:
    """The line of somebody who was never here, not even before an undoing."""
    number = next(NUMBERS)
    return f"Zoé;Nouvelle {number};zoe.nouvelle{number}@tivoli.example"


def saved(head: str, *lines: str) -> bytes:
    """As a French spreadsheet saves it, each line as long as the first."""
    columns = head.count(";")
    rows = [line + ";" * (columns - line.count(";")) for line in lines]
    return ("\r\n".join((head, *rows)) + "\r\n").encode("cp1252")


def hands_in(person: Person, name: str, content: bytes) -> None:
    person.types("/ecole-importer")
    person.hands_in(name, content)
    person.ticks("Liste maîtresse")
    person.presses("Aperçu")
    person.sees("message direct")
    person.closes()


@BOTH
def test_a_master_list_is_corrected_its_number_typed_applied_and_undone(
    person: Person, school: State, exported: list[str]
):
    before, added = school.students(), new()
    with person.hears(OFFICE, "Liste d’élèves importée") as told:
        person.goes_to("Préau")
        head, *students = exported
        students = students[:-GONE]
        hands_in(person, "rentrée.csv", saved(head, *students, added, UNCLEAR))
        preview = person.reads("Aperçu : liste maîtresse")
        expect(preview).to_contain_text(f"{GONE} suppressions sont retenues")
        expect(preview).to_contain_text("« noe.lointain(at)tivoli.example » n’est pas une adresse")
        assert school.students() == before

        person.presses("Déposer la liste corrigée", preview)
        person.hands_in("rentrée 2.csv", saved(head, *students, added))
        person.presses("Aperçu")
        person.sees("message direct")
        person.closes()
        expect(preview).to_contain_text(f"1 ajout, {GONE} suppressions")
        person.presses("Appliquer : 1 ajout", preview)
        person.fills("Nombre de suppressions", str(GONE - 1))
        person.presses("Appliquer")
        person.sees("Rien n’a changé")
        assert school.students() == before
        person.fills("Nombre de suppressions", str(GONE))
        person.presses("Appliquer")
        person.sees("appliquée")
        person.closes()
        now = school.students()
        assert (len(before - now), len(now - before)) == (GONE, 1)

    person.undoes(told)
    person.sees(f"{GONE} comptes restaurés")
    assert school.students() == before


def test_a_list_dropped_beside_its_field_only_adds(person: Person, school: State):
    before = school.students()
    person.types("/ecole-importer")
    person.drops("nouveaux.csv", saved("Prénom;Nom;Courriel", new()), person.modal)
    expect(person.modal.get_by_role("listitem")).to_contain_text("nouveaux.csv")
    person.presses("Aperçu")
    person.sees("message direct")
    person.closes()
    person.presses("Appliquer : 1 ajout", person.reads("liste additive"))
    done = person.reads("appliquée : 1 ajout.")
    assert len(school.students() - before) == 1
    person.undoes(done)
    person.sees("1 compte supprimé")
    assert school.students() == before


def test_a_picture_is_not_taken_for_a_list(person: Person, school: State):
    before = school.students()
    picture = (ROOT / "docs" / "licences-fr.png").read_bytes()
    person.types("/ecole-importer")
    person.drops("classe.png", picture, person.modal.get_by_text("Choisir un fichier"))
    expect(person.modal.get_by_role("status").first).to_contain_text("n’est pas de ceux-ci")
    expect(person.modal.get_by_role("listitem")).to_have_count(0)
    person.hands_in("classe.csv", picture)
    person.presses("Aperçu")
    person.sees("C’est une image, pas une liste")
    person.closes()
    person.reads("C’est une image, pas une liste")
    assert school.students() == before


def test_a_file_dropped_outside_of_any_form_leaves_the_page_as_it_is(person: Person):
    address = person.page.url
    person.drops("liste.csv", saved(new()), person.page.get_by_role("log"))
    person.composer.fill("toujours là")
    assert person.page.url == address
