"""A list that stands in a message: what it was looked for by is kept, so that a later click
can turn its pages, in any process and for as long as a draft lives.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commands import drafts
from commands.access import Actor, require_admin
from commands.selection import Selection, from_values, to_values
from commands.users import Order, UserPage, search
from store.queries import schools, user_order

DRAFT = "listing"


@dataclass(frozen=True)
class Listing:
    """A page of a kept selection."""

    id: str
    selection: Selection
    order: Order
    page: UserPage


def keep(
    session: Session, school_id: int, selection: Selection, *, by: Actor, now: datetime
) -> str:
    """Keep what a list was looked for by; gives its id. Raises NotAllowedError."""
    require_admin(session, school_id, by)
    version = schools.get(session, school_id).roster_version
    return drafts.start(
        session,
        school_id,
        DRAFT,
        _content(selection, Order.NAME),
        roster_version=version,
        by=by,
        now=now,
    )


def kept(
    session: Session, school_id: int, listing_id: str, *, by: Actor, now: datetime
) -> Selection:
    """What the list was looked for by. Raises NotAllowedError or DraftEndedError."""
    return _kept(session, school_id, listing_id, by=by, now=now)[0]


def reorder(
    session: Session, school_id: int, listing_id: str, order: Order, *, by: Actor, now: datetime
) -> None:
    """From now on the list is read in this order. Raises NotAllowedError or DraftEndedError."""
    selection, _before = _kept(session, school_id, listing_id, by=by, now=now)
    version = schools.get(session, school_id).roster_version
    content = _content(selection, order)
    drafts.change(session, school_id, listing_id, content, roster_version=version)


def _kept(
    session: Session, school_id: int, listing_id: str, *, by: Actor, now: datetime
) -> tuple[Selection, Order]:
    require_admin(session, school_id, by)
    content = drafts.read(session, school_id, listing_id, DRAFT, by=by, now=now).content
    return from_values(content["selection"]), Order(content["order"])


def _content(selection: Selection, order: Order) -> dict[str, Any]:
    return {"selection": to_values(selection), "order": order}


def page(
    session: Session,
    school_id: int,
    listing_id: str,
    *,
    after_id: int | None = None,
    before_id: int | None = None,
    limit: int,
    by: Actor,
    now: datetime,
) -> Listing:
    """The page after, or before, the user of this id; the first one if that user is not known.

    A user's place is read at the click, so that a button holds no name.
    Raises NotAllowedError or DraftEndedError.
    """
    selection, order = _kept(session, school_id, listing_id, by=by, now=now)
    edge = after_id or before_id
    key = user_order.place(session, school_id, edge, order) if edge else None
    found = search(
        session,
        school_id,
        selection,
        now=now,
        order=order,
        after=key if after_id else None,
        before=key if before_id else None,
        limit=limit,
    )
    return Listing(listing_id, selection, order, found)
