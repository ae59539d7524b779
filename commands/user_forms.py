"""The form that changes a person: what it showed is kept, so that sending it changes only
what the person who filled it in has changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import drafts
from commands.access import Actor, require_admin
from commands.errors import UserDeletedError
from commands.fields import KEEP, UserChanges, UserFields
from commands.users import UserCard, card
from store.keys import plain
from store.queries import schools

DRAFT = "user_form"


@dataclass(frozen=True)
class Shown:
    """What a form showed of a person."""

    user_id: int
    fields: UserFields
    class_names: tuple[str, ...]


def start(
    session: Session, school_id: int, user_id: int, *, by: Actor, now: datetime
) -> tuple[str, UserCard]:
    """Keep what a form will show; gives the draft's id and the person.

    Raises NotAllowedError, UnknownUserError or UserDeletedError.
    """
    require_admin(session, school_id, by)
    person = card(session, school_id, user_id, now=now)
    if person.deleted_day is not None:
        raise UserDeletedError(user_id, person.deleted_day)
    content = {
        "user_id": user_id,
        "role": person.role,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "external_id": person.external_id,
        "access": person.access,
        "class_names": [name for _id, name in person.classes],
    }
    version = schools.get(session, school_id).roster_version
    draft_id = drafts.start(
        session, school_id, DRAFT, content, roster_version=version, by=by, now=now
    )
    return draft_id, person


def shown(session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime) -> Shown:
    """What the form showed. Raises NotAllowedError or DraftEndedError."""
    require_admin(session, school_id, by)
    content = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now).content
    user_id, names = content["user_id"], tuple(content["class_names"])
    rest = {key: content[key] for key in content.keys() - {"user_id", "class_names"}}
    return Shown(user_id, UserFields(**rest), names)


def changes(was: Shown, fields: UserFields, class_names: Sequence[str]) -> UserChanges:
    """What differs from what was shown; the role is never changed."""
    differs = {
        name: getattr(fields, name)
        for name in ("first_name", "last_name", "email", "external_id", "access")
        if (getattr(fields, name) or "") != (getattr(was.fields, name) or "")
    }
    same = {plain(name) for name in class_names} == {plain(name) for name in was.class_names}
    return UserChanges(**differs, class_names=KEEP if same else tuple(class_names))
