"""Pause and resume a school: now, here; on planned days, in `commands.pause_plan`.

A pause turns licences off without touching their rows, so resuming gives
back exactly what was held. Functions take an open session; callers commit.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from commands import credits, journal
from commands.access import Actor, require_admin
from commands.days import today
from commands.errors import AlreadyPausedError, NotPausedError, PauseEndsBeforeItStartsError
from commands.pause_plan import PlanCancelled, PlannedPause, cancel_plan, move_plan, plan
from commands.pause_rows import PauseLine, current_pause, end_of, line_of, planned_pause, put
from store.models import Pause
from store.queries import account, schools, users

__all__ = [
    "PauseLine",
    "PausePreview",
    "Paused",
    "PlanCancelled",
    "PlannedPause",
    "Resumed",
    "cancel_plan",
    "current_pause",
    "line_of",
    "move_plan",
    "pause_now",
    "plan",
    "planned_pause",
    "preview",
    "resume",
]


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
    ends_at = end_of(last_day, school) if last_day else None
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
