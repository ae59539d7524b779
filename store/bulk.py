"""Many rows at once, by the driver itself: SQLAlchemy takes longer over each than the database.

Values are such as the driver takes: JSON is its text, a time what the column keeps.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from store.models import Base

SLICE = 2000
"""Rows fetched at a time."""


def streamed(session: Session, query: Any) -> Any:
    """The result, fetched as it is read: rows of plain columns, which need nothing of a session."""
    return session.connection().execute(query.execution_options(yield_per=SLICE))


def insert(session: Session, model: type[Base], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows that have a value for each column, in the order of the model."""
    connection = session.connection()
    dialect = connection.dialect
    quote = dialect.identifier_preparer.quote
    names = [quote(column.name) for column in model.__table__.columns]
    table = f"{quote(model.__tablename__)} ({', '.join(names)})"
    if dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({marks})", list(rows))  # noqa: S608 - names of the model
        return
    statement = f"COPY {table} FROM STDIN"
    cursor: Any = connection.connection.cursor()
    errors = dialect.loaded_dbapi.Error
    try:
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except errors as error:  # as SQLAlchemy raises it: by that a server that is away is known
        raise DBAPIError.instance(statement, None, error, errors, dialect=dialect) from error
