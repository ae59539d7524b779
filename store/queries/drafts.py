"""Drafts: rows with an end date that one click takes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from store.models import Draft


def add(session: Session, draft: Draft) -> None:
    session.add(draft)
    session.flush()  # a draft taken in the same transaction must be found by SQL


def get(session: Session, school_id: int, draft_id: str) -> Draft | None:
    return session.scalars(
        select(Draft)
        .where(Draft.school_id == school_id, Draft.id == draft_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def change(session: Session, school_id: int, draft_id: str, **values: Any) -> bool:
    """Write what is being prepared; False if it was applied meanwhile."""
    found = session.execute(
        update(Draft)
        .where(Draft.school_id == school_id, Draft.id == draft_id, Draft.operation_id.is_(None))
        .values(**values)
        .returning(Draft.id)
        .execution_options(synchronize_session=False)
    )
    return found.scalar_one_or_none() is not None


def take(session: Session, school_id: int, draft_id: str, operation_id: int) -> bool:
    """Mark the draft as applied by this operation; False if another one did before."""
    return change(session, school_id, draft_id, operation_id=operation_id)


def give_back(session: Session, school_id: int, operation_id: int) -> None:
    """The draft that this operation took is open again: it came to nothing."""
    session.execute(
        update(Draft)
        .where(Draft.school_id == school_id, Draft.operation_id == operation_id)
        .values(operation_id=None)
        .execution_options(synchronize_session=False)
    )


def ended(session: Session, kind: str, now: datetime) -> Sequence[Draft]:
    """Drafts of a kind that ended, of every school."""
    return session.scalars(
        select(Draft).where(Draft.kind == kind, Draft.ends_at <= now).order_by(Draft.id)
    ).all()


def take_ended(
    session: Session, kind: str, now: datetime
) -> Sequence[tuple[int, str, str | None, dict[str, Any]]]:
    """Delete them; school, id, whose it was and content, for whoever deleted them."""
    found = session.execute(
        delete(Draft)
        .where(Draft.kind == kind, Draft.ends_at <= now)
        .returning(Draft.school_id, Draft.id, Draft.slack_id, Draft.content)
        .execution_options(synchronize_session=False)
    )
    return [(row[0], row[1], row[2], row[3]) for row in found]


def delete_ended(session: Session, now: datetime) -> int:
    """Remove the drafts that ended, of every school."""
    found = session.execute(
        delete(Draft)
        .where(Draft.ends_at <= now)
        .returning(Draft.id)
        .execution_options(synchronize_session=False)
    )
    return len(found.all())
