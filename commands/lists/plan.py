"""What a list would do, person by person, before anything of it is done.

Values in, values out, but for the school's users, which come streamed: a fixed
number of statements, whatever the length of the list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from commands.additions import new_profile
from commands.lists import people as asked_people
from commands.lists.classes import ListClasses
from commands.lists.differences import (
    Wanted,
    cells,
    changed_profile,
    licence_of,
    login_of,
    names_of_classes,
)
from commands.lists.moves import ClassMoves
from commands.lists.values import (
    Answer,
    Asked,
    ListFigures,
    Outcome,
    SamePerson,
    SharedAddress,
    Toggle,
)
from commands.matching import Doubtful, Listed, Matcher, Matching, Unclear
from commands.rosters.columns import Column
from commands.rosters.lines import Line, Rejected
from store.queries import classes, lists
from store.queries.lists import There
from store.queries.loading import Identity

Person = tuple[Listed, Outcome, Wanted | None]


@dataclass
class Plan:
    """What the list would do. Figures and questions are complete once the rows were taken."""

    figures: ListFigures
    classes: ListClasses
    shared_addresses: tuple[SharedAddress, ...]
    same_people: tuple[SamePerson, ...]
    people: list[Person]
    unclear: list[Unclear | Rejected]
    """In the order of the lines."""
    left: list[There]
    """Live users whom the list does not name."""
    present: Mapping[int, int]
    """How many of the listed users each class has, as it is now."""
    one_class: str | None
    deletes: bool
    """Whether those left out are deleted."""

    @property
    def digest(self) -> str:
        """Of who is touched, and how."""
        told = sha256()
        for each, outcome, wanted in self.people:
            if outcome is not Outcome.UNCHANGED:
                user = each.user.id if each.user else ""
                values = values_of(each, outcome, wanted)
                told.update(f"{each.first.number} {outcome} {user} {values}\n".encode())
        for one in self.left:
            told.update(f"{one.id} {self.deletes}\n".encode())
        told.update(repr(sorted(self.classes.made)).encode())
        return told.hexdigest()


def values_of(each: Listed, outcome: Outcome, wanted: Wanted | None) -> dict[str, Any] | None:
    """What is wanted of a person, as JSON holds it; None for nothing.

    The profile of somebody new is made here, for one at a time: there may be 200 000.
    """
    values = wanted.values() if wanted is not None else None
    if outcome is Outcome.ADDED:
        return {"profile": new_profile(each), **(values or {})}
    return values


def make_plan(
    session: Session,
    school_id: int,
    lines: Sequence[Line],
    rejected: Sequence[Rejected],
    asked: Asked,
    now: datetime,
) -> Plan:
    return _Planner(session, school_id, asked, now).plan(lines, rejected)


def _new(begun: tuple[str, ...], licence: bool | None, login: datetime | None) -> Wanted:
    """What somebody new is added with, beside the profile; many share it."""
    return Wanted(begun=begun, licence=licence, login=login)


class _Planner:
    def __init__(self, session: Session, school_id: int, asked: Asked, now: datetime) -> None:
        self._session, self._school_id = session, school_id
        self._asked, self._now = asked, now
        self._toggles, self._answers = asked.toggles, asked.answers
        self._corrects = asked.is_master or Toggle.TAKE_DIFFERENCES in asked.toggles
        self._tells_logins = asked.file.has(Column.LAST_LOGIN)
        self._book = ListClasses(
            classes.names(session, school_id),
            classes.past_names(session, school_id),
            asked.file.unsure_classes,
            asked.answers,
        )
        self._enrolled = lists.classes_of(session, school_id, asked.options.role)
        self.figures = ListFigures(blank=asked.file.blank)
        self._moves = ClassMoves(self._book, asked, self.figures)
        self._new = lru_cache(maxsize=4096)(_new)
        self._at_once: dict[int, Wanted] = {}
        """What is wanted of the users who were recognised at once, where it is anything."""
        self._others: dict[int, There] = {}
        """The other live users of the role, as far as the list may mean them or leave them out."""
        self._here: Counter[tuple[int, ...]] = Counter()
        """How many of the listed users are in the same classes."""

    def plan(self, lines: Sequence[Line], rejected: Sequence[Rejected]) -> Plan:
        found = self._match(lines, rejected)
        returning = self._returning(found)
        shared = [*asked_people.shared(found, self._answers)]
        if not self._asked.is_master:
            shared += asked_people.renamed(found, self._answers)
        same = list(self._same_people(found)) if self._asked.is_master else []
        unclear: list[Unclear | Rejected] = [*rejected, *found.unclear]
        unclear.sort(key=lambda one: one.line)
        people = [*self._of_listed(found), *self._of_deleted(found, returning)]
        people.sort(key=lambda one: one[0].first.number)
        left = self._left(found) if self._asked.is_master else []
        deletes = not unclear and Toggle.WITHOUT_DELETING not in self._toggles
        self._count(people, unclear, left, deletes=deletes)
        present: Counter[int] = Counter()
        for class_ids, number in self._here.items():
            for class_id in class_ids:
                present[class_id] += number
        return Plan(
            self.figures,
            self._book,
            tuple(shared),
            tuple(same),
            people,
            unclear,
            left,
            present,
            self._one_class(found, present),
            deletes,
        )

    def _match(self, lines: Sequence[Line], rejected: Sequence[Rejected]) -> Matching:
        """Recognise everybody. Who is so at once is compared at once, and the row forgotten."""
        role, is_master = self._asked.options.role, self._asked.is_master
        take_ids = Toggle.TAKE_IDS in self._toggles
        matcher = Matcher(lines, role, rejected, offer_deleted=True, take_ids=take_ids)
        everybody = lists.everybody(self._session, self._school_id, with_logins=self._tells_logins)
        for user in everybody:
            each = matcher.meet(user)
            if each is not None:
                wanted = self._compare(each, user)
                if wanted is not None:
                    self._at_once[user.id] = wanted
                each.user = Identity(
                    user.id, role, each.external_id, each.email_key, each.name_key, False
                )
            elif not user.deleted and user.role == role and (is_master or matcher.may_mean(user)):
                self._others[user.id] = user
        return matcher.matching()

    def _of_listed(self, found: Matching) -> Iterator[Person]:
        """Who is new, and who is here with what the list wants of them."""
        self._fetch_missing(found)
        for each in found.listed:
            user = each.user
            if user is None:
                yield each, Outcome.ADDED, self._added(each)
                continue
            has = self._enrolled.get(user.id, ())
            self._here[has] += 1
            if each.at_once:
                wanted = self._at_once.get(user.id)
            else:
                wanted = self._compare(each, self._others[user.id])
            wanted = self._counted(each, wanted, has)
            is_change = wanted is not None and wanted.is_change
            yield each, Outcome.CHANGED if is_change else Outcome.UNCHANGED, wanted

    def _fetch_missing(self, found: Matching) -> None:
        """The rows of users who were recognised at once, and then by a second line too."""
        missing = [
            each.user.id
            for each in found.listed
            if not each.at_once and each.user is not None and each.user.id not in self._others
        ]
        for user in lists.by_ids(self._session, self._school_id, missing):
            self._others[user.id] = user

    def _compare(self, each: Listed, user: There) -> Wanted | None:
        """What the list wants of a user's own row; None for nothing."""
        differing = cells(each, user)
        licence = self._licence(each, user) if self._asked.options.follow_licences else None
        login = self._login(each, user) if self._tells_logins else None
        if not differing and licence is None and login is None:
            return None
        wanted = Wanted(cells=differing, licence=licence, login=login)
        if differing and self._corrects:
            wanted.profile = changed_profile(each, user, differing)
        return wanted

    def _licence(self, each: Listed, user: There) -> bool | None:
        if user.deleted or user.access != "internal":
            return None
        held = licence_of(each)
        return held if held != user.licence else None

    def _login(self, each: Listed, user: There) -> datetime | None:
        login, _future = login_of(each, self._now)
        is_later = login is not None and (user.last_login_at is None or login > user.last_login_at)
        return login if is_later else None

    def _counted(self, each: Listed, wanted: Wanted | None, has: tuple[int, ...]) -> Wanted | None:
        """The same with the classes that the list moves a user into and out of; counted."""
        figures = self.figures
        begun, ended = self._moves.of(names_of_classes(each), has)
        if begun or ended:
            wanted = wanted or Wanted()
            wanted.begun, wanted.ended = begun, ended
        if self._tells_logins:
            figures.future_logins += login_of(each, self._now)[1]
        if wanted is None:
            return None
        if wanted.profile is not None:
            figures.profiles += 1
        elif wanted.cells:
            figures.differing += 1
        figures.given += wanted.licence is True
        figures.taken += wanted.licence is False
        figures.logins += wanted.login is not None
        return wanted

    def _added(self, each: Listed) -> Wanted:
        """What somebody new is added with; counted."""
        options, figures = self._asked.options, self.figures
        begun, _ended = self._moves.of(names_of_classes(each), ())
        said = licence_of(each) if options.follow_licences else None
        held = options.licence_for_new if said is None else said
        login, future = login_of(each, self._now)
        figures.given += held
        figures.logins += login is not None
        figures.future_logins += future
        return self._new(begun, held or None, login)

    def _returning(self, found: Matching) -> list[There]:
        """The deleted users to restore, where the admin says so.

        Whose identifier somebody else has by now is taken for unclear.
        """
        if Toggle.RESTORE not in self._toggles:
            return []
        wanted = [each.user.id for each in found.deleted if each.user is not None]
        users = list(lists.by_ids(self._session, self._school_id, sorted(wanted)))
        ids = [user.external_id for user in users if user.external_id]
        held = lists.held_ids(self._session, self._school_id, ids)
        return asked_people.returning(found, users, held, corrects=self._corrects)

    def _of_deleted(self, found: Matching, returning: list[There]) -> Iterator[Person]:
        """Those who are deleted: restored where the admin says so."""
        if Toggle.RESTORE not in self._toggles:
            yield from ((each, Outcome.OFFERED, None) for each in found.deleted)
            return
        by_user = {each.user.id: each for each in found.deleted if each.user is not None}
        for user in returning:
            each, has = by_user[user.id], self._enrolled.get(user.id, ())
            yield each, Outcome.RESTORED, self._counted(each, self._compare(each, user), has)

    def _left(self, found: Matching) -> list[There]:
        """The live users whom the list does not name, oldest first."""
        listed = {each.user.id for each in found.listed if each.user is not None}
        return [user for user in self._others.values() if user.id not in listed]

    def _same_people(self, found: Matching) -> Iterator[SamePerson]:
        """Removals and additions that are probably one person; those answered *yes* are joined."""
        leaving, coming = defaultdict(list), defaultdict(list)
        new_names = {each.name_key for each in found.listed if each.user is None}
        for user in self._left(found):
            if user.name_key in new_names:
                leaving[user.name_key].append(user)
        for each in found.listed:
            if each.user is None and each.name_key in leaving:
                coming[each.name_key].append(each)
        for key, people in coming.items():
            if len(people) > 1 or len(leaving[key]) > 1:
                continue
            each, user = people[0], leaving[key][0]
            if not self._probable(each, user):
                continue
            question = asked_people.same_person(each, user, self._answers)
            if question.answer is Answer.YES:
                each.user = user
            yield question

    def _probable(self, each: Listed, user: There) -> bool:
        """Same name, a class in common where the list tells classes, and no two identifiers."""
        if each.external_id and user.external_id:
            return False
        named = names_of_classes(each)
        if not named:
            return True
        has = self._enrolled.get(user.id, ())
        return any(self._book.ids.get(key) in has for key in self._book.keys(named))

    def _one_class(self, found: Matching, present: Mapping[int, int]) -> str | None:
        """The name of the class that all of the list are in, if there is one."""
        told = {names_of_classes(each) for each in found.listed}
        named = {key for names in told for key in self._book.keys(names)}
        if len(named) == 1:
            return self._book.name_of(named.pop())
        there = sum(each.user is not None for each in found.listed)
        alone = [class_id for class_id, count in present.items() if count == there]
        return self._book.names[alone[0]] if not named and len(alone) == 1 else None

    def _count(
        self,
        people: list[Person],
        unclear: list[Unclear | Rejected],
        left: list[There],
        *,
        deletes: bool,
    ) -> None:
        figures = self.figures
        outcomes = Counter(outcome for _each, outcome, _wanted in people)
        figures.people = len(people)
        figures.added = outcomes[Outcome.ADDED]
        figures.changed = outcomes[Outcome.CHANGED]
        figures.unchanged = outcomes[Outcome.UNCHANGED]
        figures.restored = outcomes[Outcome.RESTORED]
        figures.offered = outcomes[Outcome.OFFERED]
        figures.missing = len(left)
        figures.deleted = len(left) if deletes else 0
        figures.unclear = len(unclear)
        figures.again = sum(len(each.lines) - 1 for each, _outcome, _wanted in people)
        figures.ids_cut = sum(each.id_was_cut for each, _outcome, _wanted in people)
        figures.ids_differ = sum(
            isinstance(one, Unclear) and one.reason in _IDS_DIFFER for one in unclear
        )
        figures.classes_made = len(self._book.made)


_IDS_DIFFER = (Doubtful.OTHER_ID, Doubtful.ID_AND_ADDRESS)
