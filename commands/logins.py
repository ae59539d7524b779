"""Who never connected, by class: lines, figures, and what to do about it.

Students only. Who cannot connect (commands.access) is counted apart by reason
and stands in no list: nobody is chased for what the school took from them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import credits
from commands.access import Actor, CannotConnect, Role, SchoolState, admin_ids, require_admin
from commands.access import why_not as why_cannot
from commands.account import is_stale
from commands.days import today
from commands.errors import NotAllowedError
from commands.selection import Selection
from store.models import School
from store.queries import logins, never_pages, schools
from store.queries.logins import Within
from store.queries.never_pages import LineKey

__all__ = [
    "ClassFigures",
    "Contacts",
    "LineKey",
    "NeverConnectedPage",
    "NeverLine",
    "Totals",
    "by_class",
    "contacts",
    "cost_so_far",
    "never_connected",
    "scope_of",
    "selection_of",
    "totals",
]

_KINDS = (("external", False), ("internal", True), ("internal", False))
"""All that access and licence can be together."""

MOST_ADDRESSES = 2000


@dataclass(frozen=True)
class NeverLine:
    """A student in one class; one of two classes has two lines."""

    key: LineKey
    user_id: int
    first_name: str
    last_name: str
    email: str | None
    class_id: int | None
    class_name: str | None
    """None for a student of no class; they come last."""
    created_at: datetime
    days: int
    """Since the account was made, in days of the school's calendar."""
    licence: bool
    cost: int
    """Licence-seconds that their licences have cost so far."""


@dataclass(frozen=True)
class NeverConnectedPage:
    lines: tuple[NeverLine, ...]
    previous: LineKey | None
    """Give it as `before` for the page before; None on the first page."""
    next: LineKey | None
    """Give it as `after` for the next page; None on the last one."""
    known_at: datetime | None
    """As of when logins are known; None when nothing ever told of any."""
    stale: bool
    """Known too long ago, or not at all: say so first."""


@dataclass(frozen=True)
class Totals:
    """Each student counted once, whatever the number of their classes."""

    listed: int
    cannot_connect: dict[CannotConnect, int]
    """By the first reason that holds; a reason without anybody is missing."""

    @property
    def never_connected(self) -> int:
        return self.listed + sum(self.cannot_connect.values())


@dataclass(frozen=True)
class ClassFigures:
    class_id: int | None
    name: str | None
    """None for the students of no class."""
    students: int
    listed: int
    cannot_connect: int
    """Of those who never connected."""


@dataclass(frozen=True)
class Contacts:
    """Whom to write to; no names, so that the text can be pasted anywhere."""

    addresses: tuple[str, ...]
    """As written, each once though brothers and sisters share it, oldest account first."""
    without_address: int
    more: bool
    """There are more than one text can hold."""


def scope_of(session: Session, school_id: int, by: Actor) -> tuple[int, ...] | None:
    """Whose classes this person may see: None for all, else those of these teachers.

    Raises NotAllowedError for whoever is neither admin nor teacher.
    """
    if by.role is Role.ADMIN:
        require_admin(session, school_id, by)
        return None
    if by.role is Role.TEACHER and by.user_ids:
        return by.user_ids
    raise NotAllowedError(admin_ids(session, school_id))


def never_connected(
    session: Session,
    school_id: int,
    *,
    class_id: int | None = None,
    teacher_user_ids: tuple[int, ...] | None = None,
    after: LineKey | None = None,
    before: LineKey | None = None,
    limit: int = 100,
    now: datetime,
) -> NeverConnectedPage:
    """One page by class, oldest account first; who can connect only. `totals` may follow.

    `teacher_user_ids` narrows it to their classes (`scope_of`). What the page
    costs does not depend on how many users the school has.
    """
    school = schools.get(session, school_id)
    meter = credits.meter(session, school, now)
    within = _within(session, school, class_id, teacher_user_ids, now)
    backward = before is not None
    found = never_pages.lines(
        session, within, key=before or after, backward=backward, limit=limit + 1
    )
    more, shown = len(found) > limit, found[:limit]
    if backward:
        shown.reverse()
    lines = tuple(_line(line, school, meter.odometer, now) for line in shown)
    further_back = more if backward else after is not None
    further_on = bool(lines) if backward else more
    return NeverConnectedPage(
        lines=lines,
        previous=lines[0].key if lines and further_back else None,
        next=lines[-1].key if lines and further_on else None,
        known_at=school.logins_known_at,
        stale=is_stale(school, now),
    )


def totals(
    session: Session,
    school_id: int,
    *,
    class_id: int | None = None,
    teacher_user_ids: tuple[int, ...] | None = None,
    now: datetime,
) -> Totals:
    """How many stand in the list, and how many cannot connect and why."""
    school = schools.get(session, school_id)
    state = credits.state_at(session, school, now)
    counted: Counter[CannotConnect | None] = Counter()
    within = Within(school_id, class_id, teacher_user_ids)
    for access, held, number in logins.count_by_kind(session, within):
        counted[_why_not(state, access, held)] += number
    listed = counted.pop(None, 0)
    return Totals(listed, {reason: n for reason, n in counted.items() if reason is not None})


def cost_so_far(
    session: Session,
    school_id: int,
    *,
    class_id: int | None = None,
    teacher_user_ids: tuple[int, ...] | None = None,
    now: datetime,
) -> int:
    """Licence-seconds that the licences of those in the list have taken; each student once."""
    school = schools.get(session, school_id)
    odometer = credits.meter(session, school, now).odometer
    within = _within(session, school, class_id, teacher_user_ids, now)
    before, running, began = logins.metered(session, within)
    return before + running * odometer - began


def by_class(
    session: Session,
    school_id: int,
    *,
    teacher_user_ids: tuple[int, ...] | None = None,
    now: datetime,
) -> list[ClassFigures]:
    """Figures by class in order of name, then of no class; those without students left out.

    A student of two classes counts in both: `totals` counts each once.
    """
    school = schools.get(session, school_id)
    within = _within(session, school, None, teacher_user_ids, now)
    found = [ClassFigures(*row) for row in logins.count_by_class(session, within)]
    if teacher_user_ids is None:
        figures = logins.count_without_class(session, within)
        if figures[0]:
            found.append(ClassFigures(None, None, *figures))
    return found


def selection_of(class_ids: Sequence[int] = (), *, left_out: Sequence[int] = ()) -> Selection:
    """The students who never connected, as the licences job takes them; of all classes if none.

    Nobody of them loses anything by it: it is the licences job that asks.
    """
    return Selection(
        role="student",
        never_connected=True,
        class_ids=tuple(class_ids),
        left_out=tuple(left_out),
    )


def contacts(
    session: Session,
    school_id: int,
    *,
    class_id: int | None = None,
    teacher_user_ids: tuple[int, ...] | None = None,
    now: datetime,
) -> Contacts:
    """Addresses of those in the list, for a text to copy."""
    school = schools.get(session, school_id)
    within = _within(session, school, class_id, teacher_user_ids, now)
    rows = logins.addresses(session, within, limit=MOST_ADDRESSES + 1)
    taken = rows[:MOST_ADDRESSES]
    by_key = {key: address for key, address in reversed(taken) if key and address}
    return Contacts(
        addresses=tuple(reversed(by_key.values())),
        without_address=sum(1 for key, _ in taken if not key),
        more=len(rows) > MOST_ADDRESSES,
    )


def _within(
    session: Session,
    school: School,
    class_id: int | None,
    teacher_user_ids: tuple[int, ...] | None,
    now: datetime,
) -> Within:
    """The list's conditions: who can connect is what commands.access says, kind by kind."""
    state = credits.state_at(session, school, now)
    kinds = tuple(kind for kind in _KINDS if _why_not(state, *kind) is None)
    return Within(school.id, class_id, teacher_user_ids, kinds)


def _why_not(state: SchoolState, access: str, held: bool) -> CannotConnect | None:
    return why_cannot(state, deleted=False, access=access, licence=held)


def _line(line: never_pages.Line, school: School, odometer: int, now: datetime) -> NeverLine:
    running = 0 if line.metered_from is None else odometer - line.metered_from
    made = line.key.created_at
    return NeverLine(
        key=line.key,
        user_id=line.key.user_id,
        first_name=line.first_name,
        last_name=line.last_name,
        email=line.email,
        class_id=line.class_id,
        class_name=line.class_name,
        created_at=made,
        days=(today(now, school.zone) - today(made, school.zone)).days,
        licence=line.licence,
        cost=line.metered_before + running,
    )
