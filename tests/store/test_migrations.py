"""What `upgrade` makes: the models' tables, the triggers, the partial indexes; once, by whoever."""

import multiprocessing
from collections.abc import Iterator
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from store.migrate import current, newest, upgrade
from store.models import Base
from store.session import Sessions, make_engine, make_sessions
from tests.databases import Databases

JOURNAL = ("operation", "operation_figures", "change", "enrolment_change", "school_change")
PARTIAL = {
    "ix_user_live_external_id",
    "ix_user_never_connected",
    "ix_school_class_live_name",
    "ix_user_deleted",
    "ix_user_teacher",
    "ix_user_external",
}


@pytest.fixture
def empty(databases: Databases) -> Iterator[str]:
    """The address of a database that nobody has migrated."""
    address = databases._make(f"empty_{uuid4().hex[:12]}")
    yield address
    databases.drop(address)


def names(engine: Engine, sqlite: str, postgresql: str) -> set[str]:
    query = sqlite if engine.dialect.name == "sqlite" else postgresql
    with engine.connect() as connection:
        return set(connection.scalars(text(query)))


def test_the_journals_triggers_are_there_after_the_last_step(sessions: Sessions):
    found = names(
        sessions.engine,
        "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    )
    kinds = ["changed", "deleted"]
    if sessions.engine.dialect.name == "postgresql":
        kinds.append("emptied")
    assert found == {f"{table}_never_{kind}" for table in JOURNAL for kind in kinds}


def test_the_partial_indexes_are_there_after_the_last_step(sessions: Sessions):
    found = names(
        sessions.engine,
        "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'",
        "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '% ON public.% WHERE %'",
    )
    assert found == PARTIAL


def test_models_and_steps_agree(sessions: Sessions):
    with sessions.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_rules_of_the_tables_agree_with_the_models(sessions: Sessions):
    """Alembic compares no CHECK."""
    found = inspect(sessions.engine)
    for table in Base.metadata.sorted_tables:
        declared = {c.name for c in table.constraints if type(c).__name__ == "CheckConstraint"}
        assert {c["name"] for c in found.get_check_constraints(table.name)} == declared


def test_an_upgraded_database_is_at_the_newest_step_and_stays_as_it_is(sessions: Sessions):
    assert current(sessions.engine) == newest()
    upgrade(sessions.engine)
    assert current(sessions.engine) == newest()


def migrate(address: str, barrier) -> None:  # type: ignore[no-untyped-def]
    """In a process of its own: wait for the other, then upgrade."""
    sessions = make_sessions(address)
    barrier.wait(timeout=60)
    upgrade(sessions.engine)
    sessions.dispose()


def test_two_processes_that_migrate_at_once_do_it_once(empty: str):
    spawn = multiprocessing.get_context("spawn")
    barrier = spawn.Barrier(2)
    both = [spawn.Process(target=migrate, args=(empty, barrier)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(timeout=60)
    assert [process.exitcode for process in both] == [0, 0]
    engine = make_engine(empty)
    assert current(engine) == newest()
    assert inspect(engine).has_table("outbox_message")
    engine.dispose()


def test_an_empty_database_is_at_no_step(empty: str):
    engine = make_engine(empty)
    assert current(engine) is None
    engine.dispose()


@pytest.mark.parametrize("name", sorted(PARTIAL))
def test_a_partial_index_is_of_its_table(sessions: Sessions, name: str):
    table = "school_class" if name.startswith("ix_school_class") else "user"
    assert name in {i["name"] for i in inspect(sessions.engine).get_indexes(table)}
