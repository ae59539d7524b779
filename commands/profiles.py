"""Add one person, or change one: names, address, external id, access, classes.

Each is one operation. An address may be shared (brothers and sisters); the
same address with the same name is the same person, and refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, Final

from sqlalchemy.orm import Session

from commands import credits, journal
from commands.access import Actor, require_admin
from commands.errors import (
    BadFieldError,
    ExternalIdTakenError,
    NothingToChangeError,
    SamePersonExistsError,
    UnknownUserError,
    UserDeletedError,
)
from commands.rosters.cells import BadCellError, check, parse_address, parse_id, parse_text
from commands.rosters.lines import Reason
from store.keys import email_key, name_key, plain
from store.models import School, User
from store.queries import apply as applying
from store.queries import classes, deletions, operations, profiles, schools, users

INTERNAL, EXTERNAL = "internal", "external"
ROLES = ("student", "teacher")


class Keep(Enum):
    """For a field that a change leaves as it is."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True)
class UserFields:
    """A person as a form has them; either address or external id may be missing, not both."""

    role: str
    first_name: str
    last_name: str
    email: str | None = None
    external_id: str | None = None
    access: str = INTERNAL


@dataclass(frozen=True)
class UserChanges:
    """What a form changes; give only what differs from what it showed, the rest is kept."""

    first_name: str | Keep = KEEP
    last_name: str | Keep = KEEP
    email: str | Keep | None = KEEP
    external_id: str | Keep | None = KEEP
    access: str | Keep = KEEP
    class_names: Sequence[str] | Keep = KEEP
    """All classes the person shall be in, by name; one that does not exist is made."""


@dataclass(frozen=True)
class UserSaved:
    operation_id: int
    user_id: int
    changed: tuple[str, ...]
    """Names of the fields that are other now, as in UserFields; `classes` among them."""
    classes_made: tuple[str, ...]
    """Names of classes that did not exist before."""
    licence_taken: bool
    """Becoming external took the licence."""
    run_out: credits.RunOut


def add(
    session: Session,
    school_id: int,
    fields: UserFields,
    *,
    class_names: Sequence[str] = (),
    licence: bool = False,
    by: Actor,
    now: datetime,
) -> UserSaved:
    """Add a person, with a licence if wanted; one operation.

    Raises NotAllowedError, BadFieldError, ExternalIdTakenError or SamePersonExistsError.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    if fields.role not in ROLES:
        raise BadFieldError("role", "unknown", fields.role)
    if licence and fields.access == EXTERNAL:
        raise BadFieldError("licence", "external")
    profile = _profile(_read(fields))
    named = _class_names(class_names)
    _refuse_taken(session, school_id, fields.role, profile)
    instant = credits.settle(session, school, now)
    operation_id = journal.begin(session, school_id, "add_user", by=by, now=now)
    user_id = profiles.add(
        session, school_id, operation_id, profile, role=fields.role, created_at=instant
    )
    profiles.write_added(session, school_id, operation_id, user_id, licence=licence)
    class_ids, made = _classes(session, school_id, operation_id, named, now)
    profiles.write_enrolments(session, school_id, operation_id, user_id, begun=class_ids)
    applying.enrolments(session, school_id, operation_id)
    if licence:
        school.paying += applying.licences(
            session, school_id, operation_id, held=True, odometer=school.odometer
        )
    figures = {"user_id": user_id, "role": fields.role, "licence": licence, "classes": class_ids}
    _finish(session, school, operation_id, figures, kind="add_user", now=now)
    return UserSaved(
        operation_id,
        user_id,
        changed=(),
        classes_made=made,
        licence_taken=False,
        run_out=credits.run_out(session, school, now),
    )


def change(
    session: Session,
    school_id: int,
    user_id: int,
    changes: UserChanges,
    *,
    by: Actor,
    now: datetime,
) -> UserSaved:
    """Change a person; one operation. Becoming external takes a held licence.

    Raises NotAllowedError, UnknownUserError, UserDeletedError, BadFieldError,
    ExternalIdTakenError, SamePersonExistsError, or NothingToChangeError.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    user = get_live(session, school_id, user_id)
    before = profiles.values(user)
    after = before | _changed(user, changes)
    differs = tuple(name for name in _FIELDS if before[name] != after[name])
    _refuse_taken(session, school_id, user.role, after, user=user)
    wanted = None if isinstance(changes.class_names, Keep) else _class_names(changes.class_names)
    enrolled = profiles.enrolments(session, school_id, user_id)
    begun, ended = _moves(enrolled, wanted)
    if not (differs or begun or ended):
        raise NothingToChangeError(matched=1)
    credits.settle(session, school, now)
    operation_id = journal.begin(session, school_id, "change_user", by=by, now=now)
    taken = user.licence and after["access"] == EXTERNAL
    profiles.write_change(
        session,
        operation_id,
        user,
        profiles.UserChange(
            licence=(True, False) if taken else None, profile=(before, after) if differs else None
        ),
    )
    class_ids, made = _classes(session, school_id, operation_id, begun, now)
    profiles.write_enrolments(
        session, school_id, operation_id, user_id, begun=class_ids, ended=ended
    )
    _apply(session, school, operation_id, taken=taken, profile=bool(differs))
    changed = (*differs, "classes") if begun or ended else differs
    figures = {"user_id": user_id, "fields": list(changed), "licence_taken": taken}
    _finish(session, school, operation_id, figures, kind="change_user", now=now)
    return UserSaved(
        operation_id,
        user_id,
        changed=changed,
        classes_made=made,
        licence_taken=taken,
        run_out=credits.run_out(session, school, now),
    )


def get_live(session: Session, school_id: int, user_id: int) -> User:
    """The undeleted user. Raises UnknownUserError, or UserDeletedError with the day."""
    user = users.get(session, school_id, user_id)
    if user is None or user.erased_at is not None:
        raise UnknownUserError
    if user.deletion_id is not None:
        deletion = deletions.get(session, school_id, user.deletion_id)
        assert deletion is not None  # noqa: S101 - a foreign key holds it
        raise UserDeletedError(user_id, deletion.day)
    return user


_FIELDS = ("first_name", "last_name", "email", "external_id", "access")


def _apply(
    session: Session, school: School, operation_id: int, *, taken: bool, profile: bool
) -> None:
    """Put the change into force: the licence first, since external users never hold one."""
    if taken:
        school.paying -= applying.licences(
            session, school.id, operation_id, held=False, odometer=school.odometer
        )
    if profile:
        applying.profiles(session, school.id, operation_id)
    applying.enrolments(session, school.id, operation_id)


def _finish(
    session: Session,
    school: School,
    operation_id: int,
    figures: dict[str, Any],
    *,
    kind: str,
    now: datetime,
) -> None:
    school.roster_version += 1
    journal.finish(session, school.id, operation_id, figures, kind=kind, now=now)


def _read(fields: UserFields) -> UserFields:
    """The fields as they are kept. Raises BadFieldError."""
    return replace(
        fields,
        first_name=_name("first_name", fields.first_name, Reason.MISSING_FIRST_NAME),
        last_name=_name("last_name", fields.last_name, Reason.MISSING_LAST_NAME),
        email=_parsed("email", fields.email or "", parse_address),
        external_id=_parsed("external_id", fields.external_id or "", parse_id),
        access=_access(fields.access),
    )


def _profile(fields: UserFields) -> dict[str, Any]:
    """A new user's profile, keys included. Raises BadFieldError."""
    return _keyed(
        {
            "first_name": fields.first_name,
            "last_name": fields.last_name,
            "email": fields.email,
            "external_id": fields.external_id,
            "access": fields.access,
            "further": [],
        }
    )


def _changed(user: User, changes: UserChanges) -> dict[str, Any]:
    """The profile with these changes. Raises BadFieldError; what is kept is not looked at."""
    profile = profiles.values(user)
    if not isinstance(changes.first_name, Keep):
        profile["first_name"] = _name("first_name", changes.first_name, Reason.MISSING_FIRST_NAME)
    if not isinstance(changes.last_name, Keep):
        profile["last_name"] = _name("last_name", changes.last_name, Reason.MISSING_LAST_NAME)
    if not isinstance(changes.email, Keep):
        profile["email"] = _parsed("email", changes.email or "", parse_address)
    if not isinstance(changes.external_id, Keep):
        profile["external_id"] = _parsed("external_id", changes.external_id or "", parse_id)
    if not isinstance(changes.access, Keep):
        profile["access"] = _access(changes.access)
    return _keyed(profile)


def _keyed(profile: dict[str, Any]) -> dict[str, Any]:
    if profile["email"] is None and profile["external_id"] is None:
        raise BadFieldError("email", Reason.NEITHER_ADDRESS_NOR_ID)
    return profile | {
        "email_key": email_key(profile["email"]),
        "name_key": name_key(profile["first_name"], profile["last_name"]),
    }


def _name(column: str, text: str, missing: Reason) -> str:
    name = _parsed(column, text, parse_text)
    if not name:
        raise BadFieldError(column, missing)
    return name


def _parsed(column: str, text: str, parse: Callable[[str], str | None]) -> str | None:
    try:
        check(text)
        return parse(text)
    except BadCellError as error:
        raise BadFieldError(column, error.reason, text[:100]) from error


def _access(text: str) -> str:
    if text not in (INTERNAL, EXTERNAL):
        raise BadFieldError("access", "unknown", text)
    return text


def _class_names(names: Sequence[str]) -> dict[str, str]:
    """The names as they are kept, by key; each class once, as it was written first."""
    read = (_parsed("classes", name, parse_text) for name in reversed(names))
    return {plain(name): name for name in read if name}


def _moves(
    enrolled: Sequence[profiles.EnrolmentRow], wanted: dict[str, str] | None
) -> tuple[dict[str, str], list[tuple[int, int | None]]]:
    """Names by key of the classes to begin, ids and stamps of those to end."""
    if wanted is None:
        return {}, []
    has = {row.name_key for row in enrolled}
    begun = {key: name for key, name in wanted.items() if key not in has}
    ended = [(row.class_id, row.stamp) for row in enrolled if row.name_key not in wanted]
    return begun, ended


def _classes(
    session: Session, school_id: int, operation_id: int, named: dict[str, str], now: datetime
) -> tuple[list[int], tuple[str, ...]]:
    """Ids of the classes of these names, and the names of those that had to be made."""
    if not named:
        return [], ()
    known = classes.by_keys(session, school_id, named.keys())
    made = {key: name for key, name in named.items() if key not in known}
    ids = [class_id for class_id, _name in known.values()]
    for key, name in made.items():
        class_id = classes.add(session, school_id, name, key, at=now, stamp=operation_id)
        operations.add_school_change(
            session,
            school_id,
            operation_id,
            "class",
            str(class_id),
            before=None,
            after={"name": name},
            stamp_before=None,
            stamp_after=operation_id,
        )
        ids.append(class_id)
    return ids, tuple(made.values())


def _refuse_taken(
    session: Session,
    school_id: int,
    role: str,
    profile: dict[str, Any],
    *,
    user: User | None = None,
) -> None:
    """Raise if another undeleted user has the new external id, or is the same person."""
    but = user.id if user else None
    external_id = profile["external_id"]
    if external_id is not None and (user is None or external_id != user.external_id):
        holder = profiles.holder_of(session, school_id, external_id, but=but)
        if holder is not None:
            raise ExternalIdTakenError(external_id, holder)
    keys = (profile["email_key"], profile["name_key"])
    if user is None or keys != (user.email_key, user.name_key):
        same = profiles.same_person(session, school_id, role, *keys, but=but)
        if same is not None:
            raise SamePersonExistsError(same)
