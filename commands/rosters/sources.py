"""Where the records of a roster come from: a text, cut at its separators, or a sheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import Protocol

from commands.rosters import doubts, workbooks
from commands.rosters.columns import Column
from commands.rosters.doubts import Doubt
from commands.rosters.encodings import Detected, Encoding, detect, forced, once, written_once
from commands.rosters.errors import FileKind, NotTextError, RosterError
from commands.rosters.kinds import kind_of
from commands.rosters.lines import Line, Rejected, SheetRead
from commands.rosters.records import Record, cut_records, open_text
from commands.rosters.shapes import Shape, find_shape, find_sheet_shape

_SAMPLE = 400
"""Rows of a sheet by which its letters are judged."""


class Source(Protocol):
    """A file that was opened: its shape is known, and its records can be read again."""

    @property
    def shape(self) -> Shape: ...

    @property
    def encoding(self) -> Encoding | None:
        """None for a sheet, mostly."""

    @property
    def sheet(self) -> SheetRead | None: ...

    def records(self) -> Iterator[Record]:
        """From the first that may be a person on, numbered as in the file."""

    def doubt(self, results: Iterable[Line | Rejected]) -> Doubt | None:
        """What the letters and the separator leave open."""


def open_source(
    data: bytes, *, encoding: str | None, separator: str | None, language: str
) -> Source:
    """Open a text or a workbook; what neither is is refused. Raises RosterError."""
    kind = kind_of(data)
    if kind is None:
        return _Text.of(data, encoding, separator)
    if kind is FileKind.XLSX:
        return _Sheet.of(data, encoding, language)
    raise NotTextError(kind)


@dataclass(frozen=True)
class _Text:
    data: bytes
    detected: Detected
    shape: Shape
    sheet = None

    @classmethod
    def of(cls, data: bytes, encoding: str | None, separator: str | None) -> "_Text":
        detected = forced(data, Encoding(encoding)) if encoding else detect(data)
        if detected.encoding is Encoding.UTF8_TWICE:
            data = written_once(data) or data
        return cls(data, detected, find_shape(lambda: open_text(data, detected), separator))

    @property
    def encoding(self) -> Encoding:
        return self.detected.encoding

    def records(self) -> Iterator[Record]:
        begin = 2 if self.shape.declared else 1
        lines = islice(self._lines(), begin - 1, None)
        rows = cut_records(lines, self.shape.separator, begin)
        return dropwhile(lambda row: row[0] < self.shape.first, rows)

    def doubt(self, results: Iterable[Line | Rejected]) -> Doubt | None:
        found = doubts.encoding_doubt(self.detected, results)
        return found or doubts.separator_doubt(self.shape, self._lines)

    def _lines(self) -> Iterator[str]:
        return open_text(self.data, self.detected)


@dataclass(frozen=True)
class _Sheet:
    opened: workbooks.Sheet
    shape: Shape
    encoding: Encoding | None
    """Set when the letters of a text came wrongly into the sheet, or somebody said they did not."""
    is_sure: bool

    @classmethod
    def of(cls, data: bytes, encoding: str | None, language: str) -> "_Sheet":
        opened = workbooks.open_sheet(data, language)
        said = Encoding(encoding) if encoding else None
        if said is None and _is_written_twice(opened.rows()):
            said = Encoding.UTF8_TWICE
        try:
            shape = find_sheet_shape(_as_said(opened.rows(), said))
        except RosterError as error:
            error.sheet = opened.read
            raise
        return cls(opened, shape, said, encoding is not None or said is None)

    @property
    def sheet(self) -> SheetRead:
        return self.opened.read

    def records(self) -> Iterator[Record]:
        layout = self.shape.layout
        rows = self.opened.rows(iso=layout.places.get(Column.LAST_LOGIN, ()), width=layout.width)
        found = dropwhile(lambda row: row[0] < self.shape.first, rows)
        return _as_said(found, self.encoding)

    def doubt(self, results: Iterable[Line | Rejected]) -> Doubt | None:
        if self.is_sure:
            return None
        detected = Detected(Encoding.UTF8_TWICE, others=(Encoding.UTF8,))
        return doubts.encoding_doubt(detected, results)


def _is_written_twice(rows: Iterator[workbooks.Row]) -> bool:
    """Whether every accent of the first rows is one that a program misread (*ZoÃ©*)."""
    cells = (cell for _number, row in islice(rows, _SAMPLE) for cell in row if not cell.isascii())
    misread = [once(cell) is not None for cell in cells]
    return bool(misread) and all(misread)


def _as_said(rows: Iterator[workbooks.Row], encoding: Encoding | None) -> Iterator[Record]:
    if encoding is not Encoding.UTF8_TWICE:
        return rows
    return ((number, [once(cell) or cell for cell in row]) for number, row in rows)
