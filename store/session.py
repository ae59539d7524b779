"""The engine and its two makers of sessions: one to read, one to write."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

__all__ = [
    "UNAVAILABLE",
    "Session",
    "Sessions",
    "make_engine",
    "make_sessions",
    "refresh_statistics",
]

UNAVAILABLE = (OperationalError, InterfaceError)
"""What a database that is away, or busy for too long, raises."""

BUSY_TIMEOUT_MS = 10_000


@dataclass(frozen=True)
class Sessions:
    """`with sessions.writing.begin() as session:` is one command in one transaction."""

    reading: sessionmaker[Session]
    writing: sessionmaker[Session]
    engine: Engine

    def dispose(self) -> None:
        self.engine.dispose()


def make_sessions(url: str) -> Sessions:
    """Makers for a `sqlite:///…` or `postgresql+psycopg://…` address; connects to nothing yet.

    On SQLite a writing transaction begins with BEGIN IMMEDIATE: with the plain
    BEGIN a second writer fails at once whatever the busy timeout, and with the
    driver's own transactions a concurrent update is lost without an error.
    On PostgreSQL a command locks its school's row first.
    """
    engine = make_engine(url)
    return Sessions(
        reading=sessionmaker(engine, expire_on_commit=False),
        writing=sessionmaker(engine.execution_options(writes=True), expire_on_commit=False),
        engine=engine,
    )


def make_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20)


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin event says BEGIN, not the driver
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            "secure_delete=ON",
            "recursive_triggers=ON",  # or REPLACE would pass by the journal's guard
            "synchronous=NORMAL",
            "cache_size=-65536",
        ):
            connection.execute(f"PRAGMA {pragma}")
        _use_wal(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _use_wal(connection: sqlite3.Connection) -> None:
    """Whoever makes a new file so locks out another who does, and SQLite waits for nobody here."""
    ends_at = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > ends_at:
                raise
            time.sleep(0.02)
        else:
            return


def count_statements(engine: Engine, counted: Callable[[str], None]) -> None:
    """Call `counted` with each statement sent: tests and benches watch how many there are."""

    @event.listens_for(engine, "before_cursor_execute")
    def _seen(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted(statement)


def refresh_statistics(sessions: Sessions) -> None:
    """Let the database look at its tables anew: after a first load it plans by empty ones."""
    with sessions.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("ANALYZE")
