"""The text of a cell: trimmed, compared without accents, guarded from spreadsheets."""

import re
import unicodedata

_LINE_BREAKS = re.compile(r"[\r\n\t\u2028\u2029]")
_BLANK = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200b\ufeff"
RISKY = frozenset("'=+-@\t\r")
"""Characters with which a cell begins that may have to be guarded."""
_DEFUSE = re.compile(r"'*[=+\-@\t\r]")
_RESTORE = re.compile(r"'+[=+\-@\t\r]")
_NOT_WORD = re.compile(r"[\W_]+")


def bare_words(text: str) -> str:
    """The words of a text, without accents, case and punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.casefold()).strip()


def is_blank(text: str) -> bool:
    """Whether there is nothing to see in it; a byte order mark inside a file is nothing."""
    return not text.strip(_BLANK)


def clean(cell: str) -> str:
    """Trimmed, on one line, with composed accents. Inner spaces and letter case stay."""
    text = cell if cell.isascii() else unicodedata.normalize("NFC", cell)
    if text.isprintable():  # the only blank that is printable is the space
        return text.strip()
    parts = (part.strip(_BLANK) for part in _LINE_BREAKS.split(text))
    return " ".join(part for part in parts if part)


def defuse(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell[:1] in RISKY and _DEFUSE.match(cell) else cell


def restore(cell: str) -> str:
    """The cell without the apostrophe that `defuse` put before it."""
    return cell[1:] if cell[:1] == "'" and _RESTORE.match(cell) else cell
