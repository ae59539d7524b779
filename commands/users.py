"""Find people, and read one person's card. Adding and changing are in `commands.profiles`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from commands import credits
from commands.access import CannotConnect, SchoolState, why_not
from commands.errors import UnknownUserError
from commands.fields import KEEP, Keep, UserChanges, UserFields
from commands.profiles import UserSaved, add, change
from commands.selection import Selection
from store.models import User
from store.queries import classes, deletions, profiles, schools, user_order, users
from store.queries import selection as selections
from store.queries.user_order import Order, Place

__all__ = [
    "KEEP",
    "Keep",
    "NameLine",
    "Order",
    "PageKey",
    "UserCard",
    "UserChanges",
    "UserFields",
    "UserLine",
    "UserPage",
    "UserSaved",
    "add",
    "card",
    "change",
    "names_like",
    "search",
]

PageKey = Place
"""Where a page begins or ends."""


@dataclass(frozen=True)
class NameLine:
    """Enough to choose a person: where `homonym`, the class or the address tells them apart."""

    id: int
    role: str
    first_name: str
    last_name: str
    email: str | None
    external_id: str | None
    classes: tuple[str, ...]
    deleted_day: date | None
    homonym: bool
    """Another one in the same answer has the same name."""


@dataclass(frozen=True)
class UserLine(NameLine):
    licence: bool
    access: str
    last_login_at: datetime | None
    created_at: datetime
    cannot_connect: CannotConnect | None
    """None: they can."""


@dataclass(frozen=True)
class UserPage:
    rows: tuple[UserLine, ...]
    total: int
    """Of the whole selection."""
    first: PageKey | None
    last: PageKey | None
    """For `before` and `after`; None for an empty page."""
    has_previous: bool
    has_next: bool


@dataclass(frozen=True)
class UserCard:
    """All that is known of one person."""

    id: int
    role: str
    first_name: str
    last_name: str
    email: str | None
    external_id: str | None
    further: tuple[str, ...]
    classes: tuple[tuple[int, str], ...]
    """Id and name; of a deleted user those that would come back."""
    access: str
    licence: bool
    """Of a deleted user: what would come back."""
    cost: int
    """Licence-seconds this person has cost so far."""
    created_at: datetime
    last_login_at: datetime | None
    cannot_connect: CannotConnect | None
    same_address: tuple[NameLine, ...]
    """Brothers and sisters: the other undeleted users of this address."""
    deletion_id: int | None
    deleted_at: datetime | None
    deleted_day: date | None
    restorable_until: date | None
    """The last day; None for somebody undeleted, and where deleted users are kept for good."""


def search(
    session: Session,
    school_id: int,
    selection: Selection,
    *,
    now: datetime,
    order: Order = Order.NAME,
    after: PageKey | None = None,
    before: PageKey | None = None,
    limit: int = 100,
) -> UserPage:
    """A page of a selection in an order; by key, so that no page repeats or skips."""
    school = schools.get(session, school_id)
    condition = selections.where(school_id, selection)
    found = users.page(
        session, school_id, condition, order=order, after=after, before=before, limit=limit
    )
    first, last = (
        user_order.place(session, school_id, user.id, order) if user else None
        for user in (found[0] if found else None, found[-1] if found else None)
    )
    state = credits.state_at(session, school, now)
    of_users = classes.of_users(session, school_id, [user.id for user in found])
    same = _homonyms(found)
    return UserPage(
        rows=tuple(_line(user, of_users.get(user.id, ()), same, state) for user in found),
        total=selections.count(session, school_id, selection),
        first=first,
        last=last,
        has_previous=first is not None
        and users.any_before(session, school_id, condition, first, order),
        has_next=last is not None and users.any_after(session, school_id, condition, last, order),
    )


def card(session: Session, school_id: int, user_id: int, *, now: datetime) -> UserCard:
    """Everything about one person, deleted or not. Raises UnknownUserError."""
    user = users.get(session, school_id, user_id)
    if user is None or user.erased_at is not None:
        raise UnknownUserError
    school = schools.get(session, school_id)
    read = credits.meter(session, school, now)
    deletion = (
        deletions.get(session, school_id, user.deletion_id)
        if user.deletion_id is not None
        else None
    )
    day = deletion.day if deletion else None
    return UserCard(
        id=user.id,
        role=user.role,
        first_name=user.first_name,
        last_name=user.last_name,
        email=user.email,
        external_id=user.external_id,
        further=tuple(str(cell) for cell in user.further),
        classes=classes.of_users(session, school_id, [user.id]).get(user.id, ()),
        access=user.access,
        licence=user.licence,
        cost=cost(user, read.odometer),
        created_at=user.created_at,
        last_login_at=user.last_login_at,
        cannot_connect=_why_not(user, credits.state_at(session, school, now)),
        same_address=_same_address(session, school_id, user),
        deletion_id=user.deletion_id,
        deleted_at=user.deleted_at,
        deleted_day=day,
        restorable_until=restorable_until(day, school.retention_days),
    )


def names_like(
    session: Session,
    school_id: int,
    text: str,
    *,
    role: str | None = None,
    deleted: bool = False,
    limit: int = 100,
) -> list[NameLine]:
    """People whose name or address has each word of `text`, for a searching select.

    Undeleted ones, or with `deleted` those who can be restored.
    """
    condition = (
        deletions.left_to_restore(school_id, text=text, role=role)
        if deleted
        else selections.where(school_id, Selection(role=role, text=text))
    )
    found = users.page(session, school_id, condition, limit=limit)
    return name_lines(session, school_id, found)


def name_lines(session: Session, school_id: int, found: Sequence[User]) -> list[NameLine]:
    """These users as lines, with their classes; two statements at most."""
    of_users = classes.of_users(session, school_id, [user.id for user in found])
    gone = sorted({user.deletion_id for user in found if user.deletion_id is not None})
    days = {
        deletion_id: deletion.day
        for deletion_id, deletion in (
            deletions.by_ids(session, school_id, gone).items() if gone else ()
        )
    }
    same = _homonyms(found)
    return [
        NameLine(
            id=user.id,
            role=user.role,
            first_name=user.first_name,
            last_name=user.last_name,
            email=user.email,
            external_id=user.external_id,
            classes=tuple(name for _id, name in of_users.get(user.id, ())),
            deleted_day=None if user.deletion_id is None else days[user.deletion_id],
            homonym=user.name_key in same,
        )
        for user in found
    ]


def cost(user: User, odometer: int) -> int:
    """Licence-seconds that a user has cost, when the school's odometer reads this."""
    running = 0 if user.metered_from is None else odometer - user.metered_from
    return user.metered_before + running


def restorable_until(day: date | None, retention_days: int) -> date | None:
    """The last day on which somebody deleted on `day` can be restored; None for ever."""
    if day is None or retention_days == 0:
        return None
    return day + timedelta(days=retention_days)


def key_of(user: User) -> PageKey:
    return user.name_key, user.id


def _homonyms(found: Iterable[User]) -> set[str]:
    counted = Counter(user.name_key for user in found)
    return {name_key for name_key, times in counted.items() if times > 1}


def _same_address(session: Session, school_id: int, user: User) -> tuple[NameLine, ...]:
    if user.email_key is None:
        return ()
    others = profiles.under_address(session, school_id, user.email_key, but=user.id)
    return tuple(name_lines(session, school_id, others))


def _why_not(user: User, state: SchoolState) -> CannotConnect | None:
    return why_not(
        state, deleted=user.deleted_at is not None, access=user.access, licence=user.licence
    )


def _line(
    user: User, of_user: Sequence[tuple[int, str]], same: set[str], state: SchoolState
) -> UserLine:
    return UserLine(
        id=user.id,
        role=user.role,
        first_name=user.first_name,
        last_name=user.last_name,
        email=user.email,
        external_id=user.external_id,
        classes=tuple(name for _id, name in of_user),
        deleted_day=None,
        homonym=user.name_key in same,
        licence=user.licence,
        access=user.access,
        last_login_at=user.last_login_at,
        created_at=user.created_at,
        cannot_connect=_why_not(user, state),
    )
