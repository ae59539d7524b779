"""Teachers' answers about students, and those of them that are proposals to the admins."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, literal, select, update
from sqlalchemy.orm import Session

from store.models import Reminder, ReminderAnswer, User
from store.queries.reminder_lines import Audience, reminders_of
from store.queries.wanted import inserting


def reminder_for(session: Session, audience: Audience, user_id: int) -> int | None:
    """The week's reminder of this student, if one of these teachers teaches them."""
    row = session.execute(reminders_of(audience, user_id)).first()
    return row[0] if row else None


def get(session: Session, school_id: int, answer_id: int) -> ReminderAnswer | None:
    return session.scalars(
        select(ReminderAnswer)
        .where(ReminderAnswer.school_id == school_id, ReminderAnswer.id == answer_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def of_reminder(session: Session, school_id: int, reminder_id: int) -> ReminderAnswer | None:
    return session.scalars(
        select(ReminderAnswer)
        .where(ReminderAnswer.school_id == school_id, ReminderAnswer.reminder_id == reminder_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def tell_all(session: Session, audience: Audience, values: dict[str, Any]) -> int:
    """Answer for every student of the week of these teachers for whom nobody did; how many."""
    found = reminders_of(audience).subquery()
    answered = exists().where(
        ReminderAnswer.school_id == audience.school_id,
        ReminderAnswer.reminder_id == found.c.reminder_id,
    )
    types = {name: ReminderAnswer.__table__.c[name].type for name in values}
    literals = [literal(value, types[name]).label(name) for name, value in values.items()]
    rows = (
        select(literal(audience.school_id), found.c.reminder_id, found.c.user_id, *literals)
        .join(User, User.id == found.c.user_id)
        .where(~answered, User.school_id == audience.school_id, User.last_login_at.is_(None))
    )
    statement = (
        inserting(session, ReminderAnswer)
        .from_select(["school_id", "reminder_id", "user_id", *values], rows)
        .on_conflict_do_nothing()
        .returning(ReminderAnswer.id)
    )
    return len(session.execute(statement).all())


def opened(
    session: Session, school_id: int, *, after: int | None = None, limit: int
) -> Sequence[ReminderAnswer]:
    """Proposals that wait for an admin, of undeleted students, oldest first."""
    query = select(ReminderAnswer).where(*_open(school_id))
    if after is not None:
        query = query.where(ReminderAnswer.id > after)
    return session.scalars(query.order_by(ReminderAnswer.id).limit(limit)).all()


def count_open(session: Session, school_id: int) -> int:
    return session.execute(
        select(func.count()).select_from(ReminderAnswer).where(*_open(school_id))
    ).scalar_one()


def _open(school_id: int) -> tuple[Any, ...]:
    live = exists().where(
        User.school_id == ReminderAnswer.school_id,
        User.id == ReminderAnswer.user_id,
        User.deleted_at.is_(None),
    )
    return (
        ReminderAnswer.school_id == school_id,
        ReminderAnswer.proposes.is_(True),
        ReminderAnswer.settled_at.is_(None),
        live,
    )


def count_again(session: Session, school_id: int, user_id: int) -> None:
    """An admin acted: the weeks of reminders are counted from here on."""
    session.execute(
        update(Reminder)
        .where(
            Reminder.school_id == school_id,
            Reminder.user_id == user_id,
            Reminder.counts.is_(True),
        )
        .values(counts=False)
        .execution_options(synchronize_session=False)
    )
