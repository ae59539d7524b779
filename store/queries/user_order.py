"""The orders in which a list of users is read: each total, with nothing empty to compare."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from store.models import Enrolment, SchoolClass, User

Place = tuple[Any, ...]
"""Where a user stands in an order; by name it is (name_key, id)."""


class Order(StrEnum):
    NAME = "name"
    CLASS = "class"
    """By the first of their classes, then by name; who is in none comes last."""
    LOGIN = "login"
    """Who never connected first, oldest account first; then who did, longest ago first."""
    ACCOUNT = "account"
    """Oldest account first."""


def columns(order: Order) -> tuple[ColumnElement[Any], ...]:
    """What users are ordered by; the id, last, makes it total."""
    by_name = (User.name_key.expression, User.id.expression)
    if order is Order.CLASS:
        first = _first_class()
        return (case((first.is_(None), 1), else_=0), func.coalesce(first, ""), *by_name)
    if order is Order.LOGIN:
        never = case((User.last_login_at.is_(None), 0), else_=1)
        return (never, func.coalesce(User.last_login_at, User.created_at), *by_name)
    if order is Order.ACCOUNT:
        return (User.created_at.expression, *by_name)
    return by_name


def _first_class() -> ColumnElement[str | None]:
    """The key of the first of a user's classes; empty for none."""
    enrolment, school_class = aliased(Enrolment), aliased(SchoolClass)
    return (
        select(func.min(school_class.name_key))
        .join(
            enrolment,
            and_(
                enrolment.school_id == school_class.school_id,
                enrolment.class_id == school_class.id,
            ),
        )
        .where(enrolment.school_id == User.school_id, enrolment.user_id == User.id)
        .correlate(User)
        .scalar_subquery()
    )


def place(session: Session, school_id: int, user_id: int, order: Order) -> Place | None:
    """Where this user stands, deleted or not; None for one that there is not."""
    row = session.execute(
        select(*columns(order)).where(User.school_id == school_id, User.id == user_id)
    ).one_or_none()
    return tuple(row) if row else None


def before(order: Order, key: Place) -> ColumnElement[bool]:
    return tuple_(*columns(order)) < _tuple(order, key)


def after(order: Order, key: Place) -> ColumnElement[bool]:
    return tuple_(*columns(order)) > _tuple(order, key)


def _tuple(order: Order, key: Place) -> ColumnElement[Place]:
    typed = zip(key, columns(order), strict=True)
    return tuple_(*(literal(value, column.type) for value, column in typed))
