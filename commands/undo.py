"""Undo an operation: whatever still is as it left it, in one transaction.

Each thing carries the stamp of the operation that put it as it is. Undo gives
back value and stamp together where the stamp is still the undone operation's,
and leaves everything else alone, by name. It is an operation itself, written
by the same change rows with before and after exchanged, so that undoing an undo
is the same rule again. Functions take an open session; callers commit.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from commands import credits, journal
from commands.access import Actor, require_admin
from commands.days import today
from commands.errors import (
    AlreadyUndoneError,
    CannotBeUndoneError,
    NotEnoughCreditsError,
    NothingLeftToUndoError,
    UnknownOperationError,
)
from commands.pause import current_pause
from commands.undo_pause import Undoing
from commands.undo_school import ThingUndone, give_back, take_classes_out
from commands.users import NameLine, name_lines
from store.models import Deletion, Operation, School
from store.queries import apply as applying
from store.queries import operations, schools, undo_enrolments, undo_left, undo_school, users
from store.queries import undo as changes

KIND = "undo"
MOST_NAMED = 100


class LeftReason(StrEnum):
    """Why a user was left alone."""

    DELETED = "deleted"
    """Deleted since, by another act."""
    IN_USE = "in_use"
    """Added by the operation; connected, or was given a licence or a class, since."""
    SAME_PERSON = "same_person"
    """Somebody else has the external id, or the address and name, now."""
    EXTERNAL = "external"
    """An external user holds no licence, and who holds one does not become external."""
    CHANGED = "changed"
    """By another operation since."""


@dataclass(frozen=True)
class LeftAlone:
    user: NameLine
    reason: LeftReason


@dataclass(frozen=True)
class Undone:
    """What an undo came to. `left_alone` names at most 100 of `left`, by name."""

    operation_id: int
    undone_kind: str
    licences_given: int
    licences_taken: int
    restored: int
    deleted: int
    profiles: int
    logins: int
    enrolments_begun: int
    enrolments_ended: int
    credits: int
    """Licence-seconds by which the balance moved."""
    left_alone: tuple[LeftAlone, ...]
    left: int
    things: tuple[ThingUndone, ...]
    """Pauses, settings, admins, links and classes, those left alone included."""


def undo(
    session: Session, school_id: int, operation_id: int, *, by: Actor, now: datetime
) -> Undone:
    """Undo what is left of the operation.

    Raises NotAllowedError, UnknownOperationError, CannotBeUndoneError (a kind
    without undo), AlreadyUndoneError, NotEnoughCreditsError (less is left than
    was bought) or NothingLeftToUndoError, and then changes nothing.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    undone = _undoable(session, school_id, operation_id)
    at = credits.settle(session, school, now)
    with session.begin_nested():  # a refusal leaves nothing behind, whatever the caller does then
        result = _undo(session, school, undone, at=at, by=by, now=now)
        if not _touched(result):
            raise NothingLeftToUndoError(_left(result), things=_left(result) - result.left)
    return result


def _undoable(session: Session, school_id: int, operation_id: int) -> Operation:
    operation = operations.get(session, school_id, operation_id)
    if operation is None:
        raise UnknownOperationError
    if operation.kind in journal.NO_UNDO:
        raise CannotBeUndoneError(operation.kind)
    earlier = operations.get_undoing(session, school_id, operation_id)
    if earlier is not None:
        raise AlreadyUndoneError(earlier.at, earlier.slack_id)
    return operation


def _undo(
    session: Session,
    school: School,
    undone: Operation,
    *,
    at: datetime,
    by: Actor,
    now: datetime,
) -> Undone:
    operation_id = journal.begin(session, school.id, KIND, by=by, now=now, undoes_id=undone.id)
    undoing = Undoing(
        school=school,
        operation_id=operation_id,
        undone_id=undone.id,
        at=at,
        by=by,
        paused=current_pause(session, school, now) is not None,
    )
    things = give_back(session, undoing)
    found, left = _write_changes(session, undoing)
    _apply(session, undoing, found)
    things += take_classes_out(session, undoing)
    if found.any or any(t.thing == "class" and t.left is None for t in things):
        school.roster_version += 1
    result = Undone(
        operation_id=operation_id,
        undone_kind=undone.kind,
        licences_given=found.licences_given,
        licences_taken=found.licences_taken,
        restored=found.restored,
        deleted=found.deleted,
        profiles=found.profiles,
        logins=found.logins,
        enrolments_begun=found.enrolments_begun,
        enrolments_ended=found.enrolments_ended,
        credits=_negate_entries(session, undoing),
        left_alone=_named(session, school.id, left),
        left=left.count,
        things=tuple(things),
    )
    figures = _figures(result, undone)
    journal.finish(session, school.id, operation_id, figures, kind=KIND, now=now)
    return result


def _write_changes(session: Session, undoing: Undoing) -> tuple[changes.Facets, undo_left.Left]:
    """Write the undo's change rows: what they come to, and who gets none."""
    school, operation_id = undoing.school, undoing.operation_id
    found = changes.facets(session, school.id, undoing.undone_id)
    if not found.any:
        return found, undo_left.Left(0, ())
    deletion_id = None
    if found.added:
        day = today(undoing.at, school.zone)
        deletion = Deletion(
            school_id=school.id, operation_id=operation_id, day=day, deleted_at=undoing.at
        )
        deletion_id = changes.add_deletion(session, deletion)
    changes.write_changes(
        session,
        school.id,
        operation_id,
        undone_id=undoing.undone_id,
        found=found,
        deletion_id=deletion_id,
    )
    if deletion_id is not None:
        changes.drop_deletion_if_empty(session, school.id, deletion_id)
    if found.enrolments_begun or found.enrolments_ended:
        undo_enrolments.write_enrolment_changes(
            session, school.id, operation_id, undone_id=undoing.undone_id
        )
    mine = changes.facets(session, school.id, operation_id)
    if changes.all_went_back(found, mine):
        return mine, undo_left.Left(0, ())
    return mine, undo_left.left_alone(
        session, school.id, operation_id, undone_id=undoing.undone_id, limit=MOST_NAMED
    )


def _named(session: Session, school_id: int, left: undo_left.Left) -> tuple[LeftAlone, ...]:
    """Those left alone by name, so that two named alike can be told apart."""
    if not left.named:
        return ()
    found = users.by_ids(session, school_id, [row.id for row in left.named])
    lines = {line.id: line for line in name_lines(session, school_id, found)}
    return tuple(LeftAlone(lines[row.id], LeftReason(row.reason)) for row in left.named)


def _apply(session: Session, undoing: Undoing, found: changes.Facets) -> None:
    """Put the change rows into force: ids are free before they are taken again.

    A licence goes before its holder becomes external, and comes after they are
    internal again.
    """
    school, operation_id = undoing.school, undoing.operation_id
    which = (session, school.id, operation_id)
    if found.licences_taken:
        school.paying -= applying.licences(*which, held=False, odometer=school.odometer)
    if found.deleted:
        school.paying += applying.existence(*which, odometer=school.odometer, kinds=("deleted",))
    if found.profiles:
        applying.profiles(*which)
    if found.restored:
        school.paying += applying.existence(*which, odometer=school.odometer, kinds=("restored",))
    if found.licences_given:
        school.paying += applying.licences(*which, held=True, odometer=school.odometer)
    if found.enrolments_begun or found.enrolments_ended:
        applying.enrolments(*which)
    if found.logins:
        applying.logins(*which)


def _negate_entries(session: Session, undoing: Undoing) -> int:
    """Meet a purchase or correction by its negative, whole; by how much the balance moved."""
    school, moved = undoing.school, 0
    for entry in undo_school.entries(session, school.id, undoing.undone_id):
        if school.balance < entry.amount:
            raise NotEnoughCreditsError(balance=school.balance, wanted=entry.amount)
        credits.add_entry(
            session,
            school,
            undoing.operation_id,
            entry.kind,
            -entry.amount,
            entry.reason,
            undoing.at,
        )
        moved -= entry.amount
    return moved


def _touched(result: Undone) -> int:
    return (
        result.licences_given
        + result.licences_taken
        + result.restored
        + result.deleted
        + result.profiles
        + result.logins
        + result.enrolments_begun
        + result.enrolments_ended
        + bool(result.credits)
        + sum(thing.left is None for thing in result.things)
    )


def _left(result: Undone) -> int:
    return result.left + sum(thing.left is not None for thing in result.things)


def _figures(result: Undone, undone: Operation) -> dict[str, object]:
    """Figures and ids only: what the journal and the admins' channel tell."""
    names = (
        "licences_given",
        "licences_taken",
        "restored",
        "deleted",
        "profiles",
        "logins",
        "enrolments_begun",
        "enrolments_ended",
        "credits",
        "left",
    )
    return {
        "undone": undone.id,
        "undone_kind": undone.kind,
        **{name: getattr(result, name) for name in names},
        "things": [{"thing": t.thing, "key": t.key, "left": t.left} for t in result.things],
    }
