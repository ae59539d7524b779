from __future__ import annotations

from typing import Any

import pytest

from bot.workspace.validate_blocks import check_blocks
from tests.bot.workspace.samples import (
    actions,
    bar_chart,
    button,
    data_table,
    field,
    mrkdwn,
    option,
    plain,
    section,
    select,
    text_input,
)

Json = dict[str, Any]
IMAGE = {"type": "image", "alt_text": "A", "image_url": "https://example.com/a.png"}


def said(blocks: list[Json], surface: str = "message") -> list[str]:
    """`pointer: message` of each problem."""
    return [f"{p.pointer}: {p.message}" for p in check_blocks(blocks, surface)]


def fields(count: int) -> Json:
    return {"type": "section", "fields": [mrkdwn("x")] * count}


def card(**more: Any) -> Json:
    return {"type": "card", "title": mrkdwn("Order"), **more}


def container(count: int = 1, **more: Any) -> Json:
    return {
        "type": "container",
        "title": plain("More"),
        "child_blocks": [{"type": "divider"}] * count,
        **more,
    }


def table(rows: int = 1, columns: int = 1, cell: str = "x") -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell}] * columns] * rows}


def buttons(count: int) -> Json:
    return actions(*(button(action_id=f"a{i}") for i in range(count)))


LIMITS = [
    ("message blocks", [section()] * 50, [section()] * 51, "message"),
    ("modal blocks", [section()] * 100, [section()] * 101, "modal"),
    ("home blocks", [section()] * 100, [section()] * 101, "home"),
    ("section text", [section("x" * 3000)], [section("x" * 3001)], "message"),
    ("an empty text", [section("x")], [section("")], "message"),
    ("section fields", [fields(10)], [fields(11)], "message"),
    (
        "a section field",
        [{"type": "section", "fields": [mrkdwn("x" * 2000)]}],
        [{"type": "section", "fields": [mrkdwn("x" * 2001)]}],
        "message",
    ),
    (
        "header text",
        [{"type": "header", "text": plain("x" * 150)}],
        [{"type": "header", "text": plain("x" * 151)}],
        "message",
    ),
    (
        "header level",
        [{"type": "header", "text": plain("x"), "level": 4}],
        [{"type": "header", "text": plain("x"), "level": 5}],
        "message",
    ),
    (
        "context elements",
        [{"type": "context", "elements": [mrkdwn("x")] * 10}],
        [{"type": "context", "elements": [mrkdwn("x")] * 11}],
        "message",
    ),
    ("actions elements", [buttons(25)], [buttons(26)], "message"),
    (
        "input label",
        [field(text_input(), label="x" * 2000)],
        [field(text_input(), label="x" * 2001)],
        "modal",
    ),
    (
        "input hint",
        [field(text_input(), hint=plain("x" * 2000))],
        [field(text_input(), hint=plain("x" * 2001))],
        "modal",
    ),
    (
        "image alt text",
        [{**IMAGE, "alt_text": "x" * 2000}],
        [{**IMAGE, "alt_text": "x" * 2001}],
        "message",
    ),
    ("block id", [section(block_id="x" * 255)], [section(block_id="x" * 256)], "message"),
    ("unique block ids", [section(block_id="a"), section()], [section(block_id="a")] * 2, "modal"),
    (
        "unique action ids",
        [actions(button(action_id="a"), button(action_id="b"))],
        [actions(button(action_id="a"), button(action_id="a"))],
        "message",
    ),
    (
        "one focus",
        [field(text_input(focus_on_load=True)), field(text_input())],
        [field(text_input(focus_on_load=True)), field(text_input(focus_on_load=True))],
        "modal",
    ),
    (
        "markdown in all",
        [{"type": "markdown", "text": "x" * 6000}] * 2,
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "message",
    ),
    (
        "alert text",
        [{"type": "alert", "text": mrkdwn("x" * 200)}],
        [{"type": "alert", "text": mrkdwn("x" * 201)}],
        "modal",
    ),
    ("card title", [card(title=mrkdwn("x" * 150))], [card(title=mrkdwn("x" * 151))], "message"),
    ("card body", [card(body=mrkdwn("x" * 200))], [card(body=mrkdwn("x" * 201))], "message"),
    (
        "card buttons",
        [card(actions=[button(action_id=str(i)) for i in range(3)])],
        [card(actions=[button(action_id=str(i)) for i in range(4)])],
        "message",
    ),
    (
        "carousel cards",
        [{"type": "carousel", "elements": [card()] * 10}],
        [{"type": "carousel", "elements": [card()] * 11}],
        "message",
    ),
    ("container blocks", [container(10)], [container(11)], "message"),
    ("table rows", [table(100)], [table(101)], "message"),
    ("table columns", [table(1, 20)], [table(1, 21)], "message"),
    ("table characters", [table(10, 1, "x" * 1000)], [table(11, 1, "x" * 1000)], "message"),
    ("one table", [table()], [table()] * 2, "message"),
    (
        "data table in all",
        [data_table(cell="x" * 2500)] * 2,
        [data_table(cell="x" * 2501)] * 2,
        "message",
    ),
    ("charts", [bar_chart()] * 2, [bar_chart()] * 3, "message"),
]


@pytest.mark.parametrize(
    ("allowed", "refused", "surface"), [row[1:] for row in LIMITS], ids=[row[0] for row in LIMITS]
)
def test_what_is_just_allowed_passes_and_one_more_is_refused(allowed, refused, surface):
    assert said(allowed, surface) == []
    assert len(said(refused, surface)) == 1


HOMES = {
    "section": (section(), {"message", "modal", "home"}),
    "alert": ({"type": "alert", "text": mrkdwn("x")}, {"modal"}),
    "markdown": ({"type": "markdown", "text": "x"}, {"message"}),
    "table": (table(), {"message", "home"}),
    "data_table": (data_table(), {"message", "home"}),
    "data_visualization": (bar_chart(), {"message"}),
    "container": (container(), {"message", "home"}),
    "carousel": ({"type": "carousel", "elements": [card()]}, {"message", "home"}),
    "card": (card(), {"message", "modal", "home"}),
    "file": ({"type": "file", "external_id": "x", "source": "remote"}, set()),
}


@pytest.mark.parametrize("kind", HOMES)
def test_a_block_stands_only_on_its_surfaces(kind):
    block, surfaces = HOMES[kind]
    taken = {surface for surface in ("message", "modal", "home") if not said([block], surface)}
    assert taken == surfaces


def test_a_refusal_points_at_the_field():
    blocks = [section(), {"type": "header", "text": plain("x" * 151)}]
    assert said(blocks) == ["/blocks/1/text/text: must be less than 151 characters"]


def test_an_unknown_field_is_refused_by_name():
    assert said([section(colour="red")]) == ["/blocks/0: invalid additional property: colour"]


def test_an_unknown_block_is_refused():
    assert said([{"type": "poem"}]) == ["/blocks/0/type: unsupported type: poem (message)"]


def test_a_section_needs_text_or_fields():
    assert said([{"type": "section"}]) == ["/blocks/0: missing required field: text or fields"]


def test_a_header_takes_plain_text_only():
    assert len(said([{"type": "header", "text": mrkdwn("x")}])) == 1


def test_a_card_needs_something_and_takes_no_bare_string():
    assert len(said([{"type": "card", "subtitle": mrkdwn("x")}])) == 1
    assert len(said([card(title="bare")])) == 1


def test_a_container_takes_no_data_table_and_no_container():
    assert len(said([container(child_blocks=[data_table()])])) == 1
    assert len(said([container(child_blocks=[container()])])) == 1


def test_ids_are_unique_inside_containers_too():
    inner = {"type": "divider", "block_id": "a"}
    assert len(said([section(block_id="a"), container(child_blocks=[inner])])) == 1


def test_what_is_no_list_of_blocks_is_refused_without_a_crash():
    assert said({"type": "section"}) == ["/blocks: must provide an array"]  # type: ignore[arg-type]
    assert len(said(["section", None, 3])) == 3  # type: ignore[list-item]


def test_a_malformed_block_is_refused_without_a_crash():
    broken = [
        {"type": "actions", "elements": None},
        {"type": "data_table", "caption": "x", "rows": [None, "y"]},
        {"type": "input", "label": plain("x")},
        {"type": "section", "text": mrkdwn("x"), "accessory": "button"},
        actions(select(option("a"), option_groups="x")),
        actions({"type": ["button"]}),
        {"type": "container", "child_blocks": "x"},
        {"type": "carousel", "elements": 3},
    ]
    for block in broken:
        assert said([block]), block
