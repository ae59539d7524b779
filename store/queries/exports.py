"""A selection's users one after the other, with their classes; one statement, streamed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, func, null, select
from sqlalchemy.orm import Session

from store.bulk import streamed
from store.models import Enrolment, SchoolClass, User
from store.queries.selection import Selection, where

REMEMBERED = 10_000
"""Sets of classes whose names are remembered: many users share one."""


UserRow = tuple[
    str, str, str | None, str | None, tuple[str, ...], bool, datetime | None, Sequence[Any]
]
"""First and last name, address, external id, classes in order of name, licence, last login,
further columns. A plain tuple: there may be a million."""


def users(
    session: Session, school_id: int, selection: Selection, *, with_further: bool
) -> Iterator[UserRow]:
    """In order of name. Classes come as their ids in one text; their names are put in here.

    The rows are never all in memory: on PostgreSQL they come from a cursor of
    the server. The session must not be used for anything else meanwhile.
    """
    class_ids = (
        select(func.aggregate_strings(cast(Enrolment.class_id, Text), ","))
        .where(Enrolment.school_id == User.school_id, Enrolment.user_id == User.id)
        .scalar_subquery()
    )
    query = (
        select(
            User.first_name,
            User.last_name,
            User.email,
            User.external_id,
            class_ids,
            User.licence,
            User.last_login_at,
            # only where there are any: to read them from JSON is a third of the time
            User.further if with_further else null(),
        )
        .where(where(school_id, selection))
        .order_by(User.name_key, User.id)
    )
    found = streamed(session, query)
    names = _class_names(session, school_id)
    known: dict[str | None, tuple[str, ...]] = {None: ()}
    for rows in found.partitions():
        for first_name, last_name, email, external_id, ids, licence, login, more in rows:
            classes = known.get(ids)
            if classes is None:
                if len(known) > REMEMBERED:
                    known = {None: ()}
                in_order = sorted(names[int(class_id)] for class_id in ids.split(","))
                classes = known[ids] = tuple(name for _key, name in in_order)
            yield first_name, last_name, email, external_id, classes, licence, login, more or ()


def _class_names(session: Session, school_id: int) -> dict[int, tuple[str, str]]:
    """Key and name of every class by its id: joined to each user they would be sent again.

    Deleted ones too, and asked for after the users: on PostgreSQL a class may
    come or go between the two.
    """
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.name_key, SchoolClass.name).where(
            SchoolClass.school_id == school_id
        )
    )
    return {class_id: (key, name) for class_id, key, name in rows}


def further_columns(session: Session, school_id: int, selection: Selection) -> int:
    """The most further columns that any of these users has."""
    most = select(func.max(func.json_array_length(User.further))).where(where(school_id, selection))
    return session.execute(most).scalar_one() or 0


def count(session: Session, school_id: int, selection: Selection) -> tuple[int, int]:
    """How many users, and how many of them have no address."""
    row = session.execute(
        select(func.count(), func.count(User.email)).where(where(school_id, selection))
    ).one()
    return row[0], row[0] - row[1]
