"""The two makers of sessions: who writes waits, who reads is not in the way."""

import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError, StatementError

from store.models import School
from store.queries import schools
from store.session import Sessions, count_statements, make_engine, make_sessions
from tests.factories import NOW, Make


@pytest.fixture
def school_id(sessions: Sessions) -> int:
    with sessions.writing.begin() as session:
        return Make(session).school().id


def test_a_writing_transaction_waits_for_the_other_instead_of_failing(
    sessions: Sessions, school_id: int
):
    order: list[str] = []
    first_has_it = threading.Event()

    def first() -> None:
        with sessions.writing.begin() as session:
            school = schools.get_locked(session, school_id)
            first_has_it.set()
            time.sleep(0.3)
            school.balance = 1
            order.append("first")

    def second() -> None:
        first_has_it.wait(timeout=10)
        with sessions.writing.begin() as session:
            school = schools.get_locked(session, school_id)
            order.append("second")
            school.balance += 1

    both = [threading.Thread(target=job) for job in (first, second)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=20)
    assert order == ["first", "second"]
    with sessions.reading() as session:
        assert schools.get(session, school_id).balance == 2


def test_reading_goes_on_while_somebody_writes(sessions: Sessions, school_id: int):
    with sessions.writing.begin() as writing:
        schools.get_locked(writing, school_id).balance = 7
        writing.flush()
        with sessions.reading() as reading:
            assert schools.get(reading, school_id).balance != 7


def test_a_refusal_leaves_nothing_written(sessions: Sessions, school_id: int):
    def refuse() -> None:
        with sessions.writing.begin() as session:
            schools.get_locked(session, school_id).balance = 9
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refuse()
    with sessions.reading() as session:
        assert schools.get(session, school_id).balance != 9


def test_times_come_back_in_utc_whatever_zone_they_came_in(sessions: Sessions, school_id: int):
    reunion = datetime(2026, 11, 23, 13, tzinfo=timezone(timedelta(hours=4)))
    with sessions.writing.begin() as session:
        session.execute(update(School).where(School.id == school_id).values(set_up_at=reunion))
    with sessions.reading() as session:
        found = schools.get(session, school_id).set_up_at
    assert (found, found.tzinfo if found else None) == (NOW, UTC)


def test_a_time_without_a_zone_is_refused(sessions: Sessions, school_id: int):
    naive = datetime(2026, 11, 23)  # noqa: DTZ001 - what must not pass
    with pytest.raises(StatementError), sessions.writing.begin() as session:
        session.execute(update(School).where(School.id == school_id).values(set_up_at=naive))


def test_sqlite_overwrites_what_is_erased_and_keeps_foreign_keys(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path}/one.db")
    wanted = {"secure_delete": 1, "foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 10_000}
    with engine.connect() as connection:
        for pragma, value in wanted.items():
            assert connection.scalar(text(f"PRAGMA {pragma}")) == value
    engine.dispose()


def test_an_address_without_a_driver_gets_psycopg():
    engine = make_engine("postgresql://nobody@localhost/none")
    assert engine.url.drivername == "postgresql+psycopg"
    engine.dispose()


def test_making_sessions_connects_to_nothing_yet(tmp_path):
    sessions = make_sessions(f"sqlite:///{tmp_path}/absent/none.db")
    with pytest.raises(OperationalError), sessions.reading() as session:
        session.execute(text("SELECT 1"))
    sessions.dispose()


def test_statements_can_be_counted(sessions: Sessions, school_id: int):
    seen: list[str] = []
    count_statements(sessions.engine, seen.append)
    with sessions.reading() as session:
        schools.get(session, school_id)
    assert len([statement for statement in seen if "FROM school" in statement]) == 1
