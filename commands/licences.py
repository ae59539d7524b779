"""Assign, revoke and give back licences over a selection.

What a person prepares is a draft; the preview's figures are a promise that
`apply` keeps or refuses. Functions take an open session; callers commit.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from commands import classes, credits, drafts, journal
from commands.access import Actor, require_admin
from commands.errors import FiguresMovedError, NobodyMatchesError, NothingToChangeError
from commands.selection import Selection, from_values, to_values
from store.models import School
from store.queries import apply as applying
from store.queries import licences, operations, schools

DRAFT = "licences"


class Action(StrEnum):
    ASSIGN = "assign"
    REVOKE = "revoke"
    GIVE_BACK = "give_back"


@dataclass(frozen=True)
class LicencePreview:
    """What applying would do: matched = to_change + unchanged + external."""

    draft_id: str
    action: Action
    selection: Selection
    given_back: int | None
    matched: int
    to_change: int
    unchanged: int
    external: int
    elsewhere: int
    """Of those to change, how many are also in a class outside the selection."""
    per_day_before: int
    per_day_after: int
    """Licence-seconds that all licences take in an active day."""
    before: credits.RunOut
    after: credits.RunOut


@dataclass(frozen=True)
class LicenceResult:
    """matched = changed + unchanged + left_alone (external)."""

    operation_id: int
    action: Action
    matched: int
    changed: int
    unchanged: int
    left_alone: int
    after: credits.RunOut


@dataclass(frozen=True)
class Revocation:
    """An earlier revocation, whose licences can be given back to those who have none since."""

    operation_id: int
    at: datetime
    by: str | None
    revoked: int
    selection: dict[str, Any]
    class_names: tuple[str, ...]
    """Of the classes it was about, where they still exist."""


def start(
    session: Session,
    school_id: int,
    action: Action,
    selection: Selection,
    *,
    given_back: int | None = None,
    by: Actor,
    now: datetime,
) -> LicencePreview:
    """Begin to prepare; keeps a draft and gives its preview. Raises NotAllowedError."""
    require_admin(session, school_id, by)
    school = schools.get(session, school_id)
    found = _figures(session, school_id, action, selection, given_back)
    content = _content(action, selection, given_back, found)
    draft_id = drafts.start(
        session,
        school_id,
        DRAFT,
        content,
        roster_version=school.roster_version,
        digest=found.digest,
        by=by,
        now=now,
    )
    return _preview(session, school, draft_id, action, selection, given_back, found, now)


def change(
    session: Session,
    school_id: int,
    draft_id: str,
    action: Action,
    selection: Selection,
    *,
    given_back: int | None = None,
    by: Actor,
    now: datetime,
) -> LicencePreview:
    """Prepare something else under the same draft.

    Raises NotAllowedError, DraftEndedError or AlreadyDoneError.
    """
    require_admin(session, school_id, by)
    drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
    school = schools.get(session, school_id)
    found = _figures(session, school_id, action, selection, given_back)
    drafts.change(
        session,
        school_id,
        draft_id,
        _content(action, selection, given_back, found),
        roster_version=school.roster_version,
        digest=found.digest,
    )
    return _preview(session, school, draft_id, action, selection, given_back, found, now)


def prepared(
    session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime
) -> tuple[Action, Selection, int | None]:
    """What the draft holds. Raises NotAllowedError, DraftEndedError or AlreadyDoneError."""
    require_admin(session, school_id, by)
    content = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now).content
    return Action(content["action"]), from_values(content["selection"]), content["given_back"]


def apply(
    session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime
) -> LicenceResult:
    """Do what was previewed, in one transaction whose statements do not grow with the users.

    Raises NotAllowedError, DraftEndedError, AlreadyDoneError (the first click's
    operation), NobodyMatchesError, NothingToChangeError, or FiguresMovedError
    when the figures or the set of users are not those shown.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    draft = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
    action = Action(draft.content["action"])
    selection = from_values(draft.content["selection"])
    given_back = draft.content["given_back"]
    found = _figures(session, school_id, action, selection, given_back)
    shown = draft.content["figures"]
    # whatever the roster's version: who connected meanwhile moves the figures, and not that
    if found.digest != draft.digest or _shown(found) != shown:
        raise FiguresMovedError(before=shown, after=_shown(found))
    if found.matched == 0:
        raise NobodyMatchesError
    if found.to_change == 0:
        raise NothingToChangeError(found.matched, found.external)
    credits.settle(session, school, now)
    operation_id = journal.begin(session, school_id, action, by=by, now=now)
    drafts.take(session, school_id, draft_id, operation_id)
    held = action is not Action.REVOKE
    licences.write_changes(
        session, school_id, operation_id, selection, held=held, given_back=given_back
    )
    changed = applying.licences(
        session, school_id, operation_id, held=held, odometer=school.odometer
    )
    school.paying += changed if held else -changed
    school.roster_version += 1
    result = LicenceResult(
        operation_id,
        action,
        found.matched,
        changed,
        found.unchanged,
        found.external,
        credits.run_out(session, school, now),
    )
    figures = _shown(found) | {"changed": changed, "selection": _kept(selection)}
    journal.finish(session, school_id, operation_id, figures, kind=action, now=now)
    return result


def revocations(session: Session, school_id: int, *, limit: int = 20) -> list[Revocation]:
    """The last revocations, newest first, without the undone ones; four statements in all."""
    found = operations.newest(session, school_id, kinds=[Action.REVOKE], limit=limit)
    ids = [operation.id for operation in found]
    undone = operations.undone_among(session, school_id, ids)
    figures = operations.figures_of_each(session, school_id, ids)
    class_ids = {id_ for each in figures.values() for id_ in each["selection"]["class_ids"]}
    named = classes.names_by_id(session, school_id, class_ids)
    return [
        Revocation(
            operation.id,
            operation.at,
            operation.slack_id,
            of_it["changed"],
            of_it["selection"],
            tuple(name for id_, name in named if id_ in of_it["selection"]["class_ids"]),
        )
        for operation in found
        if operation.id not in undone
        for of_it in [figures[operation.id]]
    ]


def _figures(
    session: Session,
    school_id: int,
    action: Action,
    selection: Selection,
    given_back: int | None,
) -> licences.Figures:
    return licences.figures(
        session,
        school_id,
        selection,
        held=action is not Action.REVOKE,
        given_back=given_back,
    )


def _content(
    action: Action, selection: Selection, given_back: int | None, found: licences.Figures
) -> dict[str, Any]:
    return {
        "action": action,
        "selection": to_values(selection),
        "given_back": given_back,
        "figures": _shown(found),
    }


def _shown(found: licences.Figures) -> dict[str, int]:
    """The figures that the preview promises."""
    return {
        "matched": found.matched,
        "to_change": found.to_change,
        "unchanged": found.unchanged,
        "external": found.external,
    }


def _kept(selection: Selection) -> dict[str, Any]:
    """What the journal keeps of a selection: a text looked for may be a name, and is not kept."""
    values = to_values(selection)
    values["text"] = "…" if selection.text else ""
    return values


def _preview(
    session: Session,
    school: School,
    draft_id: str,
    action: Action,
    selection: Selection,
    given_back: int | None,
    found: licences.Figures,
    now: datetime,
) -> LicencePreview:
    moved = -found.to_change if action is Action.REVOKE else found.to_change
    return LicencePreview(
        draft_id=draft_id,
        action=action,
        selection=selection,
        given_back=given_back,
        matched=found.matched,
        to_change=found.to_change,
        unchanged=found.unchanged,
        external=found.external,
        elsewhere=found.elsewhere,
        per_day_before=school.paying * 86_400,
        per_day_after=(school.paying + moved) * 86_400,
        before=credits.run_out(session, school, now),
        after=credits.run_out(session, school, now, paying=school.paying + moved),
    )
