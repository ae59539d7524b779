"""Join a deleted person who exists again to the account they have now.

The live account gets the classes of both and the later login; the deleted one
is not touched. That it is not offered any more is read off the journal, so that
undoing the operation offers it again.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import journal
from commands.access import Actor, require_admin
from commands.errors import (
    AlreadyDoneError,
    NotSamePersonError,
    UnknownUserError,
    UserNotDeletedError,
)
from commands.profiles import get_live
from commands.users import NameLine, name_lines
from store.models import User
from store.queries import apply as applying
from store.queries import deletions, operations, profiles, schools, users
from store.queries.deletions import JOIN, JOINED_USER

JOINABLE = 10
"""So many deleted accounts of one person are offered."""


@dataclass(frozen=True)
class Joined:
    operation_id: int
    user_id: int
    """The account that stays."""
    classes: int
    """How many classes it got."""
    last_login_at: datetime | None


def join(
    session: Session,
    school_id: int,
    deleted_user_id: int,
    live_user_id: int,
    *,
    by: Actor,
    now: datetime,
) -> Joined:
    """Keep one account, the live one, with the classes of both and the later login.

    Raises NotAllowedError, UnknownUserError, UserNotDeletedError, UserDeletedError,
    NotSamePersonError, or AlreadyDoneError when they were joined before.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    gone = _deleted(session, school_id, deleted_user_id)
    live = get_live(session, school_id, live_user_id)
    if not _same_person(gone, live):
        raise NotSamePersonError(deleted_user_id, live_user_id)
    operation_id = journal.begin(session, school_id, JOIN, by=by, now=now)
    begun = _missing_classes(session, school_id, gone, live)
    login = max((at for at in (gone.last_login_at, live.last_login_at) if at), default=None)
    # The login is written even where it stays: it makes the joining something to undo.
    profiles.write_change(
        session, operation_id, live, profiles.UserChange(login=(live.last_login_at, login))
    )
    profiles.write_enrolments(session, school_id, operation_id, live.id, begun=begun)
    applying.logins(session, school_id, operation_id)
    applying.enrolments(session, school_id, operation_id)
    school.roster_version += 1
    figures = {JOINED_USER: gone.id, "user_id": live.id, "classes": len(begun)}
    journal.finish(session, school_id, operation_id, figures, kind=JOIN, now=now)
    return Joined(operation_id, live.id, len(begun), login)


def joinable(session: Session, school_id: int, user_id: int) -> list[NameLine]:
    """Deleted accounts of the person who has this undeleted one: what `join` would take."""
    live = users.get(session, school_id, user_id)
    if live is None or live.deleted_at is not None:
        return []
    condition = deletions.left_to_restore(school_id, role=live.role) & deletions.same_person(live)
    found = users.page(session, school_id, condition, limit=JOINABLE)
    return name_lines(session, school_id, found)


def _deleted(session: Session, school_id: int, user_id: int) -> User:
    """The deleted user who can be joined; see `join` for what it raises."""
    user = users.get(session, school_id, user_id)
    if user is None or user.erased_at is not None:
        raise UnknownUserError
    if user.deleted_at is None:
        raise UserNotDeletedError(user_id)
    joining = deletions.joining(session, school_id, user_id)
    if joining is not None:
        operation = operations.get(session, school_id, joining)
        assert operation is not None  # noqa: S101 - its figures were just read
        raise AlreadyDoneError(joining, operation.at)
    return user


def _same_person(gone: User, live: User) -> bool:
    """Same role, and same external id or same address and name."""
    same_id = gone.external_id is not None and gone.external_id == live.external_id
    same_name = gone.email_key is not None and (gone.email_key, gone.name_key) == (
        live.email_key,
        live.name_key,
    )
    return gone.role == live.role and (same_id or same_name)


def _missing_classes(session: Session, school_id: int, gone: User, live: User) -> list[int]:
    has = {row.class_id for row in profiles.enrolments(session, school_id, live.id)}
    remembered = profiles.enrolments(session, school_id, gone.id)
    return [row.class_id for row in remembered if row.class_id not in has]
