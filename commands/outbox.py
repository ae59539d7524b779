"""What changes left to say in Slack: claimed by one sender, sent once.

A sender claims some messages and commits; for each it marks *sending* and
commits, posts with no transaction open, then marks *sent*, *failed*, or gives
it back. A sender that died loses its lease, and another one takes over.
Functions take an open session; callers commit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from commands import postings
from store.models import OutboxMessage, School, Workspace
from store.queries import outbox
from store.queries.wanted import NOT_LOOKED_UP as NOT_LOOKED_UP


@dataclass(frozen=True)
class OutboxLine:
    """One message to send, with what its words and its way depend on."""

    id: int
    school_id: int
    team_id: str | None
    """A team of the school, whose token posts it; None for a school without a team."""
    enterprise_id: str | None
    language: str
    time_zone: str
    admins_channel: str | None
    key: str
    operation_id: int | None
    destination: str
    """`admins` for the admins' channel, or the Slack id of a channel or person."""
    kind: str
    content: dict[str, Any]
    attempts: int
    """This one included."""
    look_up_first: bool
    """A sender died while posting it: it may stand in Slack already."""
    channel: str | None
    """Where it may stand; the school may speak elsewhere by now."""
    created_at: datetime


LATELY = timedelta(days=7)
"""What is older than this is no news any more."""


def claim(
    session: Session, claimant: str, now: datetime, lease: timedelta, *, limit: int = 20
) -> list[OutboxLine]:
    """Take messages to send, of every school, oldest first; nobody else gets them for `lease`.

    `claimant` is unique to the process; the lease at least twice the longest a
    post may take.
    """
    taken = outbox.claim(
        session, claimant=claimant, now=now, lease_ends_at=now + lease, limit=limit
    )
    ids = {message.school_id for message in taken}
    found = outbox.schools_of(session, ids)
    return [_line(message, *found[message.school_id]) for message in taken]


def _line(message: OutboxMessage, school: School, workspace: Workspace | None) -> OutboxLine:
    return OutboxLine(
        id=message.id,
        school_id=message.school_id,
        team_id=workspace.team_id if workspace else None,
        enterprise_id=workspace.enterprise_id if workspace else None,
        language=school.language,
        time_zone=school.time_zone,
        admins_channel=school.admins_channel,
        key=message.key,
        operation_id=message.operation_id,
        destination=message.destination,
        kind=message.kind,
        content=message.content,
        attempts=message.attempts,
        look_up_first=message.state == "sending",
        channel=message.channel,
        created_at=message.created_at,
    )


def sending(
    session: Session,
    message_id: int,
    *,
    claimant: str,
    now: datetime,
    lease: timedelta,
    channel: str | None,
    stays: str | None = None,
    named: tuple[str, ...] = (),
) -> bool:
    """Note, before the post, that it may stand in Slack from now on; commit at once.

    `stays` is what is left of one with names of people when these go; of the messages
    `named` nothing more is told (`commands.notices`). False when
    the claim lapsed and somebody else has it: then do not post.
    """
    mine = outbox.move(
        session,
        message_id,
        claimant=claimant,
        to="sending",
        lease_ends_at=now + lease,
        channel=channel,
    )
    if mine and stays is not None:
        postings.note_outbox(session, message_id, stays, now=now)
    if mine and named:
        outbox.note_named(session, message_id, named)
    return mine


def sent(
    session: Session, message_id: int, *, claimant: str, now: datetime, channel: str, ts: str
) -> bool:
    """Note where it stands in Slack. False when somebody else took it over meanwhile."""
    postings.outbox_stands(session, message_id, channel, ts)
    return outbox.move(
        session,
        message_id,
        claimant=claimant,
        to="sent",
        sent_at=now,
        channel=channel,
        ts=ts,
        error=None,
    )


def failed(session: Session, message_id: int, *, claimant: str, error: str) -> bool:
    """Give up: Slack said `error`, or nobody can tell whether it got through."""
    return outbox.move(session, message_id, claimant=claimant, to="failed", error=error)


def dropped(session: Session, message_id: int, *, claimant: str) -> bool:
    """There is nobody to tell, or nothing to say any more: not a failure."""
    return outbox.move(session, message_id, claimant=claimant, to="dropped")


def release(
    session: Session,
    message_id: int,
    *,
    claimant: str,
    not_before: datetime | None = None,
    error: str | None = None,
) -> bool:
    """Give it back unsent, to be tried again from `not_before` on: Slack asked for patience."""
    return outbox.move(
        session,
        message_id,
        claimant=claimant,
        to="wanted",
        claimed_by=None,
        not_before=not_before,
        error=error,
    )


def retry_admins(session: Session, school_id: int, now: datetime) -> int:
    """Want again what did not reach the admins' channel of late, now that it is another one.

    How many there are.
    """
    return outbox.want_again(session, school_id, "admins", now - LATELY)


def place_of(session: Session, school_id: int, operation_id: int) -> tuple[str, str] | None:
    """Channel and time of the message that told of an operation; None while it was not sent."""
    found = outbox.for_operation(session, school_id, operation_id)
    return (found.channel, found.ts) if found and found.channel and found.ts else None
