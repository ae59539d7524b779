"""What the learning application reports and asks: connections, and who can connect.

Functions take an open session; callers commit.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy.orm import Session

from commands import credits
from commands.access import CannotConnect, why_not
from commands.errors import UnknownUserError
from store.queries import connections, schools, users

AHEAD = timedelta(minutes=5)
"""A clock may be that much before ours; a connection further ahead is refused."""

ASKED_EVERY = timedelta(hours=1)
SEEN_FOR = timedelta(days=90)
"""How long an event is known by its id; nobody delivers one again after that."""

SLICE = 1000
"""Events a statement takes; how many statements there are does not depend on anything else."""


@dataclass(frozen=True)
class Connection:
    """One time that the application connected for a user."""

    user_id: int
    at: datetime
    event_id: str | None = None
    """The sender's own; the same one twice is done once. None: cannot be told from others."""


@dataclass(frozen=True)
class ConnectionsRecorded:
    """What became of a report; the figures add up to its connections."""

    moved: int = 0
    """Last logins that moved forward."""
    unchanged: int = 0
    """A later one was known, or stands in the same report."""
    refused_future: int = 0
    refused_deleted: int = 0
    unknown: int = 0
    """No such user in this school."""
    repeated: int = 0
    """Events that were handled before."""


def record(
    session: Session,
    school_id: int,
    user_id: int,
    at: datetime,
    *,
    event_id: str | None = None,
    now: datetime,
) -> ConnectionsRecorded:
    """One connection. Refusals are counted, not raised."""
    return record_many(session, school_id, [Connection(user_id, at, event_id)], now)


def record_many(
    session: Session, school_id: int, events: Sequence[Connection], now: datetime
) -> ConnectionsRecorded:
    """A report of connections, in any order. Refusals are counted, not raised.

    Logins count as known since `now` when at least one connection was taken.
    No change of the roster: previews of other people stay as they were.
    """
    school = schools.get_locked(session, school_id)
    counted: Counter[str] = Counter()
    for part in _slices(events):
        counted += _record_slice(session, school_id, part, now)
    if counted["moved"] or counted["unchanged"]:
        school.logins_known_at = max(school.logins_known_at or now, now)
        session.flush()  # what follows in this transaction asks for it by SQL
    return ConnectionsRecorded(**{f.name: counted[f.name] for f in fields(ConnectionsRecorded)})


def _slices(events: Sequence[Connection]) -> Iterator[list[Connection]]:
    rest = iter(events)
    while part := list(islice(rest, SLICE)):
        yield part


def _record_slice(
    session: Session, school_id: int, events: list[Connection], now: datetime
) -> Counter[str]:
    known = connections.users_named(session, school_id, {event.user_id for event in events})
    counted: Counter[str] = Counter()
    taken: list[Connection] = []
    for event in events:
        refusal = _refusal(event, known, now)
        if refusal:
            counted[refusal] += 1
        else:
            taken.append(event)
    new = _unseen(session, school_id, taken, now)
    counted["repeated"] += len(taken) - len(new)
    newest = _newest(new, known)
    connections.move_logins(session, school_id, newest)
    counted["moved"] += len(newest)
    counted["unchanged"] += len(new) - len(newest)
    return counted


def _refusal(
    event: Connection, known: dict[int, tuple[datetime | None, bool]], now: datetime
) -> str | None:
    if event.at > now + AHEAD:
        return "refused_future"
    if event.user_id not in known:
        return "unknown"
    return "refused_deleted" if known[event.user_id][1] else None


def _unseen(
    session: Session, school_id: int, events: list[Connection], now: datetime
) -> list[Connection]:
    """Those not handled before, each event once. What was refused may come again."""
    named: dict[str, Connection] = {}
    for event in events:
        if event.event_id is not None:
            named.setdefault(event.event_id, event)
    first = connections.first_seen(session, school_id, list(named), now)
    nameless = [event for event in events if event.event_id is None]
    return nameless + [event for id_, event in named.items() if id_ in first]


def _newest(
    events: list[Connection], known: dict[int, tuple[datetime | None, bool]]
) -> dict[int, datetime]:
    """By user, the newest of these connections, where it is later than the last one known."""
    newest: dict[int, datetime] = {}
    for event in events:
        last = newest.get(event.user_id) or known[event.user_id][0]
        if last is None or event.at > last:
            newest[event.user_id] = event.at
    return newest


def can_connect(
    session: Session, school_id: int, user_id: int, now: datetime
) -> CannotConnect | None:
    """Why the user cannot connect at `now`; None if they can. `session` must be a writing one.

    Notes, once an hour at most, that the application asks: from then on a
    pause is known to shut people out. Raises UnknownUserError.
    """
    connections.note_asked(session, school_id, now, unless_since=now - ASKED_EVERY)
    user = users.get(session, school_id, user_id)
    if user is None:
        raise UnknownUserError
    state = credits.state_at(session, schools.get(session, school_id), now)
    return why_not(
        state, deleted=user.deleted_at is not None, access=user.access, licence=user.licence
    )


def forget_seen(session: Session, now: datetime) -> int:
    """Remove the notes of events too old to be delivered again, of every school; how many."""
    return connections.forget_seen(session, now - SEEN_FOR)
