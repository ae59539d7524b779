"""The shape of a list: its separator, its header or the positional form, and where it begins."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from commands.rosters.cells import is_address
from commands.rosters.columns import POSITIONAL, Layout, doubled, missing, recognise
from commands.rosters.errors import (
    DuplicateColumnsError,
    EmptyFileError,
    MissingColumnsError,
    OneColumnError,
    TwoHeadersError,
    UnknownColumnsError,
    UnknownSeparatorError,
)
from commands.rosters.records import Record, cut_records
from commands.rosters.text import clean, is_blank

SEPARATORS = (";", ",", "\t")
_OTHERS = ("|", ":", "/", "\\", "^", "~", " ")
_DECLARED = re.compile(r'\ufeff?"?sep\s*=\s*([^"\r\n])"?\s*', re.IGNORECASE)
_INSIDE = re.compile(r"[^\s@]@[^\s@]+\.[^\s@.]{2}")
"""An address within other text: this is then no name, but a line that was not cut."""
_NOTHING = re.compile(r"[;,\t\x1a]")
_TITLES = 10
"""A header is looked for in so many lines that are not blank: titles may stand above it."""
_SAMPLE = 400

Lines = Callable[[], Iterator[str]]
"""Opens the physical lines from the first."""


@dataclass(frozen=True)
class Shape:
    separator: str
    """Empty for a sheet, which has cells of its own."""
    layout: Layout
    first: int
    """The line of the first record that may be a person."""
    header_line: int | None = None
    declared: bool = False
    """Whether the first line of the file is `sep=`."""
    rivals: tuple[str, ...] = ()
    """Other separators that give people too: somebody is to be asked."""


@dataclass(frozen=True)
class _Try:
    """What one separator makes of the first lines."""

    separator: str
    rows: list[tuple[int, list[str]]]
    header: tuple[int, Layout] | None
    share: float
    """How many of the lines look like first name, last name, e-mail."""
    sound: float
    """In how many the e-mail is one."""


def find_shape(lines: Lines, separator: str | None = None) -> Shape:
    """The shape of a text, with the separator a person named if one did.

    Raises EmptyFileError, OneColumnError, UnknownSeparatorError, UnknownColumnsError,
    MissingColumnsError, DuplicateColumnsError and TwoHeadersError.
    """
    sample = list(islice(lines(), _SAMPLE))
    declared = _DECLARED.fullmatch(sample[0]) if sample else None
    first = 2 if declared else 1
    separator = separator or (declared[1] if declared else None)
    if separator is not None and separator not in SEPARATORS:
        raise UnknownSeparatorError(separator)
    body = sample[first - 1 :]
    tries = [_try(body, mark, first) for mark in ([separator] if separator else SEPARATORS)]
    headed = [one for one in tries if one.header is not None]
    if headed:
        best = max(headed, key=lambda one: len(one.header[1].places) if one.header else 0)
        return _with_header(best, declared is not None)
    positional = sorted((one for one in tries if one.share >= 0.5), key=lambda one: -one.sound)
    if not positional:
        _refuse(body, tries, first)
    best = positional[0]
    rivals = tuple(one.separator for one in positional[1:] if one.sound * 2 >= best.sound)
    return Shape(best.separator, POSITIONAL, first, None, declared is not None, rivals)


def find_sheet_shape(records: Iterable[Record]) -> Shape:
    """The shape of a sheet. Raises what `find_shape` raises, but for separators."""
    found = _tried(islice(records, _SAMPLE), "")
    if found.header is not None:
        return _with_header(found, declared=False)
    if not found.rows:
        raise EmptyFileError
    if found.share >= 0.5:
        return Shape("", POSITIONAL, found.rows[0][0])
    first = tuple(cell.strip()[:100] for cell in found.rows[0][1] if not is_blank(cell))
    if sum(len(cells) > 1 for _, cells in found.rows) * 2 > len(found.rows):
        raise UnknownColumnsError(first)
    raise OneColumnError(first[0])


def _try(lines: list[str], separator: str, first: int) -> _Try:
    return _tried(cut_records(iter(lines), separator, first), separator)


def _tried(records: Iterable[Record], separator: str) -> _Try:
    rows = [
        (number, cells)
        for number, cells in records
        if isinstance(cells, list) and not is_blank("".join(cells))
    ]
    header = _header_of(rows[:_TITLES])
    people = [cells for _, cells in rows if _is_positional(cells)]
    sound = sum(is_address(clean(cells[2])) for cells in people)
    count = len(rows) or 1
    return _Try(separator, rows, header, len(people) / count, sound / count)


def _header_of(rows: list[tuple[int, list[str]]]) -> tuple[int, Layout] | None:
    """The first row that names every column it takes, else the first that names some.

    A heading over several columns may stand above the names of each.
    """
    found = [(number, layout) for number, cells in rows if (layout := recognise(cells))]
    return next((one for one in found if not missing(one[1])), found[0] if found else None)


def _is_positional(cells: list[str]) -> bool:
    """Whether the third of these cells holds the address, and the names before it none."""
    return len(cells) > 2 and "@" in cells[2] and _INSIDE.search(f"{cells[0]} {cells[1]}") is None


def _with_header(found: _Try, declared: bool) -> Shape:
    """Take the header, unless it lacks something or comes after people."""
    assert found.header is not None  # noqa: S101  # the caller chose among those with one
    line, layout = found.header
    if any("@" in cell for number, cells in found.rows if number < line for cell in cells):
        raise TwoHeadersError(line)
    for column, names in doubled(layout):
        raise DuplicateColumnsError(line, column, names)
    absent = missing(layout)
    if absent:
        raise MissingColumnsError(line, absent)
    return Shape(found.separator, layout, line + 1, line, declared)


def _refuse(lines: list[str], tries: list[_Try], first: int) -> None:
    """Say why no separator makes a roster of these lines."""
    if all(is_blank(_NOTHING.sub("", line)) for line in lines):
        raise EmptyFileError
    rows = max((one.rows for one in tries), key=lambda rows: sum(len(row[1]) for row in rows))
    if not rows:
        raise OneColumnError(lines[0].strip()[:100])
    if sum(len(cells) > 1 for _, cells in rows) * 2 > len(rows):
        raise UnknownColumnsError(tuple(cell.strip()[:100] for cell in rows[0][1]))
    for separator in _OTHERS:
        other = _try(lines, separator, first)
        if other.header is not None or other.share >= 0.5:
            raise UnknownSeparatorError(separator)
    raise OneColumnError(rows[0][1][0].strip()[:100])
