"""Users: figures, pages, and the change rows that commands write for them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from store.models import Change, Operation, User
from store.queries import user_order
from store.queries.user_order import Order, Place

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
    order: Order = Order.NAME,
    after: Place | None = None,
    before: Place | None = None,
    limit: int,
) -> Sequence[User]:
    """Users in order: those after, or the last ones before, a place in it."""
    query = (
        select(User)
        .where(User.school_id == school_id, condition)
        .execution_options(populate_existing=True)
    )
    by = user_order.columns(order)
    if before is not None:
        found = session.scalars(
            query.where(user_order.before(order, before))
            .order_by(*(column.desc() for column in by))
            .limit(limit)
        ).all()
        return found[::-1]
    if after is not None:
        query = query.where(user_order.after(order, after))
    return session.scalars(query.order_by(*by).limit(limit)).all()


def count(session: Session, school_id: int, condition: ColumnElement[bool]) -> int:
    return session.execute(
        select(func.count()).select_from(User).where(User.school_id == school_id, condition)
    ).scalar_one()


def any_before(
    session: Session,
    school_id: int,
    condition: ColumnElement[bool],
    key: Place,
    order: Order = Order.NAME,
) -> bool:
    """Whether the page that begins at this place has one before it."""
    return _any(session, school_id, condition, user_order.before(order, key))


def any_after(
    session: Session,
    school_id: int,
    condition: ColumnElement[bool],
    key: Place,
    order: Order = Order.NAME,
) -> bool:
    return _any(session, school_id, condition, user_order.after(order, key))


def _any(session: Session, school_id: int, *conditions: ColumnElement[bool]) -> bool:
    found = select(User.id).where(User.school_id == school_id, *conditions).limit(1)
    return session.scalars(found).first() is not None


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
