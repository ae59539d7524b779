"""Answers that come late, and in between what somebody types and clicks: none of it is lost."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, Route, expect
from slack_sdk import WebClient
from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    Confirm,
    DataTableBlock,
    DatePicker,
    ExternalMultiSelectMenu,
    FileInput,
    InputBlock,
    ModalView,
    PlainText,
    RawNumber,
    RawText,
    SectionBlock,
)

from bot.demo.stage import Stage
from bot.views import common
from tests.browser.person import Person

CLAIRE = "U0CLAIRE01"
KARIMS = "**/U0KARIM001/conversations"
SURE = Confirm(PlainText("Sûr ?"), PlainText("Vraiment ?"), PlainText("Oui"), PlainText("Non"))
Redraw = Callable[..., None]


@contextmanager
def held(page: Page, path: str) -> Iterator[None]:
    """The next request to there waits on the way as long as this lasts."""
    waiting: list[Route] = []
    page.route(path, lambda route: waiting.append(route), times=1)
    with page.expect_request(path):
        yield
    first(page, waiting).continue_()


def first(page: Page, waiting: list[Route]) -> Route:
    """What is held comes to hand a moment after the page has sent it."""
    while not waiting:
        page.wait_for_timeout(5)
    return waiting[0]


@pytest.fixture
def form(client: WebClient, stage: Stage) -> Callable[..., Redraw]:
    """Open a form with these blocks before Claire; what comes back draws it anew with others."""

    def view(blocks: tuple[Block, ...]) -> dict:
        return ModalView("Essai", list(blocks), submit="Envoyer").to_dict()

    def opened(*blocks: Block) -> Redraw:
        trigger = stage.running.on_loop(lambda: stage.workspace.triggers.issue(CLAIRE))
        answer = client.views_open(trigger_id=trigger, view=view(blocks))
        view_id = answer["view"]["id"]
        return lambda *other: client.views_update(view_id=view_id, view=view(other)) and None

    return opened


@pytest.fixture
def message(client: WebClient, person: Person) -> Callable[..., Redraw]:
    """Post a message with these blocks to Claire; what comes back changes it."""

    def posted(*blocks: Block) -> Redraw:
        channel = client.conversations_open(users=CLAIRE)["channel"]["id"]
        person.reads("droits d’administration")
        before = person.messages.count()
        sent = client.chat_postMessage(
            channel=channel, text="essai", blocks=common.rendered(blocks)
        )
        # older messages have buttons of the same names
        expect(person.messages).to_have_count(before + 1)

        def redraw(*other: Block) -> None:
            with person.page.expect_response("**/messages"):
                client.chat_update(
                    channel=channel, ts=sent["ts"], text="essai", blocks=common.rendered(other)
                )

        return redraw

    return posted


def pressing(name: str, *, confirm: Confirm | None = None) -> ActionsBlock:
    return ActionsBlock([Button(name, action_id="press", confirm=confirm)], block_id="presses")


def told(person: Person) -> list[dict]:
    """What the page tells the bot of clicks and choices from now on; the bot hears none of it."""
    found: list[dict] = []

    def note(route: Route) -> None:
        found.append(route.request.post_data_json)
        route.fulfill(json={"ok": True})

    person.page.route("**/action", note)
    return found


def middle(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# Choices --------------------------------------------------------------------------------


def test_a_choice_made_while_the_one_before_is_on_its_way_is_told_too(person: Person):
    person.types("/ecole-licences retirer")
    person.modal.get_by_role("combobox", name="Classes").click()
    option = person.page.get_by_role("option")
    with person.page.expect_request(tells_of_two), held(person.page, "**/action"):
        option.filter(has_text="Guitare").click()
        option.filter(has_text="Percussions").click()
    person.sees("licences à retirer")


def tells_of_two(request: Request) -> bool:
    return request.url.endswith("/action") and len(request.post_data_json["value"]) == 2


@pytest.mark.parametrize("key", ["Tab", "Escape"])
def test_enter_counts_though_one_goes_on_before_the_list_has_come(person: Person, key: str):
    person.types("/ecole-licences retirer")
    classes = person.modal.get_by_role("combobox", name="Classes")
    classes.click()
    person.page.get_by_role("option").first.wait_for()
    with held(person.page, "**/options"):
        person.page.keyboard.type("Harpe")
        person.page.keyboard.press("Enter")
        person.page.keyboard.press(key)
    expect(person.button("Enlever ")).to_contain_text("×")
    expect(classes).to_have_attribute("aria-expanded", "false")
    expect(person.modal).to_be_visible()
    if key == "Tab":
        expect(classes).not_to_be_focused()


def test_a_list_stays_open_when_what_stood_above_it_goes(person: Person, form):
    menu = ExternalMultiSelectMenu(action_id="a", min_query_length=0)
    below = InputBlock(PlainText("Des classes"), menu, block_id="classes")
    redraw = form(SectionBlock("avant", block_id="before"), below)
    classes = person.modal.get_by_role("combobox", name="Des classes")
    classes.click()
    redraw(below)
    expect(person.modal).not_to_contain_text("avant")
    expect(classes).to_have_attribute("aria-expanded", "true")
    person.page.keyboard.press("Escape")
    expect(classes).to_have_attribute("aria-expanded", "false")
    expect(person.modal).to_be_visible()


def test_a_date_half_typed_is_not_begun_again(person: Person, form):
    def day(first: str) -> InputBlock:
        picker = DatePicker(action_id="a", initial_date=first)
        return InputBlock(PlainText("Un jour"), picker, block_id="day")

    redraw = form(day("2026-09-01"))
    field = person.modal.get_by_label("Un jour")
    field.focus()
    person.page.keyboard.type("09")
    redraw(day("2026-09-02"), SectionBlock("après"))
    person.sees("après")
    person.page.keyboard.type("152027")
    expect(field).to_have_value("2027-09-15")


# Clicks ---------------------------------------------------------------------------------


def test_a_button_drawn_anew_under_the_finger_is_pressed_all_the_same(person: Person, message):
    clicks, redraw = told(person), message(pressing("Oui"))
    button = person.button("Oui", person.reads("Oui"))
    person.page.mouse.move(*middle(button))
    person.page.mouse.down()
    redraw(pressing("Oui, je le veux"))
    person.page.mouse.up()
    person.reads("Oui, je le veux")
    assert [each["action_id"] for each in clicks] == ["press"]


def test_the_second_of_two_clicks_does_not_press_what_has_come_up_meanwhile(
    person: Person, message
):
    clicks, redraw = told(person), message(pressing("Garder ceci"))
    mouse = person.page.mouse
    person.presses("Garder ceci", person.page.get_by_role("main"))
    redraw(pressing("Effacer cela"))
    person.reads("Effacer cela")
    mouse.move(*middle(person.button("Effacer cela", person.page.get_by_role("main"))))
    mouse.down(click_count=2)
    mouse.up(click_count=2)
    mouse.down()
    mouse.up()
    expect(person.page.locator("[aria-busy=true]")).to_have_count(0)
    assert len(clicks) == 2


def test_the_focus_is_back_on_a_button_that_changed_while_one_was_asked(person: Person, message):
    clicks, redraw = told(person), message(pressing("Défaire", confirm=SURE))
    person.presses("Défaire", person.page.get_by_role("main"))
    asked = person.page.get_by_role("alertdialog")
    asked.wait_for()
    redraw(pressing("Défaire tout", confirm=SURE))
    person.page.get_by_text("Défaire tout").last.wait_for()
    person.page.keyboard.press("Escape")
    asked.wait_for(state="hidden")
    expect(person.button("Défaire tout", person.page.get_by_role("main"))).to_be_focused()
    assert clicks == []


def test_escape_pressed_twice_while_a_form_is_handed_in_leaves_it_in_sight(person: Person, form):
    form(SectionBlock("une section"))
    page = person.page
    waiting: list[Route] = []
    page.route("**/submit", lambda route: waiting.append(route))
    with page.expect_request("**/submit"):
        person.presses("Envoyer")
    for _ in range(3):
        page.keyboard.press("Escape")
        page.wait_for_timeout(20)
    first(page, waiting).fulfill(json={"ok": False, "error": "x", "message": "Pas maintenant."})
    person.sees("Pas maintenant.")
    expect(person.button("Envoyer")).to_be_focused()


def test_a_file_on_its_way_is_waited_for_and_seen_in_the_form_drawn_anew(person: Person, form):
    def file(label: str) -> InputBlock:
        return InputBlock(PlainText(label), FileInput(action_id="a"), block_id="file")

    page, sent = person.page, list[dict]()
    page.route(
        "**/submit",
        lambda route: (sent.append(route.request.post_data_json), route.fulfill(json={"ok": True})),
    )
    redraw = form(file("Un fichier"))
    with held(page, "**/files"):
        person.modal.locator("input[type=file]").set_input_files(
            {"name": "a.csv", "mimeType": "text/csv", "buffer": b"a,b"}
        )
        person.presses("Envoyer")
        redraw(file("Le fichier"))
        person.sees("Le fichier")
    expect(person.modal.get_by_role("listitem")).to_contain_text("a.csv")
    page.wait_for_function("!document.querySelector('form[aria-busy=true]')")
    assert len(sent) == 1
    assert json.dumps(sent).count('"file"') == 1


def test_a_table_stays_sorted_when_its_figures_change(person: Person, message):
    def table(count: int) -> DataTableBlock:
        rows = [[RawText(each), RawNumber(count, str(count))] for each in ("Anne", "Zoé")]
        head = [RawText("Nom"), RawText("Jours")]
        return DataTableBlock([head, *rows], caption="Qui", block_id="who")

    redraw = message(table(3))
    shown = person.page.get_by_role("table", name="Qui")
    sort = shown.get_by_role("button", name="Nom")
    sort.click()
    sort.click()
    redraw(table(4))
    expect(shown.get_by_role("cell", name="4").first).to_be_visible()
    expect(shown.get_by_role("rowheader")).to_have_text(["Zoé", "Anne"])
    expect(sort).to_be_focused()


# Places and people ----------------------------------------------------------------------


def test_what_was_begun_in_one_place_waits_there(person: Person):
    person.composer.fill("Bonjour à")
    person.goes_to("general")
    expect(person.composer).to_have_value("")
    person.page.go_back()
    expect(person.composer).to_have_value("Bonjour à")


def test_a_suggestion_does_not_cost_what_was_being_written(person: Person):
    person.composer.fill("Bonjour à")
    person.presses("Qui n’a jamais connecté", person.page.get_by_role("main"))
    person.page.keyboard.press("Enter")
    person.reads("n’ont jamais connecté")
    expect(person.composer).to_have_value("Bonjour à")


def test_a_command_that_failed_after_one_went_elsewhere_is_told_and_kept(person: Person):
    page, waiting = person.page, list[Route]()
    page.route("**/command", lambda route: waiting.append(route), times=1)
    with page.expect_request("**/command"):
        person.types("/ecole-connexions Harpe")
    person.goes_to("general")
    first(page, waiting).fulfill(json={"ok": False, "error": "x", "message": "Pas maintenant."})
    expect(page.get_by_text("Pas maintenant.")).to_be_visible()
    page.go_back()
    expect(person.composer).to_have_value("/ecole-connexions Harpe")


def test_whom_one_became_last_stays_in_the_address(person: Person):
    page = person.page
    with page.expect_response(KARIMS) as late, held(page, KARIMS):
        page.get_by_role("button", name="Karim").click()
        person.becomes("Hélène")
        address = page.url
    late.value.finished()
    page.evaluate("new Promise((done) => setTimeout(done, 50))")
    assert page.url == address


# The line -------------------------------------------------------------------------------


def test_what_comes_before_the_stream_has_begun_is_shown(context: BrowserContext, client):
    page = context.new_page()
    person = Person(page)
    channel = client.conversations_open(users=CLAIRE)["channel"]["id"]
    with held(page, "**/stream"):
        page.goto("/")
        person.reads("droits d’administration")
        client.chat_postMessage(channel=channel, text="à temps quand même")
    person.reads("à temps quand même")


def test_one_question_lost_on_the_way_is_asked_again(context: BrowserContext):
    page = context.new_page()
    page.goto("/")
    person = Person(page)
    person.reads("droits d’administration")
    page.route("**/views", lambda route: route.abort(), times=3)
    person.types("/ecole-compte")
    person.sees("le compte est actif")
    expect(page.locator(".banner")).to_be_hidden()
    person.closes()
