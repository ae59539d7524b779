"""Everybody of a school to recognise a list by, and the rows that a list adds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from store.models import (
    Change,
    Enrolment,
    EnrolmentChange,
    SchoolChange,
    SchoolClass,
    User,
)
from store.queries.users import PROFILE

SLICE = 1000
"""Rows that a statement takes."""


class Identity(NamedTuple):
    """What a user is recognised by."""

    id: int
    role: str
    external_id: str | None
    email_key: str | None
    name_key: str
    deleted: bool


def identities(session: Session, school_id: int) -> Iterator[Identity]:
    """Everybody who is not erased, deleted ones included, oldest first."""
    rows = session.execute(
        select(
            User.id,
            User.role,
            User.external_id,
            User.email_key,
            User.name_key,
            User.deleted_at.is_not(None),
        )
        .where(User.school_id == school_id, User.erased_at.is_(None))
        .order_by(User.id)
        .execution_options(yield_per=SLICE)
    )
    for row in rows:
        yield Identity(*row)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a list may add to a user who is there already."""

    id: int
    access: str
    licence: bool
    licence_stamp: int | None
    last_login_at: datetime | None
    login_stamp: int | None
    profile_stamp: int | None
    profile: dict[str, Any]
    """The fields of `store.queries.users.PROFILE`."""


_STANDING = (
    "id",
    "access",
    "licence",
    "licence_stamp",
    "last_login_at",
    "login_stamp",
    "profile_stamp",
)


def standings(session: Session, school_id: int, user_ids: Sequence[int]) -> dict[int, Standing]:
    """These users, by id; a statement for each thousand."""
    found: dict[int, Standing] = {}
    for part in _slices(user_ids):
        rows = session.execute(
            select(
                *(getattr(User, name) for name in _STANDING),
                *(getattr(User, name) for name in PROFILE),
            ).where(User.school_id == school_id, User.id.in_(part))
        )
        for row in rows:
            values: list[Any] = list(row)
            profile = dict(zip(PROFILE, values[len(_STANDING) :], strict=True))
            named = dict(zip(_STANDING, values, strict=False))
            found[row[0]] = Standing(**named, profile=profile)
    return found


def enrolments(session: Session, school_id: int, user_ids: Sequence[int]) -> set[tuple[int, int]]:
    """The (user, class) pairs of these users; a statement for each thousand."""
    found: set[tuple[int, int]] = set()
    for part in _slices(user_ids):
        rows = session.execute(
            select(Enrolment.user_id, Enrolment.class_id).where(
                Enrolment.school_id == school_id, Enrolment.user_id.in_(part)
            )
        )
        found.update((user_id, class_id) for user_id, class_id in rows)
    return found


IdentityKey = tuple[str | None, str | None, str]
"""External id, email_key and name_key: nobody shares all three."""


def add_users(
    session: Session,
    school_id: int,
    profiles: Sequence[dict[str, Any]],
    *,
    role: str,
    created_at: datetime,
    stamp: int,
) -> dict[IdentityKey, int]:
    """New users without licence or login; their ids.

    The ids are told by who they are of: to have them in the order of the
    profiles, SQLite would be given one row at a time.
    """
    if not profiles:
        return {}
    shared = {
        "school_id": school_id,
        "role": role,
        "created_at": created_at,
        "licence": False,
        "metered_before": 0,
        "profile_stamp": stamp,
        "existence_stamp": stamp,
    }
    added = session.execute(
        insert(User).returning(User.external_id, User.email_key, User.name_key, User.id),
        [shared | profile for profile in profiles],
    )
    return {(row[0], row[1], row[2]): row[3] for row in added}


def write_changes(session: Session, changes: Sequence[dict[str, Any]]) -> None:
    """Change rows; whatever a row does not name is empty."""
    _write(session, Change, [_EMPTY | change for change in changes])


_EMPTY = {
    column.name: None
    for column in Change.__table__.columns
    if column.name not in {"school_id", "operation_id", "user_id"}
}


def write_enrolments(
    session: Session, school_id: int, operation_id: int, begun: Sequence[tuple[int, int]]
) -> None:
    """Change rows of enrolments that begin, as (user, class)."""
    moves = [(user_id, class_id, True, None) for user_id, class_id in begun]
    write_moves(session, school_id, operation_id, moves)


def write_moves(
    session: Session,
    school_id: int,
    operation_id: int,
    moves: Sequence[tuple[int, int, bool, int | None]],
) -> None:
    """Change rows of enrolments, as (user, class, begun or ended, stamp of the ended)."""
    _write(
        session,
        EnrolmentChange,
        [
            {
                "school_id": school_id,
                "operation_id": operation_id,
                "user_id": user_id,
                "class_id": class_id,
                "enrolled": enrolled,
                "stamp_before": None if enrolled else stamp,
                "stamp_after": operation_id if enrolled else None,
            }
            for user_id, class_id, enrolled, stamp in moves
        ],
    )


def add_classes(
    session: Session, school_id: int, operation_id: int, names: dict[str, str], at: datetime
) -> dict[str, int]:
    """New classes of these names by key, and their journal rows; ids by key."""
    if not names:
        return {}
    rows = session.execute(
        insert(SchoolClass).returning(SchoolClass.name_key, SchoolClass.id),
        [
            {
                "school_id": school_id,
                "name": name,
                "name_key": key,
                "created_at": at,
                "stamp": operation_id,
            }
            for key, name in names.items()
        ],
    )
    ids = {row.name_key: row.id for row in rows}
    _write(
        session,
        SchoolChange,
        [
            {
                "school_id": school_id,
                "operation_id": operation_id,
                "thing": "class",
                "key": str(ids[key]),
                "before": None,
                "after": {"name": name},
                "stamp_before": None,
                "stamp_after": operation_id,
            }
            for key, name in names.items()
        ],
    )
    return ids


def _write(session: Session, model: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    # the table, not the model: rows that differ in what is empty would go one by one
    statement = insert(model.__table__)
    for part in _slices(rows):
        session.connection().execute(statement, list(part))


def _slices(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), SLICE):
        yield rows[start : start + SLICE]
