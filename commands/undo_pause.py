"""Undo what an operation did to a pause: from now on, never for the time past."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from commands import pause_rows as pauses
from commands.access import Actor
from store.models import Pause, School, SchoolChange
from store.queries import schools, undo_school


class ThingLeft(StrEnum):
    """Why a thing of the school was left alone."""

    CHANGED = "changed"
    """By another operation since."""
    PAST = "past"
    """What would come back is over."""
    BEGUN = "begun"
    """A planned pause that has begun is not cancelled."""
    PLAN_EXISTS = "plan_exists"
    """There is another planned pause."""
    LAST_ADMIN = "last_admin"
    TAKEN = "taken"
    """Another class has the name."""
    NOT_EMPTY = "not_empty"
    """The class has, or had, people in it."""
    GONE = "gone"
    """The teacher was deleted since."""


@dataclass(frozen=True)
class Undoing:
    """What undoing a thing needs to know."""

    school: School
    operation_id: int
    """Of the undo."""
    undone_id: int
    at: datetime
    """The instant to which the meter is settled."""
    by: Actor
    paused: bool
    """Whether a pause held at that instant, before anything was undone."""


def undo_pause(session: Session, undoing: Undoing, change: SchoolChange) -> ThingLeft | None:
    """Give a pause back as it was, as far as that lies ahead; why not, if not."""
    pause = schools.get_pause(session, undoing.school.id, int(change.key))
    if pause is None or pause.stamp != change.stamp_after:
        return ThingLeft.CHANGED
    before = change.before
    if before is None:
        return _take_out(session, undoing, pause)
    if (before["cancelled_at"] is None) != (pause.cancelled_at is None):
        return _revive_or_cancel(session, undoing, pause, change)
    return _give_back_days(session, undoing, pause, change)


def _take_out(session: Session, undoing: Undoing, pause: Pause) -> ThingLeft | None:
    """A pause ends now; a plan is cancelled if it has not begun."""
    if pause.planned:
        if pause.starts_at <= undoing.at:
            return ThingLeft.BEGUN
        pauses.put(session, pause, undoing.operation_id, cancelled_at=undoing.at)
        return None
    if pause.ends_at is not None and pause.ends_at <= undoing.at:
        return ThingLeft.PAST
    pauses.put(session, pause, undoing.operation_id, ends_at=undoing.at)
    return None


def _revive_or_cancel(
    session: Session, undoing: Undoing, pause: Pause, change: SchoolChange
) -> ThingLeft | None:
    assert change.before is not None  # noqa: S101 - the caller told the created ones apart
    cancelled_at = _moment(change.before["cancelled_at"])
    if pause.starts_at <= undoing.at:
        return ThingLeft.PAST if cancelled_at is None else ThingLeft.BEGUN
    planned = pauses.planned_pause(session, undoing.school, undoing.at)
    if cancelled_at is None and planned is not None:
        return ThingLeft.PLAN_EXISTS
    starts_at, ends_at = _days_of_then(session, undoing, pause.starts_at, pause.ends_at)
    pauses.put(
        session,
        pause,
        undoing.operation_id,
        stamp=change.stamp_before,
        starts_at=starts_at,
        ends_at=ends_at,
        cancelled_at=cancelled_at,
    )
    return None


def _give_back_days(
    session: Session, undoing: Undoing, pause: Pause, change: SchoolChange
) -> ThingLeft | None:
    """The former start while it has not begun, the former end while it has not ended.

    What has ended meanwhile, as by resuming, begins anew from now.
    """
    assert change.before is not None  # noqa: S101 - the caller told the created ones apart
    at = undoing.at
    start, ends_at = _moment(change.before["starts_at"]), _moment(change.before["ends_at"])
    assert start is not None  # noqa: S101 - every pause has a start
    starts_at, ends_at = _days_of_then(session, undoing, start, ends_at)
    over = ends_at is not None and ends_at <= at
    if pause.starts_at > at:
        if starts_at <= at:
            return ThingLeft.PAST
        pauses.put(
            session,
            pause,
            undoing.operation_id,
            stamp=change.stamp_before,
            starts_at=starts_at,
            ends_at=ends_at,
        )
    elif pause.ends_at is None or pause.ends_at > at:
        pauses.put(
            session,
            pause,
            undoing.operation_id,
            stamp=change.stamp_before,
            ends_at=at if over else ends_at,
        )
    elif over:
        return ThingLeft.PAST
    elif undoing.paused:
        return ThingLeft.CHANGED
    else:
        _continue(session, undoing, pause, change, ends_at)
    return None


def _continue(
    session: Session,
    undoing: Undoing,
    pause: Pause,
    change: SchoolChange,
    ends_at: datetime | None,
) -> None:
    """An ended pause goes on from now; the time it held before stays, as a row of its own.

    The row that goes on is the one that the earlier operations know, so that
    they can be undone next.
    """
    if pause.ends_at != pause.starts_at:
        session.add(_held_before(pause, undoing.operation_id))
    if pauses.planned_pause(session, undoing.school, undoing.at) is not None:
        pause.planned = False  # there is at most one plan
    pauses.put(
        session,
        pause,
        undoing.operation_id,
        stamp=change.stamp_before,
        starts_at=undoing.at,
        ends_at=ends_at,
    )


def _held_before(pause: Pause, stamp: int) -> Pause:
    return Pause(
        school_id=pause.school_id,
        starts_at=pause.starts_at,
        ends_at=pause.ends_at,
        planned=pause.planned,
        begun_by=pause.begun_by,
        cancelled_at=None,
        stamp=stamp,
    )


def _days_of_then(
    session: Session, undoing: Undoing, starts_at: datetime, ends_at: datetime | None
) -> tuple[datetime, datetime | None]:
    """The same days, if the school's zone was changed since the undone operation.

    An operation that changed the zone itself gives the zone back too.
    """
    school = undoing.school
    changed = undo_school.first_change_of(
        session, school.id, "setting", "time_zone", since=undoing.undone_id
    )
    if changed is None or changed.operation_id == undoing.undone_id:
        return starts_at, ends_at
    then = ZoneInfo(str(changed.before))
    return pauses.same_days(starts_at, ends_at, then, school.zone, undoing.at)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
