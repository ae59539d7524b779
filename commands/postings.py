"""Messages and files of the bot that carry names: they lose them after the school's days.

Each is noted before anybody can read it, so that no process can die with it
unknown; what stays of a message is kept as text from the beginning. Functions
take an open session; callers commit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands.errors import NamesGoneError
from store.models import Posting, School
from store.queries import postings, schools
from store.queries.postings import Cutoffs

MARGIN = timedelta(minutes=2)
"""So much later than a click is refused are the names removed: one under way cannot put them
back afterwards."""

REMEMBERED = timedelta(days=30)
"""So long a message without its names is known as such."""


@dataclass(frozen=True)
class PostingLine:
    """One message or file whose names have to go."""

    id: int
    kind: str
    file_id: str | None
    outbox_id: int | None
    channel: str | None
    ts: str | None
    """None for one that was being posted when its process died: it may stand there."""
    words: str | None
    posted_at: datetime
    attempts: int
    """This one included."""


def note(
    session: Session,
    school_id: int,
    kind: str,
    *,
    channel: str,
    ts: str | None = None,
    words: str,
    now: datetime,
) -> int:
    """Note a message with names; its id. `words` stay of it, and hold none."""
    return postings.add(
        session, school_id, kind=kind, channel=channel, ts=ts, words=words, posted_at=now
    )


def note_file(session: Session, school_id: int, kind: str, file_id: str, *, now: datetime) -> int:
    """Note a file with names, before it is shown to anybody."""
    return postings.add(session, school_id, kind=kind, file_id=file_id, posted_at=now)


def stands(session: Session, school_id: int, posting_id: int, channel: str, ts: str) -> None:
    """It was posted, and this is where."""
    postings.put(session, school_id, posting_id, channel=channel, ts=ts)


def note_outbox(session: Session, message_id: int, words: str, *, now: datetime) -> None:
    """Note a message of the outbox with names, each time it is about to be posted."""
    postings.forget_outbox(session, message_id)
    postings.add_outbox(session, message_id, words=words, posted_at=now)


def outbox_stands(session: Session, message_id: int, channel: str, ts: str) -> None:
    """The message of the outbox was posted, and this is where; one without names is not noted."""
    postings.put_outbox(session, message_id, channel=channel, ts=ts)


def never_stood(session: Session, school_id: int, posting_id: int) -> None:
    """Slack refused it: there is nothing to take away."""
    postings.remove(session, school_id, posting_id)


def say(session: Session, school_id: int, channel: str, ts: str, words: str) -> bool:
    """What stays of a message is this by now; False when none is noted there."""
    return postings.put_at(session, school_id, channel, ts, words=words)


def has_none(session: Session, school_id: int, channel: str, ts: str) -> None:
    """The message there was replaced by one without names."""
    postings.remove_at(session, school_id, channel, ts)


def may_name(session: Session, school_id: int, channel: str, ts: str, *, now: datetime) -> bool:
    """Whether the message there is young enough for names to stand in it."""
    school = schools.get(session, school_id)
    return not postings.is_over(session, school_id, channel, ts, _cutoffs(school, now))


def require_names(
    session: Session, school_id: int, channel: str, ts: str, *, now: datetime
) -> None:
    """Raises NamesGoneError if the message there is older than its names may be."""
    if not may_name(session, school_id, channel, ts, now=now):
        raise NamesGoneError(schools.get(session, school_id).message_days)


def claim(
    session: Session,
    school_id: int,
    claimant: str,
    now: datetime,
    lease: timedelta,
    *,
    limit: int = 20,
) -> list[PostingLine]:
    """Take some whose time is over; nobody else gets them for `lease`."""
    school = schools.get(session, school_id)
    taken = postings.claim(
        session,
        school_id,
        _cutoffs(school, now - MARGIN),
        claimant=claimant,
        now=now,
        lease_ends_at=now + lease,
        limit=limit,
    )
    return [_line(each) for each in taken]


def removed(session: Session, posting_id: int, *, claimant: str, now: datetime) -> None:
    """Its names are gone, by whomever."""
    postings.move(
        session, posting_id, claimant=claimant, state=postings.REMOVED, removed_at=now, error=None
    )


def release(
    session: Session, posting_id: int, *, claimant: str, not_before: datetime, error: str
) -> None:
    """Slack refused, or did not answer: try again from `not_before` on."""
    postings.move(session, posting_id, claimant=claimant, not_before=not_before, error=error)


def failed(session: Session, posting_id: int, *, claimant: str, error: str) -> None:
    """Given up."""
    postings.move(session, posting_id, claimant=claimant, state=postings.FAILED, error=error)


def forget_old(session: Session, school_id: int, now: datetime) -> None:
    """Drop the rows of what lost its names long ago."""
    postings.delete_removed(session, school_id, now - REMEMBERED)


def _cutoffs(school: School, now: datetime) -> Cutoffs:
    return Cutoffs(
        messages=now - timedelta(days=school.message_days),
        files=now - timedelta(days=school.file_days),
        now=now,
    )


def _line(posting: Posting) -> PostingLine:
    return PostingLine(
        id=posting.id,
        kind=posting.kind,
        file_id=posting.file_id,
        outbox_id=posting.outbox_id,
        channel=posting.channel,
        ts=posting.ts,
        words=posting.words,
        posted_at=posting.posted_at,
        attempts=posting.attempts,
    )
