"""Everybody of a school, as a list is compared with them."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, and_, cast, func, null, select
from sqlalchemy.orm import Session

from store.bulk import streamed
from store.models import Enrolment, User
from store.queries.apply import LIVE, PAYING
from store.queries.deletions import left_to_restore
from store.queries.list_lines import of_lines
from store.queries.users import PROFILE

SLICE = 2000
"""Users fetched at a time by their ids."""


class There(NamedTuple):
    """A user as a list is compared with."""

    first_name: str
    last_name: str
    email: str | None
    external_id: str | None
    further_text: str
    """As JSON: of most users it is never looked at."""
    email_key: str | None
    name_key: str
    access: str
    id: int
    role: str
    licence: bool
    last_login_at: datetime | None
    deleted: bool

    @property
    def further(self) -> list[Any]:
        cells: list[Any] = json.loads(self.further_text)
        return cells

    @property
    def profile(self) -> dict[str, Any]:
        """Named as in `store.queries.users.PROFILE`."""
        return dict(zip(PROFILE, self, strict=False)) | {"further": self.further}


def _users(*, with_logins: bool = True) -> Select[Any]:
    """Rows of `There`."""
    fields = {name: getattr(User, name) for name in PROFILE}
    return select(
        *(fields | {"further": cast(User.further, Text)}).values(),
        User.id,
        User.role,
        User.licence,
        User.last_login_at if with_logins else null(),
        User.deleted_at.is_not(None),
    )


def everybody(session: Session, school_id: int, *, with_logins: bool) -> Iterator[There]:
    """Everybody undeleted, oldest first, and who can be restored, the last deleted at the end."""
    users = _users(with_logins=with_logins)
    live = users.where(User.school_id == school_id, LIVE).order_by(User.id)
    gone = users.where(left_to_restore(school_id)).order_by(User.deleted_at, User.id)
    for query in (live, gone):
        yield from map(There._make, streamed(session, query))


def by_ids(session: Session, school_id: int, user_ids: Sequence[int]) -> Iterator[There]:
    """These users, deleted or not; a statement for each slice."""
    for start in range(0, len(user_ids), SLICE):
        some = User.id.in_(user_ids[start : start + SLICE])
        yield from map(
            There._make, session.execute(_users().where(User.school_id == school_id, some))
        )


def held_ids(session: Session, school_id: int, external_ids: Sequence[str]) -> set[str]:
    """Those of these identifiers that undeleted users of either role have."""
    held: set[str] = set()
    for start in range(0, len(external_ids), SLICE):
        some = User.external_id.in_(external_ids[start : start + SLICE])
        query = select(User.external_id).where(User.school_id == school_id, LIVE, some)
        held.update(filter(None, session.scalars(query)))
    return held


def classes_of(session: Session, school_id: int, role: str) -> dict[int, tuple[int, ...]]:
    """Class ids by user, of all users of this role, deleted ones included."""
    same: dict[int, tuple[int, ...]] = {}
    found: dict[int, tuple[int, ...]] = {}
    query = (
        select(Enrolment.user_id, Enrolment.class_id)
        .join(User, and_(User.school_id == Enrolment.school_id, User.id == Enrolment.user_id))
        .where(Enrolment.school_id == school_id, User.role == role)
    )
    for user_id, class_id in streamed(session, query):
        earlier = found.get(user_id)
        if earlier is None:
            found[user_id] = same.setdefault(class_id, (class_id,))
        else:
            found[user_id] = (*earlier, class_id)
    return found


def members(session: Session, school_id: int, role: str) -> Counter[int]:
    """How many undeleted users of this role each class has; empty ones are missing."""
    rows = session.execute(
        select(Enrolment.class_id, func.count())
        .join(User, and_(User.school_id == Enrolment.school_id, User.id == Enrolment.user_id))
        .where(Enrolment.school_id == school_id, User.role == role, LIVE)
        .group_by(Enrolment.class_id)
    )
    return Counter({row[0]: row[1] for row in rows})


def count_role(session: Session, school_id: int, role: str) -> tuple[int, int]:
    """How many undeleted users of this role, and how many of them have no address."""
    row = session.execute(
        select(func.count(), func.count(User.email)).where(
            User.school_id == school_id, User.role == role, LIVE
        )
    ).one()
    return row[0], row[0] - row[1]


def deleted_among(
    session: Session, school_id: int, user_ids: Sequence[int]
) -> dict[int, tuple[int, int | None]]:
    """Deletion and stamp of those of these users who are deleted."""
    rows = session.execute(
        select(User.id, User.deletion_id, User.existence_stamp).where(
            User.school_id == school_id, User.id.in_(user_ids), User.deletion_id.is_not(None)
        )
    )
    return {user_id: (deletion_id or 0, stamp) for user_id, deletion_id, stamp in rows}


def paying(session: Session, school_id: int, draft_id: str, outcome: str) -> int:
    """Licences that the users of these lines pay, or would if they were not deleted."""
    pays = PAYING if outcome == "deleted" else and_(User.licence, User.access == "internal")
    return session.execute(
        select(func.count()).where(
            User.school_id == school_id, pays, of_lines(school_id, draft_id, outcome)
        )
    ).scalar_one()
