"""The preview of a master list against reading it with `csv` and loading it with `executemany`.

python -m tests.bench.lists [lines]
"""

import csv
import io
import json
import sys
from collections.abc import Iterator

from sqlalchemy import text

from commands import lists
from commands.access import COMMAND_LINE
from commands.lists import ListKind, ListOptions
from store.keys import email_key, name_key
from store.session import Sessions, make_sessions
from tests.bench.figures import Figure, address, apart, engines, most_memory, ratio, show, timed
from tests.bench.school import CLASSES, NOW, fill
from tests.databases import Databases, fresh_sessions

TIMES = 5
GOALS = {"sqlite": 4, "postgresql": 2}

TABLE = """
CREATE TABLE listed (
    id INTEGER PRIMARY KEY {generated}, school_id INTEGER NOT NULL, first_name TEXT NOT NULL,
    last_name TEXT NOT NULL, email TEXT, external_id TEXT, classes TEXT, email_key TEXT,
    name_key TEXT NOT NULL
)
"""
INDEXES = (
    "CREATE UNIQUE INDEX listed_by_id ON listed (school_id, external_id)",
    "CREATE INDEX listed_by_name ON listed (school_id, name_key, id)",
    "CREATE INDEX listed_by_email ON listed (school_id, email_key)",
)
COLUMNS = "school_id, first_name, last_name, email, external_id, classes, email_key, name_key"


def roster(lines: int) -> bytes:
    """Everybody of the school, in this order; of every hundred one is gone and one is new."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(("Prénom", "Nom", "Courriel", "Identifiant", "Classes"))
    for number in range(lines):
        who = number + lines if number % 100 == 0 else number
        last = f"Lefèvre{who % 7919}" + ("-Martin" if number % 50 == 1 else "")
        named = {number % CLASSES, number * 7 % CLASSES + 1} if number % 5 == 0 else {who % CLASSES}
        classes = " | ".join(f"Classe {each % CLASSES}" for each in sorted(named))
        email = f"eleve{who}@tivoli.example"
        writer.writerow((f"Zoé{who % 977}", last, email, f"{who:07}", classes))
    return out.getvalue().encode("utf-8-sig")


def raw(sessions: Sessions, data: bytes) -> float:
    """Seconds to read with `csv` and load with `executemany`, with the keys and indexes of users.

    By the driver itself.
    """
    sqlite = sessions.engine.dialect.name == "sqlite"
    with sessions.writing.begin() as session:
        generated = "" if sqlite else "GENERATED ALWAYS AS IDENTITY"
        session.execute(text("DROP TABLE IF EXISTS listed"))
        for statement in (TABLE.format(generated=generated), *INDEXES):
            session.execute(text(statement))
    mark = "?" if sqlite else "%s"
    insert = f"INSERT INTO listed ({COLUMNS}) VALUES ({', '.join([mark] * 8)})"

    def load() -> None:
        with sessions.writing.begin() as session:
            rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
            next(rows)
            cursor = session.connection().connection.cursor()
            cursor.executemany(
                insert, [(1, *row, email_key(row[2]), name_key(row[0], row[1])) for row in rows]
            )

    return timed(load)


def previewed(sessions: Sessions, data: bytes, school_id: int) -> tuple[float, str]:
    """Seconds, and the draft."""
    options = ListOptions("student", ListKind.MASTER)
    drafts = []

    def preview() -> None:
        with sessions.writing.begin() as session:
            uploaded = lists.read(session, school_id, data)
            shown = lists.preview(session, school_id, uploaded, options, by=COMMAND_LINE, now=NOW)
        drafts.append(shown)

    seconds = timed(preview)
    figures = drafts[0].figures
    lines = data.count(b"\n") - 1
    tenth = lines // 100
    told = (figures.people, figures.added, figures.changed, figures.deleted)
    assert told == (lines, tenth, tenth * 2, tenth), told
    return seconds, drafts[0].draft_id


def applied(sessions: Sessions, school_id: int, draft_id: str) -> float:
    def apply() -> None:
        with sessions.writing.begin() as session:
            lists.apply(session, school_id, draft_id, by=COMMAND_LINE, now=NOW)

    return timed(apply)


def measure(databases: Databases, lines: int = 100_000) -> Iterator[Figure]:
    """Filled here, measured in a process of its own: what filling took is not counted."""
    kind, what = databases.kind, f"preview of a list of {lines:_} lines".replace("_", " ")
    with fresh_sessions(databases) as sessions:
        school_id = fill(sessions, lines)
        found = apart("tests.bench.lists", address(sessions), school_id, lines)
    yield ratio(what, kind, found["preview"], found["raw"], GOALS[kind])
    yield Figure(f"{what}: memory", kind, found["memory"], "MB", 250)
    yield ratio(f"applying it ({lines // 25:_} of them differ)", kind, found["apply"], found["raw"])


def measure_one(of: str, school_id: int, lines: int) -> None:
    sessions = make_sessions(of)
    data = roster(lines)
    seconds, draft_id = previewed(sessions, data, school_id)
    memory = most_memory()
    previews, raws = [seconds], []
    for _ in range(TIMES):
        raws.append(raw(sessions, data))
        seconds, draft_id = previewed(sessions, data, school_id)
        previews.append(seconds)
    applying = applied(sessions, school_id, draft_id)
    found = {"preview": min(previews), "raw": min(raws), "apply": applying, "memory": memory}
    json.dump(found, sys.stdout)
    sessions.dispose()


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        measure_one(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
        return
    with engines() as found:
        for databases in found:
            for figure in measure(databases, *map(int, sys.argv[1:2])):
                show(figure)


if __name__ == "__main__":
    main()
