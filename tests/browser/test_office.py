"""People, classes, settings and help, by mouse and by keyboard alone."""

from itertools import count

import pytest
from playwright.sync_api import expect

from bot.demo.names import HARP
from bot.demo.state import State
from tests.browser.person import Person
from tests.browser.typist import Typist

pytestmark = pytest.mark.parametrize("person", [Person, Typist], indirect=True)

OFFICE, DRUMS = "secretariat", "Percussions"
JOBS = 9
"""Beside help itself."""
RETENTION = 4
"""Its place among the settings."""
NUMBERS = count(1)


def test_somebody_is_added_found_changed_and_deleted(person: Person, school: State):
    before, name = school.students(), f"Lise Passante {next(NUMBERS)}"
    first, _, last = name.partition(" ")
    person.types("/ecole-utilisateurs ajouter")
    person.fills("Prénom", first)
    person.fills("Nom de famille", last)
    person.fills("Adresse", "lise(at)tivoli.example")
    person.chooses("Classes", HARP)
    person.presses("Ajouter")
    person.sees("n’est pas une adresse")
    person.fills("Adresse", "lise@tivoli.example")
    person.presses("Ajouter")
    person.sees(name)
    [added] = school.students() - before
    assert {added} == school.in_class(HARP) & school.licences() - before
    person.closes()

    person.types(f"/ecole-utilisateurs {name}")
    person.sees("ne l’a encore jamais fait")
    person.presses("Modifier")
    person.fills("Nom de famille", "Restante")
    person.presses("Enregistrer")
    person.sees("Lise Restante")
    assert "Restante" in {each.last_name for each in school.rows("student")}
    person.presses("Fermer")  # the card below is of now
    person.sees("Lise Restante")
    person.presses("Supprimer…")
    person.presses("Supprimer (")
    person.sees("1 compte supprimé")
    person.closes_all()
    assert school.students() == before


def test_a_class_is_made_renamed_and_taken_away(person: Person, school: State):
    listed = person.asks("/ecole-classes")
    person.presses("Créer une classe", listed)
    person.fills("Nom de la classe", "Luth")
    person.presses("Créer")
    person.sees("« Luth »")
    person.closes_all()
    assert school.class_id("Luth")
    person.types("/ecole-classes Luth")
    person.presses("Renommer")
    person.fills("Nom de la classe", "Luth et théorbe")
    person.presses("Renommer")
    person.sees("Luth et théorbe")
    person.closes_all()
    assert school.class_id("Luth") == school.class_id("Luth et théorbe")
    person.types("/ecole-classes Luth et théorbe")
    person.presses("Supprimer…")
    person.presses("Supprimer (0)")
    person.sees("✅")
    person.closes_all()
    expect(person.asks("/ecole-classes")).not_to_contain_text("Luth")


def test_a_class_moves_into_a_new_one_and_both_are_undone(person: Person, school: State):
    before = school.in_class(DRUMS)
    person.presses("Créer une classe", person.asks("/ecole-classes"))
    person.fills("Nom de la classe", "Batucada")
    person.presses("Créer")
    person.sees("Classe créée")
    person.closes()
    person.types(f"/ecole-classes {DRUMS}")
    person.presses("Déplacer")
    person.chooses("Dans quelle classe", "Batucada")
    person.sees(f"De « {DRUMS} » à « Batucada »")
    person.presses(f"Déplacer ({len(before)})")
    person.sees(f"{len(before)} personnes passent")
    assert school.in_class("Batucada") == before
    person.undoes()
    person.sees("Opération défaite")
    person.closes()
    assert school.in_class(DRUMS) == before
    person.types("/ecole-classes Batucada")
    person.presses("Supprimer…")
    person.presses("Supprimer (0)")
    person.sees("✅")


def test_how_long_the_deleted_are_kept_is_changed_told_and_undone(person: Person):
    with person.hears(OFFICE, "400 jours") as told:
        person.types("/ecole-reglages")
        person.clicks(person.modal.get_by_role("button", name="Modifier").nth(RETENTION))
        person.fills("Pendant combien de jours", "400")
        person.presses("Enregistrer")
        person.sees("C’est enregistré")
        person.closes_all()
    person.undoes(told)
    person.sees("Opération défaite")
    person.closes()
    person.types("/ecole-reglages")
    person.sees("Restauration possible pendant 365 jours")


def test_help_leads_to_each_job_and_tells_its_words(person: Person):
    person.types("/ecole-aide")
    person.sees("Importer une liste")
    opens = person.modal.get_by_role("button", name="Ouvrir")
    expect(opens).to_have_count(JOBS)
    person.clicks(opens.nth(1))
    person.sees("Personne ne correspond encore à ce choix")
    person.closes_all()
    person.types("/ecole-licences aide")
    person.sees("/ecole-licences retirer")
