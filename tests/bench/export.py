"""An export against the database's own CSV dump of the same rows: time, and memory of the process.

python -m tests.bench.export [users]
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from sqlalchemy import text

from commands import exports
from commands.access import COMMAND_LINE
from commands.exports import Form, Wanted
from commands.selection import Selection
from store.session import Sessions, make_sessions
from tests.bench.figures import Figure, address, apart, engines, most_memory, ratio, show, timed
from tests.bench.school import fill
from tests.databases import Databases, fresh_sessions

TIMES = 3
DUMP = """
SELECT first_name, last_name, email, external_id, licence, last_login_at,
       (SELECT {concat}(c.name, ' | ')
          FROM enrolment e
          JOIN school_class c ON c.school_id = e.school_id AND c.id = e.class_id
         WHERE e.school_id = "user".school_id AND e.user_id = "user".id)
  FROM "user"
 WHERE school_id = 1 AND deleted_at IS NULL AND role = 'student'
 ORDER BY name_key, id
"""


def ours(sessions: Sessions, school_id: int) -> float:
    """Seconds."""
    wanted = Wanted(Selection(role="student"), Form.SPREADSHEET)

    def write() -> None:
        with tempfile.TemporaryFile() as out, sessions.reading() as session:
            exports.write(session, school_id, wanted, out, by=COMMAND_LINE)

    return timed(write)


def dump(sessions: Sessions) -> float:
    """Seconds of the database's own dump to a file."""
    engine = sessions.engine
    if engine.dialect.name == "sqlite":
        command = ["sqlite3", "-csv", str(engine.url.database), DUMP.format(concat="group_concat")]

        def write() -> None:
            with tempfile.TemporaryFile() as out:
                subprocess.run(command, stdout=out, check=True)
    else:
        copy = f"COPY ({DUMP.format(concat='string_agg')}) TO STDOUT WITH CSV"

        def write() -> None:
            with tempfile.TemporaryFile() as out, sessions.reading() as session:
                cursor = session.connection().connection.cursor()
                with cursor.copy(copy) as rows:  # type: ignore[attr-defined]
                    for block in rows:
                        out.write(block)

    return timed(write)


def measure(databases: Databases, users: int = 1_000_000) -> Iterator[Figure]:
    """Filled here, measured in a process of its own: what filling took is not counted."""
    kind, what = databases.kind, f"export of {users:_} users".replace("_", " ")
    with fresh_sessions(databases) as sessions:
        school_id = fill(sessions, users)
        found = apart("tests.bench.export", address(sessions), school_id)
    yield ratio(what, kind, found["ours"], found["dump"], 3)
    yield Figure(f"{what}: memory", kind, found["memory"], "MB", 150)


def measure_one(of: str, school_id: int) -> None:
    sessions = make_sessions(of)
    with sessions.reading() as session:
        session.execute(text("SELECT 1"))
    found: dict[str, list[float]] = {"ours": [], "dump": []}
    for _ in range(TIMES):
        found["dump"].append(dump(sessions))
        found["ours"].append(ours(sessions, school_id))
    best = {name: min(seconds) for name, seconds in found.items()}
    json.dump(best | {"memory": most_memory()}, sys.stdout)
    sessions.dispose()


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        measure_one(sys.argv[2], int(sys.argv[3]))
        return
    with engines() as found:
        for databases in found:
            for figure in measure(databases, *map(int, sys.argv[1:2])):
                show(figure)


if __name__ == "__main__":
    main()
