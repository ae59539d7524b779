"""The value of a cell: a name, an address, an identifier, a licence.

Every parser takes the cell as text, returns what it means, and raises `BadCellError`
with the reason when it means nothing.
"""

import re

from commands.rosters.lines import Reason
from commands.rosters.text import bare_words, clean

MAX_NAME = 255
"""Characters of a name, an address, an identifier or one class."""
MAX_CELL = 10_000
"""Characters from which any cell is refused."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_PART = r"[^\s@<>()\[\],;:\"\\|/]+"
_LABEL = r"[^\s@<>()\[\],;:\"\\|/.'!#$%&*+=?^`{}~_-](?:[^\s@<>()\[\],;:\"\\|/.'!#$%&*+=?^`{}~]*)"
_ADDRESS = re.compile(rf"(?!\.){_PART}(?<!\.)@(?:{_LABEL}(?<!-)\.)+(?=..){_LABEL}(?<!-)")
_BETWEEN = re.compile(r"[\s,;/|&]+")
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+\d{2,}", re.IGNORECASE)

_ERRORS = frozenset(
    (
        *("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"),
        *("#NOM?", "#VALEUR!", "#NUL!", "#NOMBRE!", "#EPARS!", "#CALCUL!"),
    )
)
"""What a spreadsheet writes for a formula that failed, in English and in French."""

_LICENCE = {
    **dict.fromkeys(("oui", "o", "yes", "y", "1", "x", "vrai", "true", "attribuee", "held"), True),
    **dict.fromkeys(("✓", "✔", "☑", "✅"), True),
    **dict.fromkeys(("non", "n", "no", "0", "faux", "false", "sans", "none"), False),
    **dict.fromkeys(("non attribuee", "not held", "✗", "✘", "☐", "❌"), False),
}
_NOTHING_SAID = frozenset(("", "-", "–", "—"))


class BadCellError(ValueError):
    """A cell that means nothing in its column."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def check(cell: str) -> None:
    """Refuse what no cell may hold: too much of it, control characters, lost letters."""
    if len(cell) >= MAX_CELL:
        raise BadCellError(Reason.CELL_TOO_LONG)
    if not cell.isprintable():
        if _CONTROL.search(cell):
            raise BadCellError(Reason.CONTROL_CHARACTER)
        if any("\ud800" <= c <= "\udfff" for c in cell):
            raise BadCellError(Reason.BROKEN_CHARACTER)
    if "\ufffd" in cell:
        raise BadCellError(Reason.BROKEN_CHARACTER)


def parse_text(cell: str) -> str:
    """A name, an identifier or a class, `clean`ed; never longer than `MAX_NAME`."""
    # Most cells are plain: a list may have a million of them.
    text = cell.strip() if cell.isascii() and cell.isprintable() else clean(cell)
    if len(text) > MAX_NAME:
        raise BadCellError(Reason.CELL_TOO_LONG)
    if text[:1] == "#" and text in _ERRORS:
        raise BadCellError(Reason.SPREADSHEET_ERROR)
    return text


def is_address(text: str) -> bool:
    """Whether this is one e-mail address and nothing else."""
    return len(text) <= MAX_NAME and _ADDRESS.fullmatch(text) is not None and text.isprintable()


def parse_address(cell: str) -> str | None:
    """An e-mail address as written; a domain may have accents. None for an empty cell."""
    text = parse_text(cell)
    if not text:
        return None
    if not is_address(text):
        several = len(addresses_in(text)) > 1
        raise BadCellError(Reason.SEVERAL_ADDRESSES if several else Reason.BAD_ADDRESS)
    return text


def addresses_in(text: str) -> list[str]:
    """Whatever in it looks like an address."""
    return [part.strip("\"'<>") for part in _BETWEEN.split(text) if "@" in part]


def parse_id(cell: str) -> str | None:
    """An identifier as text: `000123` stays so. None for an empty cell."""
    text = parse_text(cell)
    if "+" in text and _ROUNDED.fullmatch(text):
        raise BadCellError(Reason.SPOILED_ID)
    return text or None


def parse_licence(cell: str) -> bool | None:
    """Whether a licence is held; None for an empty cell."""
    held = _LICENCE.get(cell)  # mostly it is written plainly
    if held is not None:
        return held
    text = clean(cell)
    held = _LICENCE.get(bare_words(text) or text)
    if held is None and text not in _NOTHING_SAID:
        raise BadCellError(Reason.UNREADABLE_LICENCE)
    return held
