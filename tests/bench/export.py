"""An export against the database's own CSV dump of the same rows: time, and memory of the process.

python -m tests.bench.export [users] [postgresql address]
"""

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, make_url, text

from commands import exports
from commands.access import COMMAND_LINE
from commands.exports import Form, Wanted
from commands.schools import create
from commands.selection import Selection
from store import migrate
from store.keys import email_key, name_key, plain
from store.models import Enrolment, SchoolClass, User
from store.session import Sessions, make_sessions

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLASSES = 1000
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


def fill(sessions: Sessions, users: int) -> int:
    """A school of so many students in a thousand classes, each in one and every fifth in two."""
    with sessions.writing.begin() as session:
        school = create(session, name="Bench", language="fr", time_zone="Europe/Paris", now=NOW)
        rows = [
            {
                "id": number + 1,
                "school_id": school.id,
                "name": f"Classe {number}",
                "name_key": plain(f"Classe {number}"),
                "created_at": NOW,
            }
            for number in range(CLASSES)
        ]
        session.execute(insert(SchoolClass), rows)
        for start in range(0, users, 10_000):
            part = range(start, min(start + 10_000, users))
            session.execute(insert(User), [_user(school.id, number) for number in part])
            pairs = [
                {"school_id": school.id, "class_id": c % CLASSES + 1, "user_id": number + 1}
                for number in part
                for c in ((number, number * 7 + 1) if number % 5 == 0 else (number,))
            ]
            session.execute(insert(Enrolment).values(stamp=None), pairs)
        return school.id


def _user(school_id: int, number: int) -> dict[str, object]:
    first, last = f"Zoé{number % 977}", f"Lefèvre{number % 7919}"
    email = f"eleve{number}@tivoli.example"
    return {
        "id": number + 1,
        "school_id": school_id,
        "role": "student",
        "first_name": first,
        "last_name": last,
        "email": email,
        "external_id": f"{number:07}",
        "further": [],
        "email_key": email_key(email),
        "name_key": name_key(first, last),
        "access": "internal",
        "created_at": NOW,
        "licence": False,
        "metered_before": 0,
        "last_login_at": NOW - timedelta(minutes=number % 100_000) if number % 6 else None,
    }


def ours(sessions: Sessions, school_id: int) -> tuple[float, int]:
    """Seconds, and bytes written."""
    wanted = Wanted(Selection(role="student"), Form.SPREADSHEET)
    started = time.perf_counter()
    with tempfile.TemporaryFile() as out, sessions.reading() as session:
        exports.write(session, school_id, wanted, out, by=COMMAND_LINE)
        return time.perf_counter() - started, out.tell()


def dump(sessions: Sessions) -> float:
    """Seconds of the database's own dump to a file."""
    engine = sessions.engine
    started = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        if engine.dialect.name == "sqlite":
            command = [
                "sqlite3",
                "-csv",
                str(engine.url.database),
                DUMP.format(concat="group_concat"),
            ]
            subprocess.run(command, stdout=out, check=True)
        else:
            connection = engine.raw_connection()
            copy = f"COPY ({DUMP.format(concat='string_agg')}) TO STDOUT WITH CSV"
            with connection.cursor().copy(copy) as rows:
                for block in rows:
                    out.write(block)
            connection.close()
    return time.perf_counter() - started


def measure(address: str, users: int) -> None:
    """Fill here, measure in a process of its own: what filling took is not counted."""
    sessions = make_sessions(address)
    migrate.upgrade(sessions.engine)
    school_id = fill(sessions, users)
    with sessions.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    sessions.dispose()
    arguments = [sys.executable, "-m", "tests.bench.export", "--one", address, str(school_id)]
    subprocess.run(arguments, check=True)


def most_memory() -> int:
    """The most that this process ever had, in MB: Linux tells."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) // 1024


def measure_one(address: str, school_id: int) -> None:
    sessions = make_sessions(address)
    with sessions.reading() as session:
        session.execute(text("SELECT 1"))
    before = most_memory()
    seconds, size = ours(sessions, school_id)
    most = most_memory()
    theirs = dump(sessions)
    print(  # noqa: T201 - a bench prints
        f"{make_url(address).get_backend_name()}: {size / 1e6:.0f} MB in {seconds:.2f} s "
        f"against {theirs:.2f} s: {seconds / theirs:.1f} x; memory {most} MB, "
        f"{most - before} MB of it for the export"
    )
    sessions.dispose()


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--one"]:
        measure_one(arguments[1], int(arguments[2]))
        return
    users = int(arguments[0]) if arguments else 100_000
    with tempfile.TemporaryDirectory() as folder:
        measure(f"sqlite:///{Path(folder) / 'bench.db'}", users)
    for address in arguments[1:]:
        measure(address, users)


if __name__ == "__main__":
    main(sys.argv[1:])
