"""The date and time of a last login, as French and English offices and spreadsheets write it."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from commands.rosters.cells import BadCellError
from commands.rosters.lines import NEVER, LastLogin, Reason
from commands.rosters.text import bare_words, clean

_TIME = (
    r"(?:(?:,?\s+(?:à\s+|at\s+)?|T)(\d{1,2})\s?[:hH]\s?(\d{2})"
    r"(?::(\d{2})(?:[.,]\d+)?)?(?:\s?([AaPp])\.?[Mm]\.?)?)?"
)
_ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){_TIME}")
_SLASHED = re.compile(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}|\d{{2}}){_TIME}")
_NAMED = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)??(?:(?P<day>\d{1,2})(?:er|st|nd|rd|th)?\s+(?P<month>[^\W\d]+)\.?"
    r"|(?P<first>[^\W\d]+)\.?\s+(?P<then>\d{1,2})(?:st|nd|rd|th)?),?"
    rf"\s+(?P<year>\d{{4}})(?P<time>{_TIME})"
)
"""*ven. 25 septembre 2026 à 13h44*, *Sep 25, 2026 1:44 PM*."""
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("janvier janv jan january", "février févr fév february feb", "mars march mar"),
            *("avril avr april apr", "mai may", "juin june jun", "juillet juil july jul"),
            *("août aout august aug", "septembre sept september sep"),
            *("octobre oct october", "novembre nov november", "décembre déc december dec"),
        ),
        1,
    )
    for name in names.split()
}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
_NEVER = {"jamais", "never", "jamais connecte", "never connected"}
_OLDEST = 1970


class DateOrder(StrEnum):
    """Which number of 05/09/2026 is the day."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def parse_login(cell: str, zone: ZoneInfo, order: DateOrder = DateOrder.DAY_FIRST) -> LastLogin:
    """The last login in UTC, `NEVER`, or None for an empty cell.

    A time without an offset is local to `zone`; see `to_utc`. A date alone is
    its first moment.
    """
    text = clean(cell)
    if not text:
        return None
    if not text[0].isdigit() and (text.casefold() in _NEVER or bare_words(text) in _NEVER):
        return NEVER
    try:
        return _instant(text) or to_utc(_local(text, order), zone)
    except ValueError as error:
        raise BadCellError(Reason.UNREADABLE_DATE) from error


def to_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """A naive local time as an instant.

    One that comes twice is the earlier one; one that does not exist moves to
    the first that does.
    """
    early = local.replace(tzinfo=zone)
    late = early.replace(fold=1)
    if early.utcoffset() == late.utcoffset():
        return early.astimezone(UTC)
    first, second = early.astimezone(UTC), late.astimezone(UTC)
    return _after_gap(second, first, zone) if second < first else first


def orders_seen(cells: Iterable[str]) -> set[DateOrder]:
    """The orders that the numbers over 12 among these cells prove."""
    seen = set()
    for cell in cells:
        match = _SLASHED.match(cell.strip())
        if match is not None:
            if int(match[1]) > 12:
                seen.add(DateOrder.DAY_FIRST)
            if int(match[2]) > 12:
                seen.add(DateOrder.MONTH_FIRST)
    return seen


def is_ambiguous(cell: str) -> bool:
    """Whether the day and the month of this date could change places."""
    match = _SLASHED.match(cell.strip())
    return match is not None and match[1] != match[2] and max(int(match[1]), int(match[2])) <= 12


def _instant(text: str) -> datetime | None:
    """What `text` says with its offset from UTC; None when it has none."""
    if (text[-1] != "Z" and text[-6:-5] not in ("+", "-")) or _INSTANT.fullmatch(text) is None:
        return None
    instant = datetime.fromisoformat(text)
    if not _OLDEST < instant.year < 9999:
        raise ValueError
    return instant.astimezone(UTC)


def _local(text: str, order: DateOrder) -> datetime:
    """The naive local time that `text` writes. Raises ValueError."""
    year_first = text[:4].isdigit()
    match = (_ISO if year_first else _SLASHED).fullmatch(text)
    if match is None:
        return _named(text, order)
    day, month, year = int(match[1]), int(match[2]), int(match[3])
    if year_first:
        day, year = year, day
    elif order is DateOrder.MONTH_FIRST:
        day, month = month, day
    year += 2000 if len(match[3]) == 2 and not year_first else 0
    if not _OLDEST <= year < 9999:
        raise ValueError
    return _moment(year, month, day, match.groups()[3:])


def _named(text: str, order: DateOrder) -> datetime:
    """The same with the month in words. Raises ValueError."""
    match = _NAMED.fullmatch(text)
    if match is None:
        raise ValueError
    month = MONTHS.get((match["month"] or match["first"]).casefold())
    if month is None:
        raise ValueError
    return _local(
        f"{match['year']}-{month:02}-{match['day'] or match['then']}{match['time']}", order
    )


def _moment(year: int, month: int, day: int, time: Sequence[str | None]) -> datetime:
    """Of the parts of `_TIME` none may be there. Raises ValueError."""
    hour, half = int(time[0] or 0), time[3]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if half in "pP" else 0)
    # The zone comes after: which of two equal local times is meant is `to_utc`'s to say.
    return datetime(year, month, day, hour, int(time[1] or 0), int(time[2] or 0))  # noqa: DTZ001


def _after_gap(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The instant between `low` and `high` from which the clocks of `zone` are changed."""
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high
