"""Licences over a selection: figures in one statement, change rows in another."""

from dataclasses import dataclass

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    and_,
    case,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import Session

from store.models import Change, User
from store.queries.apply import INTERNAL
from store.queries.selection import Selection, elsewhere, where


@dataclass(frozen=True)
class Figures:
    """matched = to_change + unchanged + external."""

    matched: int
    to_change: int
    unchanged: int
    external: int
    elsewhere: int
    """Of those to change, how many are also in a class outside the selection."""
    digest: str
    """Of those to change."""


def figures(
    session: Session,
    school_id: int,
    selection: Selection,
    *,
    held: bool,
    given_back: int | None = None,
) -> Figures:
    """What assigning (`held`) or revoking over a selection would do.

    With `given_back`, only the licences that this earlier operation took.
    """
    changing = _changing(held, given_back, school_id)
    also = elsewhere(selection.class_ids) if selection.class_ids else literal(False, Boolean)
    row = session.execute(
        select(
            func.count(),
            _sum(changing),
            _sum(~INTERNAL),
            _sum(and_(changing, also)),
            _sum(changing),
            *(func.coalesce(func.sum(case((changing, value), else_=0)), 0) for value in _mixed()),
        ).where(_matched(school_id, selection, given_back))
    ).one()
    matched, to_change, external, other, *sums = (int(value) for value in row)
    return Figures(
        matched=matched,
        to_change=to_change,
        unchanged=matched - to_change - external,
        external=external,
        elsewhere=other,
        digest="-".join(str(value) for value in sums),
    )


def write_changes(
    session: Session,
    school_id: int,
    operation_id: int,
    selection: Selection,
    *,
    held: bool,
    given_back: int | None = None,
) -> None:
    """A change row for everybody of the selection whose licence is to change."""
    condition = and_(
        _matched(school_id, selection, given_back), _changing(held, given_back, school_id)
    )
    session.execute(
        insert(Change).from_select(
            [
                "school_id",
                "operation_id",
                "user_id",
                "licence_before",
                "licence_after",
                "licence_stamp_before",
                "licence_stamp_after",
            ],
            select(
                User.school_id,
                literal(operation_id, Integer),
                User.id,
                User.licence,
                literal(held, Boolean),
                User.licence_stamp,
                literal(operation_id, Integer),
            ).where(condition),
        )
    )


def _matched(school_id: int, selection: Selection, given_back: int | None) -> ColumnElement[bool]:
    condition = where(school_id, selection)
    return condition if given_back is None else and_(condition, _taken_by(given_back, school_id))


def _changing(held: bool, given_back: int | None, school_id: int) -> ColumnElement[bool]:
    return and_(INTERNAL, User.licence.is_(not held))


def _taken_by(operation_id: int, school_id: int) -> ColumnElement[bool]:
    """Users from whom this operation took the licence."""
    return (
        select(Change.user_id)
        .where(
            Change.school_id == school_id,
            Change.operation_id == operation_id,
            Change.user_id == User.id,
            Change.licence_before.is_(True),
            Change.licence_after.is_(False),
        )
        .exists()
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _mixed() -> tuple[ColumnElement[int], ...]:
    return (
        User.id.expression,
        (User.id * 2654435761) % 4294967291,
        (User.id * User.id % 2147483647) * 40503 % 2147483629,
    )
