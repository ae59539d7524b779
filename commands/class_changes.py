"""Merge a class into another, move people between two, delete one. What is prepared is a draft.

Deleted users follow their class, so that restoring them finds it. A class that
is merged or deleted keeps its row, which the journal names. Functions take an
open session; callers commit.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from commands import class_names, drafts, journal
from commands.access import Actor, require_admin
from commands.errors import (
    ClassGoneError,
    FiguresMovedError,
    NobodyMatchesError,
    SameClassError,
)
from commands.selection import Selection, from_values, to_values
from store.models import School
from store.queries import apply as applying
from store.queries import class_changes, classes, schools
from store.queries.selection import where

DRAFT = "class"
EVERYBODY = Selection(with_teachers=True)


class Act(StrEnum):
    """What is done to a class; also the kind of the operation."""

    MERGE = "merge_class"
    MOVE = "move_people"
    DELETE = "delete_class"


@dataclass(frozen=True)
class Plan:
    """What is to be done: with which class, whom of it, into which other one."""

    act: Act
    class_id: int
    into_id: int | None = None
    """For merging and moving; None while it is not chosen yet."""
    people: Selection = EVERYBODY
    """Whom of the class to move: by role, by id, or all but some."""


@dataclass(frozen=True)
class ClassPreview:
    """What applying would do to the undeleted people of the class.

    matched = students + teachers.
    """

    draft_id: str
    plan: Plan
    name: str
    into: str | None
    matched: int
    students: int
    teachers: int
    already: int
    """In the other class as well: they only leave this one."""
    without_class: int
    """Would be in no class any more."""
    without_teacher: bool
    """Students stay in the class, and its last teacher goes."""


@dataclass(frozen=True)
class ClassChanged:
    """The same figures, done."""

    operation_id: int
    plan: Plan
    name: str
    into: str | None
    matched: int
    students: int
    teachers: int
    already: int
    without_class: int
    without_teacher: bool


def start(
    session: Session, school_id: int, plan: Plan, *, by: Actor, now: datetime
) -> ClassPreview:
    """Begin to prepare; keeps a draft and gives its preview.

    Raises NotAllowedError, ClassGoneError or SameClassError.
    """
    require_admin(session, school_id, by)
    school = schools.get(session, school_id)
    found = _find(session, school_id, plan)
    draft_id = drafts.start(
        session,
        school_id,
        DRAFT,
        _content(plan, found),
        roster_version=school.roster_version,
        digest=found.people.digest,
        by=by,
        now=now,
    )
    return _preview(draft_id, plan, found)


def change(
    session: Session, school_id: int, draft_id: str, plan: Plan, *, by: Actor, now: datetime
) -> ClassPreview:
    """Prepare something else under the same draft.

    Raises what `start` raises, DraftEndedError or AlreadyDoneError.
    """
    require_admin(session, school_id, by)
    drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
    school = schools.get(session, school_id)
    found = _find(session, school_id, plan)
    drafts.change(
        session,
        school_id,
        draft_id,
        _content(plan, found),
        roster_version=school.roster_version,
        digest=found.people.digest,
    )
    return _preview(draft_id, plan, found)


def prepared(session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime) -> Plan:
    """What the draft holds. Raises NotAllowedError, DraftEndedError or AlreadyDoneError."""
    require_admin(session, school_id, by)
    return _plan(drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now).content)


def apply(
    session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime
) -> ClassChanged:
    """Do what was previewed, in one transaction whose statements do not grow with the people.

    Raises NotAllowedError, DraftEndedError, AlreadyDoneError, ClassGoneError, SameClassError
    (also where no other class was chosen), NobodyMatchesError (moving), or FiguresMovedError
    when the figures or the set of people are not those shown.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    draft = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
    plan = _plan(draft.content)
    if plan.into_id is None and plan.act is not Act.DELETE:
        raise SameClassError
    found = _find(session, school_id, plan)
    shown = draft.content["figures"]
    if school.roster_version != draft.roster_version and (
        found.people.digest != draft.digest or _shown(found) != shown
    ):
        raise FiguresMovedError(before=shown, after=_shown(found))
    if plan.act is Act.MOVE and found.people.matched == 0:
        raise NobodyMatchesError
    operation_id = journal.begin(session, school_id, plan.act, by=by, now=now)
    drafts.take(session, school_id, draft_id, operation_id)
    _write(session, school, plan, operation_id, now)
    school.roster_version += 1
    figures = _shown(found) | {"class_id": plan.class_id, "into_id": plan.into_id}
    journal.finish(session, school_id, operation_id, figures, kind=plan.act, now=now)
    return ClassChanged(
        operation_id,
        plan,
        found.name,
        found.into,
        **_told(found),
    )


def _write(session: Session, school: School, plan: Plan, operation_id: int, now: datetime) -> None:
    """Enrolments first, then the class itself, which nobody is in any more."""
    whom = where(school.id, _whom(plan)) if plan.act is Act.MOVE else None
    class_changes.write_moves(session, school.id, operation_id, plan.class_id, plan.into_id, whom)
    applying.enrolments(session, school.id, operation_id)
    if plan.act is Act.MOVE:
        return
    gone = class_names.get_live(session, school.id, plan.class_id)
    past = class_names.remember(session, gone, plan.into_id) if plan.into_id else []
    after = {"name": gone.name, "past": past, "deleted": True}
    class_names.write(session, gone, operation_id, after)
    class_changes.put(
        session,
        school.id,
        gone.id,
        name=gone.name,
        name_key=gone.name_key,
        deleted_at=now,
        stamp=operation_id,
    )


@dataclass(frozen=True)
class _Found:
    """What a plan comes to at this moment."""

    name: str
    into: str | None
    people: class_changes.Figures
    without_class: int
    without_teacher: bool


def _find(session: Session, school_id: int, plan: Plan) -> _Found:
    row = classes.get(session, school_id, plan.class_id)
    into = classes.get(session, school_id, plan.into_id) if plan.into_id else None
    if row is None or (plan.into_id and into is None):
        raise ClassGoneError
    if plan.into_id == plan.class_id:
        raise SameClassError
    moves = plan.act is Act.MOVE
    whom = where(school_id, _whom(plan)) if moves else class_changes.EVERYBODY
    people = class_changes.figures(session, school_id, plan.class_id, plan.into_id, whom)
    return _Found(
        name=row.name,
        into=into.name if into else None,
        people=people,
        without_class=people.only_here if plan.act is Act.DELETE else 0,
        without_teacher=moves
        and 0 < people.teachers == row.teachers
        and people.students < row.students,
    )


def _whom(plan: Plan) -> Selection:
    """People of this class only, whatever the selection says besides."""
    return replace(plan.people, class_ids=(plan.class_id,))


def _told(found: _Found) -> dict[str, Any]:
    return {
        "matched": found.people.matched,
        "students": found.people.students,
        "teachers": found.people.teachers,
        "already": found.people.already,
        "without_class": found.without_class,
        "without_teacher": found.without_teacher,
    }


def _shown(found: _Found) -> dict[str, int]:
    """The figures that the preview promises."""
    return {name: int(value) for name, value in _told(found).items()}


def _preview(draft_id: str, plan: Plan, found: _Found) -> ClassPreview:
    return ClassPreview(draft_id, plan, found.name, found.into, **_told(found))


def _content(plan: Plan, found: _Found) -> dict[str, Any]:
    return {
        "act": plan.act,
        "class_id": plan.class_id,
        "into_id": plan.into_id,
        "people": to_values(plan.people),
        "figures": _shown(found),
    }


def _plan(content: dict[str, Any]) -> Plan:
    return Plan(
        act=Act(content["act"]),
        class_id=content["class_id"],
        into_id=content["into_id"],
        people=from_values(content["people"]),
    )
