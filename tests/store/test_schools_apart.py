"""Rule 23: the database itself refuses a row that ties two schools together."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    Engine,
    ForeignKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    insert,
    inspect,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Base
from store.session import Sessions

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TABLES: dict[str, Table] = dict(Base.metadata.tables)
PAIRS = [
    (table.name, key)
    for table in Base.metadata.sorted_tables
    for key in sorted(table.foreign_key_constraints, key=lambda each: each.column_keys)
    if len(key.elements) > 1
]
OTHER_KEYS = {"workspace": {"team_id"}}
"""A Slack team finds its school by it: the one unique rule that does not begin with the school."""

_numbers = count(1)


def tables(engine: Engine) -> Iterator[str]:
    return (name for name in inspect(engine).get_table_names() if name != "alembic_version")


def test_every_foreign_key_names_the_pair_but_the_one_to_the_school(sessions: Sessions):
    found = inspect(sessions.engine)
    for table in tables(sessions.engine):
        for key in found.get_foreign_keys(table):
            if key["referred_table"] == "school":
                assert (key["constrained_columns"], key["referred_columns"]) == (
                    ["school_id"],
                    ["id"],
                )
            else:
                assert key["referred_columns"] == ["school_id", "id"], (table, key)
                assert key["constrained_columns"][0] == "school_id", (table, key)


def test_every_table_but_school_says_whose_it_is(sessions: Sessions):
    found = inspect(sessions.engine)
    for table in tables(sessions.engine):
        if table != "school":
            columns = {column["name"]: column for column in found.get_columns(table)}
            assert columns["school_id"]["nullable"] is False, table
            to_parents = [key["constrained_columns"] for key in found.get_foreign_keys(table)]
            assert to_parents, f"{table} hangs on nothing"


def test_parents_are_unique_by_school_and_id(sessions: Sessions):
    found = inspect(sessions.engine)
    for parent in {key.referred_table.name for _table, key in PAIRS}:
        unique = [rule["column_names"] for rule in found.get_unique_constraints(parent)]
        assert ["school_id", "id"] in unique, parent


def test_unique_rules_begin_with_the_school(sessions: Sessions):
    found = inspect(sessions.engine)
    for table in tables(sessions.engine):
        rules = [rule["column_names"] for rule in found.get_unique_constraints(table)]
        rules += [i["column_names"] for i in found.get_indexes(table) if i["unique"]]
        for rule in rules:
            assert rule[0] == "school_id", (table, rule)
        key = found.get_pk_constraint(table)["constrained_columns"]
        known = {"id"} | OTHER_KEYS.get(table, set())
        assert key[0] == "school_id" or (len(key) == 1 and key[0] in known), (table, key)


@pytest.mark.parametrize(
    ("table", "key"), PAIRS, ids=[f"{name}-{key.column_keys[-1]}" for name, key in PAIRS]
)
def test_a_row_that_ties_two_schools_is_refused(
    session: Session, table: str, key: ForeignKeyConstraint
):
    mine, yours = add(session, "school"), add(session, "school")
    parent, column = key.referred_table.name, key.column_keys[-1]
    theirs = add(session, parent, school_id=yours)
    own = add(session, parent, school_id=mine)
    add(session, table, school_id=mine, **row_beside(table, column, own))  # it is only the school
    with pytest.raises(IntegrityError), session.begin_nested():
        add(session, table, school_id=mine, **row_beside(table, column, theirs))


def row_beside(table: str, column: str, parent_id: object) -> dict[str, Any]:
    """The row of `table` that names this parent, and keeps its own checks."""
    deleted = {"deleted_at": NOW} if column == "deletion_id" else {}
    return {column: parent_id, **deleted}


def add(session: Session, name: str, **values: Any) -> Any:
    """A row of whatever table with whatever it must have, its parents included; its id."""
    table = TABLES[name]
    given = dict(values)
    if name != "school":
        given.setdefault("school_id", None)
        given["school_id"] = given["school_id"] or add(session, "school")
    for key in table.foreign_key_constraints:
        column = key.column_keys[-1]
        if len(key.elements) > 1 and column not in given and not table.c[column].nullable:
            given[column] = add(session, key.referred_table.name, school_id=given["school_id"])
    for column in table.columns:
        if column.name not in given and not column.nullable and column.name != "id":
            given[column.name] = filler(table, column.name)
    if "id" in table.c and isinstance(table.c.id.type, String):
        given.setdefault("id", filler(table, "id"))
    result = session.execute(insert(table).values(**given))
    return result.inserted_primary_key[-1] if "id" in table.c else None


CHOICES = {
    "language": "fr",
    "time_zone": "Europe/Paris",
    "role": "student",
    "access": "internal",
}


def filler(table: Table, name: str) -> object:
    """A value that any rule of the column takes, never twice the same where it could matter."""
    kind = table.c[name].type
    if name in CHOICES:
        return CHOICES[name]
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, JSON):
        return {}
    if isinstance(kind, Date):
        return date(2026, 11, 23)
    if isinstance(kind, String):
        return f"{name}{next(_numbers)}"
    return NOW if name.endswith("_at") or name == "at" else 0


def test_unique_rules_are_declared_as_such():
    for table in TABLES.values():
        for rule in table.constraints:
            if isinstance(rule, UniqueConstraint):
                assert next(iter(rule.columns)).name == "school_id"
