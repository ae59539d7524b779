"""The bot at work: Bolt over Socket Mode, the outbox, and what comes by itself."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from bot.app import LISTENERS, make_app
from bot.clients import make_client, make_quick_client
from bot.context import Clock, Services
from bot.outbox import Sender
from bot.scheduler import Timetable
from bot.settings import Settings
from bot.socket_mode import TellingSocketModeHandler
from store import migrate
from store.session import Sessions, make_sessions

log = logging.getLogger("preau")

POLLS = 5.0
"""Seconds between two looks for what another process left to say."""


class DatabaseNotReadyError(Exception):
    """The database's form is not this program's: run `python app.py migrate`."""


def ready_sessions(database_url: str) -> Sessions:
    """Sessions on a database of the form this program needs.

    The embedded SQLite file is brought there by itself; a PostgreSQL database,
    which others may look after, by `migrate` only.
    """
    sessions = make_sessions(database_url)
    if sessions.engine.dialect.name == "sqlite":
        migrate.upgrade(sessions.engine)
    elif migrate.current(sessions.engine) != migrate.newest():
        raise DatabaseNotReadyError
    return sessions


class RunningBot:
    """`with RunningBot(settings, sessions, clock):` answers Slack until left.

    `by_itself` says whether what comes by itself does: a test whose clock it moves wants it not.
    """

    def __init__(
        self, settings: Settings, sessions: Sessions, clock: Clock, *, by_itself: bool = True
    ) -> None:
        self._wanted = threading.Event()
        self._stopping = False
        client = make_client(settings.bot_token, settings.api_url)
        quick = make_quick_client(settings.bot_token, settings.api_url)
        self.services = Services(
            sessions=sessions,
            clock=clock,
            fillers=ThreadPoolExecutor(LISTENERS, "filler"),
            kick_outbox=self._wanted.set,
            file_hosts=settings.file_hosts,
        )
        self.app = make_app(client, self.services)
        self.sender = Sender(sessions, quick, clock)
        self._sending = threading.Thread(target=self._send, name="outbox", daemon=True)
        self._timetable = Timetable(self.services, quick) if by_itself else None
        self.handler = TellingSocketModeHandler(
            self.app, settings.app_token, web_client=client, concurrency=LISTENERS
        )

    def __enter__(self) -> "RunningBot":
        self.handler.connect()  # type: ignore[no-untyped-call]
        self._sending.start()
        if self._timetable is not None:
            self._timetable.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping = True
        if self._timetable is not None:
            self._timetable.shutdown()
        self.handler.close()  # type: ignore[no-untyped-call]
        self._wanted.set()
        self._sending.join(timeout=15)
        self.services.fillers.shutdown(wait=True)

    def _send(self) -> None:
        """Send when something was written, and now and then for what others left."""
        while not self._stopping:
            try:
                self.sender.send_all()
            except Exception as error:  # Slack or the database is away: later
                log.warning("the outbox waits: %s", type(error).__qualname__)
            self._wanted.wait(timeout=self.sender.rests_for() or POLLS)
            self._wanted.clear()
