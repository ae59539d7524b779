"""What is still to be said in Slack: wanted with the change, claimed and sent after it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, insert, or_, select, update
from sqlalchemy.orm import Session

from store.models import OutboxMessage, School, Workspace
from store.queries.wanted import NOT_LOOKED_UP

OPEN = ("wanted", "claimed", "sending")


def want(
    session: Session,
    school_id: int,
    *,
    key: str,
    operation_id: int | None,
    destination: str,
    kind: str,
    content: dict[str, Any],
    now: datetime,
    not_before: datetime | None = None,
) -> None:
    """Ask for one message; `key` is unique, so that asking twice is an error of the caller."""
    session.execute(
        insert(OutboxMessage).values(
            school_id=school_id,
            key=key,
            operation_id=operation_id,
            destination=destination,
            kind=kind,
            content=content,
            state="wanted",
            attempts=0,
            not_before=not_before,
            created_at=now,
        )
    )


def hasten(session: Session, school_id: int, key: str, content: dict[str, Any]) -> None:
    """Send one that waits for its time now, with this content."""
    _change_wanted(session, school_id, key, not_before=None, content=content)


def withdraw(session: Session, school_id: int, key: str) -> None:
    """Do not send one that waits."""
    _change_wanted(session, school_id, key, state="dropped")


def _change_wanted(session: Session, school_id: int, key: str, **values: Any) -> None:
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.school_id == school_id,
            OutboxMessage.key == key,
            OutboxMessage.state == "wanted",
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def claim(
    session: Session, *, claimant: str, now: datetime, lease_ends_at: datetime, limit: int = 20
) -> Sequence[OutboxMessage]:
    """Take messages that nobody holds, or whose holder's lease lapsed; oldest first.

    One UPDATE on state and lease: of two claimants one gets each row. A lapsed
    `sending` comes back still as `sending`: whoever takes it looks in Slack first.
    """
    free, due = _free(now), _due(now)
    oldest = (
        select(OutboxMessage.id)
        .where(free, due)
        .order_by(OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = session.scalars(oldest).all()
    if not ids:
        return []
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids), free)
        .values(
            state=case((OutboxMessage.state == "sending", "sending"), else_="claimed"),
            claimed_by=claimant,
            lease_ends_at=lease_ends_at,
            attempts=OutboxMessage.attempts + 1,
        )
        .execution_options(synchronize_session=False)
    )
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.id.in_(ids), OutboxMessage.claimed_by == claimant)
        .order_by(OutboxMessage.id)
        .execution_options(populate_existing=True)
    ).all()


def _free(now: datetime) -> ColumnElement[bool]:
    """Held by nobody, or by somebody whose lease lapsed."""
    return or_(
        OutboxMessage.state == "wanted",
        and_(OutboxMessage.state.in_(("claimed", "sending")), OutboxMessage.lease_ends_at < now),
    )


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(OutboxMessage.not_before.is_(None), OutboxMessage.not_before <= now)


def move(
    session: Session,
    message_id: int,
    *,
    claimant: str,
    to: str,
    lease_ends_at: datetime | None = None,
    **values: Any,
) -> bool:
    """Move a message that `claimant` still holds to another state; False if it lost it."""
    result = session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == message_id,
            OutboxMessage.claimed_by == claimant,
            OutboxMessage.state.in_(OPEN),
        )
        .values(state=to, lease_ends_at=lease_ends_at, **values)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return result.scalar_one_or_none() is not None


def note_named(session: Session, message_id: int, names: Collection[str]) -> None:
    """Keep with a message of which others it tells that they did not get through."""
    message = session.get_one(OutboxMessage, message_id, populate_existing=True)
    message.content = {**message.content, "messages": list(names)}


def for_operation(session: Session, school_id: int, operation_id: int) -> OutboxMessage | None:
    """What the admins' channel is told of it."""
    return session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.school_id == school_id,
            OutboxMessage.operation_id == operation_id,
            OutboxMessage.kind == "operation",
        )
    ).first()


def schools_of(
    session: Session, school_ids: Collection[int]
) -> dict[int, tuple[School, Workspace | None]]:
    """Each of these schools, with its first Slack team if it has one."""
    if not school_ids:
        return {}
    rows = session.execute(
        select(School, Workspace)
        .outerjoin(Workspace, Workspace.school_id == School.id)
        .where(School.id.in_(school_ids))
        .order_by(School.id, Workspace.team_id.desc())
    )
    return {school.id: (school, workspace) for school, workspace in rows}


def want_again(session: Session, school_id: int, destination: str, since: datetime) -> int:
    """Put what failed there, and was wanted at `since` or later, back to be sent; how many.

    Not what may stand in Slack already.
    """
    found = session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.school_id == school_id,
            OutboxMessage.state == "failed",
            OutboxMessage.destination == destination,
            OutboxMessage.created_at >= since,
            OutboxMessage.error.is_distinct_from(NOT_LOOKED_UP),
        )
        .values(state="wanted", claimed_by=None, not_before=None)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(found.all())
