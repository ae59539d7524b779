"""Delete people over a selection. What a person prepares is a draft.

Deleting is soft: licence and classes are remembered. Who was deleted is told
by `commands.deleted`, restored by `commands.restoring` and joined to another
account by `commands.joining`; their functions can be had from here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from commands import credits, drafts, journal
from commands.access import Actor, require_admin
from commands.days import today
from commands.deleted import (
    Act,
    DeletedLine,
    DeletedPage,
    DeletionDay,
    days,
    find_deleted,
    names_of,
    of_day,
)
from commands.errors import FiguresMovedError, NobodyMatchesError
from commands.joining import Joined, join
from commands.profiles import get_live
from commands.restoring import (
    Choice,
    Conflict,
    Reason,
    Restored,
    RestorePreview,
    apply_restore,
    change_restore,
    prepared_restore,
    start_restore,
)
from commands.selection import Selection, from_values, to_values
from commands.users import restorable_until
from store.models import School
from store.queries import apply as applying
from store.queries import classes, deletions, schools
from store.queries.selection import where

__all__ = [
    "Act",
    "Choice",
    "Conflict",
    "Deleted",
    "DeletedLine",
    "DeletedPage",
    "DeletionDay",
    "DeletionPreview",
    "Joined",
    "Reason",
    "RestorePreview",
    "Restored",
    "apply",
    "apply_restore",
    "change",
    "change_restore",
    "days",
    "delete_one",
    "find_deleted",
    "join",
    "names_of",
    "of_day",
    "prepared",
    "prepared_restore",
    "start",
    "start_one",
    "start_restore",
]

DRAFT = "deletion"


@dataclass(frozen=True)
class DeletionPreview:
    """What deleting would do; matched = students + teachers."""

    draft_id: str
    selection: Selection
    matched: int
    students: int
    teachers: int
    licences: int
    """Paying licences that would be freed."""
    without_teacher: tuple[str, ...]
    """Names of the classes that would lose their last teacher."""
    restorable_until: date | None
    """The last day on which they can be restored; None: for ever."""
    per_day_before: int
    per_day_after: int
    """Licence-seconds that all licences take in an active day."""
    before: credits.RunOut
    after: credits.RunOut


@dataclass(frozen=True)
class Deleted:
    operation_id: int
    deletion_id: int
    day: date
    """In the school's zone."""
    deleted: int
    licences: int
    without_teacher: tuple[str, ...]
    restorable_until: date | None
    after: credits.RunOut


def start(
    session: Session, school_id: int, selection: Selection, *, by: Actor, now: datetime
) -> DeletionPreview:
    """Begin to prepare; keeps a draft and gives its preview. Raises NotAllowedError."""
    require_admin(session, school_id, by)
    school = schools.get(session, school_id)
    found = _find(session, school_id, selection)
    draft_id = drafts.start(
        session,
        school_id,
        DRAFT,
        _content(selection, found),
        roster_version=school.roster_version,
        digest=found.users.digest,
        by=by,
        now=now,
    )
    return _preview(session, school, draft_id, selection, found, now)


def start_one(
    session: Session, school_id: int, user_id: int, *, by: Actor, now: datetime
) -> DeletionPreview:
    """Prepare to delete one person. Raises also UnknownUserError or UserDeletedError."""
    require_admin(session, school_id, by)
    get_live(session, school_id, user_id)
    return start(session, school_id, Selection(user_ids=(user_id,)), by=by, now=now)


def change(
    session: Session,
    school_id: int,
    draft_id: str,
    selection: Selection,
    *,
    by: Actor,
    now: datetime,
) -> DeletionPreview:
    """Prepare something else under the same draft.

    Raises NotAllowedError, DraftEndedError or AlreadyDoneError.
    """
    require_admin(session, school_id, by)
    drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
    school = schools.get(session, school_id)
    found = _find(session, school_id, selection)
    drafts.change(
        session,
        school_id,
        draft_id,
        _content(selection, found),
        roster_version=school.roster_version,
        digest=found.users.digest,
    )
    return _preview(session, school, draft_id, selection, found, now)


def prepared(
    session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime
) -> Selection:
    """What the draft holds. Raises NotAllowedError, DraftEndedError or AlreadyDoneError."""
    require_admin(session, school_id, by)
    content = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now).content
    return from_values(content["selection"])


def apply(session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime) -> Deleted:
    """Delete who was previewed, in one act and one transaction.

    Raises NotAllowedError, DraftEndedError, AlreadyDoneError, NobodyMatchesError, or
    FiguresMovedError when the figures or the set of users are not those shown.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    draft = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
    selection = from_values(draft.content["selection"])
    found = _find(session, school_id, selection)
    shown = draft.content["figures"]
    # whatever the roster's version: who connected meanwhile moves the figures, and not that
    if found.users.digest != draft.digest or _shown(found) != shown:
        raise FiguresMovedError(before=shown, after=_shown(found))
    if found.users.matched == 0:
        raise NobodyMatchesError
    credits.settle(session, school, now)
    operation_id = journal.begin(session, school_id, "delete", by=by, now=now)
    drafts.take(session, school_id, draft_id, operation_id)
    day = today(now, school.zone)
    deletion_id = deletions.add(session, school_id, operation_id, day=day, at=now)
    deletions.write_changes(
        session, school_id, operation_id, deletion_id, where(school_id, selection)
    )
    school.paying += applying.existence(session, school_id, operation_id, odometer=school.odometer)
    school.roster_version += 1
    figures = _shown(found) | {
        "deletion_id": deletion_id,
        "selection": _kept(selection),
    }
    journal.finish(session, school_id, operation_id, figures, kind="delete", now=now)
    return Deleted(
        operation_id,
        deletion_id,
        day,
        deleted=found.users.matched,
        licences=found.users.licences,
        without_teacher=found.without_teacher,
        restorable_until=restorable_until(day, school.retention_days),
        after=credits.run_out(session, school, now),
    )


def delete_one(
    session: Session, school_id: int, user_id: int, *, by: Actor, now: datetime
) -> Deleted:
    """Delete one person at once. Raises NotAllowedError, UnknownUserError or UserDeletedError."""
    schools.get_locked(session, school_id)
    preview = start_one(session, school_id, user_id, by=by, now=now)
    return apply(session, school_id, preview.draft_id, by=by, now=now)


@dataclass(frozen=True)
class _Found:
    """What a selection comes to at this moment."""

    users: deletions.Figures
    without_teacher: tuple[str, ...]


def _find(session: Session, school_id: int, selection: Selection) -> _Found:
    condition = where(school_id, selection)
    found = deletions.figures(session, school_id, condition)
    if found.teachers == 0:
        return _Found(found, ())
    rows = classes.losing_teachers(session, school_id, condition)
    return _Found(found, tuple(name for _id, name in rows))


def _kept(selection: Selection) -> dict[str, Any]:
    """What the journal keeps of a selection: a text looked for may be a name, and is not kept."""
    return to_values(selection) | {"text": "…" if selection.text else ""}


def _content(selection: Selection, found: _Found) -> dict[str, Any]:
    return {"selection": to_values(selection), "figures": _shown(found)}


def _shown(found: _Found) -> dict[str, int]:
    """The figures that the preview promises."""
    return {
        "matched": found.users.matched,
        "students": found.users.students,
        "teachers": found.users.teachers,
        "licences": found.users.licences,
        "without_teacher": len(found.without_teacher),
    }


def _preview(
    session: Session,
    school: School,
    draft_id: str,
    selection: Selection,
    found: _Found,
    now: datetime,
) -> DeletionPreview:
    left = school.paying - found.users.licences
    return DeletionPreview(
        draft_id=draft_id,
        selection=selection,
        matched=found.users.matched,
        students=found.users.students,
        teachers=found.users.teachers,
        licences=found.users.licences,
        without_teacher=found.without_teacher,
        restorable_until=restorable_until(today(now, school.zone), school.retention_days),
        per_day_before=school.paying * 86_400,
        per_day_after=left * 86_400,
        before=credits.run_out(session, school, now),
        after=credits.run_out(session, school, now, paying=left),
    )
