"""A selection's users one after the other, with their classes; one statement, streamed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, func, null, select
from sqlalchemy.orm import Session

from store.models import Enrolment, SchoolClass, User
from store.queries.selection import Selection, where

SLICE = 2000
"""Rows fetched at a time."""


UserRow = tuple[
    str, str, str | None, str | None, tuple[str, ...], bool, datetime | None, Sequence[Any]
]
"""First and last name, address, external id, classes in order of name, licence, last login,
further columns. A plain tuple: there may be a million."""


def users(
    session: Session, school_id: int, selection: Selection, *, with_further: bool
) -> Iterator[UserRow]:
    """In order of name. A row comes once a class, and is put together again here.

    The rows are never all in memory: on PostgreSQL they come from a cursor of
    the server. The session must not be used for anything else meanwhile.
    """
    query = (
        select(
            User.id,
            User.first_name,
            User.last_name,
            User.email,
            User.external_id,
            User.licence,
            User.last_login_at,
            SchoolClass.name_key,
            SchoolClass.name,
            # only where there are any: to read them from JSON is a third of the time
            User.further if with_further else null(),
        )
        .outerjoin(
            Enrolment, and_(Enrolment.school_id == User.school_id, Enrolment.user_id == User.id)
        )
        .outerjoin(
            SchoolClass,
            and_(
                SchoolClass.school_id == Enrolment.school_id,
                SchoolClass.id == Enrolment.class_id,
            ),
        )
        .where(where(school_id, selection))
        .order_by(User.name_key, User.id)
    )
    # by the connection: rows of plain columns need nothing of what a session does for objects
    found = session.connection().execute(query.execution_options(yield_per=SLICE))
    rows = chain.from_iterable(found.partitions())
    for _id, same in groupby(rows, itemgetter(0)):
        first, *others = same
        _id, first_name, last_name, email, external_id, licence, login, _key, name, more = first
        names = (name,) if name is not None else ()
        if others:
            names = tuple(row[8] for row in sorted((first, *others), key=itemgetter(7)))
        yield first_name, last_name, email, external_id, names, licence, login, more or ()


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
