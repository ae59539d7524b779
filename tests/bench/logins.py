"""The first page of who never connected, in a small school and in a large one.

python -m tests.bench.logins [users]
"""

import sys
from collections.abc import Iterator

from bot.views.logins import ROWS
from commands import logins
from store.session import Sessions
from tests.bench.figures import Figure, engines, ratio, show, timed
from tests.bench.school import NOW, fill
from tests.databases import Databases, fresh_sessions

TIMES = 200
FEW = 10_000
IN_A_CLASS = 25


def first_page(sessions: Sessions, school_id: int) -> float:
    """Seconds. Of who never connected, one in six, the page holds so many as a message shows."""
    pages = []

    def read() -> None:
        with sessions.reading() as session:
            pages.append(logins.never_connected(session, school_id, limit=ROWS, now=NOW))

    seconds = timed(read)
    assert len(pages[0].lines) == ROWS
    return seconds


def counted(sessions: Sessions, school_id: int) -> float:
    """Seconds of the figures above the page."""

    def count() -> None:
        with sessions.reading() as session:
            logins.totals(session, school_id, now=NOW)

    return timed(count)


def measure(databases: Databases, users: int = 1_000_000) -> Iterator[Figure]:
    found: dict[int, float] = {}
    totals = 0.0
    for number in (FEW, users):
        with fresh_sessions(databases) as sessions:
            school_id = fill(sessions, number, classes=number // IN_A_CLASS, licences=True)
            found[number] = min(first_page(sessions, school_id) for _ in range(TIMES))
            totals = min(counted(sessions, school_id) for _ in range(3))
    kind, what = databases.kind, f"first page of never-connected, {FEW:_} and {users:_} users"
    yield ratio(what.replace("_", " "), kind, found[users], found[FEW], 1.5)
    what = f"the figures above that page, {users:_} users".replace("_", " ")
    yield Figure(what, kind, totals * 1000, "ms")


def main() -> None:
    with engines() as found:
        for databases in found:
            for figure in measure(databases, *map(int, sys.argv[1:2])):
                show(figure)


if __name__ == "__main__":
    main()
