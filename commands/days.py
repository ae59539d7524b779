"""Calendar days of a school's zone, as instants."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of `day`; where midnight does not exist, the first that does."""
    local = datetime.combine(day, time(), tzinfo=zone)
    as_utc = local.astimezone(UTC)
    if as_utc.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return as_utc
    # In a gap fold=0 reads by the offset before it and lands past it: walk back to its end.
    low, high = as_utc - timedelta(hours=3), as_utc
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        if middle <= low:
            break
        if middle.astimezone(zone).date() >= day:
            high = middle
        else:
            low = middle
    return high


def today(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def days_since(moment: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Midnights of the zone between the two: 0 on the same day, whatever the hours."""
    return (today(now, zone) - today(moment, zone)).days
