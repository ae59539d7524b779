"""What cannot be told for sure about a file: shown with names from it, asked, never guessed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from commands.rosters.cells import BadCellError
from commands.rosters.encodings import Detected, Encoding, sample_in
from commands.rosters.lines import Line, Rejected
from commands.rosters.records import cut_records
from commands.rosters.shapes import Lines, Shape
from commands.rosters.times import DateOrder, is_ambiguous, orders_seen, parse_login
from store.keys import plain

SAMPLES = 3


class About(StrEnum):
    """What is asked. The values are the arguments of `read_roster` that take the answer."""

    ENCODING = "encoding"
    SEPARATOR = "separator"
    NAME_ORDER = "name_order"
    DATE_ORDER = "date_order"


class NameOrder(StrEnum):
    """Which of the first two cells of the positional form is the first name."""

    FIRST_LAST = "first_last"
    LAST_FIRST = "last_first"


@dataclass(frozen=True)
class Reading:
    """One way to read the file."""

    value: str
    """What to hand to `read_roster` to have it so."""
    samples: tuple[tuple[str, str], ...]
    """First and last name of up to three people as this reading has them, the same people in
    each. For dates: the cell, and its day as YYYY-MM-DD."""


@dataclass(frozen=True)
class Doubt:
    """A question about a file; the first reading is the likeliest, and the one taken so far."""

    about: About
    readings: tuple[Reading, ...]


def encoding_doubt(detected: Detected, results: Iterable[Line | Rejected]) -> Doubt | None:
    """Names whose accents come out differently."""
    if not detected.others:
        return None
    encodings = (detected.encoding, *detected.others)
    rows = list(islice(_seen_in(encodings, results), SAMPLES))
    return Doubt(
        About.ENCODING,
        tuple(
            Reading(encoding, tuple(row[place] for row in rows))
            for place, encoding in enumerate(encodings)
        ),
    )


def _seen_in(
    encodings: Sequence[Encoding], results: Iterable[Line | Rejected]
) -> Iterator[list[tuple[str, str]]]:
    """The names that are not the same in every encoding, in each of them."""
    for result in results:
        first, last = _name_of(result)
        if first.isascii() and last.isascii():
            continue
        firsts = [sample_in(encoding, first, encodings[0]) for encoding in encodings]
        lasts = [sample_in(encoding, last, encodings[0]) for encoding in encodings]
        names = [(one or "", other or "") for one, other in zip(firsts, lasts, strict=True)]
        if len(set(names)) > 1:
            yield names


def _name_of(result: Line | Rejected) -> tuple[str, str]:
    """The name on a line, or whatever in it has accents when the name has none."""
    if isinstance(result, Rejected):
        cells: Sequence[str] = result.record
    else:
        if not (result.first_name.isascii() and result.last_name.isascii()):
            return result.first_name, result.last_name
        cells = (*result.classes, *result.further)
    return next((cell for cell in cells if not cell.isascii()), "")[:100], ""


def separator_doubt(shape: Shape, lines: Lines) -> Doubt | None:
    """Names as each separator cuts them."""
    if not shape.rivals:
        return None
    return Doubt(
        About.SEPARATOR,
        tuple(
            Reading(mark, tuple(islice(_names_cut_by(mark, shape, lines), SAMPLES)))
            for mark in (shape.separator, *shape.rivals)
        ),
    )


def _names_cut_by(separator: str, shape: Shape, lines: Lines) -> Iterator[tuple[str, str]]:
    body = islice(lines(), shape.first - 1, None)
    for _, cells in cut_records(body, separator):
        if isinstance(cells, list) and len(cells) > 1:
            yield cells[0].strip()[:100], cells[1].strip()[:100]


def name_order_doubt(lines: Sequence[Line]) -> Doubt | None:
    """The positional form read first name first, where last names seem to come first.

    They do when they alone are in capitals, as French offices write them, or
    when the addresses have the two names the other way round.
    """
    sample = [line for line in lines[:500] if plain(line.first_name) != plain(line.last_name)]
    capitals = sum(_is_capital(line.first_name) for line in sample)
    both = sum(_is_capital(line.first_name) and _is_capital(line.last_name) for line in sample)
    turned = sum(_begins_with(line, line.last_name, line.first_name) for line in sample)
    straight = sum(_begins_with(line, line.first_name, line.last_name) for line in sample)
    if not (capitals - both) * 2 > len(sample) and not (
        turned * 2 > len(sample) and turned > straight
    ):
        return None
    names = tuple((line.first_name, line.last_name) for line in sample[:SAMPLES])
    return Doubt(
        About.NAME_ORDER,
        (
            Reading(NameOrder.FIRST_LAST, names),
            Reading(NameOrder.LAST_FIRST, tuple((last, first) for first, last in names)),
        ),
    )


def _is_capital(name: str) -> bool:
    return len(name) > 1 and name.isupper()


def _begins_with(line: Line, one: str, other: str) -> bool:
    """Whether the address is *one.other@…*; initials and other forms say nothing."""
    local = plain((line.email or "").partition("@")[0])
    parts = local.replace("_", ".").split(".")
    squeezed = [plain(name).replace(" ", "").replace("-", "") for name in (one, other)]
    return [part.replace("-", "") for part in parts] == squeezed


def date_order_of(cells: Iterable[str]) -> DateOrder | None:
    """The order that these dates prove, if they prove one and only one."""
    seen = orders_seen(cells)
    return seen.pop() if len(seen) == 1 else None


def date_order_doubt(cells: Iterable[str], zone: ZoneInfo) -> Doubt | None:
    """Dates of which none has a number over 12, in a file that may come from an American Excel."""
    cells = set(cells)
    ambiguous = sorted(cell for cell in cells if is_ambiguous(cell))[:SAMPLES]
    if not ambiguous or orders_seen(cells):
        return None
    readings = tuple(
        Reading(order, tuple((cell, _day(cell, zone, order)) for cell in ambiguous))
        for order in DateOrder
    )
    return Doubt(About.DATE_ORDER, readings)


def _day(cell: str, zone: ZoneInfo, order: DateOrder) -> str:
    try:
        login = parse_login(cell, zone, order)
    except BadCellError:
        return ""
    return f"{login.astimezone(zone):%Y-%m-%d}" if isinstance(login, datetime) else ""
