"""Events that Slack delivers: each is done once, though it may be delivered again.

Functions take an open session; callers commit.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from store.queries import connections

PREFIX = "slack:"
"""Slack's ids and those of the learning application are kept in one table, apart by it."""


def is_first(session: Session, school_id: int, event_id: str, now: datetime) -> bool:
    """Note the event; whether it was not noted before. `session` must be a writing one."""
    key = f"{PREFIX}{event_id}"
    return key in connections.first_seen(session, school_id, [key], now)
