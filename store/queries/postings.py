"""Messages and files of the bot that carry names: noted, found again, claimed when due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from store.models import OutboxMessage, Posting

STANDING, REMOVED, FAILED = "standing", "removed", "failed"


@dataclass(frozen=True)
class Cutoffs:
    """What was posted up to these moments, or is due at once by `now`."""

    messages: datetime
    files: datetime
    now: datetime

    def over(self) -> ColumnElement[bool]:
        is_file = Posting.file_id.is_not(None)
        return or_(
            and_(is_file, Posting.posted_at <= self.files),
            and_(~is_file, Posting.posted_at <= self.messages),
            Posting.due_at <= self.now,
        )


def add(session: Session, school_id: int, **values: Any) -> int:
    """Note one; gives its id."""
    row = insert(Posting).values(school_id=school_id, state=STANDING, attempts=0, **values)
    return session.execute(row.returning(Posting.id)).scalar_one()


def put(session: Session, school_id: int, posting_id: int, **values: Any) -> None:
    session.execute(
        update(Posting)
        .where(Posting.school_id == school_id, Posting.id == posting_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def add_outbox(session: Session, message_id: int, **values: Any) -> None:
    """Note a message of the outbox: its school, kind and place are in its row."""
    kept = select(
        OutboxMessage.school_id, OutboxMessage.kind, OutboxMessage.channel, OutboxMessage.id
    ).where(OutboxMessage.id == message_id)
    school_id, kind, channel, outbox_id = session.execute(kept).one()
    add(session, school_id, kind=kind, channel=channel, outbox_id=outbox_id, **values)


def put_outbox(session: Session, message_id: int, **values: Any) -> None:
    session.execute(
        update(Posting)
        .where(Posting.outbox_id == message_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def forget_outbox(session: Session, message_id: int) -> None:
    session.execute(delete(Posting).where(Posting.outbox_id == message_id))


def at(school_id: int, channel: str, ts: str) -> ColumnElement[bool]:
    """The message that stands there."""
    return and_(Posting.school_id == school_id, Posting.channel == channel, Posting.ts == ts)


def put_at(session: Session, school_id: int, channel: str, ts: str, **values: Any) -> bool:
    """Change what is kept of a message; False when none is noted there."""
    found = session.execute(
        update(Posting)
        .where(at(school_id, channel, ts))
        .values(**values)
        .returning(Posting.id)
        .execution_options(synchronize_session=False)
    )
    return bool(found.all())


def remove(session: Session, school_id: int, posting_id: int) -> None:
    session.execute(delete(Posting).where(Posting.school_id == school_id, Posting.id == posting_id))


def remove_at(session: Session, school_id: int, channel: str, ts: str) -> None:
    session.execute(delete(Posting).where(at(school_id, channel, ts)))


def is_over(session: Session, school_id: int, channel: str, ts: str, cutoffs: Cutoffs) -> bool:
    """Whether the names of the message that stands there are gone, or about to go."""
    over = or_(Posting.state == REMOVED, cutoffs.over())
    found = select(Posting.id).where(at(school_id, channel, ts), over)
    return session.scalars(found.limit(1)).first() is not None


def claim(
    session: Session,
    school_id: int,
    cutoffs: Cutoffs,
    *,
    claimant: str,
    now: datetime,
    lease_ends_at: datetime,
    limit: int,
) -> Sequence[Posting]:
    """Take those whose time is over and that nobody holds, oldest first."""
    free = and_(
        Posting.school_id == school_id,
        Posting.state == STANDING,
        or_(Posting.lease_ends_at.is_(None), Posting.lease_ends_at < now),
        or_(Posting.not_before.is_(None), Posting.not_before <= now),
    )
    oldest = (
        select(Posting.id)
        .where(free, cutoffs.over())
        .order_by(Posting.posted_at, Posting.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = session.scalars(oldest).all()
    if not ids:
        return []
    session.execute(
        update(Posting)
        .where(Posting.id.in_(ids), free)
        .values(claimed_by=claimant, lease_ends_at=lease_ends_at, attempts=Posting.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(
        select(Posting)
        .where(Posting.id.in_(ids), Posting.claimed_by == claimant)
        .order_by(Posting.posted_at, Posting.id)
        .execution_options(populate_existing=True)
    ).all()


def move(session: Session, posting_id: int, *, claimant: str, **values: Any) -> None:
    """Note what became of one that `claimant` still holds."""
    session.execute(
        update(Posting)
        .where(Posting.id == posting_id, Posting.claimed_by == claimant)
        .values(claimed_by=None, lease_ends_at=None, **values)
        .execution_options(synchronize_session=False)
    )


def due_at_once(
    session: Session, school_id: int, *, before: datetime, but: Sequence[str], now: datetime
) -> None:
    """Those posted before that moment lose their names at the next run; `but` are kinds."""
    session.execute(
        update(Posting)
        .where(
            Posting.school_id == school_id,
            Posting.state == STANDING,
            Posting.posted_at <= before,
            Posting.kind.not_in(but),
        )
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )


def delete_removed(session: Session, school_id: int, before: datetime) -> None:
    """Forget what lost its names before that moment."""
    session.execute(
        delete(Posting)
        .where(
            Posting.school_id == school_id,
            Posting.state == REMOVED,
            Posting.posted_at <= before,
            Posting.removed_at <= before,
        )
        .execution_options(synchronize_session=False)
    )
