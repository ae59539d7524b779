"""The weekly reminders: who is told of whom, written once as messages to send.

Preparing a week locks the school, so that of several replicas one prepares it;
the rows it leaves are sent from the outbox. Who cannot be found in Slack stops
nobody. Functions take an open session; callers commit.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import chasing, journal, schedule
from commands import reminder_rows as rows
from commands.access import Actor, require_admin
from commands.account import is_stale
from commands.days import today
from commands.errors import AlreadyPausedError, NobodyMatchesError
from commands.pause import current_pause
from commands.reminder_rows import Outcome, message_key
from commands.schedule import LATE, DueWeek, Skip, due
from commands.selection import Selection, to_values
from commands.teachers import Found, TeacherToFind, Ways, ways
from store.models import School
from store.queries import reminders, schools, spoken_of
from store.queries.spoken_of import Chased

__all__ = [
    "DueWeek",
    "Outcome",
    "Prepared",
    "SendNow",
    "TeacherToFind",
    "due",
    "message_key",
    "prepare",
    "preview_now",
    "send_now",
    "teachers_to_find",
]


@dataclass(frozen=True)
class Prepared:
    outcome: Outcome
    week: str
    teachers: int = 0
    """Slack people who are told."""
    students: int = 0
    """Of whom somebody is told."""
    to_find: tuple[TeacherToFind, ...] = ()
    skip: Skip | None = None


@dataclass(frozen=True)
class SendNow:
    """What sending now does, or did."""

    week: str
    teachers: int
    """Slack people who are told."""
    students: int
    """Of whom they are told; in a preview, of all."""
    already: int
    """Slack people who were told this week, and are not told again."""
    not_found: int
    """Teachers whom Slack does not know."""
    stale: bool
    """Logins are known too long ago: some may have connected since."""
    to_find: tuple[TeacherToFind, ...] = ()
    """If any: nothing was written, and Slack is to be asked for them first."""
    waits_until: datetime | None = None
    """The morning, when it is night; None by day, when they go at once."""


def teachers_to_find(
    session: Session, school_id: int, week: str, now: datetime
) -> list[TeacherToFind]:
    """The teachers to tell whom Slack is to be asked for; the others are linked, or known today.

    Empty when nothing would go, so that nobody is looked up in the holidays.
    """
    school = schools.get(session, school_id)
    if not schedule.is_due(session, school, week, now):
        return []
    if schedule.skip_at(session, school, schedule.due_at(school, week), now) is not None:
        return []
    teachers = reminders.teachers(session, chasing.chased(session, school, now))
    return list(ways(session, school_id, teachers, {}, now).to_find)


def prepare(
    session: Session, school_id: int, week: str, *, found: Found, now: datetime
) -> Prepared:
    """Write what is to be sent this week: once, whoever else prepares it at the same time.

    `found` is what Slack said of `teachers_to_find`.
    """
    school = schools.get_locked(session, school_id)
    if not schedule.is_due(session, school, week, now):
        return Prepared(Outcome.NOT_DUE, week)
    due_at = schedule.due_at(school, week)
    skip = schedule.skip_at(session, school, due_at, now)
    if skip is not None:
        rows.skip(session, school, week, skip, due_at, now)
        return Prepared(Outcome.SKIPPED, week, skip=skip)
    chased = chasing.chased(session, school, now)
    found_ways = ways(session, school_id, reminders.teachers(session, chased), found, now)
    if found_ways.to_find:
        return Prepared(Outcome.TO_FIND, week, to_find=found_ways.to_find)
    figures = rows.figures(session, school, chased, found_ways, now)
    if schedule.is_rehearsal(session, school):
        rows.finish(session, school, week, Outcome.REHEARSED, figures, due_at, now)
        return Prepared(Outcome.REHEARSED, week, len(found_ways.people), figures["chased"])
    until = schedule.speaks_until(school, due_at, now)
    told, already = rows.write(
        session, chased, week, found_ways, until=until, by_itself=True, now=now
    )
    figures |= {
        "teachers": told + already,
        "students": reminders.count_week(session, school_id, week),
    }
    rows.finish(session, school, week, Outcome.SENT, figures, due_at, now)
    return Prepared(Outcome.SENT, week, told, figures["students"])


def preview_now(
    session: Session,
    school_id: int,
    *,
    class_id: int | None = None,
    found: Found,
    by: Actor,
    now: datetime,
) -> SendNow:
    """What `send_now` would do. Raises what it raises."""
    require_admin(session, school_id, by)
    school = schools.get(session, school_id)
    chased, found_ways = _now(session, school, class_id, found, now)
    week = _week_of_now(school, now)
    already = len(rows.already(session, school_id, week, found_ways))
    told = len(found_ways.people) - already
    students = spoken_of.count(session, chased)
    return SendNow(
        week,
        told,
        students.chased - students.without_teacher,
        already,
        len(found_ways.not_found),
        is_stale(school, now),
        found_ways.to_find,
        _waits_until(school, now),
    )


def send_now(
    session: Session,
    school_id: int,
    *,
    class_id: int | None = None,
    found: Found,
    by: Actor,
    now: datetime,
) -> SendNow:
    """Tell the teachers of one class, or of all, now; at night in the morning.

    Whoever was told this week is not told again; where nobody is told, nothing is
    noted in the journal. Raises NotAllowedError,
    AlreadyPausedError, or NobodyMatchesError when there is nobody to speak of.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    chased, found_ways = _now(session, school, class_id, found, now)
    week = _week_of_now(school, now)
    told = already = students = 0
    if not found_ways.to_find:
        until = now + LATE
        if school.reminders_on:
            until = min(until, schedule.due_at(school, schedule.week_after(week)))
        told, already = rows.write(
            session, chased, week, found_ways, until=until, by_itself=False, now=now
        )
        students = reminders.count_told(session, chased, week)
    if told:
        figures = {"teachers": told, "students": students, "already": already}
        figures["not_found"] = len(found_ways.not_found)
        classes = Selection(class_ids=() if class_id is None else (class_id,))
        kept = {**figures, "selection": to_values(classes)}
        operation_id = journal.begin(session, school_id, "remind_now", by=by, now=now)
        journal.finish(session, school_id, operation_id, kept, kind="remind_now", now=now)
    return SendNow(
        week,
        told,
        students,
        already,
        len(found_ways.not_found),
        is_stale(school, now),
        found_ways.to_find,
        _waits_until(school, now),
    )


def _week_of_now(school: School, now: datetime) -> str:
    """The week in which they are told: at night that of the morning that follows."""
    return schedule.week_of(today(schedule.next_speaking(school.zone, now), school.zone))


def _waits_until(school: School, now: datetime) -> datetime | None:
    goes_at = schedule.next_speaking(school.zone, now)
    return goes_at if goes_at > now else None


def _now(
    session: Session, school: School, class_id: int | None, found: Found, now: datetime
) -> tuple[Chased, Ways]:
    pause = current_pause(session, school, now)
    if pause is not None:
        raise AlreadyPausedError(pause.starts_at, pause.by, pause.ends_at)
    chased = chasing.chased(session, school, now, class_id=class_id)
    teachers = reminders.teachers(session, chased)
    if not teachers:
        raise NobodyMatchesError
    return chased, ways(session, school.id, teachers, found, now)
