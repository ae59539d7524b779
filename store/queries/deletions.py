"""Deletions: their figures and change rows, the days with somebody left to restore."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    false,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from store.models import Change, Deletion, Operation, OperationFigures, User
from store.queries.apply import PAYING
from store.queries.selection import digest_columns, found

JOIN = "join"
JOINED_USER = "deleted_user_id"
"""Kind of the operation that joins a deleted user to a live one, and which figure names it."""


@dataclass(frozen=True)
class Figures:
    """What deleting would do; `licences` are the paying ones it frees."""

    matched: int
    students: int
    teachers: int
    licences: int
    digest: str


@dataclass(frozen=True)
class ActRow:
    """A deletion with people left to restore."""

    deletion_id: int
    day: date
    at: datetime
    by: str | None
    count: int


def figures(session: Session, school_id: int, condition: ColumnElement[bool]) -> Figures:
    row = session.execute(
        select(
            func.count(),
            _sum(User.role == "student"),
            _sum(User.role == "teacher"),
            _sum(PAYING),
            *digest_columns(),
        ).where(User.school_id == school_id, condition)
    ).one()
    matched, students, teachers, licences, *sums = (int(value) for value in row)
    return Figures(matched, students, teachers, licences, "-".join(map(str, sums)))


def add(session: Session, school_id: int, operation_id: int, *, day: date, at: datetime) -> int:
    """The row of one act; gives its id."""
    return session.execute(
        insert(Deletion)
        .values(school_id=school_id, operation_id=operation_id, day=day, deleted_at=at)
        .returning(Deletion.id)
    ).scalar_one()


def write_changes(
    session: Session,
    school_id: int,
    operation_id: int,
    deletion_id: int,
    condition: ColumnElement[bool],
) -> None:
    """A change row for everybody who is to be deleted."""
    session.execute(
        insert(Change).from_select(
            [
                "school_id",
                "operation_id",
                "user_id",
                "existence",
                "deletion_after",
                "existence_stamp_before",
                "existence_stamp_after",
            ],
            select(
                User.school_id,
                literal(operation_id, Integer),
                User.id,
                literal("deleted", String),
                literal(deletion_id, Integer),
                User.existence_stamp,
                literal(operation_id, Integer),
            ).where(User.school_id == school_id, condition),
        )
    )


def get(session: Session, school_id: int, deletion_id: int) -> Deletion | None:
    return session.scalars(
        select(Deletion).where(Deletion.school_id == school_id, Deletion.id == deletion_id)
    ).one_or_none()


def by_ids(session: Session, school_id: int, deletion_ids: Sequence[int]) -> dict[int, Deletion]:
    rows = session.scalars(
        select(Deletion).where(Deletion.school_id == school_id, Deletion.id.in_(deletion_ids))
    )
    return {deletion.id: deletion for deletion in rows}


def acts(session: Session, school_id: int) -> Sequence[ActRow]:
    """Deletions with somebody left to restore, newest day first, newest act first."""
    rows = session.execute(
        select(
            Deletion.id, Deletion.day, Deletion.deleted_at, Operation.slack_id, func.count(User.id)
        )
        .join(User, and_(User.school_id == Deletion.school_id, User.deletion_id == Deletion.id))
        .join(
            Operation,
            and_(Operation.school_id == Deletion.school_id, Operation.id == Deletion.operation_id),
        )
        .where(Deletion.school_id == school_id, left_to_restore(school_id))
        .group_by(Deletion.id, Deletion.day, Deletion.deleted_at, Operation.slack_id)
        .order_by(Deletion.day.desc(), Deletion.deleted_at.desc(), Deletion.id.desc())
    )
    return [ActRow(*row) for row in rows]


def left_to_restore(
    school_id: int,
    *,
    day: date | None = None,
    deletion_id: int | None = None,
    role: str | None = None,
    text: str = "",
    user_ids: Sequence[int] | None = None,
    left_out: Sequence[int] = (),
) -> ColumnElement[bool]:
    """Deleted users who can still come back: not erased, not joined to another account.

    What is given narrows; `user_ids` of nobody means nobody.
    """
    clauses: list[ColumnElement[bool]] = [
        User.school_id == school_id,
        User.deleted_at.is_not(None),
        User.erased_at.is_(None),
        User.id.not_in(_joined(school_id)),
    ]
    if day is not None:
        clauses.append(
            User.deletion_id.in_(
                select(Deletion.id).where(Deletion.school_id == school_id, Deletion.day == day)
            )
        )
    if role is not None:
        clauses.append(User.role == role)
    if deletion_id is not None:
        clauses.append(User.deletion_id == deletion_id)
    if user_ids is not None:
        clauses.append(User.id.in_(user_ids))
    if left_out:
        clauses.append(User.id.not_in(left_out))
    return and_(*clauses, *found(text))


def same_person(user: User) -> ColumnElement[bool]:
    """Who has this user's external id, or their address and name."""
    same = []
    if user.external_id is not None:
        same.append(User.external_id == user.external_id)
    if user.email_key is not None:
        same.append(and_(User.email_key == user.email_key, User.name_key == user.name_key))
    return or_(false(), *same)


def joining(session: Session, school_id: int, user_id: int) -> int | None:
    """The operation that joined this deleted user to another account, and still holds."""
    return session.scalars(
        _joins(school_id).where(OperationFigures.figures[JOINED_USER].as_integer() == user_id)
    ).first()


def _joined(school_id: int) -> ColumnElement[int]:
    return (
        _joins(school_id)
        .with_only_columns(OperationFigures.figures[JOINED_USER].as_integer())
        .scalar_subquery()
    )


def _joins(school_id: int) -> Select[int]:
    """Joining operations that hold: not undone, or undone and that undone again."""
    chain = (
        select(Operation.id.label("join_id"), Operation.id, literal(0, Integer).label("undone"))
        .where(Operation.school_id == school_id, Operation.kind == JOIN)
        .cte("chain", recursive=True)
    )
    chain = chain.union_all(
        select(chain.c.join_id, Operation.id, chain.c.undone + 1).where(
            Operation.school_id == school_id, Operation.undoes_id == chain.c.id
        )
    )
    holding = (
        select(chain.c.join_id).group_by(chain.c.join_id).having(func.max(chain.c.undone) % 2 == 0)
    )
    return select(OperationFigures.operation_id).where(
        OperationFigures.school_id == school_id, OperationFigures.operation_id.in_(holding)
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
