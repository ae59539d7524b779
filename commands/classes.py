"""Find a school class by what a person types, and tell the classes with their figures."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlalchemy.orm import Session

from commands.access import Actor, require_admin
from commands.errors import ClassGoneError, UnknownClassError
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
    never_connected: int
    """Of its students."""


@dataclass(frozen=True)
class ClassPage:
    """Some of the school's classes, in order of name."""

    lines: tuple[ClassLine, ...]
    total: int
    """On all pages."""
    has_previous: bool
    has_next: bool


@dataclass(frozen=True)
class ClassCard:
    """Everything about one class."""

    line: ClassLine
    names_before: tuple[str, ...]
    """Its past names, and those of classes merged into it: lists still find it by them."""


def overview(
    session: Session,
    school_id: int,
    *,
    text: str = "",
    after_id: int | None = None,
    before_id: int | None = None,
    limit: int = 50,
    by: Actor,
) -> ClassPage:
    """Classes after, or the last ones before, the class of this id.

    The class's place is read at the call, so that a button holds an id only,
    also if the class was deleted meanwhile. Statements do not grow with the
    classes or the users. Raises NotAllowedError.
    """
    require_admin(session, school_id, by)
    words = plain(text).split()
    edge = classes.get_any(session, school_id, after_id or before_id or 0)
    key = edge.name_key if edge else None
    rows = classes.page(
        session,
        school_id,
        words,
        after=key if after_id else None,
        before=key if before_id else None,
        limit=limit,
    )

    def beyond(row: classes.ClassRow, *, before: bool) -> bool:
        return classes.any_beyond(session, school_id, words, row.name_key, before=before)

    return ClassPage(
        lines=tuple(_line(row) for row in rows),
        total=classes.count(session, school_id, words),
        has_previous=bool(rows) and beyond(rows[0], before=True),
        has_next=bool(rows) and beyond(rows[-1], before=False),
    )


def card(session: Session, school_id: int, class_id: int, *, by: Actor) -> ClassCard:
    """One class. Raises NotAllowedError or ClassGoneError."""
    require_admin(session, school_id, by)
    row = classes.get(session, school_id, class_id)
    if row is None:
        raise ClassGoneError
    return ClassCard(_line(row), tuple(classes.names_before(session, school_id, class_id)))


def by_typed_name(
    session: Session, school_id: int, text: str, *, among: Collection[int] | None = None
) -> ClassLine:
    """The class of this name, whatever case and accents; spaces too, if only one class fits.

    A name that it had before will do, where no class has it now. With `among`, one of
    these classes, and no other is told of. Raises UnknownClassError with the nearest names.
    """
    key = plain(text)
    known = [
        each for each in classes.names(session, school_id) if among is None or each[0] in among
    ]
    exact = [class_id for class_id, _name, name_key in known if name_key == key]
    bare = _squeezed(key)
    squeezed = [class_id for class_id, _name, k in known if bare and _squeezed(k) == bare]
    fitting = exact or _had(session, school_id, key, among) or squeezed
    if not key or len(fitting) != 1:
        raise UnknownClassError(text.strip(), _near(key, [(name, k) for _id, name, k in known]))
    row = classes.get(session, school_id, fitting[0])
    assert row is not None  # noqa: S101 - read in the same transaction
    return _line(row)


def named(session: Session, school_id: int, text: str) -> int | None:
    """The class called so now, whatever case and accents."""
    key = plain(text)
    found = [class_id for class_id, _n, k in classes.names(session, school_id) if k == key]
    return found[0] if found else None


def of_users(session: Session, school_id: int, user_ids: Collection[int]) -> frozenset[int]:
    """The classes that any of these users is in."""
    found = classes.of_users(session, school_id, user_ids)
    return frozenset(class_id for of_user in found.values() for class_id, _name in of_user)


def search(session: Session, school_id: int, text: str, *, limit: int = 100) -> list[ClassLine]:
    """Classes whose name has each word of `text`, in order of name; all of them for no text."""
    return [
        _line(row) for row in classes.found(session, school_id, plain(text).split(), limit=limit)
    ]


def _had(session: Session, school_id: int, key: str, among: Collection[int] | None) -> list[int]:
    class_id = classes.past_names(session, school_id).get(key)
    return [] if class_id is None or (among is not None and class_id not in among) else [class_id]


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
    return ClassLine(
        id=row.id,
        name=row.name,
        students=row.students,
        teachers=row.teachers,
        licences=row.licences,
        never_connected=row.never_connected,
    )


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
