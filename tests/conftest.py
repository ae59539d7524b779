"""Fixtures: every test that takes `session` or `sessions` runs on SQLite and on PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import Session

from store.session import Sessions
from tests.databases import Databases, fresh_sessions, postgresql
from tests.factories import Make

hypothesis_settings.register_profile(
    "preau",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("preau")


FOLDER = "PREAU_TESTS_FOLDER"
"""One folder for all processes of a run, made and removed by the first of them."""


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="preau-tests-"))
        folder.chmod(0o755)  # PostgreSQL runs as a user of its own where root runs the tests
        os.environ[FOLDER] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


@pytest.fixture(scope="session")
def pg_server() -> Iterator[str]:
    with postgresql(Path(os.environ[FOLDER]) / "pg") as address:
        yield address


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases("sqlite", tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def pg_databases(pg_server: str, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases("postgresql", tmp_path_factory.mktemp("pg"), pg_server)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Makes databases: once for each engine."""
    name = "sqlite_databases" if request.param == "sqlite" else "pg_databases"
    found: Databases = request.getfixturevalue(name)
    return found


@pytest.fixture(scope="session")
def shared_sessions(databases: Databases) -> Iterator[Sessions]:
    with fresh_sessions(databases) as sessions:
        yield sessions


@pytest.fixture
def session(shared_sessions: Sessions) -> Iterator[Session]:
    """One writing transaction, rolled back when the test ends."""
    with shared_sessions.writing() as session, session.begin() as transaction:
        yield session
        if transaction.is_active:
            transaction.rollback()


@pytest.fixture
def sessions(databases: Databases) -> Iterator[Sessions]:
    """Makers of real transactions on a database of the test's own."""
    with fresh_sessions(databases) as sessions:
        yield sessions


@pytest.fixture
def make(session: Session) -> Make:
    """Factories on `session`."""
    return Make(session)
