"""The lines of a list as a draft keeps them, and back."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from commands.lists.differences import Wanted, wanted_from
from commands.lists.plan import Plan, values_of
from commands.lists.values import ListFile, Outcome, PersonRow
from commands.matching import Doubtful, Listed, Unclear
from commands.rosters.classes import join_cell
from commands.rosters.columns import Column
from commands.rosters.lines import NEVER, LastLogin, Line, Reason, Rejected
from commands.rosters.text import clean, restore
from commands.rosters.writing import WORDINGS
from store.keys import name_key
from store.queries import classes
from store.queries.list_lines import LineRow, Row

_NEVER = "never"
_json = json.JSONEncoder().encode
_quoted = json.encoder.encode_basestring_ascii


def rows(plan: Plan, lines: Sequence[Line], file: ListFile) -> Iterator[Row]:
    """All lines in the order of the file, then those left out, as `list_lines.write` takes them."""
    said = _Said()
    told: dict[int, tuple[Listed, Outcome, Wanted | None] | None] = {}
    for person in plan.people:
        told[person[0].first.number] = person
    unclear = {one.line: one for one in plan.unclear}
    again = {
        line.number: each
        for each, _outcome, _wanted in plan.people
        if len(each.lines) > 1
        for line in each.lines[1:]
    }
    place = 0
    for line in _in_order(lines, plan.unclear):
        place += 1
        number = line.line if isinstance(line, Rejected) else line.number
        if isinstance(line, Rejected):
            yield _rejected_row(place, line, file)
            continue
        found = told.get(number)
        if found is not None:
            each, outcome, wanted = found
            yield _row(place, line, said(line), outcome, each, wanted)
        elif number in again:
            yield _row(place, line, said(line), Outcome.AGAIN, again[number], None)
        else:
            one = unclear[number]
            assert isinstance(one, Unclear)  # noqa: S101 - a line that was read
            yield _unclear_row(place, line, said(line), one)
    outcome = Outcome.DELETED if plan.deletes else Outcome.MISSING
    for left in plan.left:
        place += 1
        keys = (left.id, left.external_id, left.name_key)
        yield (place, None, None, outcome, *keys, None, None, None, None)


def _in_order(lines: Sequence[Line], unclear: Sequence[Unclear | Rejected]) -> Iterator[Any]:
    """Lines that were read and lines that were not, as the file has them."""
    rejected = [one for one in unclear if isinstance(one, Rejected)]
    next_one = 0
    for line in lines:
        while next_one < len(rejected) and rejected[next_one].line < line.number:
            yield rejected[next_one]
            next_one += 1
        yield line
    yield from rejected[next_one:]


def _row(
    place: int, line: Line, said: str, outcome: Outcome, each: Listed, wanted: Wanted | None
) -> Row:
    user_id = each.user.id if each.user else None
    values = values_of(each, outcome, wanted)
    changes = _json(values) if values is not None else None
    keys = (user_id, line.external_id, each.name_key)
    return (place, line.number, said, outcome, *keys, None, None, None, changes)


def _unclear_row(place: int, line: Line, said: str, one: Unclear) -> Row:
    keys = (None, line.external_id, name_key(line.first_name, line.last_name))
    why = (one.column, one.reason, one.other_line, None)
    return (place, line.number, said, Outcome.UNCLEAR, *keys, *why)


def _rejected_row(place: int, one: Rejected, file: ListFile) -> Row:
    said = [list(one.record), one.cell, one.position]
    why = (one.column, one.reason, None, None)
    first, last, external_id = (
        _cell(one, file, column)
        for column in (Column.FIRST_NAME, Column.LAST_NAME, Column.EXTERNAL_ID)
    )
    keys = (None, external_id or None, name_key(first, last))
    return (place, one.line, _json(said), Outcome.UNCLEAR, *keys, *why)


def _cell(one: Rejected, file: ListFile, column: Column) -> str:
    """What stands in this column of a line that could not be read, as far as it can be told."""
    places = file.places.get(column, ())
    return clean(one.record[places[0]]) if places and places[0] < len(one.record) else ""


class _Said:
    """What a line says, as JSON, by hand: there may be 200 000, mostly of few classes.

    Their names are remembered for one list only: a class may be called after a pupil.
    """

    def __init__(self) -> None:
        self._names = lru_cache(maxsize=4096)(_json)

    def __call__(self, line: Line) -> str:
        told = [
            "null" if cell is None else _quoted(cell)
            for cell in (line.first_name, line.last_name, line.email, line.external_id)
        ]
        told.append(self._names(line.classes))
        login = line.last_login
        if line.licence is None and login is None and not line.further:
            return f"[{', '.join(told)}, null, null, []]"
        told += (
            _json(line.licence),
            _json(login.isoformat() if isinstance(login, datetime) else login and _NEVER),
            _json(line.further),
        )
        return f"[{', '.join(told)}]"


_REASONS = frozenset(Reason)


def is_rejected(reason: str | None) -> bool:
    return reason in _REASONS


def line_of(number: int, said: list[Any]) -> Line:
    """The line that `rows` kept."""
    first, last, email, external_id, classes, licence, login, further = said
    last_login: LastLogin = None
    if login is not None:
        last_login = NEVER if login == _NEVER else datetime.fromisoformat(login)
    return Line(
        number, first, last, email, external_id, tuple(classes), licence, last_login, tuple(further)
    )


def rejected_of(number: int, said: list[Any], column: str | None, reason: str) -> Rejected:
    record, cell, position = said
    return Rejected(
        number, Column(column) if column else None, Reason(reason), cell, position, tuple(record)
    )


def unclear_of(row: LineRow) -> Unclear | Rejected:
    """Why a line is unclear."""
    assert row.line is not None  # noqa: S101 - lines of the file only
    assert row.reason is not None  # noqa: S101 - unclear lines only
    if is_rejected(row.reason):
        return rejected_of(row.line, row.said or [], row.column, row.reason)
    column = Column(row.column or Column.EMAIL)
    return Unclear(row.line, column, Doubtful(row.reason), row.other_line)


@dataclass(frozen=True)
class ClassNames:
    """Names of the school's classes, and of those that a list would make."""

    by_id: dict[int, str]
    by_key: dict[str, str]

    @classmethod
    def of(cls, session: Session, school_id: int, made: dict[str, str]) -> "ClassNames":
        found = classes.names(session, school_id)
        by_id = {class_id: name for class_id, name, _key in found}
        return cls(by_id, made | {key: name for _id, name, key in found})


def person(row: LineRow, names: ClassNames) -> PersonRow:
    """A row as a table or a CSV shows it."""
    outcome, wanted = Outcome(row.outcome), wanted_from(row.changes)
    unclear = unclear_of(row) if outcome is Outcome.UNCLEAR else None
    if row.user_id is not None or row.said is None or isinstance(unclear, Rejected):
        named = (row.first_name or "", row.last_name or "", row.email)
    else:
        named = (row.said[0], row.said[1], row.said[2])
    return PersonRow(
        outcome,
        row.line,
        row.user_id,
        *named,
        wanted.cells,
        tuple(names.by_key.get(key, key) for key in wanted.begun),
        tuple(names.by_id.get(class_id, "") for class_id in wanted.ended),
        wanted.licence,
        wanted.login,
        unclear,
    )


def record_of(row: LineRow, file: ListFile, language: str) -> tuple[str, ...]:
    """The cells of an unclear line, under the header of its file, to be corrected.

    Without what guards them from a spreadsheet, as a line that was read has them.
    """
    said = row.said or []
    if is_rejected(row.reason):
        return tuple(said[0] if file.header is None else map(restore, said[0]))
    line = line_of(row.line or 0, said)
    cells = [""] * file.width
    wording = WORDINGS[language]
    login = line.last_login
    written = {
        Column.FIRST_NAME: line.first_name,
        Column.LAST_NAME: line.last_name,
        Column.EMAIL: line.email or "",
        Column.EXTERNAL_ID: line.external_id or "",
        Column.CLASSES: join_cell(line.classes),
        Column.LICENCE: {True: wording.yes, False: wording.no, None: ""}[line.licence],
        Column.LAST_LOGIN: login.isoformat() if isinstance(login, datetime) else "",
    }
    for name, places in file.places.items():
        cells[places[0]] = written[Column(name)]
    if file.header is None:
        return (*cells, *line.further)
    for place, cell in zip(file.further, line.further, strict=False):
        if place is not None:
            cells[place] = cell
    return tuple(cells)
