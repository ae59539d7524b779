"""One user's profile: who else would be the same person, and the change rows of a card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, insert, select
from sqlalchemy.orm import Session

from store.models import Change, Enrolment, EnrolmentChange, SchoolClass, User
from store.queries.users import PROFILE


@dataclass(frozen=True)
class UserChange:
    """What one operation does to one user; what is empty is not touched."""

    licence: tuple[bool, bool] | None = None
    profile: tuple[dict[str, Any], dict[str, Any]] | None = None
    login: tuple[datetime | None, datetime | None] | None = None
    """Before and after, of each."""


@dataclass(frozen=True)
class EnrolmentRow:
    """A class that one user is in."""

    class_id: int
    name_key: str
    stamp: int | None


def values(user: User) -> dict[str, Any]:
    """The profile as a change row keeps it."""
    return {name: getattr(user, name) for name in PROFILE}


def add(session: Session, school_id: int, stamp: int, fields: dict[str, Any], **rest: Any) -> int:
    """A new user with this profile; gives its id."""
    return session.execute(
        insert(User)
        .values(
            school_id=school_id,
            licence=False,
            metered_before=0,
            profile_stamp=stamp,
            existence_stamp=stamp,
            **fields,
            **rest,
        )
        .returning(User.id)
    ).scalar_one()


def write_added(
    session: Session, school_id: int, operation_id: int, user_id: int, *, licence: bool
) -> None:
    """The change row of a new user, who gets a licence at once if `licence`."""
    given = (
        {"licence_before": False, "licence_after": True, "licence_stamp_after": operation_id}
        if licence
        else {}
    )
    session.execute(
        insert(Change).values(
            school_id=school_id,
            operation_id=operation_id,
            user_id=user_id,
            existence="added",
            existence_stamp_after=operation_id,
            **given,
        )
    )


def write_change(session: Session, operation_id: int, user: User, change: UserChange) -> None:
    """The change row of one user, with the stamps before and after."""
    row: dict[str, Any] = {}
    if change.licence is not None:
        row |= _facet("licence", change.licence, user.licence_stamp, operation_id)
    if change.profile is not None:
        row |= _facet("profile", change.profile, user.profile_stamp, operation_id)
    if change.login is not None:
        row |= _facet("login", change.login, user.login_stamp, operation_id)
        row["login_changed"] = True
    session.execute(
        insert(Change).values(
            school_id=user.school_id, operation_id=operation_id, user_id=user.id, **row
        )
    )


def _facet(
    name: str, both: tuple[object, object], stamp: int | None, operation_id: int
) -> dict[str, Any]:
    before, after = both
    return {
        f"{name}_before": before,
        f"{name}_after": after,
        f"{name}_stamp_before": stamp,
        f"{name}_stamp_after": operation_id,
    }


def write_enrolments(
    session: Session,
    school_id: int,
    operation_id: int,
    user_id: int,
    *,
    begun: Sequence[int] = (),
    ended: Sequence[tuple[int, int | None]] = (),
) -> None:
    """Change rows of one user's enrolments; an ended one comes with its stamp."""
    key: dict[str, int | None] = {
        "school_id": school_id,
        "operation_id": operation_id,
        "user_id": user_id,
    }
    rows = [
        key
        | {
            "class_id": class_id,
            "enrolled": True,
            "stamp_before": None,
            "stamp_after": operation_id,
        }
        for class_id in begun
    ] + [
        key | {"class_id": class_id, "enrolled": False, "stamp_before": stamp, "stamp_after": None}
        for class_id, stamp in ended
    ]
    if rows:
        session.execute(insert(EnrolmentChange), rows)


def enrolments(session: Session, school_id: int, user_id: int) -> Sequence[EnrolmentRow]:
    """The user's classes, in order of name."""
    rows = session.execute(
        select(Enrolment.class_id, SchoolClass.name_key, Enrolment.stamp)
        .join(
            SchoolClass,
            and_(
                SchoolClass.school_id == Enrolment.school_id,
                SchoolClass.id == Enrolment.class_id,
            ),
        )
        .where(Enrolment.school_id == school_id, Enrolment.user_id == user_id)
        .order_by(SchoolClass.name_key)
    )
    return [EnrolmentRow(*row) for row in rows]


def holder_of(
    session: Session, school_id: int, external_id: str, *, but: int | None = None
) -> int | None:
    """The undeleted user of this external id, other than `but`."""
    return session.scalars(
        select(User.id).where(
            User.school_id == school_id,
            User.external_id == external_id,
            User.deleted_at.is_(None),
            User.id != (but or 0),
        )
    ).first()


def same_person(
    session: Session,
    school_id: int,
    role: str,
    email_key: str | None,
    name_key: str,
    *,
    but: int | None = None,
) -> int | None:
    """An undeleted user of this role with the same address and name, other than `but`."""
    if email_key is None:
        return None
    return session.scalars(
        select(User.id)
        .where(
            User.school_id == school_id,
            User.role == role,
            User.email_key == email_key,
            User.name_key == name_key,
            User.deleted_at.is_(None),
            User.id != (but or 0),
        )
        .order_by(User.id)
    ).first()


def under_address(session: Session, school_id: int, email_key: str, *, but: int) -> Sequence[User]:
    """The other undeleted users with this address: brothers and sisters; in order of name."""
    return session.scalars(
        select(User)
        .where(
            User.school_id == school_id,
            User.email_key == email_key,
            User.deleted_at.is_(None),
            User.id != but,
        )
        .order_by(User.name_key, User.id)
    ).all()
