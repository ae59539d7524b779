"""Create a class, and rename one; a past name still finds it.

Functions take an open session; callers commit.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import drafts, journal
from commands.access import Actor, require_admin
from commands.errors import ClassGoneError, ClassNameTakenError, SameClassNameError
from commands.fields import class_name
from store.keys import plain
from store.models import School, SchoolClass
from store.queries import class_changes, classes, operations, schools

DRAFT = "class_name"
CREATE, RENAME = "create_class", "rename_class"


@dataclass(frozen=True)
class Named:
    """A class made, or one that is called otherwise now."""

    operation_id: int
    class_id: int
    name: str
    before: str | None
    """What it was called; None for a new one."""


@dataclass(frozen=True)
class OperationNames:
    """What the classes of an operation were called by it: the journal's figures hold ids only."""

    name: str
    before: str | None = None
    into: str | None = None


def start(
    session: Session, school_id: int, class_id: int | None = None, *, by: Actor, now: datetime
) -> str:
    """Begin to name a class, a new one for None; the draft's id, so that it is done once.

    Raises NotAllowedError or ClassGoneError.
    """
    require_admin(session, school_id, by)
    if class_id is not None:
        get_live(session, school_id, class_id)
    version = schools.get(session, school_id).roster_version
    content = {"class_id": class_id}
    return drafts.start(session, school_id, DRAFT, content, roster_version=version, by=by, now=now)


def prepared(
    session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime
) -> int | None:
    """Which class is to be renamed; None for one to make.

    Raises NotAllowedError, DraftEndedError or AlreadyDoneError.
    """
    require_admin(session, school_id, by)
    draft = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
    class_id: int | None = draft.content["class_id"]
    return class_id


def apply(
    session: Session, school_id: int, draft_id: str, name: str, *, by: Actor, now: datetime
) -> Named:
    """Create or rename as prepared. Raises what these two raise, and what `prepared` does."""
    school = schools.get_locked(session, school_id)
    class_id = prepared(session, school_id, draft_id, by=by, now=now)
    if class_id is None:
        done = create(session, school_id, name, by=by, now=now)
    else:
        done = rename(session, school_id, class_id, name, by=by, now=now)
    drafts.take(session, school.id, draft_id, done.operation_id)
    return done


def create(session: Session, school_id: int, name: str, *, by: Actor, now: datetime) -> Named:
    """A new class, nobody in it.

    Raises NotAllowedError, BadFieldError or ClassNameTakenError.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    name = class_name(name)
    _refuse_taken(session, school_id, name)
    operation_id = journal.begin(session, school_id, CREATE, by=by, now=now)
    class_id = classes.add(session, school_id, name, plain(name), at=now, stamp=operation_id)
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
    _finish(session, school, operation_id, class_id, CREATE, now)
    return Named(operation_id, class_id, name, before=None)


def rename(
    session: Session, school_id: int, class_id: int, name: str, *, by: Actor, now: datetime
) -> Named:
    """Another name for a class; the one it had still finds it.

    Raises NotAllowedError, ClassGoneError, BadFieldError, SameClassNameError or
    ClassNameTakenError.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    found = get_live(session, school_id, class_id)
    name, before = class_name(name), found.name
    if name == before:
        raise SameClassNameError(name)
    _refuse_taken(session, school_id, name, but=class_id)
    operation_id = journal.begin(session, school_id, RENAME, by=by, now=now)
    past = [] if plain(name) == found.name_key else remember(session, found, class_id)
    write(session, found, operation_id, {"name": name, "past": past})
    class_changes.put(
        session,
        school_id,
        class_id,
        name=name,
        name_key=plain(name),
        deleted_at=None,
        stamp=operation_id,
    )
    _finish(session, school, operation_id, class_id, RENAME, now)
    return Named(operation_id, class_id, name, before=before)


def get_live(session: Session, school_id: int, class_id: int) -> SchoolClass:
    """The class. Raises ClassGoneError if it was deleted or merged."""
    found = classes.get_any(session, school_id, class_id)
    if found is None or found.deleted_at is not None:
        raise ClassGoneError
    return found


def remember(session: Session, found: SchoolClass, class_id: int) -> list[dict[str, object]]:
    """From now on a class is found by the names of `found`; which of them it was not before."""
    school_id = found.school_id
    has = class_changes.names_of(session, school_id, class_id)
    names = class_changes.names_of(session, school_id, found.id) | {found.name_key: found.name}
    past: list[dict[str, object]] = []
    for key, name in names.items():
        if key not in has:
            class_changes.add_name(session, school_id, class_id, name, key)
            past.append({"class_id": class_id, "name": name})
    return past


def write(
    session: Session, found: SchoolClass, operation_id: int, after: dict[str, object]
) -> None:
    """The journal's row of a class that changes."""
    operations.add_school_change(
        session,
        found.school_id,
        operation_id,
        "class",
        str(found.id),
        before={"name": found.name},
        after=after,
        stamp_before=found.stamp,
        stamp_after=operation_id,
    )


def of_operation(
    session: Session, school_id: int, operation_id: int, figures: dict[str, object]
) -> OperationNames | None:
    """The names that an operation about one class is told with; None for any other."""
    named = [_named(session, school_id, figures.get(key)) for key in ("class_id", "into_id")]
    if named[0] is None:
        return None
    for change in operations.school_changes(session, school_id, operation_id):
        if change.thing == "class" and change.key == str(figures["class_id"]):
            before = change.before["name"] if change.before else None
            name = change.after["name"] if change.after else named[0]
            return OperationNames(name, before, named[1])
    return OperationNames(named[0], None, named[1])


def _named(session: Session, school_id: int, class_id: object) -> str | None:
    found = classes.get_any(session, school_id, class_id) if isinstance(class_id, int) else None
    return found.name if found else None


def _refuse_taken(session: Session, school_id: int, name: str, *, but: int | None = None) -> None:
    """A past name of another class may be taken: it is nobody's present one."""
    for class_id, present, key in classes.names(session, school_id):
        if key == plain(name) and class_id != but:
            raise ClassNameTakenError(present, class_id)


def _finish(
    session: Session, school: School, operation_id: int, class_id: int, kind: str, now: datetime
) -> None:
    school.roster_version += 1
    figures = {"class_id": class_id}
    journal.finish(session, school.id, operation_id, figures, kind=kind, now=now)
