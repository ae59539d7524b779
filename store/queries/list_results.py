"""What a list that was applied did, read back from the journal."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from store.bulk import streamed
from store.models import Change, Enrolment, SchoolClass, User

AddedRow = tuple[str, str, str | None, str | None, tuple[str, ...], bool, datetime | None]
"""First and last name, address, external id, classes in order of name, licence, last login."""


def added_by(session: Session, school_id: int, operation_id: int) -> Iterator[AddedRow]:
    """The undeleted users whom this operation added, in order of name; streamed."""
    query = (
        select(
            User.id,
            User.first_name,
            User.last_name,
            User.email,
            User.external_id,
            User.licence,
            User.last_login_at,
            SchoolClass.name,
        )
        .join(Change, and_(Change.school_id == User.school_id, Change.user_id == User.id))
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
        .where(
            User.school_id == school_id,
            User.deleted_at.is_(None),
            Change.operation_id == operation_id,
            Change.existence == "added",
        )
        .order_by(User.name_key, User.id, SchoolClass.name_key)
    )
    found = streamed(session, query)
    for _id, same in groupby(found, itemgetter(0)):
        rows = list(same)
        _id, first, last, email, external_id, licence, login, _name = rows[0]
        names = tuple(row[7] for row in rows if row[7] is not None)
        yield first, last, email, external_id, names, licence, login
