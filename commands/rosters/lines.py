"""What a roster says: a line that was read, one that could not be, and one to write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Final, Literal, NamedTuple

from commands.rosters.columns import Column


class Never(Enum):
    NEVER = "never"


NEVER: Final = Never.NEVER
"""The list says that this person never connected; a list that says nothing has None."""

LastLogin = datetime | Literal[Never.NEVER] | None


class Reason(StrEnum):
    """Why a line could not be read."""

    MISSING_FIRST_NAME = "missing_first_name"
    MISSING_LAST_NAME = "missing_last_name"
    NEITHER_ADDRESS_NOR_ID = "neither_address_nor_id"
    BAD_ADDRESS = "bad_address"
    SEVERAL_ADDRESSES = "several_addresses"
    SPOILED_ID = "spoiled_id"
    """A spreadsheet made a rounded number of it: *1,23E+11*."""
    TOO_MANY_CELLS = "too_many_cells"
    TOO_FEW_CELLS = "too_few_cells"
    CELL_TOO_LONG = "cell_too_long"
    CONTROL_CHARACTER = "control_character"
    BROKEN_CHARACTER = "broken_character"
    """The file itself holds U+FFFD: an earlier program lost the letter."""
    SPREADSHEET_ERROR = "spreadsheet_error"
    """*#N/A*, *#REF!*: a formula that failed."""
    BROKEN_QUOTES = "broken_quotes"
    UNREADABLE_DATE = "unreadable_date"
    UNREADABLE_LICENCE = "unreadable_licence"


@dataclass(frozen=True)
class SheetRead:
    """What was read of a workbook."""

    name: str
    others: tuple[str, ...]
    """Further sheets that are shown and hold something: they were not read."""
    hidden_rows: int
    """Rows that the sheet hides and that were read all the same."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person as a line of the file has them."""

    number: int
    """The physical line where it begins, counted from 1."""
    first_name: str
    last_name: str
    email: str | None
    external_id: str | None
    classes: tuple[str, ...]
    """In the order of the cell, each once. Empty: the list says nothing of them."""
    licence: bool | None
    last_login: LastLogin
    """Aware and in UTC."""
    further: tuple[str, ...]
    """The cells of the columns that mean nothing here, as they are, in the file's order."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that could not be read, and the first reason why."""

    line: int
    column: Column | None
    """None: a further column, or the line as a whole."""
    reason: Reason
    cell: str
    """What stands there, cut to 100 characters."""
    position: int | None
    """Which cell of the line, counted from 1; None for the line as a whole."""
    record: tuple[str, ...]
    """The whole line, to hand it back for correction."""


class ExportRow(NamedTuple):
    """One user to write. The fields are those of `Line`; `last_login` None is Never here."""

    first_name: str
    last_name: str
    email: str | None
    external_id: str | None
    classes: Sequence[str]
    licence: bool
    last_login: datetime | None
    further: Sequence[str] = ()
