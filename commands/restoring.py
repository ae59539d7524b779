"""Restore deleted people. What a person prepares is a draft.

Who exists again is not restored but named as a conflict, with the account that
takes their place (`commands.joining` makes one of the two); the others are.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from commands import credits, drafts, journal
from commands.access import Actor, require_admin
from commands.errors import (
    FiguresMovedError,
    NothingDeletedError,
    NothingToChangeError,
)
from commands.users import NameLine, name_lines
from store.models import School
from store.queries import apply as applying
from store.queries import deletions, restoring, schools, users

DRAFT = "restore"

CONFLICTS_SHOWN = 100
"""Of those who stay deleted so many are named; all are counted."""


class Reason(StrEnum):
    """Why a deleted user stays deleted."""

    EXTERNAL_ID = "external_id"
    """A live user has the same external id."""
    SAME_PERSON = "same_person"
    """A live user has the same address and name."""
    CHOSEN_TWICE = "chosen_twice"
    """Another one chosen is the same person and was deleted later."""


@dataclass(frozen=True)
class Choice:
    """Who is to be restored: all that is given narrows. `user_ids` of nobody is nobody."""

    day: date | None = None
    deletion_id: int | None = None
    user_ids: tuple[int, ...] | None = None
    """Only these."""
    left_out: tuple[int, ...] = ()
    """All but these."""

    def narrowing(self) -> dict[str, Any]:
        return {
            "day": self.day,
            "deletion_id": self.deletion_id,
            "user_ids": self.user_ids,
            "left_out": self.left_out,
        }


@dataclass(frozen=True)
class Conflict:
    user: NameLine
    reason: Reason
    other: NameLine
    """The live user, or the one who comes back instead."""
    can_join: bool
    """`join` can keep one account of the two."""


@dataclass(frozen=True)
class RestorePreview:
    """What restoring would do: chosen = restorable + conflict_count."""

    draft_id: str
    choice: Choice
    chosen: int
    restorable: int
    licences: int
    """Licences that would be paid again."""
    conflict_count: int
    conflicts: tuple[Conflict, ...]
    """In order of name; the first hundred."""
    per_day_before: int
    per_day_after: int
    before: credits.RunOut
    after: credits.RunOut


@dataclass(frozen=True)
class Restored:
    operation_id: int
    restored: int
    licences: int
    left_count: int
    left: tuple[Conflict, ...]
    """Who stays deleted, in order of name; the first hundred."""
    after: credits.RunOut


def start_restore(
    session: Session, school_id: int, choice: Choice, *, by: Actor, now: datetime
) -> RestorePreview:
    """Begin to prepare; keeps a draft and gives its preview.

    Raises NotAllowedError, or NothingDeletedError when nobody chosen is left to restore.
    """
    require_admin(session, school_id, by)
    school = schools.get(session, school_id)
    found = _found(session, school_id, choice)
    draft_id = drafts.start(
        session,
        school_id,
        DRAFT,
        _content(choice, found),
        roster_version=school.roster_version,
        digest=found.digest,
        by=by,
        now=now,
    )
    return _preview(session, school, draft_id, choice, found, now)


def change_restore(
    session: Session,
    school_id: int,
    draft_id: str,
    choice: Choice,
    *,
    by: Actor,
    now: datetime,
) -> RestorePreview:
    """Prepare something else under the same draft.

    Raises NotAllowedError, DraftEndedError, AlreadyDoneError or NothingDeletedError.
    """
    require_admin(session, school_id, by)
    drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
    school = schools.get(session, school_id)
    found = _found(session, school_id, choice)
    drafts.change(
        session,
        school_id,
        draft_id,
        _content(choice, found),
        roster_version=school.roster_version,
        digest=found.digest,
    )
    return _preview(session, school, draft_id, choice, found, now)


def prepared_restore(
    session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime
) -> Choice:
    """What the draft holds. Raises NotAllowedError, DraftEndedError or AlreadyDoneError."""
    require_admin(session, school_id, by)
    content = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now).content
    return _choice(content["choice"])


def apply_restore(
    session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime
) -> Restored:
    """Restore who was previewed; those in conflict stay deleted and are named.

    Raises NotAllowedError, DraftEndedError, AlreadyDoneError, NothingDeletedError,
    NothingToChangeError when all of them are in conflict, or FiguresMovedError.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    draft = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
    choice = _choice(draft.content["choice"])
    found = restoring.figures(session, school_id, _condition(school_id, choice))
    shown = draft.content["figures"]
    if school.roster_version != draft.roster_version and (
        found.digest != draft.digest or _shown(found) != shown
    ):
        raise FiguresMovedError(before=shown, after=_shown(found))
    if found.chosen == 0:
        raise NothingDeletedError(choice.day)
    if found.restorable == 0:
        raise NothingToChangeError(matched=found.chosen)
    left = _conflicts(session, school_id, choice, found)
    credits.settle(session, school, now)
    operation_id = journal.begin(session, school_id, "restore", by=by, now=now)
    drafts.take(session, school_id, draft_id, operation_id)
    restoring.write_changes(session, school_id, operation_id, _condition(school_id, choice))
    school.paying += applying.existence(session, school_id, operation_id, odometer=school.odometer)
    school.roster_version += 1
    figures = _shown(found) | {"day": choice.day.isoformat() if choice.day else None}
    journal.finish(session, school_id, operation_id, figures, kind="restore", now=now)
    return Restored(
        operation_id,
        restored=found.restorable,
        licences=found.licences,
        left_count=found.conflicts,
        left=left,
        after=credits.run_out(session, school, now),
    )


def _condition(school_id: int, choice: Choice) -> ColumnElement[bool]:
    return deletions.left_to_restore(school_id, **choice.narrowing())


def _found(session: Session, school_id: int, choice: Choice) -> restoring.Figures:
    found = restoring.figures(session, school_id, _condition(school_id, choice))
    if found.chosen == 0:
        raise NothingDeletedError(choice.day)
    return found


def _conflicts(
    session: Session, school_id: int, choice: Choice, found: restoring.Figures
) -> tuple[Conflict, ...]:
    """Who stays deleted and why; no statement at all where nobody does."""
    if found.conflicts == 0:
        return ()
    rows = restoring.conflicts(
        session, school_id, _condition(school_id, choice), limit=CONFLICTS_SHOWN
    )
    told = [(row.user_id, *_reason(row)) for row in rows]
    ids = {user_id for user_id, _reason, _other in told} | {other for _id, _why, other in told}
    lines = {
        line.id: line
        for line in name_lines(session, school_id, users.by_ids(session, school_id, sorted(ids)))
    }
    return tuple(_conflict(lines[user_id], reason, lines[other]) for user_id, reason, other in told)


def _reason(row: restoring.ConflictRow) -> tuple[Reason, int]:
    if row.live_by_id is not None:
        return Reason.EXTERNAL_ID, row.live_by_id
    if row.live_by_name is not None:
        return Reason.SAME_PERSON, row.live_by_name
    later = row.later_by_id or row.later_by_name
    assert later is not None  # noqa: S101 - a conflict has one of the four
    return Reason.CHOSEN_TWICE, later


def _conflict(user: NameLine, reason: Reason, other: NameLine) -> Conflict:
    can_join = reason is not Reason.CHOSEN_TWICE and user.role == other.role
    return Conflict(user, reason, other, can_join)


def _content(choice: Choice, found: restoring.Figures) -> dict[str, Any]:
    values = choice.narrowing() | {"day": choice.day.isoformat() if choice.day else None}
    return {"choice": values, "figures": _shown(found)}


def _choice(values: dict[str, Any]) -> Choice:
    """The choice that a draft's content holds."""
    return Choice(
        day=date.fromisoformat(values["day"]) if values["day"] else None,
        deletion_id=values["deletion_id"],
        user_ids=None if values["user_ids"] is None else tuple(values["user_ids"]),
        left_out=tuple(values["left_out"]),
    )


def _shown(found: restoring.Figures) -> dict[str, Any]:
    """The figures that the preview promises."""
    return {
        "restorable": found.restorable,
        "licences": found.licences,
        "conflicts": found.conflicts,
    }


def _preview(
    session: Session,
    school: School,
    draft_id: str,
    choice: Choice,
    found: restoring.Figures,
    now: datetime,
) -> RestorePreview:
    paying = school.paying + found.licences
    return RestorePreview(
        draft_id=draft_id,
        choice=choice,
        chosen=found.chosen,
        restorable=found.restorable,
        licences=found.licences,
        conflict_count=found.conflicts,
        conflicts=_conflicts(session, school.id, choice, found),
        per_day_before=school.paying * 86_400,
        per_day_after=paying * 86_400,
        before=credits.run_out(session, school, now),
        after=credits.run_out(session, school, now, paying=paying),
    )
