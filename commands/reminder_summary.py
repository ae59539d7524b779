"""What the admins are told each week: figures against the last one, a chart, who is left over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from commands import chasing, credits, logins, schedule
from commands.days import days_since
from commands.logins import ClassFigures
from commands.pause import PauseLine, current_pause
from commands.reminder_rows import TEACHER
from commands.schedule import Skip
from store.models import OutboxMessage, ReminderWeek, School
from store.queries import (
    answers,
    reminder_lines,
    reminder_weeks,
    reminders,
    schools,
    spoken_of,
    wanted,
)
from store.queries import logins as never
from store.queries.logins import Within
from store.queries.spoken_of import StudentRow

STUCK = timedelta(hours=1)
"""A message that may stand in Slack, and that nobody could look for in this time, is told of."""

MOST_CLASSES = 20
MOST_NAMED = 100


@dataclass(frozen=True)
class NamedStudent:
    user_id: int
    first_name: str
    last_name: str
    classes: tuple[str, ...]
    days: int


@dataclass(frozen=True)
class NamedTeacher:
    """A teacher whom the message did not reach."""

    user_id: int
    first_name: str
    last_name: str
    email: str | None


@dataclass(frozen=True)
class Failure:
    """A message that did not get through, or of which nobody can tell."""

    name: str
    """Of the message: one that is wanted anew is another one."""
    teachers: tuple[int, ...]


@dataclass(frozen=True)
class AdminsMessage:
    week: str
    rehearsal: bool
    never: int
    """Undeleted students who never connected."""
    never_before: int | None
    """In the week compared with; None for the first."""
    cannot_connect: dict[str, int]
    """By reason: counted, and never chased."""
    chased: int
    """Of whom teachers were told, or would be."""
    quiet: int
    broken: int
    """Can connect, but not for a whole week yet: too new an account, or shut out in between."""
    teachers: int
    """Slack people told; in a rehearsal, who would be."""
    not_found: tuple[NamedTeacher, ...]
    unreachable: tuple[NamedTeacher, ...]
    """Found, but Slack refused the message."""
    failures: tuple[Failure, ...]
    """Their messages."""
    without_teacher: tuple[NamedStudent, ...]
    without_teacher_count: int
    handed_over: tuple[NamedStudent, ...]
    handed_over_count: int
    """Reminded four weeks and still not connected: for the admins now."""
    classes: tuple[ClassFigures, ...]
    """At most 20, those with most who never connected first."""
    other_classes: ClassFigures | None
    """The rest of them, summed."""
    unused_licences: int
    unused_cost: int
    """Licence-seconds that they have cost so far."""
    proposals: int
    """Open ones."""
    paused: PauseLine | None
    meter_on: bool


@dataclass(frozen=True)
class SkippedMessage:
    week: str
    skip: Skip | None
    """Why, as it is now; None when nothing is in the way any more."""
    reason: str
    """Why, as it was."""
    days: int | None
    """Days the pause has lasted."""


def admins_message(
    session: Session, school_id: int, week: str, now: datetime
) -> AdminsMessage | None:
    """Figures as they were when the week was prepared, names and chart as they are now.

    None for a week that was neither sent nor rehearsed.
    """
    row = reminder_weeks.get(session, school_id, week)
    if row is None or row.outcome == "skipped":
        return None
    school = schools.get(session, school_id)
    before = reminder_weeks.before(session, school_id, week)
    figures = row.figures
    chased = chasing.chased(session, school, now)
    alone = spoken_of.without_teacher(session, chased, limit=MOST_NAMED)
    handed = spoken_of.handed_over(session, chased, limit=MOST_NAMED)
    classes, rest = _classes(logins.by_class(session, school_id, now=now))
    unused, cost = _unused(session, school, now)
    failures = _failures(session, school_id, row, now)
    return AdminsMessage(
        week=week,
        rehearsal=row.outcome == "rehearsed",
        never=figures["never"],
        never_before=before.figures.get("never") if before else None,
        cannot_connect=figures["cannot"],
        chased=figures.get("students", figures["chased"] - figures["without_teacher"]),
        quiet=figures["quiet"],
        broken=figures.get("young", 0) + figures.get("broken", 0),
        teachers=figures["teachers"],
        not_found=named_teachers(session, school_id, figures["not_found"]),
        unreachable=named_teachers(
            session, school_id, [*dict.fromkeys(id_ for f in failures for id_ in f.teachers)]
        ),
        failures=failures,
        without_teacher=_named(session, school, alone, now),
        without_teacher_count=figures["without_teacher"],
        handed_over=_named(session, school, handed, now),
        handed_over_count=figures["handed_over"],
        classes=classes,
        other_classes=rest,
        unused_licences=unused,
        unused_cost=cost,
        proposals=answers.count_open(session, school_id),
        paused=current_pause(session, school, now),
        meter_on=school.meter_on,
    )


def skipped_message(
    session: Session, school_id: int, content: dict[str, Any], now: datetime
) -> SkippedMessage:
    """Why a week went without reminders."""
    school = schools.get(session, school_id)
    row = reminder_weeks.get(session, school_id, content["week"])
    moment = row.due_at if row else now
    skip = schedule.skip_at(session, school, moment, now)
    days = days_since(skip.pause.starts_at, now, school.zone) if skip and skip.pause else None
    return SkippedMessage(content["week"], skip, content["reason"], days)


def _classes(
    found: list[ClassFigures],
) -> tuple[tuple[ClassFigures, ...], ClassFigures | None]:
    """Those with most who never connected, in the order of their names; the rest as one."""
    if len(found) <= MOST_CLASSES:
        return tuple(found), None
    order = sorted(found, key=lambda c: (-(c.listed + c.cannot_connect), c.name or ""))
    most = set(order[: MOST_CLASSES - 1])
    rest = [each for each in found if each not in most]
    summed = ClassFigures(
        None,
        None,
        sum(c.students for c in rest),
        sum(c.listed for c in rest),
        sum(c.cannot_connect for c in rest),
    )
    return tuple(each for each in found if each in most), summed


def _unused(session: Session, school: School, now: datetime) -> tuple[int, int]:
    """Licences that students hold who never connected, and what they have cost so far."""
    within = Within(school.id, kinds=(("internal", True),))
    odometer = credits.meter(session, school, now).odometer
    before, running, began = never.metered(session, within)
    return running, before + running * odometer - began


def _named(
    session: Session, school: School, rows: list[StudentRow], now: datetime
) -> tuple[NamedStudent, ...]:
    names = reminders.class_names(session, school.id, [row.user_id for row in rows])
    return tuple(
        NamedStudent(
            row.user_id,
            row.first_name,
            row.last_name,
            tuple(names.get(row.user_id, ())),
            days_since(row.created_at, now, school.zone),
        )
        for row in rows
    )


def named_teachers(session: Session, school_id: int, ids: list[int]) -> tuple[NamedTeacher, ...]:
    names = reminder_lines.names_of(session, school_id, ids)
    return tuple(
        NamedTeacher(id_, one.first_name, one.last_name, one.email)
        for id_ in ids
        if (one := names.get(id_)) is not None
    )


def _failures(
    session: Session, school_id: int, row: ReminderWeek, now: datetime
) -> tuple[Failure, ...]:
    failed = wanted.failed(session, school_id, (TEACHER,), row.due_at, stuck_before=now - STUCK)
    return tuple(failure_of(each) for each in failed if each.content["week"] == row.week)


def failure_of(message: OutboxMessage) -> Failure:
    name = f"{message.id}/{message.created_at.isoformat()}"
    return Failure(name, tuple(message.content["teachers"]))
