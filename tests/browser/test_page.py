"""The page itself: who sees what, errors at their field, narrow screens."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from bot.demo.state import State
from tests.browser.person import Person

OFFICE = "secretariat"
ACK = 3000
"""Milliseconds that Slack waits for an acknowledgement."""
LOW = {"width": 1200, "height": 500}
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


def test_enter_pressed_while_a_command_is_on_its_way_sends_the_next_one(person: Person):
    person.reads("droits d’administration")
    before, held = person.messages.count(), list[Route]()
    person.page.route("**/command", lambda route: held.append(route), times=1)
    with person.page.expect_request("**/command"):
        person.types("/ecole-connexions Guitare")
    person.types("/ecole-connexions Harpe")
    held.pop().continue_()
    expect(person.messages).to_have_count(before + 2)
    expect(person.composer).to_have_value("")


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


@pytest.mark.parametrize("kind", ["mouse", "keyboard"])
def test_a_list_of_several_stays_open_while_the_form_is_drawn_anew(person: Person, kind: str):
    """The bot counts anew after each choice; who then closes the list must not lose the form."""
    keys = person.page.keyboard
    person.types("/ecole-licences retirer")
    classes = person.modal.get_by_role("combobox", name="Classes")
    option = person.page.get_by_role("option")
    classes.click()
    if kind == "mouse":
        option.filter(has_text="Guitare").click()
    else:
        keys.type("Guitare")
        expect(option).to_have_count(1)
        keys.press("Enter")
    person.sees("licences à retirer")
    expect(classes).to_have_attribute("aria-expanded", "true")
    keys.type("Harpe")
    keys.press("Enter")  # before the bot has answered what fits
    chosen = person.modal.get_by_role("button", name=re.compile("^Enlever "))
    expect(chosen).to_have_count(2)
    keys.type("Chœur")  # and the form is drawn anew meanwhile
    person.page.wait_for_function("!document.querySelector('[aria-busy=true]')")
    expect(classes).to_have_value("Chœur")
    expect(classes).to_be_focused()
    expect(option.first).to_contain_text("Chœur")
    keys.press("Escape")
    expect(classes).to_have_attribute("aria-expanded", "false")
    expect(person.modal).to_be_visible()


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


def test_what_is_new_is_marked_until_one_looks(person: Person, context: BrowserContext):
    place = person.page.get_by_role("navigation").get_by_role("button", name=OFFICE)
    person.goes_to(OFFICE)
    person.goes_to("general")
    expect(place).not_to_contain_text("non lu")
    karim = another(context)
    karim.becomes("Karim")
    exports(karim)
    expect(place).to_contain_text("1 non lu")
    person.page.set_viewport_size(LOW)
    person.goes_to(OFFICE)
    expect(place).not_to_contain_text("non lu")
    expect(person.messages.last).to_be_in_viewport()  # drawn, and its end shown
    log = person.page.get_by_role("log")
    log.evaluate("node => { node.scrollTop = 0; }")
    expect(person.messages.last).not_to_be_in_viewport()
    exports(karim)
    person.presses("Nouveaux messages", person.page.get_by_role("main"))
    expect(person.messages.last).to_be_in_viewport()
    expect(person.button("Nouveaux messages", person.page.get_by_role("main"))).to_be_hidden()


def another(context: BrowserContext) -> Person:
    """The same browser's second tab."""
    page = context.new_page()
    page.goto("/")
    found = Person(page)
    found.composer.wait_for()
    return found


def exports(person: Person) -> None:
    person.types("/ecole-exporter professeurs")
    person.presses("Récupérer la liste")
    person.sees("✅")
    person.closes()


def test_two_tabs_show_the_same_and_a_reload_brings_the_form_back(
    person: Person, context: BrowserContext
):
    other = another(context)
    person.types("/ecole-compte")
    person.sees("le compte est actif")
    other.sees("le compte est actif")
    other.page.reload()
    other.sees("le compte est actif")
    other.closes()
    person.modal.wait_for(state="hidden")


def test_back_leads_to_the_place_before(person: Person):
    here = person.page.get_by_role("navigation").locator("[aria-current=page]")
    person.goes_to(OFFICE)
    person.goes_to("general")
    person.page.go_back()
    expect(here).to_contain_text(OFFICE)
    person.page.go_forward()
    expect(here).to_contain_text("general")


def test_clicking_twice_does_it_once(person: Person, school: State):
    before, newest = school.licences(), school.newest()
    person.types("/ecole-licences retirer Guitare")
    person.button("Retirer (").dblclick()
    person.sees("licences retirées")
    assert school.done_since(newest) == ["revoke"]
    person.button("Défaire").dblclick()
    person.page.get_by_role("alertdialog").get_by_role("button").last.dblclick()
    person.sees("rendues")
    assert school.done_since(newest) == ["revoke", "undo"]
    assert school.licences() == before


def test_the_traffic_panel_tells_what_went_over_the_line(person: Person):
    person.presses("Échanges", person.page.get_by_role("banner"))
    panel = person.page.get_by_role("complementary")
    person.types("/ecole-compte")
    person.sees("le compte est actif")
    row = panel.get_by_role("row").filter(has_text="ack /ecole-compte").first
    row.wait_for()
    assert int(row.get_by_role("cell").last.inner_text()) < ACK


def test_the_suggestions_are_gone_once_one_was_used(person: Person):
    main = person.page.get_by_role("main")
    person.presses("Qui n’a jamais connecté", main)
    expect(person.composer).to_have_value("/ecole-connexions")
    person.page.keyboard.press("Enter")
    expect(main.get_by_role("heading", name="Par où commencer")).to_be_hidden()
    person.page.reload()
    person.reads("n’ont jamais connecté")
    expect(main.get_by_role("heading", name="Par où commencer")).to_be_hidden()


@pytest.mark.parametrize("first_name", ["Nina", "Paul", "Tom"])
def test_whoever_may_nothing_is_told_so_in_words(person: Person, first_name: str):
    person.becomes(first_name)
    person.types("/school-account" if first_name == "Tom" else "/ecole-compte")
    person.modal.wait_for()
    expect(person.modal).to_contain_text(".")
    assert "Traceback" not in person.modal.inner_text()
