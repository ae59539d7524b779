"""The first load: a list that only adds, from the command line and without a preview.

People who are not there are added; those who are get the classes, a licence,
a later login and what was empty. Nothing that is there is taken away or
overwritten: what differs is told. Functions take an open session; callers commit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commands import credits, journal
from commands.access import Actor, require_admin
from commands.additions import (
    Additions,
    Difference,
    Kept,
    added_row,
    changed_row,
    facets,
    identity_key,
    new_profile,
    plan_additions,
)
from commands.matching import Doubtful, Listed, Unclear, match
from commands.rosters.columns import Column
from commands.rosters.doubts import Doubt
from commands.rosters.errors import RosterError
from commands.rosters.lines import Rejected
from commands.rosters.reading import Roster
from store.keys import plain
from store.models import School
from store.queries import apply as applying
from store.queries import classes, loading, schools
from store.queries.loading import Standing

__all__ = ["Difference", "InDoubtError", "Kept", "Loaded", "known_classes", "load"]

KIND = "import"


@dataclass(eq=False)
class InDoubtError(RosterError):
    """How to read the file is to be asked first: nothing is guessed."""

    doubt: Doubt


@dataclass(frozen=True)
class Loaded:
    """What a list came to. people = added + changed + unchanged; the refused are no people."""

    operation_id: int | None
    """None when nothing was to change."""
    role: str
    people: int
    added: int
    changed: int
    unchanged: int
    completed: int
    """Of the changed: an empty address or identifier was filled."""
    enrolments: int
    licences: int
    logins: int
    ids_cut: int
    """Recognised although a spreadsheet took the zeros from the identifier."""
    classes_made: tuple[str, ...]
    classes_alike: tuple[tuple[str, str], ...]
    """Of those made: the new name, and one that differs by spaces or punctuation only."""
    unsure_classes: tuple[str, ...]
    refused: tuple[Rejected | Unclear, ...]
    differences: tuple[Difference, ...]


def known_classes(session: Session, school_id: int) -> list[str]:
    """The school's classes and their past names, which decide where `/` and `,` separate."""
    present = [name for _id, name, _key in classes.names(session, school_id)]
    return [*present, *classes.past_names(session, school_id)]


def load(
    session: Session, school_id: int, roster: Roster, role: str, *, by: Actor, now: datetime
) -> Loaded:
    """Add what the list has and the school has not; one operation, which undo takes back whole.

    Raises NotAllowedError or InDoubtError. Statements: a fixed number, and one
    a thousand rows.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    if roster.doubt is not None:
        raise InDoubtError(roster.doubt)
    listed, there, refused = _recognise(session, school_id, roster, role)
    enrolled = loading.enrolments(session, school_id, list(there))
    known = {key: (class_id, name) for class_id, name, key in classes.names(session, school_id)}
    class_ids = classes.past_names(session, school_id) | {
        key: class_id for key, (class_id, _name) in known.items()
    }
    plan = plan_additions(listed, there, class_ids, enrolled, now)
    written = _Written()
    if not plan.is_empty:
        written = _write(session, school, role, plan, there, class_ids, by=by, now=now)
    made = {key: name for key, name in plan.class_names.items() if key not in class_ids}
    result = Loaded(
        operation_id=written.operation_id,
        role=role,
        people=len(listed),
        added=len(plan.added),
        changed=written.changed,
        unchanged=len(listed) - len(plan.added) - written.changed,
        completed=sum("profile_after" in change for change in plan.changes.values()),
        enrolments=written.enrolments,
        licences=written.licences,
        logins=written.logins,
        ids_cut=sum(each.id_was_cut for each in listed),
        classes_made=tuple(made.values()),
        classes_alike=tuple(_alike(made, [name for _id, name in known.values()])),
        unsure_classes=roster.unsure_classes,
        refused=refused,
        differences=tuple(plan.differences),
    )
    if result.operation_id is not None:
        _tell(session, school, result, now)
    return result


def _recognise(
    session: Session, school_id: int, roster: Roster, role: str
) -> tuple[list[Listed], dict[int, Standing], tuple[Rejected | Unclear, ...]]:
    """The people of the list, how those who are there stand, and the lines refused."""
    everybody = loading.identities(session, school_id)
    found = match(roster.lines, role, everybody, rejected=roster.rejected)
    ids = [each.user.id for each in found.listed if each.user is not None]
    there = loading.standings(session, school_id, ids)
    listed, unsure = _sure(found.listed, there)
    refused: list[Rejected | Unclear] = [*roster.rejected, *found.unclear, *unsure]
    refused.sort(key=lambda one: one.line)
    return listed, there, tuple(refused)


def _sure(listed: list[Listed], there: dict[int, Standing]) -> tuple[list[Listed], list[Unclear]]:
    """Leave out whom the address alone says to be somebody of another first name.

    A preview would ask whether they are renamed or a brother or sister.
    """
    sure, unsure = [], []
    for each in listed:
        if each.user is not None and each.by_address:
            has = there[each.user.id].profile["name_key"].partition("|")[2]
            if has != each.name_key.partition("|")[2]:
                unsure += [
                    Unclear(line.number, Column.EMAIL, Doubtful.OTHER_NAME) for line in each.lines
                ]
                continue
        sure.append(each)
    return sure, unsure


@dataclass(frozen=True)
class _Written:
    """What was written, in figures."""

    operation_id: int | None = None
    changed: int = 0
    enrolments: int = 0
    licences: int = 0
    logins: int = 0


def _write(
    session: Session,
    school: School,
    role: str,
    plan: Additions,
    there: dict[int, Standing],
    class_ids: dict[str, int],
    *,
    by: Actor,
    now: datetime,
) -> _Written:
    """Write the change rows and put them into force."""
    instant = credits.settle(session, school, now)
    operation_id = journal.begin(session, school.id, KIND, by=by, now=now)
    profiles = [new_profile(each) for each in plan.added]
    ids = loading.add_users(
        session, school.id, profiles, role=role, created_at=instant, stamp=operation_id
    )
    user_ids = {id(each): ids[identity_key(each)] for each in plan.added}
    changes = [
        *(added_row(each, user_ids[id(each)], now) for each in plan.added),
        *(changed_row(change, there[user_id]) for user_id, change in plan.changes.items()),
    ]
    operation = {"school_id": school.id, "operation_id": operation_id}
    stamps = [{f"{name}_stamp_after": operation_id for name in facets(c)} for c in changes]
    rows = [operation | change | stamp for change, stamp in zip(changes, stamps, strict=True)]
    loading.write_changes(session, rows)
    made = {key: name for key, name in plan.class_names.items() if key not in class_ids}
    class_ids = class_ids | loading.add_classes(session, school.id, operation_id, made, now)
    pairs = list(  # once, also where a list names a class by its present and a past name
        dict.fromkeys(
            (user_ids[id(each)] if each.user is None else each.user.id, class_ids[name_key])
            for each, keys in plan.classes
            for name_key in keys
        )
    )
    loading.write_enrolments(session, school.id, operation_id, pairs)
    applying.profiles(session, school.id, operation_id)
    licences = applying.licences(
        session, school.id, operation_id, held=True, odometer=school.odometer
    )
    logins = applying.logins(session, school.id, operation_id)
    applying.enrolments(session, school.id, operation_id)
    school.paying += licences
    school.roster_version += 1
    _logins_known(school, changes)
    here = {each.user.id for each, _keys in plan.classes if each.user is not None}
    return _Written(operation_id, len(here | plan.changes.keys()), len(pairs), licences, logins)


def _logins_known(school: School, changes: list[dict[str, Any]]) -> None:
    """Logins are known up to the newest that the list tells: when it was made is not known."""
    told = [change["login_after"] for change in changes if "login_after" in change]
    if told:
        newest: datetime = max(told)
        school.logins_known_at = max(school.logins_known_at or newest, newest)


def _alike(made: dict[str, str], known: list[str]) -> Iterator[tuple[str, str]]:
    """New classes whose name is that of an older one but for spaces and punctuation."""
    bare = {_bare(name): name for name in known}
    for name in made.values():
        if _bare(name) in bare:
            yield name, bare[_bare(name)]


def _bare(name: str) -> str:
    return "".join(c for c in plain(name) if c.isalnum())


def _tell(session: Session, school: School, result: Loaded, now: datetime) -> None:
    """Note what it came to: figures only."""
    assert result.operation_id is not None  # noqa: S101 - the caller looked
    figures = {
        "role": result.role,
        "people": result.people,
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "enrolments": result.enrolments,
        "classes_made": len(result.classes_made),
        "licences": result.licences,
        "logins": result.logins,
        "refused": len(result.refused),
    }
    journal.finish(session, school.id, result.operation_id, figures, kind=KIND, now=now)
