"""Which Slack person a teacher is: linked by hand, or found by address.

Slack is asked by the bot; its answer counts for a day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands.access import FRESH_FOR_LIST
from store.queries import teachers_found
from store.queries.reminders import TeacherRow
from store.queries.teachers_found import Who

__all__ = ["Found", "TeacherToFind", "Ways", "Who", "ways"]

Found = Mapping[int, Who | None]
"""By user id, organisation and Slack id as Slack just said; None for nobody of that address."""


@dataclass(frozen=True)
class TeacherToFind:
    """A teacher whose address Slack is to be asked for."""

    user_id: int
    email: str


@dataclass(frozen=True)
class Ways:
    """How teachers are reached."""

    people: dict[Who, tuple[int, ...]]
    """By Slack person, the teachers they are."""
    not_found: tuple[int, ...]
    """Without address, unknown to Slack, or deactivated there."""
    to_find: tuple[TeacherToFind, ...]


def ways(
    session: Session, school_id: int, teachers: Sequence[TeacherRow], found: Found, now: datetime
) -> Ways:
    """A link by hand goes first, then what Slack said just now, then what it said today."""
    ids = [teacher.user_id for teacher in teachers]
    linked = teachers_found.linked(session, school_id, ids)
    known = teachers_found.known(session, school_id, ids, since=now - FRESH_FOR_LIST)
    asked = {who[1] for who in found.values() if who is not None}
    out = teachers_found.ineligible(session, school_id, asked)
    people: dict[Who, tuple[int, ...]] = {}
    not_found: list[int] = []
    to_find: list[TeacherToFind] = []
    for teacher in teachers:
        who = linked.get(teacher.user_id) or _said(teacher, found, known)
        reached = [each for each in who or () if each not in out]
        for each in reached:
            people[each] = (*people.get(each, ()), teacher.user_id)
        if who is None and teacher.email:
            to_find.append(TeacherToFind(teacher.user_id, teacher.email))
        elif not reached:
            not_found.append(teacher.user_id)
    return Ways(people, tuple(not_found), tuple(to_find))


def _said(
    teacher: TeacherRow, found: Found, known: Mapping[int, Sequence[Who]]
) -> Sequence[Who] | None:
    """None while Slack was not asked."""
    if teacher.user_id in found:
        who = found[teacher.user_id]
        return [who] if who else []
    return known.get(teacher.user_id)
