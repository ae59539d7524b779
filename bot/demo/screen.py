"""What stands on a person's screen, drawn with lines for a terminal or a README."""

import re
import textwrap
from collections.abc import Iterable, Iterator

from bot.workspace.reading import read_text
from bot.workspace.refusal import Json

WIDTH = 92
"""Columns of a frame."""
TABLE_ROWS = 8
"""Of a table so many lines are drawn; the others are counted."""

_BOLD = re.compile(r"\*([^*\n]+)\*")
_BUTTON = re.compile(r"\[[^\]\n]+\]")


def drawn(thing: Json, place: str = "") -> str:
    """A view or a message in a frame; `place` says where a message stands."""
    lines = read_text(thing).split("\n")
    title = thing.get("title")
    if title:
        heading, lines = title["text"], lines[1:]
    else:
        heading, lines = place, _without_fallback(thing, lines)
    body = list(_rows(_joined_buttons(lines)))
    return "\n".join([_edge("┌", heading), *(f"  │ {line}".rstrip() for line in body), _edge("└")])


def _without_fallback(message: Json, lines: list[str]) -> list[str]:
    """A message's `text` is what notifications show; where there are blocks it is not seen."""
    text = message.get("text")
    if text and message.get("blocks"):
        return lines[len(text.split("\n")) :]
    return lines


def _edge(corner: str, text: str = "") -> str:
    start = f"  {corner}─ {text} " if text else f"  {corner}"
    return start + "─" * (WIDTH - len(start))


def _joined_buttons(lines: Iterable[str]) -> Iterator[str]:
    """Buttons that stand side by side are read one a line: back into a row with them."""
    row: list[str] = []
    for line in lines:
        if _BUTTON.fullmatch(line):
            row.append(line)
            continue
        if row:
            yield " ".join(row)
            row = []
        yield line
    if row:
        yield " ".join(row)


def _rows(lines: Iterable[str]) -> Iterator[str]:
    table = 0
    for line in lines:
        if "\t" in line:
            table += 1
            if table <= TABLE_ROWS:
                yield cut(line.replace("\t", "  ·  "))
            continue
        if table > TABLE_ROWS:
            yield f"… (+{table - TABLE_ROWS})"
        table = 0
        yield from textwrap.wrap(_BOLD.sub(r"\1", line), WIDTH - 4) or [""]
    if table > TABLE_ROWS:
        yield f"… (+{table - TABLE_ROWS})"


def cut(line: str) -> str:
    """A line that fits into a frame."""
    return line if len(line) <= WIDTH - 4 else line[: WIDTH - 5] + "…"
