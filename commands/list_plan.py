"""What a list would do, person by person, before anything of it is done.

Values in, values out, but for the school's users, which come streamed: three
statements, whatever the length of the list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from commands.additions import new_profile
from commands.list_classes import ListClasses, question_id
from commands.list_differences import (
    Wanted,
    cells,
    changed_profile,
    licence_of,
    login_of,
    names_of_classes,
)
from commands.list_values import (
    Answer,
    ListFigures,
    ListFile,
    ListKind,
    ListOptions,
    Outcome,
    SamePerson,
    SharedAddress,
    Toggle,
)
from commands.matching import Doubtful, Known, Listed, Matching, Unclear, match
from commands.rosters.columns import Column
from commands.rosters.lines import Line, Rejected
from store.queries import classes, lists
from store.queries.lists import There


@dataclass
class Asked:
    """All that a plan depends on beside the school."""

    file: ListFile
    options: ListOptions
    answers: Mapping[str, Answer] = field(default_factory=dict)
    toggles: frozenset[Toggle] = frozenset()

    @property
    def is_master(self) -> bool:
        return self.options.kind is ListKind.MASTER and Toggle.ADDITIVE not in self.toggles


@dataclass(slots=True)
class Left:
    """A live user whom the list does not name."""

    id: int
    name: str
    name_key: str
    email: str | None
    external_id: str | None


@dataclass
class Plan:
    """What the list would do. Figures and questions are complete once the rows were taken."""

    figures: ListFigures
    classes: ListClasses
    shared_addresses: tuple[SharedAddress, ...]
    same_people: tuple[SamePerson, ...]
    people: list[tuple[Listed, Outcome, Wanted | None]]
    unclear: list[Unclear | Rejected]
    """In the order of the lines."""
    left: list[Left]
    present: Counter[int]
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
                values = wanted.values() if wanted else None
                told.update(f"{each.first.number} {outcome} {user} {values}\n".encode())
        for one in self.left:
            told.update(f"{one.id} {self.deletes}\n".encode())
        told.update(repr(sorted(self.classes.made)).encode())
        return told.hexdigest()


def make_plan(
    session: Session,
    school_id: int,
    lines: Sequence[Line],
    rejected: Sequence[Rejected],
    asked: Asked,
    now: datetime,
) -> Plan:
    return _Planner(session, school_id, asked, now).plan(lines, rejected)


class _Planner:
    def __init__(self, session: Session, school_id: int, asked: Asked, now: datetime) -> None:
        self._session, self._school_id = session, school_id
        self._asked, self._now = asked, now
        self._toggles, self._answers = asked.toggles, asked.answers
        self._book = ListClasses(
            classes.names(session, school_id),
            classes.past_names(session, school_id),
            asked.file.unsure_classes,
            asked.answers,
        )
        self._enrolled = lists.classes_of(session, school_id, asked.options.role)
        into = asked.options.into_class
        self._into = self._book.keys((into,)) if into else ()
        self._sets = asked.is_master and asked.file.has(Column.CLASSES)
        self.figures = ListFigures(blank=asked.file.blank)
        self._present: Counter[int] = Counter()

    def plan(self, lines: Sequence[Line], rejected: Sequence[Rejected]) -> Plan:
        found = self._match(lines)
        shared = [*_shared(found, self._answers)]
        if not self._asked.is_master:
            shared += _renamed(found, self._answers)
        left, kept = self._compare_live(found)
        same = self._same_people(found, left, kept)
        unclear: list[Unclear | Rejected] = [*rejected, *found.unclear]
        unclear.sort(key=lambda one: one.line)
        people = [*self._added(found), *self._changed, *self._of_deleted(found)]
        people.sort(key=lambda one: one[0].first.number)
        deletes = not unclear and Toggle.WITHOUT_DELETING not in self._toggles
        self._count(people, unclear, left, deletes=deletes)
        return Plan(
            self.figures,
            self._book,
            tuple(shared),
            tuple(same),
            people,
            unclear,
            left,
            self._present,
            self._one_class(found),
            deletes,
        )

    def _match(self, lines: Sequence[Line]) -> Matching:
        everybody = (
            Known(user.id, user.role, user.external_id, user.email_key, user.name_key, user.deleted)
            for user in lists.identities(self._session, self._school_id)
        )
        return match(
            lines,
            self._asked.options.role,
            everybody,
            offer_deleted=True,
            take_ids=Toggle.TAKE_IDS in self._toggles,
        )

    def _compare_live(self, found: Matching) -> tuple[list[Left], dict[int, There]]:
        """Compare with the live users; who is left out, and those who may be an addition."""
        by_user = {each.user.id: each for each in found.listed if each.user is not None}
        new_names = {each.name_key for each in found.listed if each.user is None}
        self._changed: list[tuple[Listed, Outcome, Wanted | None]] = []
        left, kept = [], {}
        for user in lists.of_role(self._session, self._school_id, self._asked.options.role):
            each = by_user.get(user.id)
            if each is not None:
                self._changed.append(self._compare(each, user))
            elif self._asked.is_master:
                name = f"{user.first_name} {user.last_name}"
                left.append(Left(user.id, name, user.name_key, user.email, user.external_id))
                if user.name_key in new_names:
                    kept[user.id] = user
        return left, kept

    def _compare(self, each: Listed, user: There) -> tuple[Listed, Outcome, Wanted | None]:
        """What the list wants of a user; counts it."""
        has = self._enrolled.get(user.id, ())
        for class_id in has:
            self._present[class_id] += 1
        wanted = self._wanted(each, user, has)
        if wanted is None or not wanted.is_change:
            return each, Outcome.UNCHANGED, wanted
        return each, Outcome.CHANGED, wanted

    def _wanted(self, each: Listed, user: There, has: tuple[int, ...]) -> Wanted | None:
        figures, wanted = self.figures, Wanted()
        wanted.cells = cells(each, user)
        if wanted.cells:
            if self._asked.is_master or Toggle.TAKE_DIFFERENCES in self._toggles:
                wanted.profile = changed_profile(each, user, wanted.cells)
                figures.profiles += 1
            else:
                figures.differing += 1
        self._move_classes(each, has, wanted)
        if self._asked.options.follow_licences and not user.deleted:
            held = licence_of(each)
            if held is not None and held != user.licence and user.access == "internal":
                wanted.licence = held
                figures.given, figures.taken = figures.given + held, figures.taken + (not held)
        login, future = login_of(each, self._now)
        figures.future_logins += future
        if login is not None and (user.last_login_at is None or login > user.last_login_at):
            wanted.login = login
            figures.logins += 1
        return wanted if wanted.cells or wanted.is_change else None

    def _move_classes(self, each: Listed, has: tuple[int, ...], wanted: Wanted) -> None:
        named = names_of_classes(each)
        keys = self._book.keys(named) if named else ()
        if not keys and not self._into:
            return
        ids = self._book.ids
        begun = tuple(key for key in dict.fromkeys((*keys, *self._into)) if ids.get(key) not in has)
        if begun:
            wanted.begun = begun
            self._book.count(begun)
            self.figures.begun += len(begun)
        if self._sets and keys and has:
            stays = {ids.get(key) for key in (*keys, *self._into)}
            ended = tuple(
                class_id
                for class_id in has
                if class_id not in stays and class_id in self._book.names
            )
            self.figures.would_end += len(ended)
            if Toggle.KEEP_ENROLMENTS not in self._toggles:
                wanted.ended = ended
                self.figures.ended += len(ended)

    def _added(self, found: Matching) -> Iterator[tuple[Listed, Outcome, Wanted | None]]:
        options, figures = self._asked.options, self.figures
        for each in found.listed:
            if each.user is not None:
                continue
            keys = self._book.keys((*names_of_classes(each),)) if names_of_classes(each) else ()
            keys = tuple(dict.fromkeys((*keys, *self._into)))
            self._book.count(keys)
            said = licence_of(each) if options.follow_licences else None
            held = options.licence_for_new if said is None else said
            login, future = login_of(each, self._now)
            figures.begun += len(keys)
            figures.given += held
            figures.logins += login is not None
            figures.future_logins += future
            yield each, Outcome.ADDED, Wanted(new_profile(each), (), keys, (), held or None, login)

    def _of_deleted(self, found: Matching) -> Iterator[tuple[Listed, Outcome, Wanted | None]]:
        """Those who are deleted: restored where the admin says so."""
        if Toggle.RESTORE not in self._toggles:
            yield from ((each, Outcome.OFFERED, None) for each in found.deleted)
            return
        by_user = {each.user.id: each for each in found.deleted if each.user is not None}
        for user in lists.by_ids(self._session, self._school_id, sorted(by_user)):
            each = by_user[user.id]
            yield each, Outcome.RESTORED, self._wanted(each, user, self._enrolled.get(user.id, ()))

    def _same_people(
        self, found: Matching, left: list[Left], kept: dict[int, There]
    ) -> Iterator[SamePerson]:
        """Removals and additions that are probably one person; those answered *yes* are joined."""
        leaving, coming = defaultdict(list), defaultdict(list)
        for user in kept.values():
            leaving[user.name_key].append(user)
        for each in found.listed:
            if each.user is None and each.name_key in leaving:
                coming[each.name_key].append(each)
        questions, joined = [], set()
        for key, people in coming.items():
            if len(people) > 1 or len(leaving[key]) > 1:
                continue
            each, user = people[0], leaving[key][0]
            if not self._probable(each, user):
                continue
            question = _same_person(each, user, self._answers)
            questions.append(question)
            if question.answer is Answer.YES:
                each.user = Known(
                    user.id, user.role, user.external_id, user.email_key, user.name_key, False
                )
                self._changed.append(self._compare(each, user))
                joined.add(user.id)
        left[:] = [one for one in left if one.id not in joined]
        return iter(questions)

    def _probable(self, each: Listed, user: There) -> bool:
        """Same name, a class in common where the list tells classes, and no two identifiers."""
        if each.external_id and user.external_id:
            return False
        named = names_of_classes(each)
        if not named:
            return True
        has = self._enrolled.get(user.id, ())
        return any(self._book.ids.get(key) in has for key in self._book.keys(named))

    def _one_class(self, found: Matching) -> str | None:
        """The name of the class that all of the list are in, if there is one."""
        named = {key for each in found.listed for key in self._book.keys(names_of_classes(each))}
        if len(named) == 1:
            return self._book.name_of(named.pop())
        there = sum(each.user is not None for each in found.listed)
        alone = [class_id for class_id, count in self._present.items() if count == there]
        return self._book.names[alone[0]] if not named and len(alone) == 1 else None

    def _count(
        self,
        people: list[tuple[Listed, Outcome, Wanted | None]],
        unclear: list[Unclear | Rejected],
        left: list[Left],
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


def _shared(found: Matching, answers: Mapping[str, Answer]) -> Iterator[SharedAddress]:
    """Unlike names under one new address; those not said to be siblings become unclear."""
    sharing: dict[str, list[Listed]] = defaultdict(list)
    for each in found.listed:
        if each.user is None and each.address_is_new and each.email_key:
            sharing[each.email_key].append(each)
    held: list[Listed] = []
    for key, people in sharing.items():
        if len(people) < 2:
            continue
        asked = question_id("address", key)
        answer = answers.get(asked)
        lines = tuple(line.number for each in people for line in each.lines)
        names = tuple(f"{one.first.first_name} {one.first.last_name}" for one in people)
        yield SharedAddress(asked, people[0].first.email or key, names, lines, None, answer)
        if answer is not Answer.SIBLINGS:
            held += people
    _hold(found, held, Doubtful.SHARED_ADDRESS)


def _renamed(found: Matching, answers: Mapping[str, Answer]) -> Iterator[SharedAddress]:
    """An additive list with another first name under somebody's address: renamed, or another?"""
    held: list[Listed] = []
    for each in found.listed:
        if each.user is None or not each.by_address:
            continue
        known = each.user.name_key.partition("|")
        if known[2] == each.name_key.partition("|")[2]:
            continue
        asked = question_id("renamed", each.user.id, each.name_key)
        answer = answers.get(asked)
        line = each.first
        yield SharedAddress(
            asked,
            line.email or "",
            (f"{line.first_name} {line.last_name}",),
            tuple(one.number for one in each.lines),
            f"{known[2]} {known[0]}".title(),
            answer,
        )
        if answer is Answer.SIBLINGS:
            each.user = None
        elif answer is not Answer.SAME:
            held.append(each)
    _hold(found, held, Doubtful.OTHER_NAME)


def _hold(found: Matching, held: list[Listed], reason: Doubtful) -> None:
    """Take these people for unclear."""
    if held:
        gone = {id(each) for each in held}
        found.listed = [each for each in found.listed if id(each) not in gone]
        found.unclear += [
            Unclear(line.number, Column.EMAIL, reason) for each in held for line in each.lines
        ]


def _same_person(each: Listed, user: There, answers: Mapping[str, Answer]) -> SamePerson:
    asked = question_id("person", user.id, each.name_key, each.email_key)
    return SamePerson(
        asked,
        user.id,
        f"{user.first_name} {user.last_name}",
        each.first.number,
        user.email,
        each.first.email,
        answers.get(asked),
    )
