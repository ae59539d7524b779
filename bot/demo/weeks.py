"""A week of the demo passes: people use the application, and the hour of the reminders comes."""

from datetime import datetime, timedelta
from threading import Lock

from bot.demo.clock import Clock
from commands import connections, schedule, users
from commands.connections import Connection
from commands.selection import Selection
from store.session import Sessions

REPORTED_BEFORE = timedelta(hours=2)
"""The learning application's report comes that long before the reminders."""
A_MOMENT = timedelta(seconds=2)

EVERY_SO_MANY = 9
"""Of those who never connected, one of so many does so in a week."""
EVERYBODY = 1_000_000


class Weeks:
    """Lets weeks pass in a school, one after the other."""

    def __init__(self, sessions: Sessions, school_id: int, clock: Clock) -> None:
        self._sessions, self._school_id, self._clock = sessions, school_id, clock
        self._one_at_a_time = Lock()

    def pass_one(self) -> None:
        """It is the hour of the school's reminders, whether they are on or not."""
        with self._one_at_a_time:
            now = self._clock.now()
            with self._sessions.reading() as session:
                hour = schedule.next_hour(session, self._school_id, now)
            self._report(max(now, hour - REPORTED_BEFORE))
            self._clock.move_to(hour + A_MOMENT)

    def _report(self, at: datetime) -> None:
        """As each morning: some connected for the first time, the others went on."""
        with self._sessions.writing.begin() as session:
            found = users.search(
                session, self._school_id, Selection(role="student"), now=at, limit=EVERYBODY
            )
            new = [row.id for row in found.rows if not row.last_login_at and not row.cannot_connect]
            known = [row.id for row in found.rows if row.last_login_at]
            events = [Connection(id_, at) for id_ in [*new[::EVERY_SO_MANY], *known[::2]]]
            connections.record_many(session, self._school_id, events, at)
