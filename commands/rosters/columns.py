"""Which column is which: the names that offices give to the columns of a roster."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from commands.rosters.text import bare_words, clean, restore


class Column(StrEnum):
    """A column that means something; every other one is kept as it is."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    EXTERNAL_ID = "external_id"
    CLASSES = "classes"
    LICENCE = "licence"
    LAST_LOGIN = "last_login"


NAMES: dict[Column, tuple[str, ...]] = {
    Column.FIRST_NAME: (
        *("prénom", "prénoms", "prénom élève", "prénom de l'élève", "prénom du professeur"),
        *("first name", "firstname", "given name", "forename", "student first name"),
    ),
    Column.LAST_NAME: (
        *("nom", "nom de famille", "nom élève", "nom de l'élève", "nom du professeur"),
        *("last name", "lastname", "surname", "family name", "student last name"),
    ),
    Column.EMAIL: (
        *("courriel", "e-mail", "email", "mél", "mail", "adresse e-mail", "adresse mail"),
        *("adresse mél", "adresse courriel", "adresse électronique", "adresse de courriel"),
        *("adresse de messagerie", "e-mail address", "email address", "mail address"),
        *("courriel élève", "courriel de l'élève", "e-mail élève", "email élève", "mail élève"),
        *("e-mail de l'élève", "mél élève", "student email", "student e-mail"),
    ),
    Column.EXTERNAL_ID: (
        *("identifiant", "identifiant élève", "identifiant externe", "id", "id élève"),
        *("n° élève", "no élève", "num élève", "numéro élève", "n° d'élève", "numéro d'élève"),
        *("numéro de l'élève", "n° professeur", "numéro professeur", "matricule"),
        *("identifier", "external id", "student id", "student number", "student no"),
        *("teacher id", "user id"),
    ),
    Column.CLASSES: (
        *("classe", "classes", "classe(s)", "groupe", "groupes", "groupe(s)", "division"),
        *("class", "class(es)", "school class", "group", "groups", "group(s)"),
    ),
    Column.LICENCE: (
        *("licence", "licences", "licence attribuée", "license", "licenses", "licence held"),
    ),
    Column.LAST_LOGIN: (
        *("dernière connexion", "dernier accès", "date de dernière connexion"),
        *("last login", "last connection", "last log in", "last sign in", "last access"),
    ),
}
"""Compared by `bare_words`: case, accents, punctuation and spaces make no difference."""

_REQUIRED = re.compile(r" (?:required|requis|obligatoire)$")
"""What a form to fill in adds to a name: *First Name [Required]*."""
_OWN = re.compile(r"(?:colonne|column) ([1-9]\d?)")
"""The name that an exported list gives to a further column, by its number."""
_NUMBERED = re.compile(r"(?<=\D) ?\d{1,2}$")


COLUMN_OF: dict[str, Column] = {
    bare_words(name): column for column, names in NAMES.items() for name in names
}


def column_of(name: str) -> Column | None:
    """The column a header cell names. *Classe 1*, *Classe 2* are both classes."""
    key = _REQUIRED.sub("", bare_words(name))
    found = COLUMN_OF.get(key)
    if found is None and COLUMN_OF.get(_NUMBERED.sub("", key)) is Column.CLASSES:
        return Column.CLASSES
    return found


@dataclass(frozen=True)
class Layout:
    """Where each column stands in a line, counted from 0."""

    places: dict[Column, tuple[int, ...]]
    """Every column has one place but the classes, which may have several."""
    width: int
    """Of a header: up to its last named column. Of the positional form: 3, the least a line has."""
    header: tuple[str, ...] | None = None
    """The names as the file has them, cut to `width`; None in the positional form."""
    further: tuple[int | None, ...] = field(default=())
    """The places of the columns that mean nothing here, in the order in which a user keeps them;
    None for one that is kept and not in the file. Unused in the positional form."""

    def has(self, column: Column) -> bool:
        return column in self.places

    def place(self, column: Column) -> int | None:
        """The place of a column that stands once."""
        places = self.places.get(column)
        return places[0] if places else None

    def column_at(self, place: int) -> Column | None:
        return next((column for column, places in self.places.items() if place in places), None)

    @property
    def further_names(self) -> tuple[str, ...]:
        header = self.header or ()
        return tuple(header[place] for place in self.further if place is not None and header)


POSITIONAL = Layout(
    {Column.FIRST_NAME: (0,), Column.LAST_NAME: (1,), Column.EMAIL: (2,)},
    width=3,
)
"""The published form without a header; what follows is kept as it is."""

SWAPPED = Layout(
    {Column.LAST_NAME: (0,), Column.FIRST_NAME: (1,), Column.EMAIL: (2,)},
    width=3,
)
"""The same with last names first, when a person said so."""


def recognise(cells: Sequence[str]) -> Layout | None:
    """The layout that a header gives, or None when these cells are no header.

    It takes two known columns, and no address in any cell. What is missing from
    the header, or stands in it twice, is for the caller to refuse.
    """
    if any("@" in cell for cell in cells):
        return None
    names = [restore(clean(cell)) for cell in cells]
    width = max((place + 1 for place, name in enumerate(names) if name), default=0)
    places: dict[Column, tuple[int, ...]] = {}
    further = []
    for place, name in enumerate(names[:width]):
        column = column_of(name)
        if column is None:
            further.append(place)
        else:
            places[column] = (*places.get(column, ()), place)
    if len(places) < 2:
        return None
    return Layout(places, width, tuple(names[:width]), _ordered(further, names))


def _ordered(places: Sequence[int], names: Sequence[str]) -> tuple[int | None, ...]:
    """The further columns as a user keeps them.

    *Column 2*, as an exported list calls one, is the second whichever stand beside it; the
    others are as the file has them, where one is free.
    """
    found: dict[int, int] = {}
    others = []
    for order, place in enumerate(places):
        own = _OWN.fullmatch(bare_words(names[place]))
        if own is None or int(own[1]) - 1 in found:
            others.append((order, place))
        else:
            found[int(own[1]) - 1] = place
    for order, place in others:
        while order in found:
            order += 1
        found[order] = place
    return tuple(found.get(order) for order in range(max(found, default=-1) + 1))


def missing(layout: Layout) -> tuple[Column, ...]:
    """The columns without which nobody can be told from a list of this layout."""
    absent = [name for name in (Column.FIRST_NAME, Column.LAST_NAME) if not layout.has(name)]
    if not layout.has(Column.EMAIL) and not layout.has(Column.EXTERNAL_ID):
        absent += [Column.EMAIL, Column.EXTERNAL_ID]
    return tuple(absent)


def doubled(layout: Layout) -> Iterator[tuple[Column, tuple[str, ...]]]:
    """Columns that a header names twice. Several numbered class columns are no mistake."""
    for column, places in layout.places.items():
        names = tuple(layout.header[place] for place in places) if layout.header else ()
        keys = {bare_words(name) for name in names}
        numbered = {_NUMBERED.sub("", key) for key in keys}
        if len(names) > 1 and not (
            column is Column.CLASSES and len(keys) == len(names) and len(numbered) == 1
        ):
            yield column, names
