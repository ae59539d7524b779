"""Plan the school's next pause, move it, or abandon it before it begins.

There is at most one that has not ended. Functions take an open session; callers commit.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from commands import credits, journal
from commands.access import Actor, require_admin
from commands.days import start_of, today
from commands.errors import (
    NoPlannedPauseError,
    PauseAlreadyPlannedError,
    PauseEndsBeforeItStartsError,
    PauseHasBegunError,
    PauseInThePastError,
)
from commands.pause_rows import end_of, planned_pause, put
from store.models import Pause, School
from store.queries import schools


@dataclass(frozen=True)
class PlannedPause:
    operation_id: int
    first_day: date
    last_day: date
    licences: int


@dataclass(frozen=True)
class PlanCancelled:
    operation_id: int
    first_day: date
    last_day: date


def plan(
    session: Session, school_id: int, *, first_day: date, last_day: date, by: Actor, now: datetime
) -> PlannedPause:
    """Plan the school's next pause, both days included, in the school's time zone.

    Raises NotAllowedError, PauseAlreadyPlannedError, PauseInThePastError or
    PauseEndsBeforeItStartsError.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    planned = planned_pause(session, school, now)
    if planned is not None:
        raise PauseAlreadyPlannedError(
            planned.first_day, planned.last_day or planned.first_day, planned.by
        )
    _check_days(first_day, last_day, today(now, school.zone))
    credits.settle(session, school, now)
    operation_id = journal.begin(session, school_id, "plan_pause", by=by, now=now)
    pause = Pause(school_id=school_id, planned=True, begun_by=by.slack_id, cancelled_at=None)
    starts_at = start_of(first_day, school.zone)
    put(session, pause, operation_id, starts_at=starts_at, ends_at=end_of(last_day, school))
    return _planned(session, school, operation_id, "plan_pause", first_day, last_day, now)


def move_plan(
    session: Session, school_id: int, *, first_day: date, last_day: date, by: Actor, now: datetime
) -> PlannedPause:
    """Move the planned pause; one that has begun in its end only.

    Raises NotAllowedError, NoPlannedPauseError, PauseHasBegunError,
    PauseInThePastError or PauseEndsBeforeItStartsError.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    planned = planned_pause(session, school, now)
    if planned is None:
        raise NoPlannedPauseError
    at = credits.settle(session, school, now)
    day = today(now, school.zone)
    begun = planned.starts_at <= at
    if begun:
        if first_day != planned.first_day:
            raise PauseHasBegunError(planned.first_day)
        if last_day < day:
            raise PauseEndsBeforeItStartsError(earliest=day)
    else:
        _check_days(first_day, last_day, day)
    operation_id = journal.begin(session, school_id, "move_plan", by=by, now=now)
    pause = schools.get_pause(session, school_id, planned.id)
    assert pause is not None  # noqa: S101 - the school is locked since it was read
    # what has begun stays, though it began at another hour than its day: the zone was
    # another one then, or an undone resume let it go on
    starts_at = planned.starts_at if begun else start_of(first_day, school.zone)
    put(session, pause, operation_id, starts_at=starts_at, ends_at=end_of(last_day, school))
    return _planned(session, school, operation_id, "move_plan", first_day, last_day, now)


def cancel_plan(session: Session, school_id: int, *, by: Actor, now: datetime) -> PlanCancelled:
    """Abandon the planned pause before it begins.

    Raises NotAllowedError, NoPlannedPauseError, or PauseHasBegunError (resume ends it).
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    planned = planned_pause(session, school, now)
    if planned is None or planned.last_day is None:
        raise NoPlannedPauseError
    at = credits.settle(session, school, now)
    if planned.starts_at <= at:
        raise PauseHasBegunError(planned.first_day)
    operation_id = journal.begin(session, school_id, "cancel_plan", by=by, now=now)
    pause = schools.get_pause(session, school_id, planned.id)
    assert pause is not None  # noqa: S101 - the school is locked since it was read
    put(session, pause, operation_id, cancelled_at=at)
    figures = _days(planned.first_day, planned.last_day)
    journal.finish(session, school_id, operation_id, figures, kind="cancel_plan", now=now)
    return PlanCancelled(operation_id, planned.first_day, planned.last_day)


def _planned(
    session: Session,
    school: School,
    operation_id: int,
    kind: str,
    first_day: date,
    last_day: date,
    now: datetime,
) -> PlannedPause:
    figures = _days(first_day, last_day) | {"licences": school.paying}
    journal.finish(session, school.id, operation_id, figures, kind=kind, now=now)
    return PlannedPause(operation_id, first_day, last_day, school.paying)


def _days(first_day: date, last_day: date) -> dict[str, object]:
    return {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}


def _check_days(first_day: date, last_day: date, day: date) -> None:
    """A plan begins tomorrow at the earliest: today is *pause now*."""
    if first_day <= day:
        raise PauseInThePastError(earliest=day + timedelta(days=1))
    if last_day < first_day:
        raise PauseEndsBeforeItStartsError(earliest=first_day)
