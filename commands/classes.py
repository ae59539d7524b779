"""Find a school class by what a person types."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlalchemy.orm import Session

from commands.errors import UnknownClassError
from store.keys import plain
from store.queries import classes

NEAR = 5
"""How many names are offered for one that no class has."""

ALIKE = 0.6
"""From which likeness (0 to 1) a name is worth offering."""


@dataclass(frozen=True)
class ClassLine:
    """A class with its undeleted users; `licences` are those paid by the school."""

    id: int
    name: str
    students: int
    teachers: int
    licences: int


def by_typed_name(session: Session, school_id: int, text: str) -> ClassLine:
    """The class of this name, whatever case and accents; spaces too, if only one class fits.

    Raises UnknownClassError with the nearest names.
    """
    key = plain(text)
    known = classes.names(session, school_id)
    exact = [class_id for class_id, _name, name_key in known if name_key == key]
    bare = _squeezed(key)
    squeezed = [class_id for class_id, _name, k in known if bare and _squeezed(k) == bare]
    fitting = exact or squeezed
    if not key or len(fitting) != 1:
        raise UnknownClassError(text.strip(), _near(key, [(name, k) for _id, name, k in known]))
    row = classes.get(session, school_id, fitting[0])
    assert row is not None  # noqa: S101 - read in the same transaction
    return _line(row)


def search(session: Session, school_id: int, text: str, *, limit: int = 100) -> list[ClassLine]:
    """Classes whose name has each word of `text`, in order of name; all of them for no text."""
    return [
        _line(row) for row in classes.found(session, school_id, plain(text).split(), limit=limit)
    ]


def _near(key: str, known: list[tuple[str, str]]) -> tuple[str, ...]:
    """Names that hold what was typed, or are held by it, or look alike; best first."""
    if not key:
        return ()
    scored = []
    for name, name_key in known:
        likeness = SequenceMatcher(None, _squeezed(key), _squeezed(name_key)).ratio()
        if key in name_key or name_key in key:
            likeness += 1
        likeness += _common_words(key, name_key)
        if likeness >= ALIKE:
            scored.append((-likeness, name_key, name))
    return tuple(name for _likeness, _key, name in sorted(scored)[:NEAR])


def _common_words(key: str, name_key: str) -> float:
    """How many of the typed words the name has, or words that differ by one sign of two or more."""
    words = name_key.split()
    typed = key.split()
    found = sum(1.0 for word in typed if any(_almost(word, other) for other in words))
    return found / len(typed) * ALIKE if typed else 0.0


def _almost(word: str, other: str) -> bool:
    if word == other:
        return True
    if len(word) != len(other) or len(word) < 2:
        return False
    return sum(a != b for a, b in zip(word, other, strict=True)) == 1


def _squeezed(key: str) -> str:
    return "".join(c for c in key if c.isalnum())


def _line(row: classes.ClassRow) -> ClassLine:
    return ClassLine(row.id, row.name, row.students, row.teachers, row.licences)


def names_of(session: Session, school_id: int, class_ids: Collection[int]) -> tuple[str, ...]:
    """Names of the classes that still exist, in order of name."""
    wanted = set(class_ids)
    if not wanted:
        return ()
    return tuple(name for found, name, _ in classes.names(session, school_id) if found in wanted)


def names_by_id(
    session: Session, school_id: int, class_ids: Collection[int]
) -> tuple[tuple[int, str], ...]:
    """Id and name of the classes that still exist, in order of name."""
    wanted = set(class_ids)
    if not wanted:
        return ()
    return tuple(
        (found, name) for found, name, _ in classes.names(session, school_id) if found in wanted
    )
