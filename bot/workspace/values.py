"""From what a person enters to `state.values`, and what the client refuses before sending."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from bot.workspace.elements import (
    INITIAL_KEYS,
    MANY,
    OPTION_KEYS,
    STATE_KEYS,
    actionable,
    options_of,
)
from bot.workspace.refusal import Json, PersonRefusal
from bot.workspace.state import Values

OptionFinder = Callable[[Json, Json, str], Json | None]
"""(block, element, option value) -> the whole option, or None."""
FileFinder = Callable[[str], Json]


def initial_values(blocks: Sequence[Json], channel_id: str | None = None) -> Values:
    """The state of a surface that nobody touched; `channel_id` is where the person is."""
    values: Values = {}
    for block, element in actionable(blocks):
        key = STATE_KEYS.get(element["type"])
        if key is None:
            continue
        start = element.get(INITIAL_KEYS.get(element["type"], ""))
        if start is None and channel_id and element.get("default_to_current_conversation"):
            start = [channel_id] if key in MANY else channel_id
        if start is None and key in MANY:
            start = []
        entry = _entry(element, key, start)
        values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def carried_over(new: Values, old: Values) -> Values:
    """The state after an update: an input of the same ids and type keeps what it holds.

    Even a new `initial_*` does not change it; Slack's client does the same.
    """
    return {
        block_id: {
            action_id: kept
            if (kept := old.get(block_id, {}).get(action_id)) and kept["type"] == entry["type"]
            else entry
            for action_id, entry in entries.items()
        }
        for block_id, entries in new.items()
    }


def entered(
    block: Json, element: Json, value: Any, find_option: OptionFinder, find_file: FileFinder
) -> Json:
    """The state entry for what the person put into one element.

    Raises PersonRefusal for a value that the element cannot hold.
    """
    kind = element["type"]
    key = STATE_KEYS.get(kind)
    if key is None:
        raise PersonRefusal(400, "no_value", f"A {kind} holds no value.")
    if key in MANY:
        if not isinstance(value, list):
            raise PersonRefusal(400, "bad_value", f"A {kind} takes a list.")
        chosen: Any = value
        if key == "files":
            chosen = [find_file(file_id) for file_id in value]
        elif key in OPTION_KEYS:
            chosen = [_option(block, element, one, find_option) for one in value]
        return _entry(element, key, chosen)
    if value in (None, ""):
        return _entry(element, key, None)
    if key == "selected_option":
        return _entry(element, key, _option(block, element, value, find_option))
    if key == "selected_date_time":
        return _entry(element, key, int(value))
    if not isinstance(value, str) and key != "rich_text_value":
        raise PersonRefusal(400, "bad_value", f"A {kind} takes a string or null.")
    return _entry(element, key, value)


def static_option(element: Json, value: str) -> Json | None:
    """The option of that value among those the element itself carries."""
    initial = element.get("initial_options") or [element.get("initial_option")]
    for option in [*options_of(element), *initial]:
        if option and option.get("value") == value:
            return dict(option)
    return None


def unfinished(blocks: Sequence[Json], values: Values) -> dict[str, str]:
    """What Slack's client refuses to submit: block id -> sentence (English, as a fallback)."""
    errors: dict[str, str] = {}
    for block, element in actionable(blocks):
        if block["type"] != "input":
            continue
        entry = values[block["block_id"]][element["action_id"]]
        held = entry[STATE_KEYS[element["type"]]]
        if held in (None, "", []):
            if not block.get("optional"):
                errors[block["block_id"]] = "Please complete this required field."
        elif fault := _fault_of(element, held):
            errors[block["block_id"]] = fault
    return errors


def _entry(element: Json, key: str, value: Any) -> Json:
    entry: Json = {"type": element["type"], key: value}
    if element["type"] == "timepicker" and element.get("timezone"):
        entry["timezone"] = element["timezone"]
    return entry


def _option(block: Json, element: Json, value: Any, find_option: OptionFinder) -> Json:
    found = find_option(block, element, str(value))
    if found is None:
        raise PersonRefusal(400, "unknown_option", f"There is no option {value!r} here.")
    return found


def _fault_of(element: Json, held: Any) -> str | None:
    """Why the client would not let that value through, if it would not."""
    kind = element["type"]
    if kind == "number_input":
        return _number_fault(element, held)
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", held):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not (urlsplit(held).scheme and urlsplit(held).netloc):
        return "Please enter a valid URL."
    if kind == "plain_text_input":
        if len(held) < element.get("min_length", 0):
            return f"Please enter at least {element['min_length']} characters."
        if len(held) > element.get("max_length", 3000):
            return f"Please enter at most {element.get('max_length', 3000)} characters."
    most = (
        element.get("max_files", 10) if kind == "file_input" else element.get("max_selected_items")
    )
    if isinstance(held, list) and most is not None and len(held) > most:
        return f"Please choose at most {most}."
    allowed = element.get("filetypes")
    if kind == "file_input" and allowed and any(f["filetype"] not in allowed for f in held):
        return "Files of this type are not allowed here."
    return None


def _number_fault(element: Json, held: str) -> str | None:
    try:
        number = Decimal(held)
    except InvalidOperation:
        return "Please enter a number."
    if not number.is_finite():
        return "Please enter a number."
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None
