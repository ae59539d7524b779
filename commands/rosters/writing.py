"""Write a roster file, row by row as the rows come.

Two forms: one to read in a spreadsheet, one to load into the learning
application again. `reading.read_roster` reads both back as they were.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import BinaryIO
from zoneinfo import ZoneInfo

from commands.rosters.classes import join_cell
from commands.rosters.columns import Column, column_of
from commands.rosters.lines import ExportRow
from commands.rosters.text import RISKY, clean, defuse

_BOM = b"\xef\xbb\xbf"
_BATCH = 500


@dataclass(frozen=True)
class Wording:
    """The words and forms of a spreadsheet in one language: part of its format, like its cells."""

    separator: str
    headers: dict[Column, str]
    yes: str
    no: str
    never: str
    day_first: bool
    """Dates as 25/09/2026 or as 2026-09-25."""
    further: str
    """How a further column without a name is called; its number follows."""


WORDINGS = {
    "fr": Wording(
        ";",
        {
            Column.FIRST_NAME: "Prénom",
            Column.LAST_NAME: "Nom",
            Column.EMAIL: "Courriel",
            Column.EXTERNAL_ID: "Identifiant",
            Column.CLASSES: "Classes",
            Column.LICENCE: "Licence",
            Column.LAST_LOGIN: "Dernière connexion",
        },
        *("oui", "non", "Jamais"),
        True,
        "Colonne",
    ),
    "en": Wording(
        ",",
        {
            Column.FIRST_NAME: "First name",
            Column.LAST_NAME: "Last name",
            Column.EMAIL: "Email",
            Column.EXTERNAL_ID: "Student ID",
            Column.CLASSES: "Classes",
            Column.LICENCE: "Licence",
            Column.LAST_LOGIN: "Last login",
        },
        *("yes", "no", "Never"),
        False,
        "Column",
    ),
}


def write_spreadsheet(
    rows: Iterable[ExportRow],
    out: BinaryIO,
    *,
    language: str,
    zone: ZoneInfo,
    further: Sequence[str] | int = 0,
    separator: str | None = None,
    bom: bool = True,
) -> int:
    """Write all columns under a header, one line a user; the number of users.

    For `fr` it opens right in Excel by a double click. Last logins are local
    to `zone`. `further` are the names of the further columns, or how many there
    are at most. The mark at the start (`bom`) is what tells Excel that it is UTF-8.
    """
    wording = WORDINGS[language]
    names = _further_names(further, wording)
    header = (*wording.headers.values(), *names)
    # many share theirs; for one file only, since a class may be called after a pupil
    classes_cell = lru_cache(maxsize=4096)(join_cell)
    lines = (
        _spreadsheet_line(row, classes_cell(tuple(row.classes)), wording, zone, len(names))
        for row in rows
    )
    if bom:
        out.write(_BOM)
    return _write(out, separator or wording.separator, header, lines)


def write_positional(
    rows: Iterable[ExportRow], out: BinaryIO, *, separator: str = ","
) -> tuple[int, int]:
    """Write first name, last name, e-mail and the further columns, raw, without a header.

    Users without an address are left out: returns how many are written, and how
    many left out.
    """
    left_out = 0

    def lines() -> Iterator[Sequence[str]]:
        nonlocal left_out
        for row in rows:
            if row.email:
                yield (row.first_name, row.last_name, row.email, *row.further)
            else:
                left_out += 1

    written = _write(out, separator, None, lines())
    return written, left_out


def write_cells(
    rows: Iterable[Sequence[str]],
    out: BinaryIO,
    *,
    header: Sequence[str],
    separator: str,
    bom: bool = True,
    raw: bool = False,
) -> int:
    """Write any table to be read in a spreadsheet, such as the unclear lines of a list.

    Cells that a spreadsheet would take for formulas are guarded, unless they are
    `raw`: those of the positional form, from which nothing would take the guard again.
    """
    if bom:
        out.write(_BOM)
    guard = str if raw else defuse
    guarded = (list(map(guard, row)) for row in rows)
    return _write(out, separator, list(map(guard, header)), guarded)


def _spreadsheet_line(
    row: ExportRow, classes: str, wording: Wording, zone: ZoneInfo, further: int
) -> list[str]:
    """The cells of one user, guarded, in the order of the header."""
    cells = [
        row.first_name,
        row.last_name,
        row.email or "",
        row.external_id or "",
        classes,
        wording.yes if row.licence else wording.no,
        _written(row.last_login, wording, zone),
    ]
    if further:
        cells += (*row.further, *[""] * (further - len(row.further)))
    return [defuse(cell) if cell[:1] in RISKY else cell for cell in cells]


def _written(last_login: datetime | None, wording: Wording, zone: ZoneInfo) -> str:
    """The local time; its seconds only when there are any."""
    if last_login is None:
        return wording.never
    iso = last_login.astimezone(zone).isoformat(" ", "seconds")
    day = f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}" if wording.day_first else iso[:10]
    return f"{day} {iso[11:16] if iso[17:19] == '00' else iso[11:19]}"


def _further_names(further: Sequence[str] | int, wording: Wording) -> tuple[str, ...]:
    """Names for the further columns that no reader takes for a column that means something."""
    names = [""] * further if isinstance(further, int) else [clean(name) for name in further]
    return tuple(
        f"{wording.further} {number}" if _is_misleading(name) else defuse(name)
        for number, name in enumerate(names, 1)
    )


def _is_misleading(name: str) -> bool:
    return not name or "@" in name or column_of(name) is not None


def _write(
    out: BinaryIO, separator: str, header: Sequence[str] | None, lines: Iterable[Sequence[str]]
) -> int:
    """Write the lines as they come, some hundred at a time; how many, without the header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    if header is not None:
        writer.writerow(header)
        out.write(text.getvalue().encode())
    count = 0
    coming = iter(lines)
    while batch := list(islice(coming, _BATCH)):
        text.seek(0)
        text.truncate()
        writer.writerows(batch)
        out.write(text.getvalue().encode())
        count += len(batch)
    return count
