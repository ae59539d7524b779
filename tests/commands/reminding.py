"""A school with reminders, for the tests that need one."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import reminders
from commands.access import Actor, Role
from commands.reminders import Prepared
from commands.teachers import Who
from store.models import OutboxMessage, ReminderWeek, School, User
from tests.factories import NOW, Make

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY_8 = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Eight in the morning in Paris."""
LONG_AGO = NOW - 60 * DAY
WEEK = "2026-W48"


def on(make: Make, **values: object) -> School:
    """A school past its rehearsal, whose logins are known."""
    defaults = {
        "reminders_on": True,
        "created_at": LONG_AGO,
        "settled_at": LONG_AGO,
        "logins_known_at": MONDAY_8 + 5 * DAY,
    }
    school = make.school(**defaults | values)
    make.session.add(
        ReminderWeek(
            school_id=school.id,
            week="2026-W40",
            outcome="rehearsed",
            due_at=LONG_AGO,
            prepared_at=LONG_AGO,
            figures={"never": 209, "listed": 209},
        )
    )
    make.session.flush()
    return school


def student(make: Make, school: School, **values: object) -> User:
    return make.user(school, **{"licence": True, "created_at": LONG_AGO} | values)


def teacher(make: Make, school: School, slack_id: str | None = None, **values: object) -> User:
    """A teacher; with `slack_id`, one whom Slack knows by address for as long as a test lasts."""
    found = make.user(school, **{"role": "teacher", "created_at": LONG_AGO} | values)
    if slack_id:
        make.person(
            school, slack_id=slack_id, email_key=found.email_key, fetched_at=MONDAY_8 + 90 * DAY
        )
    return found


def as_teacher(slack_id: str, *user_ids: int) -> Actor:
    return Actor("T1", slack_id, Role.TEACHER, user_ids)


def prepare(
    session: Session,
    school: School,
    week: str = WEEK,
    now: datetime = MONDAY_8,
    found: dict[int, Who | None] | None = None,
) -> Prepared:
    school.logins_known_at = now
    return reminders.prepare(session, school.id, week, found=found or {}, now=now)


def messages(session: Session, school: School, kind: str) -> list[OutboxMessage]:
    """Outbox rows whose kind begins so, in order."""
    return list(
        session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.school_id == school.id, OutboxMessage.kind.startswith(kind))
            .order_by(OutboxMessage.id)
        )
    )
