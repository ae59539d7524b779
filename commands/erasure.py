"""Erase deleted people for good: one by hand, or all whose time to be restored is over.

An erasure empties the row and removes its lines in the journal, its enrolments, its
teacher's links, its reminders with their answers, and every draft that names the
person, by id, in a line of a list, or in words that were typed. It has no undo.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from commands import credits, draft_names, journal
from commands.access import COMMAND_LINE, Actor, require_admin
from commands.answers import PROPOSAL
from commands.days import today
from commands.errors import (
    ConfirmationMissesError,
    UnknownUserError,
    UserNotDeletedError,
)
from commands.reminder_rows import TEACHER
from store.keys import plain
from store.models import School, User
from store.queries import erasure, operations, postings, schools, users

RETENTION = "retention_days"
"""The setting's name: the journal tells when it was last changed."""

GRACE = timedelta(days=1)
"""So long nothing expires after the retention time was changed, nor who was deleted, by undoing,
under a day long past: a slip can be put right."""


@dataclass(frozen=True)
class Erased:
    """`operation_id` is None when there was nobody to erase."""

    operation_id: int | None
    erased: int


def erase_one(
    session: Session, school_id: int, user_id: int, typed_name: str, *, by: Actor, now: datetime
) -> Erased:
    """Erase one deleted person at once; first and last name typed in either order.

    Raises NotAllowedError, UnknownUserError, UserNotDeletedError or
    ConfirmationMissesError.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    user = users.get(session, school_id, user_id)
    if user is None or user.erased_at is not None:
        raise UnknownUserError
    if user.deleted_at is None:
        raise UserNotDeletedError(user_id)
    if plain(typed_name) not in _names(user):
        raise ConfirmationMissesError(f"{user.first_name} {user.last_name}".strip())
    return _erase(session, school, User.id == user_id, "erase", {"user_id": user_id}, by, now)


def erase_expired(session: Session, school_id: int, *, now: datetime) -> Erased:
    """Erase everybody whose last day to be restored is over; a retention of 0 keeps for good.

    Erases nobody in the day after the retention time was changed, nor who was deleted
    in the last day, if under an older date: undoing a restoration gives that back.
    """
    school = schools.get_locked(session, school_id)
    if school.retention_days == 0 or _changed_lately(session, school_id, now):
        return Erased(None, 0)
    lately = erasure.deleted_since(school_id, now - GRACE)
    condition = _expired(school, school.retention_days, now) & ~lately
    if erasure.count(session, condition) == 0:
        return Erased(None, 0)
    return _erase(session, school, condition, "expire", {}, COMMAND_LINE, now)


def would_erase(session: Session, school_id: int, retention_days: int, *, now: datetime) -> int:
    """How many the next expiry would erase if the retention time were this one."""
    school = schools.get(session, school_id)
    if retention_days == 0:
        return 0
    return erasure.count(session, _expired(school, retention_days, now))


def _expired(school: School, retention_days: int, now: datetime) -> ColumnElement[bool]:
    first_kept: date = today(now, school.zone) - timedelta(days=retention_days)
    return erasure.expired(school.id, first_kept)


def _changed_lately(session: Session, school_id: int, now: datetime) -> bool:
    """By a change or by undoing one: the stamp may be an earlier one's."""
    at = operations.last_change_of(session, school_id, "setting", RETENTION)
    return at is not None and at > now - GRACE


def _names(user: User) -> set[str]:
    first, last = user.first_name, user.last_name
    return {plain(f"{first} {last}"), plain(f"{last} {first}")}


def _erase(
    session: Session,
    school: School,
    condition: ColumnElement[bool],
    kind: str,
    figures: dict[str, Any],
    by: Actor,
    now: datetime,
) -> Erased:
    credits.settle(session, school, now)
    operation_id = journal.begin(session, school.id, kind, by=by, now=now)
    of_school = condition & (User.school_id == school.id)
    naming = draft_names.naming(session, school.id, of_school)
    erasure.delete_drafts(session, school.id, naming)
    erased = erasure.empty(session, of_school, at=now)
    erasure.forget(session, school.id, at=now)
    _shorten_messages(session, school.id, now)
    school.roster_version += 1
    journal.finish(
        session, school.id, operation_id, figures | {"erased": erased}, kind=kind, now=now
    )
    return Erased(operation_id, erased)


def _shorten_messages(session: Session, school_id: int, now: datetime) -> None:
    """What the bot posted while they were here may name them: it loses its names at the next run.

    Reminders and proposals, which others wait for, keep theirs until their time.
    """
    here_until = erasure.last_deleted(session, school_id, at=now)
    if here_until is not None:
        postings.due_at_once(
            session, school_id, before=here_until, but=(TEACHER, PROPOSAL), now=now
        )
