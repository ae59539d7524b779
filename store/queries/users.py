"""Users: figures, pages, and the change rows that commands write for them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal, select, tuple_
from sqlalchemy.orm import Session

from store.models import Change, Operation, User

PROFILE = (
    "first_name",
    "last_name",
    "email",
    "external_id",
    "further",
    "email_key",
    "name_key",
    "access",
)
"""The fields that make a profile, together in one facet of a change."""


def get(session: Session, school_id: int, user_id: int) -> User | None:
    """The user, deleted or not."""
    return session.scalars(
        select(User)
        .where(User.school_id == school_id, User.id == user_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def by_ids(session: Session, school_id: int, user_ids: Sequence[int]) -> Sequence[User]:
    """In order of name."""
    return session.scalars(
        select(User)
        .where(User.school_id == school_id, User.id.in_(user_ids))
        .order_by(User.name_key, User.id)
        .execution_options(populate_existing=True)
    ).all()


def page(
    session: Session,
    school_id: int,
    condition: ColumnElement[bool],
    *,
    after: tuple[str, int] | None = None,
    before: tuple[str, int] | None = None,
    limit: int,
) -> Sequence[User]:
    """Users by name: those after, or the last ones before, a (name_key, id)."""
    query = (
        select(User)
        .where(User.school_id == school_id, condition)
        .execution_options(populate_existing=True)
    )
    key = _key()
    if before is not None:
        found = session.scalars(
            query.where(key < _tuple(before))
            .order_by(User.name_key.desc(), User.id.desc())
            .limit(limit)
        ).all()
        return found[::-1]
    if after is not None:
        query = query.where(key > _tuple(after))
    return session.scalars(query.order_by(User.name_key, User.id).limit(limit)).all()


def count(session: Session, school_id: int, condition: ColumnElement[bool]) -> int:
    return session.execute(
        select(func.count()).select_from(User).where(User.school_id == school_id, condition)
    ).scalar_one()


def any_before(
    session: Session, school_id: int, condition: ColumnElement[bool], key: tuple[str, int]
) -> bool:
    """Whether the page that begins with this (name_key, id) has one before it."""
    return _any(session, school_id, condition, _key() < _tuple(key))


def any_after(
    session: Session, school_id: int, condition: ColumnElement[bool], key: tuple[str, int]
) -> bool:
    return _any(session, school_id, condition, _key() > _tuple(key))


def _any(session: Session, school_id: int, *conditions: ColumnElement[bool]) -> bool:
    found = select(User.id).where(User.school_id == school_id, *conditions).limit(1)
    return session.scalars(found).first() is not None


def _key() -> ColumnElement[tuple[str, int]]:
    return tuple_(User.name_key, User.id)


def _tuple(values: tuple[str, int]) -> ColumnElement[tuple[str, int]]:
    return tuple_(literal(values[0]), literal(values[1]))


def count_live_by_role(session: Session, school_id: int) -> dict[str, int]:
    rows = session.execute(
        select(User.role, func.count())
        .where(User.school_id == school_id, User.deleted_at.is_(None))
        .group_by(User.role)
    )
    return {row[0]: row[1] for row in rows}


def count_licence_changes_since(session: Session, school_id: int, since: datetime) -> int:
    """Undeleted users whose licence was given or taken by an operation since then."""
    return session.execute(
        select(func.count(func.distinct(Change.user_id)))
        .join(
            Operation,
            and_(Operation.school_id == Change.school_id, Operation.id == Change.operation_id),
        )
        .where(
            Change.school_id == school_id,
            Change.licence_after.is_not(None),
            Operation.at >= since,
        )
    ).scalar_one()
