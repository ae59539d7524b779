"""The database refuses to change the journal, and to delete from it unless the user is erased."""

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from store.models import (
    Base,
    Change,
    EnrolmentChange,
    Operation,
    OperationFigures,
    SchoolChange,
    User,
)
from tests.factories import NOW, Make

JOURNAL = (Operation, OperationFigures, Change, EnrolmentChange, SchoolChange)
OF_USERS = (Change, EnrolmentChange)
CHANGED = {
    Operation: {"kind": "other"},
    OperationFigures: {"figures": {"changed": 0}},
    Change: {"licence_before": False},
    EnrolmentChange: {"enrolled": False},
    SchoolChange: {"after": 1},
}


@pytest.fixture
def lines(session: Session, make: Make) -> tuple[User, int]:
    """Somebody deleted, and an operation with a line in each table of the journal."""
    school = make.school()
    user = make.deleted(school)
    operation = make.operation(school).id
    school_class = make.school_class(school, "6B")
    key = {"school_id": school.id, "operation_id": operation}
    session.add_all(
        [
            OperationFigures(**key, figures={"changed": 1}),
            Change(**key, user_id=user.id, licence_before=True, licence_after=False),
            EnrolmentChange(**key, user_id=user.id, class_id=school_class.id, enrolled=True),
            SchoolChange(**key, thing="setting", key="language", before="fr", after="en"),
        ]
    )
    session.flush()
    return user, operation


def of(table: type[Base], operation: int):
    return (table.id if table is Operation else table.operation_id) == operation


@pytest.mark.parametrize("table", JOURNAL)
def test_a_line_of_the_journal_is_never_changed(
    session: Session, lines: tuple[User, int], table: type[Base]
):
    with pytest.raises(DatabaseError, match="never changed"), session.begin_nested():
        session.execute(update(table).where(of(table, lines[1])).values(**CHANGED[table]))


@pytest.mark.parametrize("table", JOURNAL)
def test_a_line_of_the_journal_is_never_deleted(
    session: Session, lines: tuple[User, int], table: type[Base]
):
    with pytest.raises(DatabaseError, match="never"), session.begin_nested():
        session.execute(delete(table).where(of(table, lines[1])))


@pytest.mark.parametrize("table", OF_USERS)
def test_an_erased_users_lines_may_go_and_still_not_change(
    session: Session, lines: tuple[User, int], table: type[Base]
):
    user, operation = lines
    session.execute(update(User).where(User.id == user.id).values(erased_at=NOW))
    with pytest.raises(DatabaseError, match="never changed"), session.begin_nested():
        session.execute(update(table).where(of(table, operation)).values(**CHANGED[table]))
    session.execute(delete(table).where(of(table, operation)))
    assert session.execute(select(table).where(of(table, operation))).all() == []


@pytest.mark.parametrize("table", JOURNAL)
def test_a_line_is_not_changed_by_way_of_a_conflict(
    session: Session, lines: tuple[User, int], table: type[Base]
):
    name, key = table.__tablename__, [c.name for c in table.__table__.primary_key]
    columns = ", ".join(c.name for c in table.__table__.columns)
    copied = f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {name} WHERE true"
    changed = next(iter(CHANGED[table]))
    on_conflict = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changed} = excluded.{changed}"
    with pytest.raises(DatabaseError, match="never changed"), session.begin_nested():
        session.execute(text(copied + on_conflict))


@pytest.mark.parametrize("table", JOURNAL)
def test_the_journal_is_not_emptied_at_one_stroke(
    session: Session, lines: tuple[User, int], table: type[Base]
):
    name = table.__tablename__
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    # SQLite has no TRUNCATE: a DELETE of everything is its short way, were there no triggers
    at_one_stroke = f"DELETE FROM {name}" if on_sqlite else f'TRUNCATE "{name}" CASCADE'
    with pytest.raises(DatabaseError, match="never"), session.begin_nested():
        session.execute(text(at_one_stroke))


@pytest.mark.parametrize("table", [Operation, OperationFigures])
def test_a_line_is_not_replaced_by_another(
    session: Session, lines: tuple[User, int], table: type[Base]
):
    if session.get_bind().dialect.name != "sqlite":
        return  # PostgreSQL has no REPLACE; its ON CONFLICT is an UPDATE, refused above
    row = session.execute(select(table.__table__).where(of(table, lines[1]))).mappings().one()
    columns = ", ".join(row)
    copied = f"INSERT OR REPLACE INTO {table.__tablename__} ({columns}) "
    copied += f"SELECT {columns} FROM {table.__tablename__} WHERE "
    copied += f"{'id' if table is Operation else 'operation_id'} = {lines[1]}"
    with pytest.raises(DatabaseError, match="never deleted"), session.begin_nested():
        session.execute(text(copied))
