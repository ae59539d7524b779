"""What a person reads: blocks as plain text, and the controls found by their visible words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.workspace.elements import STATE_KEYS, actionable
from bot.workspace.refusal import Json


def read_text(thing: Json) -> str:
    """All that is seen of a view or a message, one line a text, cells split by tabs."""
    lines: list[str] = []
    for name in ("title", "text"):
        held = thing.get(name)
        lines += [held["text"] if isinstance(held, dict) else held] if held else []
    values = thing.get("state", {}).get("values", {})
    for block in thing.get("blocks") or []:
        lines += _block_lines(block, values)
    lines += [f"[{thing[name]['text']}]" for name in ("submit", "close") if thing.get(name)]
    lines += [f"<{file['name']}>" for file in thing.get("files", [])]
    return "\n".join(lines)


def label_of(block: Json, element: Json) -> list[str]:
    """The words by which a person finds a control, best first, and its ids last."""
    words = [
        block.get("label"),
        element.get("text"),
        element.get("placeholder"),
        block.get("text"),
    ]
    seen = [text["text"] for text in words if isinstance(text, dict)]
    return [*seen, block["block_id"], element["action_id"]]


def find_control(blocks: Sequence[Json], wanted: str, kinds: Sequence[str] = ()) -> list[Any]:
    """The (block, element) pairs that `wanted` names: exactly if any does, else in part."""
    pairs = [
        (block, element)
        for block, element in actionable(blocks)
        if not kinds or element["type"] in kinds
    ]
    key = wanted.casefold().strip()
    exact = [p for p in pairs if key in [_bare(word) for word in label_of(*p)]]
    return exact or [p for p in pairs if any(key in _bare(word) for word in label_of(*p))]


def option_text(option: Json) -> str:
    """What is seen of an option."""
    text: str = option["text"]["text"]
    return text


def _bare(word: str) -> str:
    return word.casefold().strip().strip("*")


def _block_lines(block: Json, values: Json) -> Iterator[str]:
    kind = block.get("type")
    if kind in ("table", "data_table"):
        if block.get("caption"):
            yield block["caption"]
        for row in block["rows"]:
            yield "\t".join(" ".join(_texts(cell)) for cell in row)
        return
    if kind == "data_visualization":
        yield block["title"]
        yield from _chart_lines(block["chart"])
        return
    for name in ("title", "text", "fields", "label"):
        yield from _texts(block.get(name))
    if kind in ("context", "rich_text"):
        yield from _texts(block.get("elements"))
    for one, element in actionable([block]):
        if one is block:
            yield from _element_lines(block, element, values)
    yield from _texts(block.get("hint"))
    for child in [*block.get("child_blocks", []), *_cards(block)]:
        yield from _block_lines(child, values)


def _cards(block: Json) -> list[Json]:
    return block["elements"] if block.get("type") == "carousel" else []


def _chart_lines(chart: Json) -> Iterator[str]:
    for segment in chart.get("segments", []):
        yield f"{segment['label']}\t{segment['value']}"
    for series in chart.get("series", []):
        for point in series["data"]:
            yield f"{series['name']}\t{point['label']}\t{point['value']}"


def _element_lines(block: Json, element: Json, values: Json) -> Iterator[str]:
    """A control: its own words, its choices, and what it holds."""
    if "text" in element:
        yield f"[{element['text']['text']}]"
    entry = values.get(block["block_id"], {}).get(element["action_id"])
    held = entry[STATE_KEYS[element["type"]]] if entry else None
    if element["type"] in ("checkboxes", "radio_buttons", "overflow"):
        chosen = [option["value"] for option in held or []] if isinstance(held, list) else []
        chosen += [held["value"]] if isinstance(held, dict) else []
        for option in element["options"]:
            mark = "x" if option["value"] in chosen else " "
            yield f"({mark}) {option_text(option)}"
            yield from _texts(option.get("description"))
    elif held not in (None, "", []):
        yield f"= {_held_text(held)}"
    elif "placeholder" in element:
        yield f"… {element['placeholder']['text']}"


def _held_text(held: Any) -> str:
    if isinstance(held, list):
        return ", ".join(_held_text(one) for one in held)
    if isinstance(held, dict):
        return option_text(held) if "text" in held else str(held.get("name", held))
    return str(held)


def _texts(node: Any) -> Iterator[str]:
    """Every text in a composition object, in order."""
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        elif node.get("type") == "raw_number":
            yield str(node["value"])
        else:
            for held in node.values():
                yield from _texts(held)
