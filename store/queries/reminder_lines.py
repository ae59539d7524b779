"""The lines of a teacher's message: their students of one week, once each, class by class."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, Subquery, and_, case, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from store.models import Enrolment, Reminder, ReminderAnswer, SchoolClass, User
from store.queries.never_pages import LineKey


@dataclass(frozen=True)
class Audience:
    """Whose message, of which week."""

    school_id: int
    week: str
    teacher_ids: tuple[int, ...]
    class_id: int | None = None
    """Only of this class, where the message was about one."""


@dataclass(frozen=True)
class Line:
    key: LineKey
    class_name: str
    first_name: str
    last_name: str
    email: str | None
    last_login_at: datetime | None
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None
    settled_at: datetime | None


@dataclass(frozen=True)
class Totals:
    students: int
    answered: int
    connected: int
    """Since the week was prepared."""


def lines(
    session: Session,
    audience: Audience,
    *,
    key: LineKey | None,
    backward: bool,
    limit: int,
) -> list[Line]:
    """Up to `limit` lines after `key`, or before it; nearest to it first."""
    mine = _first_classes(audience)
    columns = (mine.c.class_key, User.created_at, User.id)
    query = (
        select(
            *columns,
            mine.c.class_name,
            User.first_name,
            User.last_name,
            User.email,
            User.last_login_at,
            ReminderAnswer.kind,
            ReminderAnswer.answered_at,
            ReminderAnswer.slack_id,
            ReminderAnswer.settled_at,
        )
        .select_from(mine)
        .join(User, User.id == mine.c.user_id)
        .outerjoin(
            ReminderAnswer,
            and_(
                ReminderAnswer.school_id == audience.school_id,
                ReminderAnswer.reminder_id == mine.c.reminder_id,
            ),
        )
        .where(User.school_id == audience.school_id, mine.c.nth == 1)
    )
    if key is not None:
        at = tuple_(
            literal(key.class_key), literal(key.created_at, User.created_at.type), key.user_id
        )
        query = query.where(tuple_(*columns) < at if backward else tuple_(*columns) > at)
    order = [column.desc() for column in columns] if backward else list(columns)
    return [_line(row) for row in session.execute(query.order_by(*order).limit(limit))]


def totals(session: Session, audience: Audience) -> Totals:
    mine = _first_classes(audience)
    row = session.execute(
        select(
            func.count(),
            func.count(ReminderAnswer.id),
            func.coalesce(func.sum(case((User.last_login_at.is_not(None), 1), else_=0)), 0),
        )
        .select_from(mine)
        .join(User, User.id == mine.c.user_id)
        .outerjoin(
            ReminderAnswer,
            and_(
                ReminderAnswer.school_id == audience.school_id,
                ReminderAnswer.reminder_id == mine.c.reminder_id,
            ),
        )
        .where(User.school_id == audience.school_id, mine.c.nth == 1)
    ).one()
    return Totals(*(int(value) for value in row))


def reminders_of(audience: Audience, user_id: int | None = None) -> Select[int, int]:
    """Id and student of the week's reminders that this teacher heard of; undeleted students."""
    mine = _first_classes(audience)
    query = select(mine.c.reminder_id, mine.c.user_id).where(mine.c.nth == 1)
    return query if user_id is None else query.where(mine.c.user_id == user_id)


def _first_classes(audience: Audience) -> Subquery:
    """The week's undeleted students in a class of these teachers; `nth` 1 is the first class."""
    mine, theirs, student = aliased(Enrolment), aliased(Enrolment), aliased(User)
    nth = func.row_number().over(
        partition_by=Reminder.user_id, order_by=(SchoolClass.name_key, SchoolClass.id)
    )
    query = (
        select(
            Reminder.id.label("reminder_id"),
            Reminder.user_id.label("user_id"),
            SchoolClass.name_key.label("class_key"),
            SchoolClass.name.label("class_name"),
            nth.label("nth"),
        )
        .join(
            student,
            and_(student.school_id == Reminder.school_id, student.id == Reminder.user_id),
        )
        .join(mine, and_(mine.school_id == Reminder.school_id, mine.user_id == Reminder.user_id))
        .join(theirs, and_(theirs.school_id == mine.school_id, theirs.class_id == mine.class_id))
        .join(
            SchoolClass,
            and_(SchoolClass.school_id == mine.school_id, SchoolClass.id == mine.class_id),
        )
        .where(
            Reminder.school_id == audience.school_id,
            Reminder.week == audience.week,
            theirs.user_id.in_(audience.teacher_ids),
            student.deleted_at.is_(None),
        )
    )
    if audience.class_id is not None:
        query = query.where(mine.class_id == audience.class_id)
    return query.subquery()


def _line(row: Row[*tuple[Any, ...]]) -> Line:
    class_key, created_at, user_id, *rest = row
    return Line(LineKey(class_key, created_at, user_id), *rest)


class Named(NamedTuple):
    first_name: str
    last_name: str
    email: str | None
    is_deleted: bool


def names_of(
    session: Session, school_id: int, user_ids: Sequence[int], *, deleted: bool = False
) -> dict[int, Named]:
    """What undeleted users are called, by id; with `deleted`, these too."""
    gone = User.deleted_at.is_not(None)
    wanted = select(User.id, User.first_name, User.last_name, User.email, gone).where(
        User.school_id == school_id, User.id.in_(user_ids)
    )
    rows = session.execute(wanted if deleted else wanted.where(~gone))
    return {row[0]: Named(row[1], row[2], row[3], row[4]) for row in rows}
