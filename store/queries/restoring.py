"""Restoring: who of the deleted can come back, who exists again, and their change rows.

Among the chosen, those whose place is taken by a live user stay; of those who
are the same person, the one deleted last comes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    String,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from store.models import Change, User
from store.queries.apply import INTERNAL


@dataclass(frozen=True)
class Figures:
    """chosen = restorable + conflicts; `licences` are those that would be paid again."""

    chosen: int
    restorable: int
    licences: int
    digest: str

    @property
    def conflicts(self) -> int:
        return self.chosen - self.restorable


@dataclass(frozen=True)
class ConflictRow:
    """Why a user stays deleted: at least one of the four is an id."""

    user_id: int
    live_by_id: int | None
    live_by_name: int | None
    later_by_id: int | None
    """Also chosen, deleted later, with the same external id."""
    later_by_name: int | None


def figures(session: Session, school_id: int, condition: ColumnElement[bool]) -> Figures:
    """In one statement."""
    chosen = _chosen(school_id, condition)
    free = _free(chosen)
    number = free.c.id
    row = session.execute(
        select(
            select(func.count()).select_from(chosen).scalar_subquery(),
            func.count(),
            func.coalesce(func.sum(free.c.pays), 0),
            func.coalesce(func.sum(number), 0),
            func.coalesce(func.sum((number * 2654435761) % 4294967291), 0),
            func.coalesce(func.sum((number * number % 2147483647) * 40503 % 2147483629), 0),
        )
        .select_from(free)
        .where(_comes_back(free))
    ).one()
    chosen_count, restorable, licences, *sums = (int(value) for value in row)
    return Figures(chosen_count, restorable, licences, "-".join(map(str, sums)))


def conflicts(
    session: Session, school_id: int, condition: ColumnElement[bool], *, limit: int
) -> Sequence[ConflictRow]:
    """Those who stay deleted, in order of name."""
    chosen = _chosen(school_id, condition)
    free = _free(chosen)
    rows = session.execute(
        select(
            chosen.c.id,
            chosen.c.live_by_id,
            chosen.c.live_by_name,
            func.nullif(free.c.last_by_id, chosen.c.id),
            func.nullif(free.c.last_by_name, chosen.c.id),
        )
        .select_from(chosen.outerjoin(free, free.c.id == chosen.c.id))
        .where(or_(free.c.id.is_(None), ~_comes_back(free)))
        .order_by(chosen.c.name_key, chosen.c.id)
        .limit(limit)
    )
    return [ConflictRow(*row) for row in rows]


def write_changes(
    session: Session, school_id: int, operation_id: int, condition: ColumnElement[bool]
) -> None:
    """A change row for everybody who comes back."""
    free = _free(_chosen(school_id, condition))
    session.execute(
        insert(Change).from_select(
            [
                "school_id",
                "operation_id",
                "user_id",
                "existence",
                "deletion_before",
                "existence_stamp_before",
                "existence_stamp_after",
            ],
            select(
                literal(school_id, Integer),
                literal(operation_id, Integer),
                free.c.id,
                literal("restored", String),
                free.c.deletion_id,
                free.c.existence_stamp,
                literal(operation_id, Integer),
            ).where(_comes_back(free)),
        )
    )


def _chosen(school_id: int, condition: ColumnElement[bool]) -> CTE:
    """The chosen deleted users, each with the live user who takes their place, if any."""
    same_id, same_name = aliased(User), aliased(User)
    live_by_id = select(func.min(same_id.id)).where(
        same_id.school_id == User.school_id,
        same_id.external_id == User.external_id,
        same_id.deleted_at.is_(None),
    )
    live_by_name = select(func.min(same_name.id)).where(
        same_name.school_id == User.school_id,
        same_name.role == User.role,
        same_name.email_key == User.email_key,
        same_name.name_key == User.name_key,
        same_name.deleted_at.is_(None),
    )
    return (
        select(
            User.id,
            User.role,
            User.external_id,
            User.email_key,
            User.name_key,
            User.deleted_at,
            User.deletion_id,
            User.existence_stamp,
            case((and_(User.licence, INTERNAL), 1), else_=0).label("pays"),
            live_by_id.scalar_subquery().label("live_by_id"),
            live_by_name.scalar_subquery().label("live_by_name"),
        )
        .where(User.school_id == school_id, condition)
        .cte("chosen")
    )


def _free(chosen: CTE) -> CTE:
    """Those whose place nobody live takes, each with the last deleted of the same person."""
    columns = chosen.c
    newest = (columns.deleted_at.desc(), columns.id.desc())
    last = func.first_value(columns.id)
    person = (columns.role, columns.email_key, columns.name_key)
    return (
        select(
            chosen,
            case(
                (columns.external_id.is_(None), columns.id),
                else_=last.over(partition_by=columns.external_id, order_by=newest),
            ).label("last_by_id"),
            case(
                (columns.email_key.is_(None), columns.id),
                else_=last.over(partition_by=person, order_by=newest),
            ).label("last_by_name"),
        )
        .where(columns.live_by_id.is_(None), columns.live_by_name.is_(None))
        .cte("free")
    )


def _comes_back(free: CTE) -> ColumnElement[bool]:
    return and_(free.c.last_by_id == free.c.id, free.c.last_by_name == free.c.id)
