"""How one person of a list differs from the user they are, or what they are added with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commands.connections import AHEAD
from commands.lists.values import CellChange
from commands.matching import Listed
from commands.rosters.columns import Column
from store.keys import email_key, name_key, nfc
from store.queries.lists import There


@dataclass(slots=True)
class Wanted:
    """What a list wants of a person. Empty: nothing."""

    profile: dict[str, Any] | None = None
    """The profile after; None: it stays."""
    cells: tuple[CellChange, ...] = ()
    """What is other, also where the profile stays."""
    begun: tuple[str, ...] = ()
    """Keys of classes."""
    ended: tuple[int, ...] = ()
    """Ids of classes."""
    licence: bool | None = None
    login: datetime | None = None

    @property
    def is_change(self) -> bool:
        return (
            self.profile is not None
            or bool(self.begun or self.ended)
            or self.licence is not None
            or self.login is not None
        )

    def values(self) -> dict[str, Any] | None:
        """As JSON holds it; None for nothing."""
        told: dict[str, Any] = {}
        if self.profile is not None:
            told["profile"] = self.profile
        if self.cells:
            told["cells"] = [[each.column, each.old, each.new] for each in self.cells]
        if self.begun:
            told["begun"] = list(self.begun)
        if self.ended:
            told["ended"] = list(self.ended)
        if self.licence is not None:
            told["licence"] = self.licence
        if self.login is not None:
            told["login"] = self.login.isoformat()
        return told or None


def wanted_from(values: dict[str, Any] | None) -> Wanted:
    """What `values` gave."""
    told = values or {}
    login = told.get("login")
    return Wanted(
        told.get("profile"),
        tuple(
            CellChange(Column(column) if column else None, old, new)
            for column, old, new in told.get("cells", ())
        ),
        tuple(told.get("begun", ())),
        tuple(told.get("ended", ())),
        told.get("licence"),
        datetime.fromisoformat(login) if login else None,
    )


def cells(each: Listed, user: There) -> tuple[CellChange, ...]:
    """What the list says otherwise; an empty cell says nothing, and letter case alone neither."""
    line = each.lines[0]
    found = []
    if line.first_name != user.first_name and _differs(line.first_name, user.first_name):
        found.append(CellChange(Column.FIRST_NAME, user.first_name, line.first_name))
    if line.last_name != user.last_name and _differs(line.last_name, user.last_name):
        found.append(CellChange(Column.LAST_NAME, user.last_name, line.last_name))
    if each.email_key is not None and each.email_key != user.email_key:
        found.append(CellChange(Column.EMAIL, user.email or "", _email(each) or ""))
    if each.external_id and each.external_id != user.external_id and not each.id_was_cut:
        found.append(CellChange(Column.EXTERNAL_ID, user.external_id or "", each.external_id))
    if line.further and list(line.further) != user.further:
        found += [
            CellChange(None, old, new)
            for old, new in _pairs(user.further, line.further)
            if new and old != new
        ]
    return tuple(found)


def changed_profile(each: Listed, user: There, found: Sequence[CellChange]) -> dict[str, Any]:
    """The profile with these cells."""
    profile = user.profile
    for cell in found:
        if cell.column is not None:
            profile[cell.column] = cell.new
    profile["email_key"] = email_key(profile["email"])
    profile["name_key"] = name_key(profile["first_name"], profile["last_name"])
    if any(cell.column is None for cell in found):
        further = each.lines[0].further
        profile["further"] = [new or old for old, new in _pairs(user.further, further)]
    return profile


def licence_of(each: Listed) -> bool | None:
    """What the lines say of the licence: one *yes* is enough."""
    said = {line.licence for line in each.lines} - {None}
    return True in said if said else None


def login_of(each: Listed, now: datetime) -> tuple[datetime | None, int]:
    """The latest login that the lines tell, and how many are later than now and left out."""
    latest, future = None, 0
    for line in each.lines:
        if not isinstance(line.last_login, datetime):
            continue
        if line.last_login > now + AHEAD:
            future += 1
        elif latest is None or line.last_login > latest:
            latest = line.last_login
    return latest, future


def names_of_classes(each: Listed) -> tuple[str, ...]:
    if len(each.lines) == 1:
        return each.lines[0].classes
    return tuple(dict.fromkeys(name for line in each.lines for name in line.classes))


def _differs(one: str, other: str) -> bool:
    return nfc(one).casefold() != nfc(other).casefold()


def _email(each: Listed) -> str | None:
    return next((line.email for line in each.lines if line.email), None)


def _pairs(old: Sequence[Any], new: Sequence[str]) -> list[tuple[str, str]]:
    width = max(len(old), len(new))
    olds = [str(cell) for cell in old] + [""] * (width - len(old))
    return list(zip(olds, [*new, *[""] * (width - len(new))], strict=True))
