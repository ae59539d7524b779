"""Whom a week's reminder may speak of, and why not of the others; every statement is set-based."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from store.models import Change, Enrolment, Operation, Reminder, ReminderAnswer, User
from store.queries.logins import NEVER


@dataclass(frozen=True)
class Chased:
    """Whom a reminder may speak of, at one moment."""

    school_id: int
    kinds: tuple[tuple[str, bool], ...]
    """Access and licence of those who can connect."""
    open_kinds: tuple[tuple[str, bool], ...]
    """Those of them who could since `since` as far as the school goes (pause, credits)."""
    since: datetime
    """From then on, without a break, they had an account and could connect."""
    today: date
    """In the school's zone: answers keep a student out of reminders by days."""
    most: int
    """After so many weeks of reminders a student is for the admins."""
    class_id: int | None = None

    def listed(self) -> ColumnElement[bool]:
        """Undeleted students who never connected and can; whom the other conditions narrow."""
        found = and_(
            User.school_id == self.school_id,
            User.role == "student",
            NEVER,
            _any_of(self.kinds),
        )
        if self.class_id is None:
            return found
        return and_(found, self._enrolled_in_class())

    def _enrolled_in_class(self) -> ColumnElement[bool]:
        return exists().where(
            Enrolment.school_id == User.school_id,
            Enrolment.user_id == User.id,
            Enrolment.class_id == self.class_id,
        )

    def old_enough(self) -> ColumnElement[bool]:
        return User.created_at <= self.since

    def unbroken(self) -> ColumnElement[bool]:
        """The school was open to them, and the journal tells of nobody who was deleted, or
        without licence, or of other access.

        Stamps would not do: an undo gives the former one back.
        """
        access = (
            Change.profile_before["access"].as_string()
            != Change.profile_after["access"].as_string()
        )
        broken = (
            select(Change.user_id)
            .join(
                Operation,
                and_(Operation.school_id == Change.school_id, Operation.id == Change.operation_id),
            )
            .where(
                Change.school_id == self.school_id,
                Operation.school_id == self.school_id,
                Operation.at > self.since,
                or_(
                    Change.licence_before.is_(False),
                    Change.licence_after.is_(False),
                    Change.existence == "restored",
                    and_(Change.profile_before.is_not(None), access),
                ),
            )
        )
        return and_(_any_of(self.open_kinds), User.id.not_in(broken))

    def quiet(self) -> ColumnElement[bool]:
        """Somebody answered for them."""
        return User.id.in_(
            select(ReminderAnswer.user_id).where(
                ReminderAnswer.school_id == self.school_id,
                ReminderAnswer.quiet_until > self.today,
            )
        )

    def handed_over(self) -> ColumnElement[bool]:
        """Reminded often enough: they are for the admins now."""
        return User.id.in_(
            select(Reminder.user_id)
            .where(Reminder.school_id == self.school_id, Reminder.counts.is_(True))
            .group_by(Reminder.user_id)
            .having(func.count() >= self.most)
        )

    def eligible(self) -> ColumnElement[bool]:
        """Could connect long enough and is not quiet; reminded, or handed to the admins."""
        return and_(self.listed(), self.old_enough(), self.unbroken(), ~self.quiet())

    def students(self) -> ColumnElement[bool]:
        """Those of whom the reminder speaks."""
        return and_(self.eligible(), ~self.handed_over())


def _any_of(kinds: Collection[tuple[str, bool]]) -> ColumnElement[bool]:
    return or_(false(), *(and_(User.access == a, User.licence.is_(held)) for a, held in kinds))


@dataclass(frozen=True)
class Counts:
    """Of those who never connected and can: reminded of, or why not; they add up to `listed`."""

    listed: int
    chased: int
    young: int
    broken: int
    quiet: int
    handed_over: int
    without_teacher: int
    """Of `chased`: no undeleted teacher is in any of their classes."""


def count(session: Session, chased: Chased) -> Counts:
    old, unbroken, quiet = chased.old_enough(), chased.unbroken(), chased.quiet()
    handed = chased.handed_over()
    left = and_(old, unbroken, ~quiet, ~handed)
    row = session.execute(
        select(
            func.count(),
            _sum(left),
            _sum(~old),
            _sum(and_(old, ~unbroken)),
            _sum(and_(old, unbroken, quiet)),
            _sum(and_(old, unbroken, ~quiet, handed)),
            _sum(and_(left, ~taught(chased.school_id))),
        ).where(chased.listed())
    ).one()
    return Counts(*(int(value) for value in row))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def taught(school_id: int, teacher_ids: Collection[int] | None = None) -> ColumnElement[bool]:
    """The student is in a class of an undeleted teacher, or of one of these."""
    mine, theirs, teacher = aliased(Enrolment), aliased(Enrolment), aliased(User)
    classes = select(theirs.class_id).where(theirs.school_id == school_id)
    if teacher_ids is None:
        classes = classes.join(
            teacher, and_(teacher.school_id == theirs.school_id, teacher.id == theirs.user_id)
        ).where(teacher.role == "teacher", teacher.deleted_at.is_(None))
    else:
        classes = classes.where(theirs.user_id.in_(teacher_ids))
    return User.id.in_(
        select(mine.user_id).where(mine.school_id == school_id, mine.class_id.in_(classes))
    )


@dataclass(frozen=True)
class StudentRow:
    user_id: int
    first_name: str
    last_name: str
    email: str | None
    created_at: datetime


def without_teacher(session: Session, chased: Chased, *, limit: int) -> list[StudentRow]:
    """Students to speak of whom no teacher would hear, oldest account first."""
    return _students(session, and_(chased.students(), ~taught(chased.school_id)), limit)


def handed_over(session: Session, chased: Chased, *, limit: int) -> list[StudentRow]:
    """Students reminded often enough, oldest account first."""
    return _students(session, and_(chased.eligible(), chased.handed_over()), limit)


def _students(session: Session, condition: ColumnElement[bool], limit: int) -> list[StudentRow]:
    rows = session.execute(
        select(User.id, User.first_name, User.last_name, User.email, User.created_at)
        .where(condition)
        .order_by(User.created_at, User.id)
        .limit(limit)
    )
    return [StudentRow(*row) for row in rows]
