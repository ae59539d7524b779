"""Finding one's way in blocks: which elements there are, and the ids that Slack gives them."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from bot.workspace.refusal import Json

STATE_KEYS = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "file_input": "files",
}
"""Where `state.values` keeps what was entered, by element type; buttons and overflow have none."""

INITIAL_KEYS = {
    kind: key.replace("selected_", "initial_") if key.startswith("selected_") else "initial_value"
    for kind, key in STATE_KEYS.items()
    if kind != "file_input"
}

MANY = {
    "selected_options",
    "selected_users",
    "selected_conversations",
    "selected_channels",
    "files",
}
OPTION_KEYS = {"selected_option", "selected_options"}


def elements_of(block: Json) -> list[Json]:
    """The elements of one block that a person can act on, nested ones included."""
    kind = block.get("type")
    if kind == "input":
        return [block["element"]]
    if kind == "section":
        return [block["accessory"]] if block.get("accessory") else []
    if kind in ("actions", "context_actions"):
        return list(block["elements"])
    if kind == "card":
        return list(block.get("actions", []))
    if kind == "data_table":
        cells = [cell for row in block["rows"] for cell in row]
        return [cell["element"] for cell in cells if cell.get("type") == "action_cell"]
    return []


def walk(blocks: Sequence[Json]) -> Iterator[Json]:
    """Every block, those inside containers and carousels too."""
    for block in blocks:
        yield block
        yield from walk(block.get("child_blocks", []))
        if block.get("type") == "carousel":
            yield from walk(block.get("elements", []))


def actionable(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) pair that a person can act on."""
    for block in walk(blocks):
        for element in elements_of(block):
            if element.get("type") != "image":
                yield block, element


def find_element(blocks: Sequence[Json], block_id: str, action_id: str) -> tuple[Json, Json] | None:
    """The block and element of those ids."""
    for block, element in actionable(blocks):
        if block["block_id"] == block_id and element["action_id"] == action_id:
            return block, element
    return None


def with_ids(blocks: Sequence[Json]) -> list[Json]:
    """A copy in which each block and element has its id, and plain text its `emoji`, as Slack's."""
    copied = [_with_emoji(copy.deepcopy(block)) for block in blocks]
    for block in walk(copied):
        if block.get("type") == "markdown":
            block.pop("block_id", None)
        if not block.get("block_id"):
            block["block_id"] = _short_id()
    for _block, element in actionable(copied):
        if not element.get("action_id"):
            element["action_id"] = _short_id()
    return copied


def options_of(element: Json) -> list[Json]:
    """All options that an element itself offers, groups flattened."""
    grouped = [
        option for group in element.get("option_groups") or [] for option in group["options"]
    ]
    return [*(element.get("options") or []), *grouped]


def _short_id() -> str:
    return secrets.token_urlsafe(4)


def _with_emoji(node: Any) -> Any:
    """Slack's answers spell out `emoji` of plain text and `verbatim` of mrkdwn."""
    if isinstance(node, list):
        return [_with_emoji(item) for item in node]
    if isinstance(node, dict):
        if node.get("type") == "plain_text" and "text" in node:
            return {"emoji": True, **node}
        if node.get("type") == "mrkdwn" and "text" in node:
            return {"verbatim": False, **node}
        return {key: _with_emoji(value) for key, value in node.items()}
    return node
