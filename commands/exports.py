"""Get a list as a file: to read in a spreadsheet, or to load into the application again.

The file is written row by row as the rows come from the store, and noted in
the journal before it is handed over. Functions take an open session;
callers commit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from commands import drafts, handovers
from commands.access import Actor, require_admin
from commands.errors import ClassGoneError, NobodyHasAddressError, NobodyMatchesError
from commands.rosters.lines import ExportRow
from commands.rosters.writing import write_positional, write_spreadsheet
from commands.selection import Selection, from_values, to_values
from store.models import School
from store.queries import classes, exports, schools

DRAFT = "export"


class Form(StrEnum):
    SPREADSHEET = "spreadsheet"
    """Headers and all columns, in the school's language."""
    POSITIONAL = "positional"
    """First name, last name, e-mail and further columns, raw: a master list."""


class Cells(StrEnum):
    """How a spreadsheet's cells are told apart, and whether a mark says that it is UTF-8."""

    SEMICOLONS = "semicolons"
    COMMAS = "commas"
    UNMARKED = "unmarked"
    """Commas, and no mark: for other programs than spreadsheets."""

    @classmethod
    def of(cls, language: str) -> "Cells":
        """What opens right by a double click where this language is spoken."""
        return cls.SEMICOLONS if language == "fr" else cls.COMMAS


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for. `place` is a Slack channel, or None for in private."""

    selection: Selection
    """A role, and classes if it is about some only."""
    form: Form
    place: str | None = None
    cells: Cells | None = None
    """Of a spreadsheet; None for what the school's language says."""


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
    cells = Cells(content["cells"]) if content["cells"] else None
    return Wanted(selection, Form(content["form"]), content["place"], cells)


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
    cells = wanted.cells or Cells.of(school.language)
    written = write_spreadsheet(
        rows,
        out,
        language=school.language,
        zone=school.zone,
        further=further,
        separator=";" if cells is Cells.SEMICOLONS else ",",
        bom=cells is not Cells.UNMARKED,
    )
    return Figures(written, 0)


def record(
    session: Session,
    school_id: int,
    wanted: Wanted,
    figures: Figures,
    *,
    file_id: str | None = None,
    draft_id: str | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Note that the file is about to be handed over, as `handovers.record` does."""
    told = {
        "role": wanted.selection.role,
        "form": wanted.form,
        "rows": figures.rows,
        "left_out": figures.left_out,
        "selection": _kept(wanted.selection),
    }
    return handovers.record(
        session, school_id, told, file_id=file_id, draft_id=draft_id, by=by, now=now
    )


def _rows(
    session: Session, school: School, wanted: Wanted, *, with_further: bool
) -> Iterator[ExportRow]:
    found = exports.users(session, school.id, wanted.selection, with_further=with_further)
    return map(ExportRow._make, found)


def _require_classes(session: Session, school_id: int, selection: Selection) -> None:
    wanted = set(selection.class_ids)
    if wanted and wanted - {class_id for class_id, _n, _k in classes.names(session, school_id)}:
        raise ClassGoneError


def _content(wanted: Wanted) -> dict[str, Any]:
    return {
        "selection": to_values(wanted.selection),
        "form": wanted.form,
        "place": wanted.place,
        "cells": wanted.cells,
    }


def _kept(selection: Selection) -> dict[str, Any]:
    """What the journal keeps of a selection: a text looked for may be a name, and is not kept."""
    return to_values(selection) | {"text": "…" if selection.text else ""}
