"""The page itself: who sees what, errors at their field, narrow screens."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person

NARROW = {"width": 360, "height": 740}
WIDTHS = "[document.documentElement.scrollWidth, document.body.scrollWidth, window.innerWidth]"


def test_one_click_makes_one_somebody_else_who_sees_their_own_places_only(person: Person):
    places = person.page.get_by_role("navigation").get_by_role("button")
    expect(places.filter(has_text="secretariat")).to_be_visible()
    person.becomes("Hélène")
    expect(places.filter(has_text="professeurs")).to_be_visible()
    expect(places.filter(has_text="secretariat")).to_have_count(0)
    expect(person.page.get_by_role("button", name="Hélène")).to_have_attribute(
        "aria-pressed", "true"
    )
    person.becomes("Emma")
    expect(places.filter(has_text="Home")).to_be_visible()
    expect(person.page.locator("html")).to_have_attribute("lang", "en")


def test_what_the_bot_answers_to_one_person_nobody_else_reads(person: Person):
    tables = person.page.get_by_role("table")
    person.types("/ecole-connexions Guitare")
    tables.last.wait_for()
    person.becomes("Karim")
    expect(person.page.get_by_role("button", name="Accueil")).to_be_visible()
    person.reads("droits d’administration")
    expect(tables).to_have_count(0)


def test_everybody_one_can_be_fits_on_the_strip(person: Person):
    strip = person.page.get_by_role("group", name="Vous êtes")
    assert strip.get_by_role("button").count() == 9
    assert strip.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_an_error_stands_at_its_field_which_has_the_focus(person: Person):
    person.types("/ecole-compte")
    person.presses("Programmer une pause")
    last = person.modal.get_by_label("Dernier jour")
    first = person.modal.get_by_label("Premier jour")
    last.fill(first.input_value())
    first.fill(f"{int(first.input_value()[:4]) + 1}-01-01")
    person.presses("Programmer")
    expect(last).to_have_attribute("aria-invalid", "true")
    expect(last).to_be_focused()
    described = last.get_attribute("aria-describedby") or ""
    shown = person.page.locator(",".join(f"#{each}" for each in described.split()))
    expect(shown.filter(visible=True)).to_have_text(
        re.compile("^La fin doit venir après le 1er janvier")
    )


def test_nothing_scrolls_sideways_on_a_narrow_screen(person: Person):
    page = person.page
    page.set_viewport_size(NARROW)
    fits(page)
    person.composer.fill("/")
    fits(page)
    person.types("/ecole-connexions")
    person.reads("n’ont jamais connecté")
    fits(page)
    person.types("/ecole-licences retirer Guitare")
    person.sees("licences à retirer")
    fits(page)
    person.closes()
    for place in ("secretariat", "Accueil"):
        page.get_by_role("button", name="Canaux").click()
        fits(page)
        person.goes_to(place)
        fits(page)


def fits(page: Page) -> None:
    page.wait_for_function("!document.querySelector('[aria-busy=true]')")
    document, body, window = page.evaluate(WIDTHS)
    assert document <= window
    assert body <= window


@pytest.mark.parametrize("first_name", ["Nina", "Paul", "Tom"])
def test_whoever_may_nothing_is_told_so_in_words(person: Person, first_name: str):
    person.becomes(first_name)
    person.types("/school-account" if first_name == "Tom" else "/ecole-compte")
    person.modal.wait_for()
    expect(person.modal).to_contain_text(".")
    assert "Traceback" not in person.modal.inner_text()
