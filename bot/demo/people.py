"""The demo's students and teachers, drawn from a fixed seed: the same at each start."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import Enum, auto
from itertools import count
from random import Random

from bot.demo.names import (
    ADULT_CHOIR,
    ADULTS,
    CAST_CLASSES,
    CLASSES,
    ENSEMBLES,
    FAMILY,
    FIRST_NAMES,
    FIRST_STEPS,
    HARP,
    HOMONYMS,
    INSTRUMENTS,
    LAST_NAMES,
    THEORY,
    TRIAL,
)
from bot.workspace.people import DOMAIN, demo_people
from commands.rosters.lines import ExportRow
from store.keys import plain

SEED = 1784
TEACHERS = 24
SIBLINGS = 24
"""Pairs of brothers and sisters under one address, beside the family of three."""
WITHOUT_ADDRESS = 6

_FIRSTS, _LASTS = FIRST_NAMES.split(), LAST_NAMES.split()


class Part(Enum):
    """What a student does in the school's story."""

    STAYS = auto()
    NEWCOMER = auto()
    """Came some weeks after the others."""
    EXTERNAL = auto()
    TRIAL = auto()
    HARP = auto()
    LEFT_LAST_WEEK = auto()
    LEFT_LAST_MONTH = auto()


NUMBERS = {
    Part.STAYS: 1092,
    Part.NEWCOMER: 60,
    Part.EXTERNAL: 20,
    Part.TRIAL: 28,
    Part.HARP: 12,
    Part.LEFT_LAST_WEEK: 3,
    Part.LEFT_LAST_MONTH: 5,
}
"""Students of each part; the first four are the 1 200 who are there."""

NEVER = {Part.STAYS: 134, Part.NEWCOMER: 40, Part.EXTERNAL: 4, Part.TRIAL: 12}
"""How many of each never connected."""

CONNECTED = {
    Part.STAYS: (1, 100),
    Part.NEWCOMER: (1, 20),
    Part.EXTERNAL: (1, 90),
    Part.TRIAL: (14, 60),
    Part.HARP: (9, 50),
    Part.LEFT_LAST_WEEK: (20, 50),
    Part.LEFT_LAST_MONTH: (62, 90),
}
"""How many days ago those who did connected last: at least, and at most."""


@dataclass(frozen=True)
class Student:
    row: ExportRow
    part: Part
    days_ago: int | None
    """Of the last connection; None for never."""
    at: time
    """Of that day."""


def students() -> list[Student]:
    """All students there ever were, 1 200 of whom are there today."""
    draw = Random(SEED)  # noqa: S311 - names, not secrets
    rows = _rows(draw, sum(NUMBERS.values()))
    found: list[Student] = []
    for part, number in NUMBERS.items():
        taken = [next(rows) for _ in range(number)]
        never = set(draw.sample(range(number), NEVER.get(part, 0)))
        for index, row in enumerate(taken):
            days = None if index in never else _days(draw, *CONNECTED[part])
            at = time(draw.randrange(8, 21), draw.randrange(60))
            placed = row._replace(classes=_classes(draw, part), licence=part is not Part.EXTERNAL)
            found.append(Student(placed, part, days, at))
    return [_in_the_choir(student) for student in found]


def teachers() -> list[ExportRow]:
    """Three of the workspace's cast, and others: each class has at least one."""
    draw = Random(SEED + 1)  # noqa: S311 - likewise
    cast = [member for member in demo_people() if member.note == "teacher"]
    rows = []
    for member in cast:
        first, _, last = member.real_name.partition(" ")
        rows.append(_teacher(first, last, CAST_CLASSES[member.real_name], member.email))
    taught = {name for names in CAST_CLASSES.values() for name in names}
    left = [name for name in CLASSES if name not in taught]
    names = _Names(draw, {member.real_name for member in cast})
    for index in range(TEACHERS - len(cast)):
        own = [left[index % len(left)]]
        if draw.random() < 0.4:
            own.append(draw.choice([name for name in CLASSES if name not in own]))
        first, last = names.new()
        rows.append(_teacher(first, last, own, f"{_address(first)}.{_address(last)}@{DOMAIN}"))
    return rows


def _teacher(first: str, last: str, classes: Sequence[str], email: str | None) -> ExportRow:
    return ExportRow(first, last, email, None, tuple(classes), licence=True, last_login=None)


def _rows(draw: Random, total: int) -> Iterator[ExportRow]:
    """Names, addresses and numbers; the family first, then brothers and sisters, homonyms, all."""
    numbers = (f"{number:06}" for number in count(1))
    last, firsts, address = FAMILY
    for first in firsts:
        yield _row(first, last, address, next(numbers))
    names = _Names(draw, {f"{first} {last}" for first in firsts} | set(HOMONYMS))
    for number in range(SIBLINGS):
        first, last = names.new()
        address = f"famille.{_address(last)}{number + 1}@tivoli.example"
        for child in ((first, last), names.new(last)):
            yield _row(*child, address, next(numbers))
    for name in HOMONYMS:
        first, _, last = name.partition(" ")
        for place in ("", ".2"):
            address = f"{_address(first)}.{_address(last)}{place}@tivoli.example"
            yield _row(first, last, address, next(numbers))
    given = len(firsts) + 2 * SIBLINGS + 2 * len(HOMONYMS)
    for index in range(total - given):
        first, last = names.new()
        own = f"{_address(first)}.{_address(last)}@tivoli.example"
        yield _row(first, last, None if index < WITHOUT_ADDRESS else own, next(numbers))


def _row(first: str, last: str, email: str | None, external_id: str) -> ExportRow:
    return ExportRow(first, last, email, external_id, (), licence=True, last_login=None)


class _Names:
    """Names without end, none of them twice."""

    def __init__(self, draw: Random, taken: set[str]) -> None:
        self._draw = draw
        self._taken = {plain(name) for name in taken}

    def new(self, last: str | None = None) -> tuple[str, str]:
        """First and last name; of a family if its name is given."""
        while True:
            name = self._draw.choice(_FIRSTS), last or self._draw.choice(_LASTS)
            key = plain(" ".join(name))
            if key not in self._taken:
                self._taken.add(key)
                return name


def _address(name: str) -> str:
    return plain(name).replace(" ", "")


def _days(draw: Random, least: int, most: int) -> int:
    """More often lately than long ago."""
    return least + int((most - least) * draw.random() ** 2.5)


def _classes(draw: Random, part: Part) -> tuple[str, ...]:
    """One to three classes."""
    if part is Part.TRIAL:
        return (TRIAL,)
    if part is Part.HARP:
        return (HARP, draw.choice(THEORY))
    kind = draw.random()
    if kind < 0.08:
        return (FIRST_STEPS,)
    if kind < 0.16:
        return (ADULTS, *draw.choice(((), (ADULT_CHOIR,), ("Piano cycle 2",))))
    [instrument] = draw.choices(list(INSTRUMENTS), list(INSTRUMENTS.values()))
    if kind < 0.26:
        return (draw.choice((instrument, instrument, *ENSEMBLES[2:])),)
    both = (draw.choice(THEORY), instrument)
    return both if kind < 0.74 else (*both, draw.choice(ENSEMBLES))


def _in_the_choir(student: Student) -> Student:
    """The family sings: a class where three people have one address."""
    if student.row.email != FAMILY[2]:
        return student
    return replace(student, row=student.row._replace(classes=(THEORY[0], ENSEMBLES[0])))
