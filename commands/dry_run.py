"""What the reminders would do if they were due now, without writing anything."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import chasing, schedule
from commands.days import days_since
from commands.schedule import Skip
from commands.teachers import ways
from store.queries import reminders, schools, spoken_of
from store.queries.spoken_of import Counts


@dataclass(frozen=True)
class PlannedStudent:
    user_id: int
    first_name: str
    last_name: str
    class_name: str
    """The first of the common classes."""
    days: int
    """Since the account was made."""


@dataclass(frozen=True)
class PlannedTeacher:
    """One teacher, and of whom they would hear."""

    user_id: int
    first_name: str
    last_name: str
    email: str | None
    slack_ids: tuple[str, ...]
    """As linked by hand, or as Slack said today; none while it was not asked or knows nobody."""
    to_find: bool
    """Slack would be asked for the address."""
    students: tuple[PlannedStudent, ...]


@dataclass(frozen=True)
class DryRun:
    on: bool
    rehearsal: bool
    """The next week is shown to the admins only."""
    next_due_at: datetime | None
    skip: Skip | None
    """Why nothing would go now."""
    teachers: tuple[PlannedTeacher, ...]
    """By name."""
    counts: Counts


def dry_run(session: Session, school_id: int, now: datetime) -> DryRun:
    """Who would be told what at this moment; `session` may be a reading one."""
    school = schools.get(session, school_id)
    settings = schedule.settings(session, school_id, now)
    chased = chasing.chased(session, school, now)
    rows = reminders.teachers(session, chased)
    found = ways(session, school_id, rows, {}, now)
    asked = {each.user_id for each in found.to_find}
    slack_ids: dict[int, list[str]] = {}
    for (_org_id, slack_id), teacher_ids in found.people.items():
        for teacher_id in teacher_ids:
            slack_ids.setdefault(teacher_id, []).append(slack_id)
    students: dict[int, dict[int, PlannedStudent]] = {}
    for row in reminders.plan(session, chased):
        days = days_since(row.created_at, now, school.zone)
        planned = PlannedStudent(
            row.student_id, row.first_name, row.last_name, row.class_name, days
        )
        students.setdefault(row.teacher_id, {}).setdefault(row.student_id, planned)
    return DryRun(
        on=school.reminders_on,
        rehearsal=settings.rehearsal_next,
        next_due_at=settings.next_due_at,
        skip=schedule.skip_at(session, school, now, now),
        teachers=tuple(
            PlannedTeacher(
                row.user_id,
                row.first_name,
                row.last_name,
                row.email,
                tuple(slack_ids.get(row.user_id, ())),
                row.user_id in asked,
                tuple(students.get(row.user_id, {}).values()),
            )
            for row in rows
        ),
        counts=spoken_of.count(session, chased),
    )
