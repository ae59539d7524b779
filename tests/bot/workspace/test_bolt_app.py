"""A Bolt app as everybody writes them, over the real protocols."""

from __future__ import annotations

import time

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.workspace.notices import trouble_connecting
from bot.workspace.person import NotOnScreenError
from tests.bot.workspace.conftest import CLAIRE, House
from tests.bot.workspace.samples import (
    actions,
    button,
    field,
    home,
    modal,
    option,
    plain,
    section,
    text_input,
)

NAME = field(text_input(action_id="v"), block_id="name")
SEARCH = field(
    {"type": "external_select", "action_id": "pick", "min_query_length": 0},
    label="Class",
    block_id="class",
)


def opening(house: House, *blocks, **more):
    """An app whose `/hello` opens a modal of these blocks."""
    app = house.app()

    @app.command("/hello")
    def hello(ack, body, client):
        ack()
        client.views_open(
            trigger_id=body["trigger_id"], view=modal(*blocks, callback_id="form", **more)
        )

    return app


def test_a_form_is_opened_refused_corrected_and_answered(house):
    app = opening(house, NAME)

    @app.view("form")
    def submitted(ack, view):
        name = view["state"]["values"]["name"]["v"]["value"]
        if name == "nobody":
            ack(response_action="errors", errors={"name": "Who is that?"})
        else:
            ack(response_action="update", view=modal(section(f"Good day, {name}")))

    house.connect(app)
    person = house.person()
    assert person.command("/hello") == {"ok": True}
    person.wait_for_modal("A window")
    assert person.submit() == {"name": "Please complete this required field."}
    person.fill("Name", "nobody")
    assert person.submit() == {"name": "Who is that?"}
    person.fill("Name", "Ada")
    assert person.submit() is None
    person.wait_for_modal(containing="Good day, Ada")


def test_an_empty_answer_closes_the_modal_and_shows_the_one_below(house):
    app = opening(house, actions(button("More", action_id="more")))

    @app.action("more")
    def more(ack, body, client):
        ack()
        view = modal(section("On top"), callback_id="top")
        client.views_push(trigger_id=body["trigger_id"], view=view)

    app.view("top")(lambda ack: ack())
    app.view("form")(lambda ack: ack(response_action="clear"))
    house.connect(app)
    person = house.person()
    person.command("/hello")
    person.wait_for_modal()
    person.press("More")
    person.wait_for_modal(containing="On top")
    person.submit()
    assert len(person.views()) == 1
    person.submit()
    assert person.views() == []


def test_errors_on_what_is_no_input_block_are_a_connection_error(house):
    app = opening(house, NAME, section(block_id="words"))
    app.view("form")(lambda ack: ack(response_action="errors", errors={"words": "No"}))
    house.connect(app)
    person = house.person()
    person.command("/hello")
    person.wait_for_modal()
    person.fill("Name", "Ada")
    with pytest.raises(NotOnScreenError) as caught:
        person.submit()
    assert trouble_connecting("fr-FR") in str(caught.value)
    assert "no input block has these ids: words" in str(caught.value)
    assert len(person.views()) == 1


def test_a_view_that_is_too_long_in_the_answer_is_a_connection_error(house):
    app = opening(house, NAME)
    bad = modal(section(), title=plain("x" * 25))
    app.view("form")(lambda ack: ack(response_action="update", view=bad))
    house.connect(app)
    person = house.person()
    person.command("/hello")
    person.wait_for_modal()
    person.fill("Name", "Ada")
    with pytest.raises(NotOnScreenError) as caught:
        person.submit()
    assert "json-pointer:/view/title/text" in str(caught.value)


def test_the_cross_closes_the_whole_stack_and_says_so(house):
    closed: list[bool] = []
    app = opening(house, actions(button("More", action_id="more")), notify_on_close=True)

    @app.action("more")
    def more(ack, body, client):
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=modal(section("On top")))

    @app.view_closed("form")
    def seen(ack, body):
        ack()
        closed.append(body["is_cleared"])

    house.connect(app)
    person = house.person()
    person.command("/hello")
    person.wait_for_modal()
    person.press("More")
    person.wait_for_modal(containing="On top")
    person.close(all_=True)
    assert person.views() == []
    assert closed == [True]


def test_a_field_that_is_gone_since_does_not_stop_the_form(house):
    app = opening(house, NAME)
    app.view("form")(lambda ack: ack())
    house.connect(app)
    person = house.person()
    person.command("/hello")
    view = person.wait_for_modal()
    person.fill("Name", "Ada")
    other = field(text_input(action_id="v"), label="Other", block_id="other")
    house.client().views_update(view_id=view["id"], view=modal(other, callback_id="form"))
    person.fill("Other", "Grace")
    assert person.submit() is None
    assert person.views() == []


def test_options_may_come_in_groups(house):
    app = opening(house, SEARCH)
    group = {"label": plain("Strings"), "options": [option("8", "6B Violon")]}
    app.options("pick")(lambda ack: ack(option_groups=[group]))
    house.connect(app)
    person = house.person()
    person.command("/hello")
    person.wait_for_modal()
    assert person.options("Class") == ["6B Violon"]


def test_closing_is_told_when_the_view_asks_for_it(house):
    closed: list[dict] = []
    app = opening(house, NAME, notify_on_close=True)

    @app.view_closed("form")
    def seen(ack, body):
        ack()
        closed.append(body)

    house.connect(app)
    person = house.person()
    person.command("/hello")
    person.wait_for_modal()
    person.close()
    assert person.views() == []
    assert (closed[0]["is_cleared"], "trigger_id" in closed[0]) == (False, False)


def test_a_searching_select_asks_the_app_and_takes_what_it_offered(house):
    typed, taken = [], []
    app = opening(house, SEARCH)

    @app.options("pick")
    def offer(ack, payload):
        typed.append(payload["value"])
        known = [option("7", "6A Piano"), option("8", "6B Violon")]
        ack(options=[o for o in known if payload["value"] in o["text"]["text"]])

    @app.view("form")
    def submitted(ack, view):
        taken.append(view["state"]["values"]["class"]["pick"]["selected_option"])
        ack()

    house.connect(app)
    person = house.person()
    person.command("/hello")
    person.wait_for_modal()
    assert person.options("Class") == ["6A Piano", "6B Violon"]
    person.choose("Class", "6B")
    assert person.submit() is None
    assert typed == ["", "6B"]
    assert taken == [{"text": {**plain("6B Violon"), "emoji": True}, "value": "8"}]


def test_what_was_never_offered_cannot_be_chosen(house):
    app = opening(house, SEARCH)
    app.options("pick")(lambda ack: ack(options=[]))
    house.connect(app)
    person = house.person()
    person.command("/hello")
    person.wait_for_modal()
    with pytest.raises(NotOnScreenError) as caught:
        person.choose("Class", "9Z")
    assert "no option '9Z' among []" in str(caught.value)


def test_a_choice_speaks_at_once_when_the_field_says_so(house):
    app = opening(house, {**NAME, "dispatch_action": True})

    @app.action("v")
    def live(ack, body, client):
        ack()
        view, name = body["view"], body["actions"][0]["value"]
        words = modal(
            {**NAME, "dispatch_action": True}, section(f"Hello {name}"), callback_id="form"
        )
        client.views_update(view_id=view["id"], hash=view["hash"], view=words)

    house.connect(app)
    person = house.person()
    person.command("/hello")
    person.wait_for_modal()
    person.fill("Name", "Ada")
    view = person.wait_for_modal(containing="Hello Ada")
    assert view["state"]["values"]["name"]["v"]["value"] == "Ada"


def test_a_button_in_a_message_carries_the_message_and_a_response_url(house):
    seen: list[dict] = []
    app = house.app()

    @app.action("go")
    def pressed(ack, body, respond):
        ack()
        seen.append(body)
        respond(text="Done", replace_original=True)

    house.connect(app)
    blocks = [section("Shall I?"), actions(button("Go", action_id="go", value="42"), block_id="a")]
    house.client().chat_postMessage(channel=CLAIRE, text="Shall I?", blocks=blocks)
    person = house.person()
    assert person.press("Go") == {"ok": True}
    person.wait_for_message("Done")
    assert len(person.messages()) == 1
    body = seen[0]
    assert body["message"]["text"] == "Shall I?"
    assert body["container"]["is_ephemeral"] is False
    assert (body["actions"][0]["value"], body["actions"][0]["block_id"]) == ("42", "a")


def test_a_button_in_an_ephemeral_message_does_not_carry_it(house):
    seen: list[dict] = []
    app = house.app()

    @app.action("go")
    def pressed(ack, body, respond):
        ack()
        seen.append(body)
        respond(delete_original=True)

    house.connect(app)
    house.client().chat_postEphemeral(
        channel="C0SECRETAR",
        user=CLAIRE,
        text="Shall I?",
        blocks=[actions(button("Go", action_id="go"))],
    )
    person = house.person()
    person.press("Go", in_="secretariat")
    deadline = time.monotonic() + 5
    while person.messages("secretariat") and time.monotonic() < deadline:
        time.sleep(0.01)
    assert person.messages("secretariat") == []
    assert "message" not in seen[0]
    assert seen[0]["container"]["is_ephemeral"] is True


def test_a_click_that_nobody_takes_is_told_to_the_person(make_house):
    house = make_house(ack_seconds=0.2)
    house.connect(house.app())
    blocks = [actions(button("Go", action_id="go"))]
    house.client().chat_postMessage(channel=CLAIRE, text="x", blocks=blocks)
    person = house.person()
    assert person.press("Go") == {"ok": False, "error": "operation_timeout"}
    assert person.messages()[-1]["ephemeral"]


def test_a_response_url_serves_five_times_and_for_half_an_hour(house):
    urls: list[str] = []
    app = house.app()

    @app.command("/hello")
    def hello(ack, body):
        ack()
        urls.append(body["response_url"])

    house.connect(app)
    person = house.person()
    person.command("/hello", channel="general")
    person.command("/hello", channel="general")
    first = WebhookClient(urls[0])
    assert [first.send(text=f"Number {n}").status_code for n in range(5)] == [200] * 5
    sixth = first.send(text="Number 6")
    assert (sixth.status_code, sixth.body) == (404, "used_url")
    house.clock.advance(30 * 60 + 1)
    late = WebhookClient(urls[1]).send(text="Late")
    assert (late.status_code, late.body) == (404, "expired_url")
    shown = person.messages("general")
    assert [message["ephemeral"] for message in shown] == [True] * 5


def test_a_response_url_refuses_what_slack_would(house):
    urls: list[str] = []
    app = house.app()

    @app.command("/hello")
    def hello(ack, body):
        ack()
        urls.append(body["response_url"])

    house.connect(app)
    house.person().command("/hello")
    webhook = WebhookClient(urls[0])
    refused = webhook.send(blocks=[section("x" * 3001)])
    assert (refused.status_code, refused.body) == (400, "invalid_blocks")
    assert webhook.send(text="").body == "no_text"
    assert WebhookClient(urls[0] + "x").send(text="x").status_code == 404


def test_the_home_tab_is_filled_on_the_first_visit_and_its_buttons_open_modals(house):
    app = house.app()

    @app.event("app_home_opened")
    def visited(event, client):
        view = home(section("Welcome"), actions(button("Start", action_id="start")))
        client.views_publish(user_id=event["user"], view=view)

    @app.action("start")
    def start(ack, body, client):
        ack()
        assert body["view"]["type"] == "home"
        client.views_open(trigger_id=body["trigger_id"], view=modal(section("Started")))

    house.connect(app)
    person = house.person()
    assert person.home() is None
    person.open_home()
    person.press("Start", in_=person.wait_for_home("Welcome"))
    person.wait_for_modal(containing="Started")


def test_slow_work_finds_its_trigger_expired(house):
    errors: list[str] = []
    app = house.app()

    @app.command("/hello")
    def hello(ack, body, client):
        ack()
        house.clock.advance(4)
        try:
            client.views_open(trigger_id=body["trigger_id"], view=modal(section()))
        except SlackApiError as error:
            errors.append(error.response["error"])

    house.connect(app)
    house.person().command("/hello")
    deadline = time.monotonic() + 5
    while not errors and time.monotonic() < deadline:
        time.sleep(0.01)
    assert errors == ["expired_trigger_id"]


def test_several_boxes_a_date_and_a_number_arrive_as_slack_sends_them(house):
    values: list[dict] = []
    boxes = {
        "type": "checkboxes",
        "action_id": "v",
        "options": [option("a", "A"), option("b", "B")],
    }
    app = opening(
        house,
        field(boxes, label="Boxes", block_id="boxes"),
        field({"type": "datepicker", "action_id": "v"}, label="Day", block_id="day"),
        field(
            {
                "type": "number_input",
                "action_id": "v",
                "is_decimal_allowed": False,
                "max_value": "9",
            },
            label="Count",
            block_id="count",
            optional=True,
        ),
    )

    @app.view("form")
    def submitted(ack, view):
        values.append(view["state"]["values"])
        ack()

    house.connect(app)
    person = house.person()
    person.command("/hello")
    person.wait_for_modal()
    person.choose("Boxes", "A", "B")
    person.fill("Day", "2026-11-30")
    person.fill("Count", "10")
    assert person.submit() == {"count": "Please enter a number of at most 9."}
    person.fill("Count", "9")
    assert person.submit() is None
    assert [o["value"] for o in values[0]["boxes"]["v"]["selected_options"]] == ["a", "b"]
    assert values[0]["day"]["v"] == {"type": "datepicker", "selected_date": "2026-11-30"}
    assert values[0]["count"]["v"] == {"type": "number_input", "value": "9"}
