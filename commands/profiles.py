"""Add one person, or change one: names, address, external id, access, classes.

Each is one operation. An address may be shared (brothers and sisters); the
same address with the same name is the same person, and refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
from commands.fields import (
    EXTERNAL,
    FIELDS,
    ROLES,
    Keep,
    UserChanges,
    UserFields,
    changed_profile,
    named_classes,
    new_profile,
)
from store.keys import plain
from store.models import School, User
from store.queries import apply as applying
from store.queries import classes, deletions, operations, profiles, schools, users


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
    profile = new_profile(fields)
    named = _as_called_now(session, school_id, named_classes(class_names))
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
    after = changed_profile(before, changes)
    differs = tuple(name for name in FIELDS if before[name] != after[name])
    _refuse_taken(session, school_id, user.role, after, user=user)
    wanted = None if isinstance(changes.class_names, Keep) else named_classes(changes.class_names)
    wanted = wanted and _as_called_now(session, school_id, wanted)
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


def _as_called_now(session: Session, school_id: int, named: dict[str, str]) -> dict[str, str]:
    """The same classes by the keys of their present names, where a past one was given."""
    known = classes.by_keys(session, school_id, named.keys())
    names = [known[key][1] if key in known else name for key, name in named.items()]
    return {plain(name): name for name in names}


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
