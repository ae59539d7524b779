"""The journal: every change is one operation, with one row a user it touched.

`begin` opens an operation and gives its id, which the change rows and the
stamps carry; `finish` notes what it came to. Neither is ever changed after.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commands.access import Actor
from store.models import Operation
from store.queries import operations, outbox

NO_UNDO = frozenset({"export", "erase", "expire", "first_settings"})
"""Kinds without an undo: their messages show no button."""

SILENT = frozenset({"expire"})
"""Kinds of which the admins' channel is not told one by one."""


@dataclass(frozen=True)
class OperationLine:
    """One line of the journal."""

    id: int
    kind: str
    at: datetime
    by: str | None
    """Slack id; None for the command line."""
    figures: dict[str, Any]
    undoes_id: int | None
    undone: bool
    can_undo: bool


def begin(
    session: Session,
    school_id: int,
    kind: str,
    *,
    by: Actor,
    now: datetime,
    undoes_id: int | None = None,
) -> int:
    """Open an operation of `kind`; the id that its changes and stamps carry."""
    return operations.add(
        session,
        school_id,
        kind,
        at=now,
        org_id=by.org_id,
        slack_id=by.slack_id,
        undoes_id=undoes_id,
    )


def finish(
    session: Session,
    school_id: int,
    operation_id: int,
    figures: dict[str, Any],
    *,
    kind: str,
    now: datetime,
) -> None:
    """Note what the operation came to, and that the admins' channel is to be told, once."""
    operations.add_figures(session, school_id, operation_id, figures)
    if kind not in SILENT:
        outbox.want(
            session,
            school_id,
            key=f"operation:{operation_id}",
            operation_id=operation_id,
            destination="admins",
            kind="operation",
            content={},
            now=now,
        )


def line(session: Session, school_id: int, operation: Operation) -> OperationLine:
    """An operation as plain values."""
    undone = operations.get_undoing(session, school_id, operation.id) is not None
    return OperationLine(
        id=operation.id,
        kind=operation.kind,
        at=operation.at,
        by=operation.slack_id,
        figures=operations.figures_of(session, school_id, operation.id),
        undoes_id=operation.undoes_id,
        undone=undone,
        can_undo=not undone and operation.kind not in NO_UNDO,
    )


def get(session: Session, school_id: int, operation_id: int) -> OperationLine | None:
    found = operations.get(session, school_id, operation_id)
    return line(session, school_id, found) if found else None


def latest(session: Session, school_id: int, *, limit: int = 20) -> list[OperationLine]:
    """The newest operations, newest first."""
    return [line(session, school_id, o) for o in operations.newest(session, school_id, limit=limit)]
