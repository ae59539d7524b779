"""Why a whole file is refused. What is wrong with one line is a value: see `lines.Rejected`.

The fields say why, without a sentence: a line number is the physical line of
the file, counted from 1, and the names are those of the file itself.
"""

from dataclasses import dataclass
from enum import StrEnum

from commands.errors import CommandError
from commands.rosters.columns import Column
from commands.rosters.lines import SheetRead


class FileKind(StrEnum):
    """What a file is that is no text to read a roster from; each has its own remedy."""

    XLSX = "xlsx"
    """Read, not refused: see `workbooks`."""
    XLSB = "xlsb"
    XLS = "xls"
    STRICT_WORKBOOK = "strict_workbook"
    """In the form that Excel calls *Strict Open XML*."""
    LOCKED_WORKBOOK = "locked_workbook"
    ODS = "ods"
    NUMBERS = "numbers"
    DOCUMENT = "document"
    PDF = "pdf"
    IMAGE = "image"
    ARCHIVE = "archive"
    WEB_PAGE = "web_page"
    BINARY = "binary"


class RosterError(CommandError):
    """A file that is refused whole."""

    sheet: SheetRead | None = None
    """Of a workbook, once it is open: what was read of it."""


@dataclass(eq=False)
class NotTextError(RosterError):
    kind: FileKind


@dataclass(eq=False)
class DamagedWorkbookError(RosterError):
    """A workbook that its own program could not have written."""


@dataclass(eq=False)
class HugeWorkbookError(RosterError):
    """A workbook that unpacks to far more than a list."""


@dataclass(eq=False)
class FormulaWithoutResultError(RosterError):
    """A formula that was never worked out: in `cell`, as the sheet names it."""

    line: int
    cell: str


@dataclass(eq=False)
class EmptyFileError(RosterError):
    """Nothing in it, or blank lines only."""


@dataclass(eq=False)
class HeaderOnlyError(RosterError):
    line: int


@dataclass(eq=False)
class TooLargeError(RosterError):
    """More bytes than `limit`."""

    limit: int


@dataclass(eq=False)
class TooManyLinesError(RosterError):
    """More people than `limit`; blank lines are not counted."""

    limit: int


@dataclass(eq=False)
class NullByteError(RosterError):
    line: int


@dataclass(eq=False)
class MixedEncodingsError(RosterError):
    """Two files glued together, or one damaged: `line` writes its accents in another way."""

    line: int


@dataclass(eq=False)
class WrongEncodingError(RosterError):
    """The encoding that was asked for cannot read `line`."""

    encoding: str
    line: int


@dataclass(eq=False)
class OneColumnError(RosterError):
    """No comma, semicolon or tab splits it; `first` is how its first line begins.

    Or a sheet that has one column.
    """

    first: str


@dataclass(eq=False)
class UnknownSeparatorError(RosterError):
    """It splits, but at a character that no roster is read with."""

    separator: str


@dataclass(eq=False)
class UnknownColumnsError(RosterError):
    """No header that says which column is which, nor first name, last name, e-mail in this order.

    `first` holds the cells of the first line.
    """

    first: tuple[str, ...]


@dataclass(eq=False)
class MissingColumnsError(RosterError):
    """A header without `missing`: a name, or both e-mail and identifier (one of them is enough)."""

    line: int
    missing: tuple[Column, ...]


@dataclass(eq=False)
class DuplicateColumnsError(RosterError):
    """Two columns of a header are the same one: `names` as the file has them."""

    line: int
    column: Column
    names: tuple[str, ...]


@dataclass(eq=False)
class TwoHeadersError(RosterError):
    """A second header, unlike the first, or one below lines that are already people."""

    line: int
