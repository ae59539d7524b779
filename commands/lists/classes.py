"""The classes that a list names: which are the school's, which would be made, what is asked.

A name that differs from that of a class in case, accents or inner spaces is that
class. One that differs in spaces, punctuation or by an abbreviation is asked about
before a class is made, and so is one that may be several, or that is a date.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from commands.lists.dated import typed_as
from commands.lists.values import Answer, ClassQuestion
from commands.rosters.text import bare_words
from store.keys import plain

_SHORT = 4
"""An abbreviation without a full stop has at most so many letters."""
_PIECES = re.compile(r"\d+|[^\W\d_]+\.?")


def question_id(*parts: object) -> str:
    """Short, the same for the same question, and telling nothing."""
    return sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]


class ListClasses:
    """What each class name of a list means, and what is asked about it."""

    def __init__(
        self,
        known: Sequence[tuple[int, str, str]],
        past: Mapping[str, int],
        unsure: Iterable[str],
        answers: Mapping[str, Answer],
    ) -> None:
        """`known`: id, name and key of each class; `past`: ids by former keys; `unsure`: names."""
        self.ids = {key: class_id for class_id, _name, key in known}
        self.names = {class_id: name for class_id, name, _key in known}
        keys = {class_id: key for class_id, _name, key in known}
        self._past = {key: keys[class_id] for key, class_id in past.items()}
        self.made: dict[str, str] = {}
        """Names by key of the classes that would be made."""
        self._known = [(name, key) for _id, name, key in known]
        self._bare = {_bare(name): (name, key) for name, key in self._known}
        self._by_first: dict[str, list[tuple[list[str], str, str]]] = defaultdict(list)
        """Pieces, name and key of each class, by how they begin: abbreviations begin alike."""
        for name, key in self._known:
            pieces = _pieces(name)
            self._by_first[_first(pieces)].append((pieces, name, key))
        self._unsure = {plain(name) for name in unsure}
        self._answers = answers
        self._meant: dict[str, tuple[str, ...]] = {}
        self._asked: dict[str, tuple[str, str | None, tuple[str, ...]]] = {}
        self._lines: dict[str, int] = {}

    def keys(self, names: Sequence[str]) -> tuple[str, ...]:
        """The keys of the classes that these names mean, each once."""
        if len(names) == 1:
            found = self._meant.get(names[0])
            if found is None:
                found = self._meaning(names[0])
            return found
        return tuple(
            dict.fromkeys(
                key for name in names for key in self._meant.get(name) or self._meaning(name)
            )
        )

    def name_of(self, key: str) -> str:
        return self.names[self.ids[key]] if key in self.ids else self.made[key]

    def count(self, keys: Sequence[str]) -> None:
        """Note a person in classes that would be made."""
        for key in keys:
            if key in self.made:
                self._lines[key] = self._lines.get(key, 0) + 1

    @property
    def questions(self) -> tuple[ClassQuestion, ...]:
        return tuple(
            ClassQuestion(
                asked,
                name,
                like,
                parts,
                self._lines.get(plain(name), 0),
                self._answers.get(asked),
                is_date=bool(typed_as(name)),
            )
            for asked, (name, like, parts) in self._asked.items()
        )

    def _meaning(self, name: str) -> tuple[str, ...]:
        found = self._meant[name] = self._find(name)
        return found

    def _find(self, name: str) -> tuple[str, ...]:
        key = plain(name)
        if key in self.ids:
            return (key,)
        if key in self._past:
            return (self._past[key],)
        typed = typed_as(name)
        like = self._made_of(typed) if typed else self._like(name)
        parts = _parts(name) if key in self._unsure and not typed else ()
        if like is not None or parts:
            asked = question_id("class", key, like and like[1])
            self._asked.setdefault(asked, (name, like and like[0], parts))
            answer = self._answers.get(asked)
            if answer is Answer.SAME and like is not None:
                if like[1] not in self.ids:
                    self.made.setdefault(like[1], like[0])
                return (like[1],)
            if answer is Answer.SEVERAL and parts:
                return tuple(dict.fromkeys(key for part in parts for key in self._meaning(part)))
        self.made.setdefault(key, name)
        return (key,)

    def _made_of(self, typed: Sequence[str]) -> tuple[str, str]:
        """Name and key of the class that a date is perhaps made of: one that is there, if any."""
        wanted = {bare_words(name) for name in typed}
        there = [(name, key) for name, key in self._known if bare_words(name) in wanted]
        return there[0] if len(there) == 1 else (typed[0], plain(typed[0]))

    def _like(self, name: str) -> tuple[str, str] | None:
        """Name and key of the one class that this is perhaps another spelling of."""
        same = self._bare.get(_bare(name))
        if same is not None:
            return same
        mine = _pieces(name)
        short = [
            (other, key)
            for theirs, other, key in self._by_first.get(_first(mine), ())
            if _abbreviates(mine, theirs)
        ]
        return short[0] if len(short) == 1 else None


def is_short_for(one: str, other: str) -> bool:
    """Whether one of two names abbreviates the other.

    >>> is_short_for("FM 1A", "Formation musicale 1A"), is_short_for("Piano cy. 2", "Piano cycle 2")
    (True, True)
    >>> is_short_for("Piano 1", "Piano 12"), is_short_for("Violon", "Violoncelle")
    (False, False)
    """
    return _abbreviates(_pieces(one), _pieces(other))


def _abbreviates(mine: list[str], theirs: list[str]) -> bool:
    if len(mine) == len(theirs):
        pairs = zip(mine, theirs, strict=True)
        return mine != theirs and all(
            a == b or _shortens(a, b) or _shortens(b, a) for a, b in pairs
        )
    short, long = sorted((mine, theirs), key=len)
    extra = len(long) - len(short) + 1
    for place, piece in enumerate(short):
        if len(piece) != extra or extra < 2 or piece.isdigit():
            continue
        initials = "".join(each[0] for each in long[place : place + extra])
        rest = [*long[:place], piece, *long[place + extra :]]
        if piece == initials and rest == short:
            return True
    return False


def _pieces(name: str) -> list[str]:
    return _PIECES.findall(plain(name))


def _first(pieces: list[str]) -> str:
    """What the pieces of two names begin with if one abbreviates the other."""
    return "" if not pieces else pieces[0] if pieces[0].isdigit() else pieces[0][0]


def _shortens(short: str, full: str) -> bool:
    stem = short.rstrip(".")
    if full[:1].isdigit() or not stem or len(stem) >= len(full.rstrip(".")):
        return False
    return full.startswith(stem) and (short.endswith(".") or len(stem) <= _SHORT)


def _bare(name: str) -> str:
    return bare_words(name).replace(" ", "")


def _parts(name: str) -> tuple[str, ...]:
    parts = (part.strip() for part in name.split("," if "," in name else "/"))
    return tuple({plain(part): part for part in parts if part}.values())
