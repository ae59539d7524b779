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


def traffic(person: Person) -> None:
    person.page.get_by_role("button", name="Échanges").click()
    person.page.get_by_role("complementary").get_by_role("cell").first.wait_for()


STATES = (beginning, proposals, licences, options, table, channel, home, traffic)


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
