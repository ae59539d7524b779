"""What a workbook file must be before a library is let in: a look at every part of it.

A workbook is a zip of XML. Whatever could make its reader take endless time or
memory, or pass over somebody, is refused here: a file that unpacks to far more
than a list, parts that are longer than they say, entities, rows out of order.
The parts are read in pieces and nothing is kept of them but a few facts.
"""

import copy
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from commands.rosters.errors import (
    DamagedWorkbookError,
    FileKind,
    HugeWorkbookError,
    NotTextError,
)

UNPACKED_BYTES = 256 * 1024 * 1024
"""Of all XML in a workbook. Two hundred thousand people take 60 to 80 MB."""
MAX_ROW = 1_048_576
"""The last row that a sheet can have."""
_MAX_PARTS = 5_000
_MAX_MERGED = 100_000
_MAX_ELEMENTS = {"worksheet": 30_000_000, "sst": 10_000_000}
"""Of a sheet and of the texts that its cells share; the other parts are small."""
_MAX_IN_OTHERS = 1_000_000
_MAX_AT_ONCE = 300_000
"""Elements that the library has in memory: those of a row, of a text, or of what is neither."""
_PIECE = 256 * 1024
"""Longer than any cell can be: a piece in which no element begins is no sheet."""
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_REF = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_SPOILED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass
class SheetFacts:
    """What a sheet holds beside its cells, or has to be told before they are read."""

    cells: int = 0
    """Cells with something in them."""
    hidden_rows: int = 0
    """Rows with something in them that are not shown."""
    without_result: tuple[int, str] | None = None
    """The row and the name of the first cell whose formula was never worked out."""
    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Cells that reach over several rows: last row and column (from 0), by their first row."""


def inspect(data: bytes) -> dict[str, SheetFacts]:
    """The facts of each sheet, by the name of its part.

    Raises DamagedWorkbookError, HugeWorkbookError or NotTextError.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _inspect(package)
    except _SPOILED as error:
        raise DamagedWorkbookError from error
    except ValueError as error:  # a name or a place in the directory that can be none
        raise DamagedWorkbookError from error


def _inspect(package: zipfile.ZipFile) -> dict[str, SheetFacts]:
    parts = [part for part in package.infolist() if part.filename.endswith((".xml", ".rels"))]
    if any(part.flag_bits & 1 for part in parts):
        raise NotTextError(FileKind.LOCKED_WORKBOOK)
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
        raise HugeWorkbookError
    found = {}
    for part in parts:
        look = _Look()
        _read(package, part, look)
        if look.is_sheet:
            found[part.filename] = look.facts
    return found


def _read(package: zipfile.ZipFile, part: zipfile.ZipInfo, look: "_Look") -> None:
    """Let `look` see a part to its end, which must be where the directory says."""
    longer = copy.copy(part)
    longer.file_size += 1  # a part that goes on would be cut at its declared size in silence
    left = part.file_size
    with package.open(longer) as source:
        while piece := source.read(_PIECE):
            left -= len(piece)
            look.at(piece, whole=len(piece) == _PIECE)
    if left:
        raise DamagedWorkbookError
    look.end()


class _Look:
    """One part of the package, seen in passing."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self.is_sheet = False
        self._begun, self._kept_since, self._most = 0, 0, _MAX_IN_OTHERS
        self._row, self._is_hidden, self._shows = 0, False, False
        self._cell, self._has_formula, self._is_text = "", False, False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._root

    def at(self, piece: bytes, *, whole: bool) -> None:
        before = self._begun
        self._parse(piece, last=False)
        if whole and self._begun == before:
            raise HugeWorkbookError
        if self._begun > self._most or self._begun - self._kept_since > _MAX_AT_ONCE:
            raise HugeWorkbookError

    def end(self) -> None:
        self._parse(b"", last=True)
        self._close_cell()
        self._close_row()

    def _parse(self, piece: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, LookupError, ValueError) as error:  # also of unknown encodings
            raise DamagedWorkbookError from error

    def _doctype(self, *_declared: object) -> None:
        """No spreadsheet writes one; it could name files and entities."""
        raise DamagedWorkbookError

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        self._begun += 1
        space, _, local = name.rpartition(" ")
        if space == _STRICT:
            raise NotTextError(FileKind.STRICT_WORKBOOK)
        self.is_sheet = local == "worksheet" and space == _SHEET
        self._most = _MAX_ELEMENTS.get(local, _MAX_IN_OTHERS)
        self._parser.StartElementHandler = self._sheet if self.is_sheet else self._other

    def _other(self, name: str, _attributes: dict[str, str]) -> None:
        self._begun += 1
        if name.endswith(" si"):
            self._kept_since = self._begun

    def _sheet(self, name: str, attributes: dict[str, str]) -> None:
        self._begun += 1
        space, _, local = name.rpartition(" ")
        if space != _SHEET:
            return
        if local in ("v", "t"):
            self.facts.cells += 1
            self._shows = True
            if self._has_formula:
                self._parser.CharacterDataHandler = self._result
        elif local == "c":
            self._close_cell()
            self._cell, self._is_text = attributes.get("r", ""), attributes.get("t") == "str"
        elif local == "f":
            self._has_formula = True
        elif local == "row":
            self._kept_since = self._begun
            self._close_cell()
            self._close_row()
            self._open_row(attributes)
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _result(self, text: str) -> None:
        if not text.isspace():
            self._has_formula = False
            self._parser.CharacterDataHandler = None

    def _close_cell(self) -> None:
        """A formula whose result is an empty text is one that was worked out."""
        if self._has_formula:
            if not self._is_text and self.facts.without_result is None:
                self.facts.without_result = self._row, self._cell
            self._has_formula = False
            self._parser.CharacterDataHandler = None

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        if number is not None and not (number.isascii() and number.isdigit()):
            raise DamagedWorkbookError
        row = self._row + 1 if number is None else int(number[:9])
        if not self._row < row <= MAX_ROW:
            raise DamagedWorkbookError
        self._row = row
        self._is_hidden = attributes.get("hidden") in ("1", "true")

    def _close_row(self) -> None:
        self.facts.hidden_rows += self._is_hidden and self._shows
        self._shows = False

    def _merge(self, ref: str) -> None:
        """Remember cells that reach over several rows; others show what they hold anyway."""
        corners = [_REF.fullmatch(corner) for corner in ref.split(":")]
        if len(corners) != 2 or corners[0] is None or corners[1] is None:
            return
        first, last = int(corners[0][2]), min(int(corners[1][2]), MAX_ROW)
        if first < last and len(self.facts.merged) < _MAX_MERGED:
            column = 0
            for letter in corners[0][1]:
                column = column * 26 + ord(letter) - 64
            self.facts.merged.setdefault(first, []).append((last, column - 1))
