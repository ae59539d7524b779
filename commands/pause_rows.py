"""Pauses as rows and as plain values, with their journal rows; the days they stand for.

Functions take an open session; callers lock the school, settle the meter and commit.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from commands import credits
from commands.days import start_of
from store.models import Pause, School
from store.queries import operations, schools


@dataclass(frozen=True)
class PauseLine:
    """A pause as plain values. Days are of the school's zone, both included."""

    id: int
    starts_at: datetime
    ends_at: datetime | None
    planned: bool
    first_day: date
    last_day: date | None
    by: str | None


def current_pause(session: Session, school: School, now: datetime) -> PauseLine | None:
    """The pause that holds at `now`; of several, the one that ends last."""
    moment = max(credits.whole_second(now), school.settled_at)
    holding = [p for p in schools.pauses_since(session, school.id, moment) if p.starts_at <= moment]
    if not holding:
        return None
    last = max(holding, key=lambda p: (p.ends_at is None, p.ends_at or p.starts_at, p.id))
    return line_of(last, school)


def planned_pause(session: Session, school: School, now: datetime) -> PauseLine | None:
    """The planned pause that has not ended, begun or not."""
    moment = max(credits.whole_second(now), school.settled_at)
    planned = [p for p in schools.pauses_since(session, school.id, moment) if p.planned]
    return line_of(planned[0], school) if planned else None


def line_of(pause: Pause, school: School) -> PauseLine:
    """A pause as plain values."""
    last_second = pause.ends_at - timedelta(seconds=1) if pause.ends_at else None
    return PauseLine(
        id=pause.id,
        starts_at=pause.starts_at,
        ends_at=pause.ends_at,
        planned=pause.planned,
        first_day=pause.starts_at.astimezone(school.zone).date(),
        last_day=last_second.astimezone(school.zone).date() if last_second else None,
        by=pause.begun_by,
    )


def end_of(day: date, school: School) -> datetime:
    """The first instant after this day of the school's zone."""
    return start_of(day + timedelta(days=1), school.zone)


def put(
    session: Session,
    pause: Pause,
    operation_id: int,
    *,
    stamp: int | None = None,
    **values: datetime | None,
) -> None:
    """Set fields of a pause, new or not, with its journal row and its stamp.

    The stamp is the operation's, unless an undo gives an earlier one back.
    """
    stamp = operation_id if stamp is None else stamp
    before = as_values(pause) if pause.id else None
    stamp_before = pause.stamp if pause.id else None
    for name, value in values.items():
        setattr(pause, name, value)
    pause.stamp = stamp
    session.add(pause)
    session.flush()  # gives a new pause its id
    operations.add_school_change(
        session,
        pause.school_id,
        operation_id,
        "pause",
        str(pause.id),
        before=before,
        after=as_values(pause),
        stamp_before=stamp_before,
        stamp_after=stamp,
    )


def as_values(pause: Pause) -> dict[str, str | None]:
    """What undo gives back."""
    return {
        "starts_at": pause.starts_at.isoformat(),
        "ends_at": pause.ends_at.isoformat() if pause.ends_at else None,
        "cancelled_at": pause.cancelled_at.isoformat() if pause.cancelled_at else None,
    }


def keep_days(
    session: Session,
    school: School,
    operation_id: int,
    old: ZoneInfo,
    at: datetime,
    *,
    but: Collection[int] = (),
) -> None:
    """A pause keeps its calendar days in the new zone, and its stamp; what is past stays.

    `but` are pauses whose days have been put right already.
    """
    for pause in schools.pauses_since(session, school.id, at):
        starts_at, ends_at = same_days(pause.starts_at, pause.ends_at, old, school.zone, at)
        if pause.id not in but and (starts_at, ends_at) != (pause.starts_at, pause.ends_at):
            put(
                session,
                pause,
                operation_id,
                stamp=pause.stamp,
                starts_at=starts_at,
                ends_at=ends_at,
            )


def same_days(
    starts_at: datetime, ends_at: datetime | None, old: ZoneInfo, new: ZoneInfo, at: datetime
) -> tuple[datetime, datetime | None]:
    """The instants of the new zone that begin and end the same days, where they lie after `at`."""
    if starts_at > at:
        starts_at = max(start_of(starts_at.astimezone(old).date(), new), at)
    if ends_at is not None:
        last_day = (ends_at - timedelta(seconds=1)).astimezone(old).date()
        ends_at = max(start_of(last_day + timedelta(days=1), new), at)
    return starts_at, ends_at
