"""Read a roster file in whatever form a school's office saved it.

Bytes in, people out: nothing here knows a database. What is wrong with the
file as a whole is raised, before anything is returned; what is wrong with one
line is a `Rejected` among the results; what cannot be told for sure is a
`Doubt`, with the file read in the likeliest way meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO
from zoneinfo import ZoneInfo

from commands.growing import growing
from commands.rosters import doubts
from commands.rosters.classes import cut_known, may_be_several
from commands.rosters.columns import (
    COLUMN_OF,
    NAMES,
    SWAPPED,
    Column,
    Layout,
    missing,
    recognise,
)
from commands.rosters.doubts import Doubt, NameOrder
from commands.rosters.encodings import Encoding
from commands.rosters.errors import (
    EmptyFileError,
    HeaderOnlyError,
    RosterError,
    TooLargeError,
    TooManyLinesError,
    TwoHeadersError,
)
from commands.rosters.lines import Line, Rejected, SheetRead
from commands.rosters.people import PeopleReader
from commands.rosters.records import Broken, Record
from commands.rosters.shapes import Shape
from commands.rosters.sources import Source, open_source
from commands.rosters.text import bare_words, is_blank
from commands.rosters.times import DateOrder
from store.keys import plain

FORM_BYTES = 10 * 1024 * 1024
"""The largest file that a form takes."""
COMMAND_LINE_BYTES = 20 * 1024 * 1024
MAX_LINES = 200_000
_PROGRESS = 5_000

_SPELLINGS = {name for names in NAMES.values() for name in names} | set(COLUMN_OF)


@dataclass(frozen=True)
class Roster:
    """A file that was read."""

    lines: tuple[Line, ...]
    """In the order of the file."""
    rejected: tuple[Rejected, ...]
    blank: int
    """Blank lines and repeated headers, passed over."""
    encoding: Encoding | None
    """None for a sheet."""
    separator: str
    layout: Layout
    header_line: int | None
    """None in the positional form."""
    doubt: Doubt | None
    """A question to ask before any of this is used; with the answer the file is read again."""
    unsure_classes: tuple[str, ...]
    """Classes new to the school with `/` or `,` in them, kept as one: perhaps they are several."""
    sheet: SheetRead | None = None
    """None for a text."""

    def has(self, column: Column) -> bool:
        """Whether the file has this column at all."""
        return self.layout.has(column)

    @property
    def class_names(self) -> tuple[str, ...]:
        """Every class that the file names, once, in its order and first spelling."""
        names: dict[str, str] = {}
        for line in self.lines:
            for name in line.classes:
                names.setdefault(plain(name), name)
        return tuple(names.values())


@dataclass
class _Results:
    """What one pass over the file gives."""

    lines: list[Line]
    rejected: list[Rejected]
    blank: int
    dates: set[str]


def read_roster(
    data: BinaryIO | bytes,
    *,
    zone: ZoneInfo,
    known_classes: Iterable[str] = (),
    follow_licences: bool = True,
    language: str = "fr",
    encoding: str | None = None,
    separator: str | None = None,
    name_order: str | None = None,
    date_order: str | None = None,
    max_bytes: int = FORM_BYTES,
    max_lines: int = MAX_LINES,
    progress: Callable[[int], None] | None = None,
) -> Roster:
    """Read a file of at most `max_bytes` and `max_lines` people.

    Local times are in `zone`. `known_classes` are those of the school: they
    decide where `/` and `,` separate. With `follow_licences` off the licence
    column is not looked at. The numbers and dates of a sheet are written as
    `language` writes them. `encoding`, `separator`, `name_order` and
    `date_order` are answers to a `Doubt`, by the values of its readings.
    `progress` is told now and then how many lines were read. Raises RosterError.
    """
    content = _content(data, max_bytes)
    source = open_source(content, encoding=encoding, separator=separator, language=language)
    shape = source.shape
    if shape.header_line is None and name_order == NameOrder.LAST_FIRST:
        shape = replace(shape, layout=SWAPPED)
    order = DateOrder(date_order) if date_order else DateOrder.DAY_FIRST

    def read(order: DateOrder) -> _Results:
        reader = PeopleReader(shape.layout, zone, order, follow_licences=follow_licences)
        with growing:
            return _read(source.records(), reader, shape, max_lines, progress)

    try:
        results = read(order)
    except RosterError as error:
        error.sheet = source.sheet
        raise
    if date_order is None and doubts.date_order_of(results.dates) is DateOrder.MONTH_FIRST:
        results = read(DateOrder.MONTH_FIRST)
    doubt = source.doubt([*results.lines, *results.rejected])
    if doubt is None and name_order is None and shape.header_line is None:
        doubt = doubts.name_order_doubt(results.lines)
    if doubt is None and date_order is None and _is_english(shape.layout):
        doubt = doubts.date_order_doubt(results.dates, zone)
    return _roster(results, source, shape, doubt, tuple(known_classes))


def _content(data: BinaryIO | bytes, max_bytes: int) -> bytes:
    """The whole file in memory, when it is small enough."""
    content = data if isinstance(data, bytes) else data.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise TooLargeError(max_bytes)
    return content


def _read(
    records: Iterator[Record],
    reader: PeopleReader,
    shape: Shape,
    max_lines: int,
    progress: Callable[[int], None] | None,
) -> _Results:
    results = _Results([], [], 0, reader.dates)
    for count, (number, cells) in enumerate(records, 1):
        if progress is not None and count % _PROGRESS == 0:
            progress(count)
        if isinstance(cells, Broken):
            results.rejected.append(reader.broken(number, cells))
        elif _is_blank(cells) or _is_header_again(number, cells, shape):
            results.blank += 1
            continue
        else:
            result = reader.read(number, cells)
            if isinstance(result, Line):
                results.lines.append(result)
            else:
                results.rejected.append(result)
        if len(results.lines) + len(results.rejected) > max_lines:
            raise TooManyLinesError(max_lines)
    if not results.lines and not results.rejected:
        raise HeaderOnlyError(shape.header_line) if shape.header_line else EmptyFileError
    return results


def _is_blank(cells: list[str]) -> bool:
    """Whether no cell holds anything; 0x1A is how old programs end a file."""
    if cells and cells[0].isalnum():
        return False
    return is_blank("".join(cells).strip("\x1a"))


def _is_header_again(number: int, cells: list[str], shape: Shape) -> bool:
    """Whether the header is repeated here. Raises TwoHeadersError for another one."""
    first, second = cells[0].casefold(), cells[1].casefold() if len(cells) > 1 else ""
    if first not in _SPELLINGS and second not in _SPELLINGS:
        return False
    layout = recognise(cells)
    if layout is None or missing(layout):
        return False
    if shape.header_line is None or layout.places != shape.layout.places:
        raise TwoHeadersError(number)
    return True


def _is_english(layout: Layout) -> bool:
    """Whether a header names the last login in English: only then may Excel write month first."""
    place = layout.place(Column.LAST_LOGIN)
    if place is None or layout.header is None:
        return False
    return "last" in bare_words(layout.header[place])


def _roster(
    results: _Results,
    source: Source,
    shape: Shape,
    doubt: Doubt | None,
    known_classes: tuple[str, ...],
) -> Roster:
    """Cut the classes that hold several, now that all of them are known."""
    names = {name: None for line in results.lines for name in line.classes}
    several = cut_known(names, known_classes)
    school = {plain(name) for name in known_classes}
    if several:
        results.lines = [_with_parts(line, several) for line in results.lines]
    return Roster(
        tuple(results.lines),
        tuple(results.rejected),
        results.blank,
        source.encoding,
        shape.separator,
        shape.layout,
        shape.header_line,
        doubt,
        tuple(
            name
            for name in names
            if may_be_several(name) and name not in several and plain(name) not in school
        ),
        source.sheet,
    )


def _with_parts(line: Line, several: dict[str, tuple[str, ...]]) -> Line:
    if not any(name in several for name in line.classes):
        return line
    parts = (part for name in line.classes for part in several.get(name, (name,)))
    unique = {plain(part): part for part in parts}
    return replace(line, classes=tuple(unique.values()))
