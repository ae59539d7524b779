"""The first sheet of an Excel workbook, row by row, its cells as they are shown.

What a sheet hides is read all the same: in a list that is the whole truth
nobody is missing because a filter was on. What was not read is told: the names
of further sheets with something in them, and how many rows were hidden.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from commands.rosters.errors import (
    DamagedWorkbookError,
    FormulaWithoutResultError,
    HugeWorkbookError,
)
from commands.rosters.formats import as_shown
from commands.rosters.lines import SheetRead
from commands.rosters.packages import MAX_ROW, SheetFacts, inspect

Row = tuple[int, list[str]]

# It warns of what it would not write again, on the terminal of whoever runs the bot.
warnings.filterwarnings("ignore", module=r"openpyxl\.")

_MAX_COLUMNS = 1_000
MAX_CELLS = 20_000_000
"""Empty ones included: a row may end with one in column 16 384."""
_ESCAPED = re.compile(r"_x00(?:0[9AaDd])_")
"""How a sheet may write a line break."""
_SPOILED = (
    # What the library raises for a file that is not as it should be: it promises nothing.
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError),
    *(ParseError, RuntimeError, TypeError, ValueError, zipfile.BadZipFile, zlib.error),
)


@dataclass(frozen=True)
class Sheet:
    """A sheet, ready to be read any number of times."""

    read: SheetRead
    _workbook: Workbook
    _place: int
    _facts: SheetFacts
    _language: str

    def rows(self, iso: Sequence[int] = (), width: int = 0) -> Iterator[Row]:
        """Each row with its number, without the empty cells at its end beyond `width`.

        Dates in the columns `iso`, from 0, are written year first. Raises
        DamagedWorkbookError or HugeWorkbookError.
        """
        below = _Below(self._facts.merged)
        number, seen = 0, 0
        rows = self._workbook.worksheets[self._place].iter_rows()
        while True:
            try:
                row = next(rows, None)
                if row is None:
                    return
                cells = [self._text(cell, place in iso) for place, cell in enumerate(row)]
            except _SPOILED as error:
                raise DamagedWorkbookError from error
            number += 1
            seen += len(row)
            while cells and not cells[-1]:
                cells.pop()
            if number > MAX_ROW or seen > MAX_CELLS or len(cells) > _MAX_COLUMNS:
                raise HugeWorkbookError
            below.fill(number, cells)
            cells.extend([""] * (width - len(cells)))
            yield number, cells

    def _text(self, cell: Any, iso: bool) -> str:
        value = cell.value
        if isinstance(value, str):
            return _ESCAPED.sub("\n", value) if "_x00" in value else value
        if value is None:
            return ""
        return as_shown(value, cell.number_format, self._language, iso=iso)


class _Below:
    """Gives the rows below the first of a cell that reaches over several what it shows."""

    def __init__(self, merged: dict[int, list[tuple[int, int]]]) -> None:
        self._merged = merged
        self._open: list[tuple[int, int, str]] = []

    def fill(self, number: int, cells: list[str]) -> None:
        if self._open:
            self._open = [each for each in self._open if each[0] >= number]
            for _last, column, text in self._open:
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = cells[column] or text
        for last, column in self._merged.get(number, ()):
            if column < len(cells) and cells[column]:
                self._open.append((last, column, cells[column]))


def open_sheet(data: bytes, language: str) -> Sheet:
    """The first sheet that is shown.

    Booleans, decimals and dates are written as a spreadsheet of that language
    shows them. Raises DamagedWorkbookError, HugeWorkbookError,
    FormulaWithoutResultError or NotTextError.
    """
    facts = inspect(data)
    try:
        workbook = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        opened: list[Any] = workbook.worksheets  # typed as what is written, not as what is read
        sheets = [
            (place, sheet, facts[sheet._worksheet_path]) for place, sheet in enumerate(opened)
        ]
    except _SPOILED as error:
        raise DamagedWorkbookError from error
    if not sheets or len(sheets) != len(facts):  # it leaves out a sheet that is named wrongly
        raise DamagedWorkbookError
    shown = [each for each in sheets if each[1].sheet_state == "visible"] or sheets
    place, sheet, found = shown[0]
    if found.without_result is not None:
        raise FormulaWithoutResultError(*found.without_result)
    sheet.reset_dimensions()  # they are only what somebody wrote down
    others = tuple(other.title for _place, other, its in shown[1:] if its.cells)
    read = SheetRead(sheet.title, others, found.hidden_rows)
    return Sheet(read, workbook, place, found, language)
