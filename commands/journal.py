"""The journal: every change is one operation, with one row a user it touched.

`begin` opens an operation and gives its id, which the change rows and the
stamps carry; `finish` notes what it came to. Neither is ever changed after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commands.access import Actor
from store.models import Operation
from store.queries import operations, outbox

NO_UNDO = frozenset(
    {"export", "export_undelivered", "erase", "expire", "first_settings", "remind_now"}
)
"""Kinds without an undo: their messages show no button."""

SILENT = frozenset({"expire", "export_undelivered"})
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
    content: dict[str, Any] | None = None,
    not_before: datetime | None = None,
) -> None:
    """Note what the operation came to, and that the admins' channel is to be told, once.

    `content` is for who tells it, beside the figures; it is told from `not_before` on.
    """
    operations.add_figures(session, school_id, operation_id, figures)
    if kind not in SILENT:
        outbox.want(
            session,
            school_id,
            key=key_of(operation_id),
            operation_id=operation_id,
            destination="admins",
            kind="operation",
            content=content or {},
            now=now,
            not_before=not_before,
        )


def key_of(operation_id: int) -> str:
    """Of the message that tells the admins' channel of an operation."""
    return f"operation:{operation_id}"


def get(session: Session, school_id: int, operation_id: int) -> OperationLine | None:
    found = operations.get(session, school_id, operation_id)
    return _lines(session, school_id, [found])[0] if found else None


def latest(session: Session, school_id: int, *, limit: int = 20) -> list[OperationLine]:
    """The newest operations, newest first."""
    return _lines(session, school_id, operations.newest(session, school_id, limit=limit))


def _lines(session: Session, school_id: int, found: Sequence[Operation]) -> list[OperationLine]:
    """Operations as plain values; two statements, however many there are."""
    ids = [operation.id for operation in found]
    figures = operations.figures_of_each(session, school_id, ids)
    undone = operations.undone_among(session, school_id, ids)
    return [
        OperationLine(
            id=operation.id,
            kind=operation.kind,
            at=operation.at,
            by=operation.slack_id,
            figures=figures.get(operation.id, {}),
            undoes_id=operation.undoes_id,
            undone=operation.id in undone,
            can_undo=operation.id not in undone and operation.kind not in NO_UNDO,
        )
        for operation in found
    ]
