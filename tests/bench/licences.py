"""Assigning, revoking and undoing over a whole school against one raw UPDATE of the same rows.

python -m tests.bench.licences [users]
"""

import sys
from collections.abc import Iterator

from sqlalchemy import update

from commands import licences, undo
from commands.access import COMMAND_LINE
from commands.licences import Action
from commands.selection import Selection
from store.models import User
from store.session import Sessions
from tests.bench.figures import Figure, engines, ratio, show, timed
from tests.bench.school import NOW, fill
from tests.databases import Databases, fresh_sessions

TIMES = 3
GOALS = {"sqlite": 3.5, "postgresql": 3}


def act(sessions: Sessions, school_id: int, action: Action) -> tuple[float, int]:
    """Seconds of applying, journal included, and the operation."""
    with sessions.writing.begin() as session:
        drafted = licences.start(session, school_id, action, Selection(), by=COMMAND_LINE, now=NOW)
    operations = []

    def apply() -> None:
        with sessions.writing.begin() as session:
            done = licences.apply(session, school_id, drafted.draft_id, by=COMMAND_LINE, now=NOW)
        operations.append(done.operation_id)

    return timed(apply), operations[0]


def take_back(sessions: Sessions, school_id: int, operation_id: int) -> float:
    def take() -> None:
        with sessions.writing.begin() as session:
            undo.undo(session, school_id, operation_id, by=COMMAND_LINE, now=NOW)

    return timed(take)


def raw(sessions: Sessions) -> float:
    """One UPDATE that changes each of the same rows."""

    def change() -> None:
        with sessions.writing.begin() as session:
            session.execute(
                update(User).values(licence=~User.licence, metered_from=0),
                execution_options={"synchronize_session": False},
            )

    return timed(change)


def measure(databases: Databases, users: int = 100_000) -> Iterator[Figure]:
    found: dict[str, list[float]] = {"assign": [], "revoke": [], "undo the revoking of": []}
    with fresh_sessions(databases) as sessions:
        fill(sessions, users)
        against = min(raw(sessions) for _ in range(TIMES * 2))
    with fresh_sessions(databases) as sessions:
        school_id = fill(sessions, users)
        for _ in range(TIMES):
            found["assign"].append(act(sessions, school_id, Action.ASSIGN)[0])
            seconds, operation_id = act(sessions, school_id, Action.REVOKE)
            found["revoke"].append(seconds)
            undone = take_back(sessions, school_id, operation_id)
            found["undo the revoking of"].append(undone)
            act(sessions, school_id, Action.REVOKE)
    for name, each in found.items():
        what = f"{name} {users:_} licences".replace("_", " ")
        yield ratio(what, databases.kind, min(each), against, GOALS[databases.kind])


def main() -> None:
    with engines() as found:
        for databases in found:
            for figure in measure(databases, *map(int, sys.argv[1:2])):
                show(figure)


if __name__ == "__main__":
    main()
