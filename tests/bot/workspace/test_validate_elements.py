from __future__ import annotations

from typing import Any

import pytest

from bot.workspace.validate_blocks import check_blocks
from tests.bot.workspace.samples import (
    actions,
    button,
    field,
    mrkdwn,
    option,
    plain,
    section,
    select,
    text_input,
)

Json = dict[str, Any]


def problems(element: Json, block: str = "actions", surface: str = "message") -> list[str]:
    """What is refused of one element in a block of that type."""
    holders = {
        "actions": actions(element),
        "section": section(accessory=element),
        "input": field(element),
        "context": {"type": "context", "elements": [element]},
    }
    return [f"{p.pointer}: {p.message}" for p in check_blocks([holders[block]], surface)]


def options(count: int) -> list[Json]:
    return [option(str(index)) for index in range(count)]


def groups(count: int) -> list[Json]:
    return [{"label": plain("G"), "options": options(1)} for _ in range(count)]


def boxes(count: int, **more: Any) -> Json:
    return {"type": "checkboxes", "options": options(count), **more}


def confirm(**more: Any) -> Json:
    dialog = {"title": plain("T"), "text": plain("x"), "confirm": plain("Y"), "deny": plain("N")}
    return button(confirm={**dialog, **more})


def menu(count: int, **more: Any) -> Json:
    return {"type": "overflow", "options": [{**one, **more} for one in options(count)]}


LIMITS = [
    ("button text", button("x" * 75), button("x" * 76)),
    ("button value", button(value="x" * 2000), button(value="x" * 2001)),
    ("button url", button(url="x" * 3000), button(url="x" * 3001)),
    ("button label", button(accessibility_label="x" * 75), button(accessibility_label="x" * 76)),
    ("button style", button(style="danger"), button(style="purple")),
    ("action id", button(action_id="x" * 255), button(action_id="x" * 256)),
    ("options", select(*options(100)), select(*options(101))),
    ("no options", select(*options(1)), select()),
    ("option text", select(option("a", "x" * 75)), select(option("a", "x" * 76))),
    ("option value", select(option("x" * 150, "a")), select(option("x" * 151, "a"))),
    (
        "option description",
        select({**option("a"), "description": plain("x" * 75)}),
        select({**option("a"), "description": plain("x" * 76)}),
    ),
    (
        "option groups",
        {"type": "static_select", "option_groups": groups(100)},
        {"type": "static_select", "option_groups": groups(101)},
    ),
    (
        "options or groups",
        select(option("a")),
        select(option("a"), option_groups=groups(1)),
    ),
    (
        "placeholder",
        select(*options(1), placeholder=plain("x" * 150)),
        select(*options(1), placeholder=plain("x" * 151)),
    ),
    ("checkboxes", boxes(10), boxes(11)),
    ("menu entries", menu(5), menu(6)),
    ("menu url", menu(1, url="https://example.com"), menu(1, url="x" * 3001)),
    (
        "url outside a menu",
        select(option("a")),
        select({**option("a"), "url": "https://a.example"}),
    ),
    ("confirm title", confirm(title=plain("x" * 100)), confirm(title=plain("x" * 101))),
    ("confirm text", confirm(text=mrkdwn("x" * 300)), confirm(text=mrkdwn("x" * 301))),
    ("confirm button", confirm(confirm=plain("x" * 30)), confirm(confirm=plain("x" * 31))),
    ("deny button", confirm(deny=plain("x" * 30)), confirm(deny=plain("x" * 31))),
    (
        "initial date",
        {"type": "datepicker", "initial_date": "2026-11-30"},
        {"type": "datepicker", "initial_date": "30/11/2026"},
    ),
    (
        "initial time",
        {"type": "timepicker", "initial_time": "23:59"},
        {"type": "timepicker", "initial_time": "24:00"},
    ),
    (
        "most selected",
        {
            "type": "multi_static_select",
            "options": options(3),
            "initial_options": options(2),
            "max_selected_items": 2,
        },
        {
            "type": "multi_static_select",
            "options": options(3),
            "initial_options": options(3),
            "max_selected_items": 2,
        },
    ),
]
IN_MODALS = [
    ("max length", text_input(max_length=3000), text_input(max_length=3001)),
    ("min length", text_input(min_length=5, max_length=5), text_input(min_length=6, max_length=5)),
    ("initial text", text_input(initial_value="x" * 3000), text_input(initial_value="x" * 3001)),
    ("files", {"type": "file_input", "max_files": 10}, {"type": "file_input", "max_files": 11}),
    (
        "a number's decimals",
        {"type": "number_input", "is_decimal_allowed": False},
        {"type": "number_input"},
    ),
    (
        "a number's bounds are strings",
        {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"},
        {"type": "number_input", "is_decimal_allowed": False, "min_value": 1},
    ),
    (
        "when to speak",
        text_input(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}),
        text_input(dispatch_action_config={"trigger_actions_on": ["on_paste"]}),
    ),
]


@pytest.mark.parametrize(
    ("allowed", "refused"), [row[1:] for row in LIMITS], ids=[r[0] for r in LIMITS]
)
def test_what_is_just_allowed_passes_and_one_more_is_refused(allowed, refused):
    assert problems(allowed) == []
    assert len(problems(refused)) == 1


@pytest.mark.parametrize(
    ("allowed", "refused"), [row[1:] for row in IN_MODALS], ids=[r[0] for r in IN_MODALS]
)
def test_the_same_holds_for_inputs_of_modals(allowed, refused):
    assert problems(allowed, "input", "modal") == []
    assert len(problems(refused, "input", "modal")) == 1


def test_the_initial_option_must_equal_an_option_to_the_letter():
    assert problems(select(option("a", "A"), initial_option=option("a", "A"))) == []
    assert problems(select(option("a", "A"), initial_option=option("a", "B"))) == [
        "/blocks/0/elements/0/initial_option: initial_option must match one of the options"
    ]


def test_an_initial_option_may_spell_out_what_is_the_default():
    spelt = {"text": {"type": "plain_text", "text": "A", "emoji": True}, "value": "a"}
    assert problems(select(option("a", "A"), initial_option=spelt)) == []


def test_an_initial_option_may_stand_in_a_group():
    grouped = {"type": "static_select", "option_groups": groups(1)}
    assert problems({**grouped, "initial_option": option("0")}) == []
    assert len(problems({**grouped, "initial_option": option("9")})) == 1


def test_boxes_take_mrkdwn_and_selects_do_not():
    marked = {"text": mrkdwn("*A*"), "value": "a"}
    assert problems({"type": "radio_buttons", "options": [marked]}) == []
    assert len(problems(select(marked))) == 1


@pytest.mark.parametrize(
    ("element", "places"),
    [
        (button(), {"actions", "section"}),
        (text_input(), {"input"}),
        (select(option("a")), {"actions", "section", "input"}),
        (menu(1), {"actions", "section"}),
        ({"type": "datetimepicker"}, {"actions", "input"}),
        ({"type": "email_text_input"}, {"input"}),
        ({"type": "file_input"}, {"input"}),
        (mrkdwn("x"), {"context"}),
    ],
    ids=lambda held: held["type"] if isinstance(held, dict) else "",
)
def test_an_element_stands_only_in_its_blocks(element, places):
    blocks = ("actions", "section", "input", "context")
    assert {block for block in blocks if not problems(element, block, "modal")} == places


@pytest.mark.parametrize("kind", ["email_text_input", "url_text_input", "file_input"])
def test_some_inputs_are_for_modals_only(kind):
    assert problems({"type": kind}, "input", "modal") == []
    assert problems({"type": kind}, "input", "message") != []
    assert problems({"type": kind}, "input", "home") != []


def test_a_home_tab_takes_no_datetimepicker():
    assert problems({"type": "datetimepicker"}, "actions", "home") != []
    assert problems({"type": "datetimepicker"}, "actions", "message") == []


def test_a_file_input_does_not_speak_before_it_is_submitted():
    block = field({"type": "file_input"}, dispatch_action=True)
    assert [p.code for p in check_blocks([block], "modal")] == ["dispatch_action"]
