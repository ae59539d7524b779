"""One record made a person, or a reason why it is none."""

import unicodedata
from zoneinfo import ZoneInfo

from commands.rosters import cells as parse
from commands.rosters.cells import MAX_NAME, BadCellError
from commands.rosters.classes import cut_cell
from commands.rosters.columns import Column, Layout
from commands.rosters.lines import LastLogin, Line, Reason, Rejected
from commands.rosters.records import Broken
from commands.rosters.text import is_blank, restore
from commands.rosters.times import DateOrder, parse_login

_REMEMBERED = 10_000
_SHOWN = 100
_DATE = 10


class PeopleReader:
    """Reads the records of one file, all of one layout.

    The apostrophe of the formula guard is taken off under a header only: the
    positional form is raw both ways.
    """

    def __init__(
        self, layout: Layout, zone: ZoneInfo, order: DateOrder, *, follow_licences: bool
    ) -> None:
        self._layout, self._zone, self._order = layout, zone, order
        self._first_name = layout.places[Column.FIRST_NAME][0]
        self._last_name = layout.places[Column.LAST_NAME][0]
        self._email = layout.place(Column.EMAIL)
        self._id = layout.place(Column.EXTERNAL_ID)
        self._licence = layout.place(Column.LICENCE) if follow_licences else None
        self._login = layout.place(Column.LAST_LOGIN)
        self._classes = layout.places.get(Column.CLASSES, ())
        told_by = [place for place in (self._email, self._id) if place is not None]
        self._needed = 1 + max(self._first_name, self._last_name, min(told_by))
        self._cut: dict[str, tuple[str, ...]] = {}
        self._place: int | None = None
        self._is_plain = False
        """Nothing in the record is to be made of a cell but to trim it."""
        self.dates: set[str] = set()
        """The dates of last logins as they are written, without the time."""

    def read(self, number: int, record: list[str]) -> Line | Rejected:
        """The person on a line that is not blank."""
        self._place = None
        try:
            return self._person(number, self._fitted(record))
        except BadCellError as bad:
            return self._rejected(number, bad.reason, record)

    def broken(self, number: int, broken: Broken) -> Rejected:
        """A line whose cells cannot be told apart."""
        record = (broken.text,)
        return Rejected(number, None, broken.reason, broken.text[:_SHOWN], None, record)

    def _fitted(self, record: list[str]) -> list[str]:
        """The cells that the layout asks for, without what guards them from a spreadsheet."""
        joined = "".join(record)
        self._is_plain = (
            len(joined) <= MAX_NAME
            and joined.isprintable()
            and "#" not in joined  # with which a formula that failed begins
            and (joined.isascii() or unicodedata.is_normalized("NFC", joined))
        )
        if not joined.isprintable() or "\ufffd" in joined or len(joined) > MAX_NAME:
            for self._place, cell in enumerate(record):
                parse.check(cell)
            self._place = None
        if len(record) < self._needed:
            raise BadCellError(Reason.TOO_FEW_CELLS)
        if self._layout.header is None:
            return record
        width = self._layout.width
        if len(record) > width:
            if not is_blank("".join(record[width:])):
                self._place = width
                raise BadCellError(Reason.TOO_MANY_CELLS)
            record = record[:width]
        elif len(record) < width:
            # Excel leaves out the separators at the end where a block of lines has nothing there.
            record = [*record, *[""] * (width - len(record))]
        return [restore(cell) for cell in record] if "'" in joined else record

    def _person(self, number: int, cells: list[str]) -> Line:
        email, external_id = self._address(cells), self._identifier(cells)
        first_name = self._name(cells, self._first_name, Reason.MISSING_FIRST_NAME)
        last_name = self._name(cells, self._last_name, Reason.MISSING_LAST_NAME)
        if email is None and external_id is None:
            self._place = self._email if self._email is not None else self._id
            raise BadCellError(Reason.NEITHER_ADDRESS_NOR_ID)
        layout = self._layout
        return Line(
            number,
            first_name,
            last_name,
            email,
            external_id,
            self._class_names(cells) if self._classes else (),
            self._held(cells),
            self._last_login(cells),
            tuple(self._further(cells) if layout.header else cells[3:]),
        )

    def _further(self, cells: list[str]) -> list[str]:
        return ["" if place is None else cells[place] for place in self._layout.further]

    def _name(self, cells: list[str], place: int, missing: Reason) -> str:
        self._place = place
        cell = cells[place]
        name = cell.strip() if self._is_plain else parse.parse_text(cell)
        if not name:
            raise BadCellError(missing)
        return name

    def _address(self, cells: list[str]) -> str | None:
        self._place = self._email
        return None if self._email is None else parse.parse_address(cells[self._email])

    def _identifier(self, cells: list[str]) -> str | None:
        self._place = self._id
        return None if self._id is None else parse.parse_id(cells[self._id])

    def _held(self, cells: list[str]) -> bool | None:
        self._place = self._licence
        return None if self._licence is None else parse.parse_licence(cells[self._licence])

    def _last_login(self, cells: list[str]) -> LastLogin:
        self._place = self._login
        if self._login is None:
            return None
        cell = cells[self._login]
        self.dates.add(cell.strip().partition(" ")[0][:_DATE])
        return parse_login(cell, self._zone, self._order)

    def _class_names(self, cells: list[str]) -> tuple[str, ...]:
        """The classes of all class columns. What a cell is cut into is remembered."""
        found: tuple[str, ...] = ()
        for place in self._classes:
            self._place, cell = place, cells[place]
            names = self._cut.get(cell)
            if names is None:
                names = cut_cell(cell)
                if len(self._cut) < _REMEMBERED:
                    self._cut[cell] = names
            found = (*found, *(name for name in names if name not in found)) if found else names
        return found

    def _rejected(self, number: int, reason: Reason, record: list[str]) -> Rejected:
        place = self._place
        here = place is not None and place < len(record)
        return Rejected(
            number,
            None if place is None else self._layout.column_at(place),
            reason,
            record[place][:_SHOWN] if place is not None and here else "",
            None if place is None else place + 1,
            tuple(record),
        )
