"""Get a list as a file: to read in a spreadsheet, or to load into the application again.

The file is written row by row as the rows come from the store, and noted in
the journal once it reached who asked for it. Functions take an open session;
callers commit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from commands import drafts, journal
from commands.access import Actor, require_admin
from commands.errors import ClassGoneError, NobodyHasAddressError, NobodyMatchesError
from commands.rosters.lines import ExportRow
from commands.rosters.writing import write_positional, write_spreadsheet
from commands.selection import Selection, from_values, to_values
from store.models import School
from store.queries import classes, exports, schools

KIND = DRAFT = "export"


class Form(StrEnum):
    SPREADSHEET = "spreadsheet"
    """Headers and all columns, in the school's language."""
    POSITIONAL = "positional"
    """First name, last name, e-mail and further columns, raw: a master list."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for. `place` is a Slack channel, or None for in private."""

    selection: Selection
    """A role, and classes if it is about some only."""
    form: Form
    place: str | None = None


@dataclass(frozen=True)
class Figures:
    """What a file would hold, or holds: `rows` are written, `left_out` have no address."""

    rows: int
    left_out: int


def prepare(session: Session, school_id: int, wanted: Wanted, *, by: Actor, now: datetime) -> str:
    """Keep what is asked for under a draft; its id. Raises NotAllowedError."""
    require_admin(session, school_id, by)
    school = schools.get(session, school_id)
    return drafts.start(
        session,
        school_id,
        DRAFT,
        _content(wanted),
        roster_version=school.roster_version,
        by=by,
        now=now,
    )


def change(
    session: Session, school_id: int, draft_id: str, wanted: Wanted, *, by: Actor, now: datetime
) -> None:
    """Ask for something else under the same draft.

    Raises NotAllowedError, DraftEndedError or AlreadyDoneError.
    """
    prepared(session, school_id, draft_id, by=by, now=now)
    school = schools.get(session, school_id)
    drafts.change(
        session, school_id, draft_id, _content(wanted), roster_version=school.roster_version
    )


def prepared(
    session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime
) -> Wanted:
    """What the draft holds. Raises NotAllowedError, DraftEndedError or AlreadyDoneError."""
    require_admin(session, school_id, by)
    content = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now).content
    selection = from_values(content["selection"])
    return Wanted(selection, Form(content["form"]), content["place"])


def preview(session: Session, school_id: int, wanted: Wanted, *, by: Actor) -> Figures:
    """What the file would hold.

    Raises NotAllowedError, ClassGoneError, NobodyMatchesError, or
    NobodyHasAddressError where the positional form would be empty.
    """
    require_admin(session, school_id, by)
    _require_classes(session, school_id, wanted.selection)
    found, without = exports.count(session, school_id, wanted.selection)
    if found == 0:
        raise NobodyMatchesError
    left_out = without if wanted.form is Form.POSITIONAL else 0
    if found == left_out:
        raise NobodyHasAddressError(left_out)
    return Figures(found - left_out, left_out)


def write(session: Session, school_id: int, wanted: Wanted, out: BinaryIO, *, by: Actor) -> Figures:
    """Write the file; in memory is never more than a few hundred rows.

    `session` may be a reading one. Raises what `preview` raises, before a byte is written.
    """
    preview(session, school_id, wanted, by=by)
    school = schools.get(session, school_id)
    further = exports.further_columns(session, school_id, wanted.selection)
    rows = _rows(session, school, wanted, with_further=further > 0)
    if wanted.form is Form.POSITIONAL:
        return Figures(*write_positional(rows, out))
    written = write_spreadsheet(
        rows, out, language=school.language, zone=school.zone, further=further
    )
    return Figures(written, 0)


def record(
    session: Session,
    school_id: int,
    wanted: Wanted,
    figures: Figures,
    *,
    draft_id: str | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Note that the file was handed over; gives the operation's id. Takes the draft, if any.

    Raises NotAllowedError, DraftEndedError or AlreadyDoneError.
    """
    schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    operation_id = journal.begin(session, school_id, KIND, by=by, now=now)
    if draft_id is not None:
        drafts.take(session, school_id, draft_id, operation_id)
    told = {
        "role": wanted.selection.role,
        "form": wanted.form,
        "rows": figures.rows,
        "left_out": figures.left_out,
        "selection": _kept(wanted.selection),
    }
    journal.finish(session, school_id, operation_id, told, kind=KIND, now=now)
    return operation_id


def _rows(
    session: Session, school: School, wanted: Wanted, *, with_further: bool
) -> Iterator[ExportRow]:
    found = exports.users(session, school.id, wanted.selection, with_further=with_further)
    return (ExportRow(*row) for row in found)


def _require_classes(session: Session, school_id: int, selection: Selection) -> None:
    wanted = set(selection.class_ids)
    if wanted and wanted - {class_id for class_id, _n, _k in classes.names(session, school_id)}:
        raise ClassGoneError


def _content(wanted: Wanted) -> dict[str, Any]:
    return {
        "selection": to_values(wanted.selection),
        "form": wanted.form,
        "place": wanted.place,
    }


def _kept(selection: Selection) -> dict[str, Any]:
    """What the journal keeps of a selection: a text looked for may be a name, and is not kept."""
    return to_values(selection) | {"text": "…" if selection.text else ""}
