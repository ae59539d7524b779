"""Erasure: what is personal goes for good; the row stays, so that counts and keys hold."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, and_, delete, func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from store.bulk import streamed
from store.models import (
    Change,
    Deletion,
    Draft,
    Enrolment,
    EnrolmentChange,
    Operation,
    Reminder,
    ReminderAnswer,
    TeacherLink,
    User,
)

_OF_USERS = (Change, EnrolmentChange, Enrolment, TeacherLink, ReminderAnswer, Reminder)
"""What goes with its user; an answer goes before the reminder it names."""


def expired(school_id: int, before: date) -> ColumnElement[bool]:
    """Users deleted on a day before this one, and not yet erased."""
    days = select(Deletion.id).where(Deletion.school_id == school_id, Deletion.day < before)
    return and_(
        User.school_id == school_id,
        User.deleted_at.is_not(None),
        User.erased_at.is_(None),
        User.deletion_id.in_(days),
    )


def deleted_since(school_id: int, since: datetime) -> ColumnElement[bool]:
    """Users deleted by an operation since then, whatever the day of the deletion they are under."""
    return User.id.in_(
        select(Change.user_id)
        .join(
            Operation,
            and_(Operation.school_id == Change.school_id, Operation.id == Change.operation_id),
        )
        .where(
            Operation.school_id == school_id, Operation.at > since, Change.existence == "deleted"
        )
    )


def count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).select_from(User).where(condition)).scalar_one()


def empty(session: Session, condition: ColumnElement[bool], *, at: datetime) -> int:
    """Empty the rows of deleted users; how many. `forget` removes what else tells of them."""
    result = session.execute(
        update(User)
        .where(condition, User.deleted_at.is_not(None), User.erased_at.is_(None))
        .values(
            first_name="",
            last_name="",
            email=None,
            external_id=None,
            further=[],
            email_key=None,
            name_key="",
            last_login_at=None,
            erased_at=at,
        )
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)  # noqa: S101 - an UPDATE gives one
    return result.rowcount


def forget(session: Session, school_id: int, *, at: datetime) -> None:
    """Remove the journal's lines, enrolments, links and reminders of those erased at this moment.

    The journal lets go of them only after `empty`: its triggers look at `erased_at`.
    """
    erased = select(User.id).where(User.school_id == school_id, User.erased_at == at)
    removals: list[Delete] = [
        delete(table).where(table.school_id == school_id, table.user_id.in_(erased))
        for table in _OF_USERS
    ]
    for removal in removals:
        session.execute(removal.execution_options(synchronize_session=False))


def last_deleted(session: Session, school_id: int, *, at: datetime) -> datetime | None:
    """When the last of those erased at this moment was deleted."""
    return session.scalars(
        select(User.deleted_at)
        .where(User.school_id == school_id, User.erased_at == at)
        .order_by(User.deleted_at.desc())
        .limit(1)
    ).first()


def among(session: Session, who: ColumnElement[bool], user_ids: Collection[int]) -> set[int]:
    """Which of these ids are among those users."""
    return set(session.scalars(select(User.id).where(who, User.id.in_(user_ids))))


def names(
    session: Session, who: ColumnElement[bool]
) -> Iterable[tuple[str, str, str | None, str | None]]:
    """What each of them is known by: first and last name, address, external id; streamed."""
    query = select(User.first_name, User.last_name, User.email, User.external_id).where(who)
    found: Iterable[tuple[str, str, str | None, str | None]] = streamed(session, query)
    return found


def drafts(session: Session, school_id: int) -> Sequence[tuple[str, dict[str, Any]]]:
    """Id and content of the school's drafts; they live a day, so there are few."""
    return session.execute(
        select(Draft.id, Draft.content).where(Draft.school_id == school_id)
    ).all()


def delete_drafts(session: Session, school_id: int, draft_ids: Collection[str]) -> None:
    session.execute(
        delete(Draft)
        .where(Draft.school_id == school_id, Draft.id.in_(draft_ids))
        .execution_options(synchronize_session=False)
    )
