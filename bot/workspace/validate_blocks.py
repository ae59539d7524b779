"""Lists of blocks: each block, the surface it stands on, and what must be unique."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.workspace.elements import elements_of
from bot.workspace.problems import (
    Check,
    Problem,
    Report,
    anything,
    boolean,
    integer,
    list_of,
    one_of,
    shape,
    string,
    typed,
)
from bot.workspace.refusal import Json
from bot.workspace.validate_elements import ANYWHERE, element_in
from bot.workspace.validate_tables import (
    DATA_CHARACTERS,
    DATA_VISUALIZATION,
    RICH_TEXT,
    TABLE,
    TABLE_CHARACTERS,
    cell_characters,
    data_table,
)
from bot.workspace.validate_texts import ID, URL, plain, text

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MARKDOWN_CHARACTERS = 12_000
SURFACES = {
    **dict.fromkeys(
        ("section", "header", "context", "actions", "divider", "input", "image", "rich_text"),
        ANYWHERE,
    ),
    **dict.fromkeys(("video", "card"), ANYWHERE),
    **dict.fromkeys(("table", "data_table", "carousel", "container"), ("message", "home")),
    **dict.fromkeys(
        ("markdown", "data_visualization", "context_actions", "task_card", "plan"), ("message",)
    ),
    "alert": ("modal",),
}
IN_CONTAINER = [
    "actions",
    "context",
    "divider",
    "file",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
    "video",
]
BASE: dict[str, Check] = {"type": anything, "block_id": ID}


def check_blocks(blocks: Any, surface: str, at: str = "/blocks") -> list[Problem]:
    """Everything that Slack would refuse in these blocks on `message`, `modal` or `home`."""
    report = Report()
    list_of(_block(surface), 0, MOST_BLOCKS[surface])(report, at, blocks)
    if isinstance(blocks, list):
        _unique_ids(report, at, blocks)
        _budgets(report, at, [block for block in blocks if isinstance(block, dict)])
    return report.problems


def _block(surface: str, allowed: list[str] | None = None) -> Check:
    """A check for one block there."""
    checks = _checks(surface)

    def check(report: Report, at: str, value: Any) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            report.add(at, "missing_field", "missing required field: type")
        elif surface not in SURFACES.get(kind, ()) or (allowed is not None and kind not in allowed):
            report.add(f"{at}/type", "unsupported_type", f"unsupported type: {kind} ({surface})")
        else:
            checks[kind](report, at, value)

    return check


def _checks(surface: str) -> dict[str, Check]:
    def element(block: str) -> Check:
        return element_in(block, surface)

    container: dict[str, Check] = {}
    if surface != "modal":
        container = _nesting(surface)
    return {
        **ALIKE,
        "section": _section(element("section")),
        "context": shape({"elements": list_of(element("context"), 1, 10)}, BASE),
        "actions": shape({"elements": list_of(element("actions"), 1, 25)}, BASE),
        "input": _input(element("input")),
        "card": _card(element("card")),
        "context_actions": shape({"elements": list_of(element("context_actions"), 1, 5)}, BASE),
        **container,
    }


def _nesting(surface: str) -> dict[str, Check]:
    def carousel(report: Report, at: str, block: Json) -> None:
        card = typed({"card": _card(element_in("card", surface))}, "carousel")
        shape({"elements": list_of(card, 1, 10)}, BASE)(report, at, block)

    def container(report: Report, at: str, block: Json) -> None:
        child = _block(surface, IN_CONTAINER)
        shape(
            {"child_blocks": list_of(child, 1, 10)},
            {
                **BASE,
                "title": plain(150),
                "subtitle": text(150),
                "is_collapsible": boolean,
                "default_collapsed": boolean,
                "width": one_of("narrow", "standard", "wide", "full"),
            },
            free=("rich_text_title", "icon"),
        )(report, at, block)
        if "title" not in block and "rich_text_title" not in block:
            report.add(at, "missing_field", "missing required field: title")

    return {"carousel": carousel, "container": container}


def _section(accessory: Check) -> Check:
    fields = shape(
        {},
        {
            **BASE,
            "text": text(3000),
            "fields": list_of(text(2000), 1, 10),
            "accessory": accessory,
            "expand": boolean,
        },
    )

    def check(report: Report, at: str, block: Json) -> None:
        fields(report, at, block)
        if "text" not in block and "fields" not in block:
            report.add(at, "missing_field", "missing required field: text or fields")

    return check


def _input(element: Check) -> Check:
    fields = shape(
        {"label": plain(2000), "element": element},
        {**BASE, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    )

    def check(report: Report, at: str, block: Json) -> None:
        fields(report, at, block)
        inner = block.get("element")
        is_file = isinstance(inner, dict) and inner.get("type") == "file_input"
        if is_file and block.get("dispatch_action"):
            pointer = f"{at}/dispatch_action"
            report.add(pointer, "dispatch_action", "dispatch_action does not go with file_input")

    return check


def _image(report: Report, at: str, block: Json) -> None:
    shape(
        {"alt_text": string(1, 2000)},
        {**BASE, "title": plain(2000), "image_url": URL, "slack_file": anything},
    )(report, at, block)
    if ("image_url" in block) == ("slack_file" in block):
        report.add(at, "image_source", "provide exactly one of: image_url, slack_file")


ALIKE: dict[str, Check] = {
    "header": shape({"text": plain(150)}, {**BASE, "level": integer(1, 4)}),
    "divider": shape({}, BASE),
    "image": _image,
    "rich_text": RICH_TEXT,
    "video": shape(
        {"alt_text": string(1, 2000), "title": plain(200), "video_url": URL, "thumbnail_url": URL},
        BASE,
        free=("author_name", "description", "provider_icon_url", "provider_name", "title_url"),
    ),
    "markdown": shape({"text": string(1, MARKDOWN_CHARACTERS)}, BASE),
    "table": TABLE,
    "data_table": data_table,
    "data_visualization": DATA_VISUALIZATION,
    "alert": shape(
        {"text": text(200)},
        {**BASE, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "task_card": shape(
        {}, BASE, free=("task_id", "title", "status", "details", "output", "sources")
    ),
    "plan": shape({"title": string(1, 3000)}, BASE, free=("tasks",)),
}
"""Blocks that are the same on every surface that takes them."""


def _card(button: Check) -> Check:
    fields = shape(
        {},
        {
            **BASE,
            "title": text(150),
            "subtitle": text(150),
            "body": text(200),
            "subtext": text(200),
            "actions": list_of(button, 1, 3),
        },
        free=("hero_image", "icon", "slack_icon"),
    )

    def check(report: Report, at: str, block: Json) -> None:
        fields(report, at, block)
        if not {"hero_image", "title", "actions", "body"} & block.keys():
            report.add(at, "missing_field", "missing one of: hero_image, title, actions, body")
        if "icon" in block and "slack_icon" in block:
            report.add(at, "exclusive", "icon and slack_icon exclude each other")

    return check


def _placed(blocks: Any, at: str) -> Iterator[tuple[str, Json]]:
    """Every well-formed block with its pointer, nested ones included."""
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        if isinstance(block, dict):
            yield f"{at}/{index}", block
            yield from _placed(block.get("child_blocks"), f"{at}/{index}/child_blocks")
            if block.get("type") == "carousel":
                yield from _placed(block.get("elements"), f"{at}/{index}/elements")


def _unique_ids(report: Report, at: str, blocks: list[Any]) -> None:
    """`block_id` is unique among the blocks, `action_id` within its block; one focus for all."""
    seen: set[str] = set()
    focused = 0
    for pointer, block in _placed(blocks, at):
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in seen:
                words = f'`block_id` "{block_id}" already exists'
                report.add(f"{pointer}/block_id", "duplicate", words)
            seen.add(block_id)
        elements = _elements(block)
        counts = Counter(e["action_id"] for e in elements if isinstance(e.get("action_id"), str))
        for action_id, count in counts.items():
            if count > 1:
                words = f'`action_id` "{action_id}" already exists for block_id "{block_id}"'
                report.add(pointer, "duplicate", words)
        focused += sum(element.get("focus_on_load") is True for element in elements)
    if focused > 1:
        report.add(at, "focus_on_load", "only one element can have focus_on_load set to true")


def _elements(block: Json) -> list[Json]:
    """The elements of a block that may be malformed."""
    try:
        return [element for element in elements_of(block) if isinstance(element, dict)]
    except (KeyError, TypeError, AttributeError):
        return []


def _budgets(report: Report, at: str, blocks: list[Json]) -> None:
    """Limits that count over several blocks."""
    by_kind: dict[str, list[Json]] = {}
    for _pointer, block in _placed(blocks, at):
        by_kind.setdefault(str(block.get("type")), []).append(block)
    tables, data_tables = by_kind.get("table", []), by_kind.get("data_table", [])
    if len(tables) > 1:
        report.add(at, "too_many", "only one table allowed")
    if sum(map(cell_characters, tables)) > TABLE_CHARACTERS:
        report.add(at, "too_long", f"no more than {TABLE_CHARACTERS} characters in table cells")
    if len(data_tables) > 1 and sum(map(cell_characters, data_tables)) > DATA_CHARACTERS:
        report.add(at, "too_long", f"no more than {DATA_CHARACTERS} characters in data tables")
    if len(by_kind.get("data_visualization", [])) > 2:
        report.add(at, "too_many", "no more than 2 data_visualization blocks allowed")
    markdown = [str(block.get("text")) for block in by_kind.get("markdown", [])]
    if sum(map(len, markdown)) > MARKDOWN_CHARACTERS:
        words = f"no more than {MARKDOWN_CHARACTERS} characters in markdown blocks"
        report.add(at, "too_long", words)
