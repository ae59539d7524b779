"""Messages that come by themselves: outbox rows wanted by several replicas, written once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.models import Base, OutboxMessage


def inserting(session: Session, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """The engine's own INSERT, which knows ON CONFLICT."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(model)
    return postgresql.insert(model)


def want(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Ask for messages, one statement for all; a key that was asked for before changes nothing."""
    if not rows:
        return
    statement: Insert = inserting(session, OutboxMessage).on_conflict_do_nothing()
    defaults = {"operation_id": None, "state": "wanted", "attempts": 0, "not_before": None}
    session.connection().execute(statement, [{**defaults, **row} for row in rows])


def keys_among(session: Session, school_id: int, keys: Collection[str]) -> set[str]:
    """Which of these keys were asked for."""
    return set(
        session.scalars(
            select(OutboxMessage.key).where(
                OutboxMessage.school_id == school_id, OutboxMessage.key.in_(keys)
            )
        )
    )


NOT_LOOKED_UP = "not_looked_up"
"""Why one was given up that may stand in Slack all the same."""

_GIVEN_UP = or_(
    OutboxMessage.state == "dropped",
    and_(OutboxMessage.state == "failed", OutboxMessage.error != NOT_LOOKED_UP),
)
"""Surely does not stand in Slack, and nobody will send it."""


def given_up(session: Session, school_id: int, keys: Collection[str]) -> set[str]:
    """Which of these were asked for, and surely never came."""
    return set(
        session.scalars(
            select(OutboxMessage.key).where(
                OutboxMessage.school_id == school_id, OutboxMessage.key.in_(keys), _GIVEN_UP
            )
        )
    )


def want_anew(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Ask again for messages that were given up: they are as new."""
    if not rows:
        return
    fresh = ("content", "not_before", "created_at")
    unsent = dict.fromkeys(("claimed_by", "lease_ends_at", "error", "channel", "ts", "sent_at"))
    statement = (
        update(OutboxMessage)
        .where(
            OutboxMessage.school_id == bindparam("of_school"),
            OutboxMessage.key == bindparam("of_key"),
            _GIVEN_UP,
        )
        .values(
            state="wanted",
            attempts=0,
            **unsent,
            **{name: bindparam(f"new_{name}") for name in fresh},
        )
    )
    values = [
        {"of_school": row["school_id"], "of_key": row["key"]}
        | {f"new_{name}": row[name] for name in fresh}
        for row in rows
    ]
    session.connection().execute(statement, values)


def get(session: Session, school_id: int, key: str) -> OutboxMessage | None:
    return session.scalars(
        select(OutboxMessage).where(OutboxMessage.school_id == school_id, OutboxMessage.key == key)
    ).one_or_none()


def contents(
    session: Session, school_id: int, kinds: Collection[str], *, since: datetime
) -> Sequence[dict[str, Any]]:
    """Of the messages of these kinds that were asked for since then."""
    return session.scalars(
        select(OutboxMessage.content).where(
            OutboxMessage.school_id == school_id,
            OutboxMessage.kind.in_(kinds),
            OutboxMessage.created_at >= since,
        )
    ).all()


def failed(
    session: Session,
    school_id: int,
    kinds: Collection[str],
    since: datetime,
    *,
    stuck_before: datetime,
) -> Sequence[OutboxMessage]:
    """Messages of these kinds, wanted since then, that did not get through; oldest first.

    So are those that may stand in Slack, wanted before `stuck_before`, that nobody
    could look for.
    """
    wanted_at = func.coalesce(OutboxMessage.not_before, OutboxMessage.created_at)
    stuck = and_(OutboxMessage.state == "sending", wanted_at < stuck_before)
    return session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.school_id == school_id,
            or_(OutboxMessage.state == "failed", stuck),
            OutboxMessage.kind.in_(kinds),
            OutboxMessage.created_at >= since,
        )
        .order_by(OutboxMessage.id)
    ).all()
