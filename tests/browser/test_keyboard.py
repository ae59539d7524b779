"""Without a mouse: licences taken back and given again, and where the focus is meanwhile."""

from playwright.sync_api import expect

from bot.demo.state import State
from tests.browser.person import Person

CLASS = "Formation musicale 3B"
STEPS = 40
"""So often is Tab pressed before something counts as out of reach."""

FOCUSED = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText"
IN_MODAL = "Boolean(document.activeElement.closest('dialog'))"


def test_licences_are_taken_back_and_given_again_by_keyboard_alone(person: Person, school: State):
    keys, before = person.page.keyboard, school.licences()
    held = before & school.in_class(CLASS)
    expect(person.composer).to_be_focused()
    keys.type("/ecole-lic")
    keys.press("Enter")  # takes what is proposed
    keys.type("ret")
    keys.press("Tab")
    expect(person.composer).to_have_value("/ecole-licences retirer ")
    keys.press("Enter")
    classes = person.modal.get_by_role("combobox", name="Classes")
    classes.wait_for()
    tab_until_focused(person, classes)
    keys.type(CLASS)
    expect(person.page.get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    keys.press("Escape")  # closes the list, not the form
    expect(person.button("Retirer (")).to_have_text(f"Retirer ({len(held)})")
    tab_until_focused(person, person.button("Retirer ("))
    keys.press("Enter")
    person.sees(f"{len(held)} licences retirées")
    assert school.licences() == before - held
    tab_until_focused(person, person.button("Défaire"))
    keys.press("Enter")
    tab_until_focused(person, person.page.get_by_role("alertdialog").get_by_role("button").last)
    keys.press("Enter")
    person.sees("rendues")
    assert school.licences() == before
    keys.press("Escape")
    person.modal.wait_for(state="hidden")
    expect(person.composer).to_be_focused()


def tab_until_focused(person: Person, wanted) -> None:
    for _ in range(STEPS):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_the_arrows_choose_among_the_proposed_commands(person: Person):
    keys = person.page.keyboard
    keys.type("/ecole-c")
    options = person.page.get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    second = options.nth(1).inner_text().split()[0]
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(person.composer).to_have_value(f"{second} ")
    keys.press("Escape")
    expect(person.page.get_by_role("listbox")).to_be_hidden()


def test_tab_goes_round_within_a_form_both_ways(person: Person):
    person.types("/ecole-licences retirer")
    person.modal.get_by_role("combobox", name="Classes").wait_for()
    for key in ("Tab", "Shift+Tab"):
        stops = []
        for _ in range(STEPS):
            person.page.keyboard.press(key)
            assert person.page.evaluate(IN_MODAL), f"{key} left the form after {stops[-1:]}"
            stops.append(person.page.evaluate(FOCUSED))
        assert stops.count("Fermer") > 1, "it never came round"


def test_escape_closes_one_form_after_the_other_and_leads_back_to_the_composer(person: Person):
    person.types("/ecole-reglages")
    person.presses("Modifier")
    expect(person.modal).to_have_attribute("data-depth", "2")
    person.page.keyboard.press("Escape")
    expect(person.modal).to_have_attribute("data-depth", "1")
    assert person.page.evaluate(IN_MODAL)
    person.page.keyboard.press("Escape")
    person.modal.wait_for(state="hidden")
    expect(person.composer).to_be_focused()
