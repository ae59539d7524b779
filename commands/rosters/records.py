"""A text cut into records of cells, with the line where each begins.

Quotes are read strictly: a lone one at the start of a cell would otherwise
swallow the lines up to the next one without a word, and in a master list these
people would be deleted. Only the line with the broken quote is given up; the
ones after it are read as if it were not there.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from commands.rosters.cells import is_address
from commands.rosters.encodings import Detected
from commands.rosters.lines import Reason

_MAX_LINES = 50
"""Physical lines of one record; more than that, and a quote was never closed."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A line whose cells cannot be told apart."""

    reason: Reason
    text: str


Record = tuple[int, list[str] | Broken]


class _Physical:
    """The physical lines, counted; those of a record that failed can be given back."""

    def __init__(self, source: Iterator[str], first: int) -> None:
        self._source = source
        self._given_back: deque[str] = deque()
        self.taken: list[str] = []
        self.number = first - 1

    def __iter__(self) -> "_Physical":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MAX_LINES:
            raise StopIteration
        line = self._given_back.popleft() if self._given_back else next(self._source)
        self.taken.append(line)
        return line

    def begin(self) -> int:
        """Begin a record; its line, counted from 1."""
        self.number += len(self.taken)
        self.taken.clear()
        return self.number + 1

    def give_back(self) -> str:
        """Give back all lines of the record but the first, which is returned."""
        first, *rest = self.taken
        self._given_back.extendleft(reversed(rest))
        self.taken = [first]
        return first


def open_text(data: bytes, detected: Detected) -> Iterator[str]:
    """The physical lines with their ends, decoded as they are asked for."""
    raw = io.BytesIO(data)
    raw.seek(detected.skip)
    return io.TextIOWrapper(raw, encoding=detected.encoding.codec, errors="strict", newline="")


def cut_records(lines: Iterator[str], separator: str, first: int = 1) -> Iterator[Record]:
    """Each record with the number of its line. A blank line is an empty record.

    `first` is the number of the first of `lines`.
    """
    physical = _Physical(lines, first)
    reader = csv.reader(physical, delimiter=separator, strict=True)
    while True:
        number = physical.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, _broken(physical.give_back(), error)
        else:
            if len(physical.taken) > 1 and _swallowed(cells, separator):
                yield number, Broken(Reason.BROKEN_QUOTES, _bare(physical.give_back()))
            else:
                yield number, cells


def _swallowed(cells: list[str], separator: str) -> bool:
    """Whether two stray quotes have made one cell out of somebody else's line."""
    inner = (line for cell in cells if "@" in cell for line in cell.splitlines()[1:])
    pieces = (line.split(separator) for line in inner)
    return any(len(line) > 2 and any(map(is_address, line)) for line in pieces)


def _broken(line: str, error: csv.Error) -> Broken:
    too_long = "field limit" in str(error)
    reason = Reason.CELL_TOO_LONG if too_long else Reason.BROKEN_QUOTES
    return Broken(reason, _bare(line))


def _bare(line: str) -> str:
    return line.rstrip("\r\n\x1a")
