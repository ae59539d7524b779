"""Revoking, giving back and undoing over a whole school against one raw UPDATE of the same rows.

python -m tests.bench.licences [users] [postgresql address]
"""

import sys
import tempfile
import time
from collections.abc import Callable

from sqlalchemy import text, update

from commands import licences, undo
from commands.access import COMMAND_LINE
from commands.licences import Action
from commands.selection import Selection
from store import migrate
from store.models import User
from store.session import Sessions, make_sessions
from tests.bench.export import NOW, fill

TIMES = 3


def act(sessions: Sessions, school_id: int, action: Action) -> tuple[float, int]:
    """Seconds of applying, journal included, and the operation."""
    with sessions.writing.begin() as session:
        drafted = licences.start(session, school_id, action, Selection(), by=COMMAND_LINE, now=NOW)
    started = time.perf_counter()
    with sessions.writing.begin() as session:
        done = licences.apply(session, school_id, drafted.draft_id, by=COMMAND_LINE, now=NOW)
    return time.perf_counter() - started, done.operation_id


def take_back(sessions: Sessions, school_id: int, operation_id: int) -> float:
    started = time.perf_counter()
    with sessions.writing.begin() as session:
        undo.undo(session, school_id, operation_id, by=COMMAND_LINE, now=NOW)
    return time.perf_counter() - started


def raw(sessions: Sessions) -> float:
    """One UPDATE that changes each of the same rows."""
    started = time.perf_counter()
    with sessions.writing.begin() as session:
        session.execute(
            update(User).values(licence=~User.licence, metered_from=0),
            execution_options={"synchronize_session": False},
        )
    return time.perf_counter() - started


def best(measured: Callable[[], float]) -> float:
    return min(measured() for _ in range(TIMES))


def measure(address: str, users: int) -> None:
    sessions = make_sessions(address)
    migrate.upgrade(sessions.engine)
    school_id = fill(sessions, users)
    with sessions.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    found: dict[str, list[float]] = {"assign": [], "revoke": [], "undo": []}
    for _ in range(TIMES):
        found["assign"].append(act(sessions, school_id, Action.ASSIGN)[0])
        seconds, operation_id = act(sessions, school_id, Action.REVOKE)
        found["revoke"].append(seconds)
        found["undo"].append(take_back(sessions, school_id, operation_id))
        act(sessions, school_id, Action.REVOKE)
    baseline = best(lambda: raw(sessions))
    sessions.dispose()
    ratios = ", ".join(
        f"{name} {min(each):.2f} s ({min(each) / baseline:.1f} ×)" for name, each in found.items()
    )
    kind = "PostgreSQL" if address.startswith("postgres") else "SQLite"
    sys.stdout.write(f"{users} licences, {kind}: raw UPDATE {baseline:.2f} s; {ratios}\n")


def main(arguments: list[str]) -> None:
    users = int(arguments[0]) if arguments else 100_000
    if len(arguments) > 1:
        measure(arguments[1], users)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(f"sqlite:///{folder}/bench.db", users)


if __name__ == "__main__":
    main(sys.argv[1:])
