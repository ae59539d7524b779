"""The preview of a master list against reading it with `csv` and loading it with `executemany`.

python -m tests.bench.lists [lines] [postgresql address]
"""

import csv
import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import make_url, text

from commands import lists
from commands.access import COMMAND_LINE
from commands.lists import ListKind, ListOptions
from store import migrate
from store.keys import email_key, name_key
from store.session import Sessions, make_sessions
from tests.bench.export import CLASSES, NOW, fill, most_memory

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
    """Read with `csv`, load with `executemany`, with the keys and indexes of users."""
    sqlite = sessions.engine.dialect.name == "sqlite"
    with sessions.writing.begin() as session:
        generated = "" if sqlite else "GENERATED ALWAYS AS IDENTITY"
        for statement in (TABLE.format(generated=generated), *INDEXES):
            session.execute(text(statement))
    mark = "?" if sqlite else "%s"
    insert = f"INSERT INTO listed ({COLUMNS}) VALUES ({', '.join([mark] * 8)})"
    start = time.perf_counter()
    with sessions.writing.begin() as session:
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
        next(rows)
        cursor = session.connection().connection.cursor()
        cursor.executemany(
            insert, [(1, *row, email_key(row[2]), name_key(row[0], row[1])) for row in rows]
        )
    return time.perf_counter() - start


def previewed(sessions: Sessions, data: bytes, school_id: int) -> tuple[float, str]:
    options = ListOptions("student", ListKind.MASTER)
    start = time.perf_counter()
    with sessions.writing.begin() as session:
        uploaded = lists.read(session, school_id, data)
        shown = lists.preview(session, school_id, uploaded, options, by=COMMAND_LINE, now=NOW)
    told = {name: figure for name, figure in shown.figures.values().items() if figure}
    print(told)  # noqa: T201 - a bench prints
    return time.perf_counter() - start, shown.draft_id


def applied(sessions: Sessions, school_id: int, draft_id: str) -> float:
    start = time.perf_counter()
    with sessions.writing.begin() as session:
        lists.apply(session, school_id, draft_id, by=COMMAND_LINE, now=NOW)
    return time.perf_counter() - start


def measure(address: str, lines: int) -> None:
    """Fill here, measure in a process of its own: what filling took is not counted."""
    sessions = make_sessions(address)
    migrate.upgrade(sessions.engine)
    school_id = fill(sessions, lines)
    with sessions.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    sessions.dispose()
    arguments = ["--one", address, str(school_id), str(lines)]
    subprocess.run([sys.executable, "-m", "tests.bench.lists", *arguments], check=True)


def measure_one(address: str, school_id: int, lines: int) -> None:
    sessions = make_sessions(address)
    data = roster(lines)
    before = most_memory()
    seconds, draft_id = previewed(sessions, data, school_id)
    most = most_memory()
    raw_seconds = raw(sessions, data)
    applying = applied(sessions, school_id, draft_id)
    print(  # noqa: T201 - a bench prints
        f"{make_url(address).get_backend_name()}: preview {seconds:.2f} s, csv and executemany "
        f"{raw_seconds:.2f} s: {seconds / raw_seconds:.2f} x; apply {applying:.2f} s; "
        f"memory {before} to {most} MB"
    )
    sessions.dispose()


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        measure_one(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
        return
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        measure(f"sqlite:///{Path(folder) / 'lists.db'}", lines)
    if len(sys.argv) > 2:
        measure(sys.argv[2], lines)


if __name__ == "__main__":
    main()
