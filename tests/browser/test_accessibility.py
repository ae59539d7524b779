"""axe-core finds no serious violation, in the light and in the dark."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.person import Person

SERIOUS = {"serious", "critical"}


def beginning(person: Person) -> None:
    person.page.get_by_role("heading", name="Par où commencer").wait_for()


def proposals(person: Person) -> None:
    person.composer.fill("/ecole")


def licences(person: Person) -> None:
    person.types("/ecole-licences retirer Guitare")
    person.sees("licences à retirer")


def options(person: Person) -> None:
    person.types("/ecole-licences retirer")
    person.modal.get_by_role("combobox", name="Classes").click()
    person.page.get_by_role("option", name="Guitare").wait_for()


def table(person: Person) -> None:
    person.types("/ecole-connexions")
    person.reads("n’ont jamais connecté")


def channel(person: Person) -> None:
    person.goes_to("secretariat")
    person.reads("Défaire")


def home(person: Person) -> None:
    person.goes_to("Accueil")
    person.page.get_by_role("main").get_by_role("button", name="Compte de l’école").wait_for()


def people_found(person: Person) -> None:
    person.asks("/ecole-utilisateurs Camille")


def settings(person: Person) -> None:
    person.types("/ecole-reglages rappels")
    person.sees("Rappels aux professeurs")


def question(person: Person) -> None:
    """The small one before an undoing."""
    person.goes_to("secretariat")
    person.presses("Défaire", person.page.get_by_role("log"))
    person.page.get_by_role("alertdialog").wait_for()


def import_preview(person: Person) -> None:
    person.types("/ecole-importer")
    person.fills("Ou des lignes collées ici", "Zoé;Axe;zoe.axe@x.example\nNoé;Axe;noe(at)x")
    person.presses("Aperçu")
    person.sees("message direct")
    person.closes()
    person.reads("1 ligne à corriger")


def file_preview(person: Person) -> None:
    person.types("/ecole-exporter professeurs")
    person.presses("Récupérer la liste")
    person.sees("✅")
    person.closes()
    person.presses("Aperçu du fichier", person.reads("Voici la liste"))
    person.messages.last.get_by_role("table").wait_for()


def traffic(person: Person) -> None:
    person.page.get_by_role("button", name="Échanges").click()
    person.page.get_by_role("complementary").get_by_role("cell").first.wait_for()


STATES = (
    *(beginning, proposals, licences, options, table, channel, home, people_found, settings),
    *(question, import_preview, file_preview, traffic),
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_serious_violation(person: Person, state: Callable[[Person], None]):
    state(person)
    found = []
    for scheme in ("light", "dark"):
        person.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [
            f"{scheme}: {each['id']}: {node['html'][:200]}: {node['failureSummary']}"
            for each in Axe().run(person.page).response["violations"]
            if each["impact"] in SERIOUS
            for node in each["nodes"]
        ]
    assert found == []
