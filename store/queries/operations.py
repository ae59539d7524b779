"""The journal's rows: operations, what they came to, and their changes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from store.models import Operation, OperationFigures, SchoolChange


def add(
    session: Session,
    school_id: int,
    kind: str,
    *,
    at: datetime,
    org_id: str | None,
    slack_id: str | None,
    undoes_id: int | None,
) -> int:
    """Open an operation; its changes name it. Gives its id."""
    return session.execute(
        insert(Operation)
        .values(
            school_id=school_id,
            kind=kind,
            at=at,
            org_id=org_id,
            slack_id=slack_id,
            undoes_id=undoes_id,
        )
        .returning(Operation.id)
    ).scalar_one()


def add_figures(
    session: Session, school_id: int, operation_id: int, figures: dict[str, Any]
) -> None:
    session.execute(
        insert(OperationFigures).values(
            school_id=school_id, operation_id=operation_id, figures=figures
        )
    )


def get(session: Session, school_id: int, operation_id: int) -> Operation | None:
    return session.scalars(
        select(Operation).where(Operation.school_id == school_id, Operation.id == operation_id)
    ).one_or_none()


def figures_of(session: Session, school_id: int, operation_id: int) -> dict[str, Any]:
    """Empty for an operation that noted none."""
    return figures_of_each(session, school_id, [operation_id]).get(operation_id, {})


def figures_of_each(
    session: Session, school_id: int, operation_ids: Collection[int]
) -> dict[int, dict[str, Any]]:
    """By operation; one that noted none is missing."""
    rows = session.execute(
        select(OperationFigures.operation_id, OperationFigures.figures).where(
            OperationFigures.school_id == school_id,
            OperationFigures.operation_id.in_(operation_ids),
        )
    )
    return {row.operation_id: row.figures for row in rows}


def undone_among(session: Session, school_id: int, operation_ids: Collection[int]) -> set[int]:
    """Which of these operations were undone."""
    return set(
        session.scalars(
            select(Operation.undoes_id).where(
                Operation.school_id == school_id, Operation.undoes_id.in_(operation_ids)
            )
        )
    )


def get_undoing(session: Session, school_id: int, operation_id: int) -> Operation | None:
    """The operation that undid this one."""
    return session.scalars(
        select(Operation).where(
            Operation.school_id == school_id, Operation.undoes_id == operation_id
        )
    ).one_or_none()


def newest(
    session: Session, school_id: int, *, kinds: Sequence[str] = (), limit: int = 20
) -> Sequence[Operation]:
    """Operations, newest first; of these kinds only, where any are named."""
    query = select(Operation).where(Operation.school_id == school_id)
    if kinds:
        query = query.where(Operation.kind.in_(kinds))
    return session.scalars(
        query.order_by(Operation.at.desc(), Operation.id.desc()).limit(limit)
    ).all()


def school_changes(session: Session, school_id: int, operation_id: int) -> Sequence[SchoolChange]:
    return session.scalars(
        select(SchoolChange)
        .where(SchoolChange.school_id == school_id, SchoolChange.operation_id == operation_id)
        .order_by(SchoolChange.thing, SchoolChange.key)
    ).all()


def last_change_of(session: Session, school_id: int, thing: str, key: str) -> datetime | None:
    """When a thing of the school was last changed, undoing included; None if it never was."""
    return session.scalars(
        select(Operation.at)
        .join(
            SchoolChange,
            (SchoolChange.school_id == Operation.school_id)
            & (SchoolChange.operation_id == Operation.id),
        )
        .where(
            SchoolChange.school_id == school_id,
            SchoolChange.thing == thing,
            SchoolChange.key == key,
        )
        .order_by(Operation.at.desc())
        .limit(1)
    ).one_or_none()


def add_school_change(
    session: Session,
    school_id: int,
    operation_id: int,
    thing: str,
    key: str,
    *,
    before: Any | None,
    after: Any | None,
    stamp_before: int | None,
    stamp_after: int | None,
) -> None:
    session.execute(
        insert(SchoolChange).values(
            school_id=school_id,
            operation_id=operation_id,
            thing=thing,
            key=key,
            before=before,
            after=after,
            stamp_before=stamp_before,
            stamp_after=stamp_after,
        )
    )
