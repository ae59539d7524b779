"""Drafts: what a person is preparing or previewing, bound to person and school.

A view carries the draft's id and nothing else. Applying takes the draft in the
transaction of the change, so that a second click gets the first one's result.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from commands.access import Actor
from commands.errors import AlreadyDoneError, DraftEndedError
from store.models import Draft
from store.queries import drafts, operations

LIFETIME = timedelta(hours=24)


@dataclass(frozen=True)
class OpenDraft:
    """A draft as plain values. `content` is JSON: what its kind says."""

    id: str
    kind: str
    content: dict[str, Any]
    roster_version: int
    digest: str | None


def start(
    session: Session,
    school_id: int,
    kind: str,
    content: dict[str, Any],
    *,
    roster_version: int,
    digest: str | None = None,
    by: Actor,
    now: datetime,
) -> str:
    """Keep a new draft; returns its id."""
    draft_id = secrets.token_urlsafe(12)
    drafts.add(
        session,
        Draft(
            id=draft_id,
            school_id=school_id,
            org_id=by.org_id,
            slack_id=by.slack_id,
            kind=kind,
            content=content,
            roster_version=roster_version,
            digest=digest,
            created_at=now,
            ends_at=now + LIFETIME,
        ),
    )
    return draft_id


def read(
    session: Session, school_id: int, draft_id: str, kind: str, *, by: Actor, now: datetime
) -> OpenDraft:
    """The draft, if it is this person's, of this kind, not ended and not applied.

    Raises DraftEndedError, or AlreadyDoneError with what the first click did.
    """
    found = drafts.get(session, school_id, draft_id)
    if (
        found is None
        or found.kind != kind
        or found.ends_at <= now
        or (found.org_id, found.slack_id) != (by.org_id, by.slack_id)
    ):
        raise DraftEndedError
    if found.operation_id is not None:
        raise _done(session, school_id, found.operation_id)
    return OpenDraft(found.id, found.kind, found.content, found.roster_version, found.digest)


def change(
    session: Session,
    school_id: int,
    draft_id: str,
    content: dict[str, Any],
    *,
    roster_version: int,
    digest: str | None = None,
) -> None:
    """Write what the person changed; raises DraftEndedError if it was applied meanwhile."""
    kept = drafts.change(
        session,
        school_id,
        draft_id,
        content=content,
        roster_version=roster_version,
        digest=digest,
    )
    if not kept:
        raise DraftEndedError


def take(session: Session, school_id: int, draft_id: str, operation_id: int) -> None:
    """Apply the draft by this operation; raises AlreadyDoneError if another one did."""
    if not drafts.take(session, school_id, draft_id, operation_id):
        found = drafts.get(session, school_id, draft_id)
        if found is None or found.operation_id is None:
            raise DraftEndedError
        raise _done(session, school_id, found.operation_id)


def delete_ended(session: Session, *, now: datetime) -> int:
    """Remove what ended, of every school; how many."""
    return drafts.delete_ended(session, now)


def _done(session: Session, school_id: int, operation_id: int) -> AlreadyDoneError:
    operation = operations.get(session, school_id, operation_id)
    assert operation is not None  # noqa: S101 - a foreign key holds it, and it is never deleted
    return AlreadyDoneError(operation_id, operation.at)
