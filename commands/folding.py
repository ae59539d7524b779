"""The people of a list: their lines brought together, before anybody is looked for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from commands.rosters.cells import addresses_in
from commands.rosters.columns import Column
from commands.rosters.lines import Line, Rejected
from store.keys import email_key, plain


class Known(Protocol):
    """Somebody of the school, undeleted unless `deleted`."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def external_id(self) -> str | None: ...
    @property
    def email_key(self) -> str | None: ...
    @property
    def name_key(self) -> str: ...
    @property
    def deleted(self) -> bool: ...


class Doubtful(StrEnum):
    """Why it cannot be told whom a line means."""

    ID_TWICE = "id_twice"
    """Another line has the same identifier, and another name or address."""
    TWO_IDS = "two_ids"
    """Another line has the same name and address, and another identifier."""
    OTHER_ID = "other_id"
    """A user has the same name and address, and another identifier."""
    ID_AND_ADDRESS = "id_and_address"
    """They are of two different users."""
    OTHER_ROLE = "other_role"
    """It is a teacher in a list of students, or the other way round."""
    SEVERAL_FIT = "several_fit"
    SEVERAL_IDS_FIT = "several_ids_fit"
    """A spreadsheet took its zeros, and several accounts of this name have one like it."""
    SAME_USER = "same_user"
    """Another line, with another name, is recognised as this user."""
    DELETED = "deleted"
    """The user is deleted: to be restored, not added anew."""
    SHARED_ADDRESS = "shared_address"
    """Another line has the same new address and another name: brother or sister, or a mistake."""
    ID_TAKEN = "id_taken"
    """The user is deleted, to be restored, and somebody else has their identifier by now."""
    UNSURE_ADDRESS = "unsure_address"
    """A user has the same address and another name, and so has a line that is unclear itself."""
    OTHER_NAME = "other_name"
    """The only user of this address has another first name: renamed, or a brother or sister.
    Recognised; who shows no preview to confirm it by takes it for unclear."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A line of which it cannot be told to whom it belongs."""

    line: int
    column: Column
    reason: Doubtful
    other_line: int | None = None


@dataclass(slots=True)
class Listed:
    """One person of the list, with all their lines in order."""

    lines: list[Line]
    name_key: str
    email_key: str | None
    external_id: str | None
    user: Known | None = None
    """Who they are; None for somebody new."""
    by_address: bool = False
    """Recognised by the address alone: another name is a change of name."""
    id_was_cut: bool = False
    """Recognised although a spreadsheet took the zeros from the identifier."""
    takes_id: bool = False
    """Recognised by address and name although the identifier is another one."""
    address_is_new: bool = False
    """Somebody new, under an address that no undeleted user has."""
    at_once: bool = False
    """Recognised by identifier, address and name together, whoever else there is."""

    @property
    def first(self) -> Line:
        return self.lines[0]


class Fold:
    """Brings together the lines of one person."""

    def __init__(self, unclear: list[Unclear]) -> None:
        self._unclear = unclear
        self._people: list[Listed] = []
        self._by_id: dict[str, Listed] = {}
        self._by_pair: dict[tuple[str, str], Listed] = {}
        self._spoiled: dict[int, tuple[Column, Doubtful]] = {}
        self.unsure: set[str] = set()
        """Addresses on lines that contradict others: more people than are `listed` have them."""
        self._plain: dict[str, str] = {}
        """Names as they are compared by: many people share one."""

    @property
    def listed(self) -> list[Listed]:
        """The people whose lines do not contradict each other."""
        if not self._spoiled:
            return self._people
        return [each for each in self._people if id(each) not in self._spoiled]

    @property
    def by_id(self) -> dict[str, Listed]:
        """The same people by their identifiers."""
        if not self._spoiled:
            return self._by_id
        return {key: each for key, each in self._by_id.items() if id(each) not in self._spoiled}

    def take(self, line: Line) -> None:
        name, email = self._name_key(line), email_key(line.email)
        external_id = line.external_id
        by_id = self._by_id.get(external_id) if external_id else None
        same = by_id or (self._by_pair.get((email, name)) if email else None)
        if same is None:
            same = Listed([line], name, email, external_id)
            self._people.append(same)
            if external_id:
                self._by_id[external_id] = same
            if email:
                self._by_pair[email, name] = same
            return
        if by_id is not None:
            if by_id.name_key != name or (email and by_id.email_key and email != by_id.email_key):
                self._spoil(by_id, line, Column.EXTERNAL_ID, Doubtful.ID_TWICE)
                return
        elif external_id and same.external_id:
            self._spoil(same, line, Column.EXTERNAL_ID, Doubtful.TWO_IDS)
            return
        if id(same) in self._spoiled:
            self._say(same, line)
            return
        same.lines.append(line)
        same.email_key = same.email_key or email
        same.external_id = same.external_id or external_id
        if same.external_id:
            self._by_id[same.external_id] = same
        if same.email_key:
            self._by_pair[same.email_key, name] = same

    def _name_key(self, line: Line) -> str:
        """As `store.keys.name_key` makes it."""
        known, first, last = self._plain, line.first_name, line.last_name
        if first not in known:
            known[first] = plain(first)
        if last not in known:
            known[last] = plain(last)
        return f"{known[last]}|{known[first]}"

    def _spoil(self, same: Listed, line: Line, column: Column, reason: Doubtful) -> None:
        """Two lines contradict each other: neither is taken, nor any other of that person."""
        if id(same) not in self._spoiled:
            self._spoiled[id(same)] = column, reason
            self._unclear += [
                Unclear(each.number, column, reason, line.number) for each in same.lines
            ]
            self.unsure.update(filter(None, (email_key(each.email) for each in same.lines)))
        self._say(same, line)

    def _say(self, same: Listed, line: Line) -> None:
        column, reason = self._spoiled[id(same)]
        self._unclear.append(Unclear(line.number, column, reason, same.first.number))
        self.unsure.update(filter(None, (email_key(line.email),)))


def addresses_of(rejected: Rejected) -> set[str]:
    """What stands on a line that could not be read and may be an address, as its key."""
    found = (email_key(each) for cell in rejected.record for each in addresses_in(cell))
    return {key for key in found if key is not None}
