"""Pause and resume a school, now or on planned days.

A pause turns licences off without touching their rows, so resuming gives
back exactly what was held. Functions take an open session; callers commit.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from commands import credits, journal
from commands.access import Actor, require_admin
from commands.days import start_of, today
from commands.errors import (
    AlreadyPausedError,
    NoPlannedPauseError,
    NotPausedError,
    PauseAlreadyPlannedError,
    PauseEndsBeforeItStartsError,
    PauseHasBegunError,
    PauseInThePastError,
)
from store.models import Pause, School
from store.queries import account, operations, schools, users


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


@dataclass(frozen=True)
class PausePreview:
    """What a pause would turn off; what resuming would give back."""

    students: int
    teachers: int
    external: int
    balance: int
    run_out: credits.RunOut
    """As it would be if the school were not paused from now on."""
    current: PauseLine | None
    planned: PauseLine | None
    changed_while_paused: int
    """Licences assigned or revoked since the current pause began."""


@dataclass(frozen=True)
class Paused:
    operation_id: int
    licences: int
    students: int
    teachers: int
    since: datetime
    ends_at: datetime | None
    last_day: date | None
    metered: bool
    """Whether the pause stops credits from being consumed."""


@dataclass(frozen=True)
class Resumed:
    operation_id: int
    licences: int
    run_out: credits.RunOut


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


def preview(session: Session, school_id: int, *, now: datetime) -> PausePreview:
    """The figures that the pause and resume forms show."""
    school = schools.get(session, school_id)
    teachers = account.count_paying_teachers(session, school_id)
    current = current_pause(session, school, now)
    since = current.starts_at if current else now
    return PausePreview(
        students=school.paying - teachers,
        teachers=teachers,
        external=account.count_external(session, school_id),
        balance=credits.meter(session, school, now).balance,
        run_out=credits.run_out(session, school, now, resumed=True),
        current=current,
        planned=planned_pause(session, school, now),
        changed_while_paused=users.count_licence_changes_since(session, school_id, since)
        if current
        else 0,
    )


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


def pause_now(
    session: Session, school_id: int, *, last_day: date | None = None, by: Actor, now: datetime
) -> Paused:
    """Pause from this moment, open or to the end of `last_day` of the school's zone.

    Raises NotAllowedError, AlreadyPausedError, PauseEndsBeforeItStartsError.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    current = current_pause(session, school, now)
    if current is not None:
        raise AlreadyPausedError(current.starts_at, current.by, current.ends_at)
    day = today(now, school.zone)
    if last_day is not None and last_day < day:
        raise PauseEndsBeforeItStartsError(earliest=day)
    at = credits.settle(session, school, now)
    ends_at = _end_of(last_day, school) if last_day else None
    teachers = account.count_paying_teachers(session, school_id)
    operation_id = journal.begin(session, school_id, "pause", by=by, now=now)
    pause = Pause(school_id=school_id, planned=False, begun_by=by.slack_id, cancelled_at=None)
    put(session, pause, operation_id, starts_at=at, ends_at=ends_at)
    figures = {
        "licences": school.paying,
        "students": school.paying - teachers,
        "teachers": teachers,
    }
    journal.finish(
        session,
        school_id,
        operation_id,
        figures
        | {"last_day": last_day.isoformat() if last_day else None, "metered": school.meter_on},
        kind="pause",
        now=now,
    )
    return Paused(
        operation_id,
        school.paying,
        figures["students"],
        figures["teachers"],
        at,
        ends_at,
        last_day,
        school.meter_on,
    )


def resume(session: Session, school_id: int, *, by: Actor, now: datetime) -> Resumed:
    """End every pause that holds now; what was held is held again.

    Raises NotAllowedError or NotPausedError.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    if current_pause(session, school, now) is None:
        raise NotPausedError
    at = credits.settle(session, school, now)
    operation_id = journal.begin(session, school_id, "resume", by=by, now=now)
    for pause in schools.pauses_since(session, school_id, at):
        if pause.starts_at <= at:
            put(session, pause, operation_id, starts_at=pause.starts_at, ends_at=at)
    figures = {"licences": school.paying}
    journal.finish(session, school_id, operation_id, figures, kind="resume", now=now)
    return Resumed(operation_id, school.paying, credits.run_out(session, school, now))


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
    put(session, pause, operation_id, starts_at=starts_at, ends_at=_end_of(last_day, school))
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
    put(session, pause, operation_id, starts_at=starts_at, ends_at=_end_of(last_day, school))
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


def _end_of(day: date, school: School) -> datetime:
    """The first instant after this day of the school's zone."""
    return start_of(day + timedelta(days=1), school.zone)


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
