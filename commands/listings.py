"""A list that stands in a message: what it was looked for by is kept, so that a later click
can turn its pages, in any process and for as long as a draft lives.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import drafts
from commands.access import Actor, require_admin
from commands.selection import Selection, from_values, to_values
from commands.users import UserPage, key_of, search
from store.queries import schools, users

DRAFT = "listing"


@dataclass(frozen=True)
class Listing:
    """A page of a kept selection."""

    id: str
    selection: Selection
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
        {"selection": to_values(selection)},
        roster_version=version,
        by=by,
        now=now,
    )


def kept(
    session: Session, school_id: int, listing_id: str, *, by: Actor, now: datetime
) -> Selection:
    """What the list was looked for by. Raises NotAllowedError or DraftEndedError."""
    require_admin(session, school_id, by)
    content = drafts.read(session, school_id, listing_id, DRAFT, by=by, now=now).content
    return from_values(content["selection"])


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
    selection = kept(session, school_id, listing_id, by=by, now=now)
    user = users.get(session, school_id, after_id or before_id or 0)
    key = key_of(user) if user else None
    found = search(
        session,
        school_id,
        selection,
        now=now,
        after=key if after_id else None,
        before=key if before_id else None,
        limit=limit,
    )
    return Listing(listing_id, selection, found)
