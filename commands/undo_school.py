"""Undo what an operation did to things of the school: pauses, settings, admins, links, classes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commands.admins import any_eligible
from commands.pause_rows import keep_days
from commands.undo_pause import ThingLeft, Undoing, undo_pause
from store.keys import plain
from store.models import SchoolChange
from store.queries import class_changes, classes, operations, people, schools, undo_school, users


@dataclass(frozen=True)
class ThingUndone:
    """One thing of the school, and why it was left alone if it was."""

    thing: str
    """`pause`, `setting`, `admin`, `teacher_link` or `class`."""
    key: str
    left: ThingLeft | None


def give_back(session: Session, undoing: Undoing) -> list[ThingUndone]:
    """Everything but classes that go again: users and enrolments come first there."""
    zone = undoing.school.zone
    things = [
        ThingUndone(change.thing, change.key, _UNDO[change.thing](session, undoing, change))
        for change in _changes(session, undoing)
        if not _class_goes(change)
    ]
    if undoing.school.zone.key != zone.key:
        back = {int(t.key) for t in things if t.thing == "pause" and t.left is None}
        keep_days(session, undoing.school, undoing.operation_id, zone, undoing.at, but=back)
    return things


def take_classes_out(session: Session, undoing: Undoing) -> list[ThingUndone]:
    """Classes that the operation made, or gave back, go again if nobody is in them."""
    return [
        ThingUndone(change.thing, change.key, _take_class_out(session, undoing, change))
        for change in _changes(session, undoing)
        if _class_goes(change)
    ]


def _changes(session: Session, undoing: Undoing) -> list[SchoolChange]:
    """What comes back first, so that there is an admin before the next one goes."""
    changes = operations.school_changes(session, undoing.school.id, undoing.undone_id)
    known = [change for change in changes if change.thing in _UNDO]
    return sorted(known, key=lambda change: change.after is not None)


def _class_goes(change: SchoolChange) -> bool:
    return change.thing == "class" and _gone(change.before)


def _gone(state: dict[str, Any] | None) -> bool:
    """Whether there is no such class in this state: not yet, or not any more."""
    return state is None or bool(state.get("deleted"))


def _note(session: Session, undoing: Undoing, change: SchoolChange) -> None:
    """The journal's row of the undo: the undone one with before and after exchanged."""
    operations.add_school_change(
        session,
        undoing.school.id,
        undoing.operation_id,
        change.thing,
        change.key,
        before=change.after,
        after=change.before,
        stamp_before=change.stamp_after,
        stamp_after=change.stamp_before,
    )


def _absence_kept(session: Session, undoing: Undoing, change: SchoolChange) -> bool:
    """Nobody has put it back and taken it away again since.

    What is not there carries no stamp, so that the journal is asked: its newest
    change, or, where that is an undo, the newest before what it undid, and so on.
    """
    since = undo_school.changes_since(
        session, undoing.school.id, undoing.undone_id, change.thing, change.key
    )
    reached = max(since, default=undoing.undone_id)
    while reached != undoing.undone_id:
        undid = since[reached]
        if undid is None or undid <= undoing.undone_id:
            return False
        reached = max((o for o in since if o < undid), default=undoing.undone_id)
    return True


def _undo_setting(session: Session, undoing: Undoing, change: SchoolChange) -> ThingLeft | None:
    school = undoing.school
    if schools.setting_stamp(session, school.id, change.key) != change.stamp_after:
        return ThingLeft.CHANGED
    setattr(school, change.key, change.before)
    undo_school.put_setting_stamp(session, school.id, change.key, change.stamp_before)
    _note(session, undoing, change)
    return None


def _undo_admin(session: Session, undoing: Undoing, change: SchoolChange) -> ThingLeft | None:
    """Who was removed is named again; who was named is not, unless nobody who can act were left."""
    org_id, slack_id = change.key.split("/", 1)
    named = people.admins(session, undoing.school.id)
    stamps = {(admin.org_id, admin.slack_id): admin.stamp for admin in named}
    stamp = stamps.pop((org_id, slack_id), None)
    if change.after is None:
        if stamp is not None or not _absence_kept(session, undoing, change):
            return ThingLeft.CHANGED
        stamp_back = change.stamp_before or undoing.operation_id
        people.add_admin(session, undoing.school.id, org_id, slack_id, stamp_back)
    elif stamp is None or stamp != change.stamp_after:
        return ThingLeft.CHANGED
    elif not any_eligible(session, undoing.school.id, list(stamps)):
        return ThingLeft.LAST_ADMIN
    else:
        people.remove_admin(session, undoing.school.id, org_id, slack_id)
    _note(session, undoing, change)
    return None


def _undo_link(session: Session, undoing: Undoing, change: SchoolChange) -> ThingLeft | None:
    school_id = undoing.school.id
    org_id, slack_id = change.key.split("/", 1)
    link = people.get_link(session, school_id, org_id, slack_id)
    if (link.stamp if link else None) != change.stamp_after or (
        link is None and not _absence_kept(session, undoing, change)
    ):
        return ThingLeft.CHANGED
    user_id = change.before["user_id"] if change.before else None
    if user_id is not None:
        teacher = users.get(session, school_id, user_id)
        if teacher is None or teacher.deleted_at is not None:
            return ThingLeft.GONE
    undo_school.put_link(
        session, school_id, org_id, slack_id, user_id=user_id, stamp=change.stamp_before
    )
    _note(session, undoing, change)
    return None


def _undo_class(session: Session, undoing: Undoing, change: SchoolChange) -> ThingLeft | None:
    """A name goes back, and a class that was deleted or merged comes back."""
    school_id, class_id = undoing.school.id, int(change.key)
    if not _class_as_left(session, undoing, change):
        return ThingLeft.CHANGED
    assert change.before is not None  # noqa: S101 - what goes again is taken out later
    name = change.before["name"]
    if undo_school.class_named(session, school_id, plain(name)) not in (None, class_id):
        return ThingLeft.TAKEN
    _put_class(session, undoing, change, name, deleted_at=None)
    return None


def _take_class_out(session: Session, undoing: Undoing, change: SchoolChange) -> ThingLeft | None:
    if not _class_as_left(session, undoing, change):
        return ThingLeft.CHANGED
    if not class_changes.is_empty(session, undoing.school.id, int(change.key)):
        return ThingLeft.NOT_EMPTY
    assert change.after is not None  # noqa: S101 - the operation left a class there
    _put_class(session, undoing, change, change.after["name"], deleted_at=undoing.at)
    return None


def _class_as_left(session: Session, undoing: Undoing, change: SchoolChange) -> bool:
    found = classes.get_any(session, undoing.school.id, int(change.key))
    return (
        found is not None
        and found.stamp == change.stamp_after
        and (found.deleted_at is not None) == _gone(change.after)
    )


def _put_class(
    session: Session,
    undoing: Undoing,
    change: SchoolChange,
    name: str,
    *,
    deleted_at: datetime | None,
) -> None:
    """The class as it was, found by those past names only that it was found by then."""
    school_id = undoing.school.id
    for past in (change.after or {}).get("past", ()):
        class_changes.drop_name(session, school_id, past["class_id"], plain(past["name"]))
    for past in (change.before or {}).get("past", ()):
        name_key = plain(past["name"])
        if name_key not in class_changes.names_of(session, school_id, past["class_id"]):
            class_changes.add_name(session, school_id, past["class_id"], past["name"], name_key)
    class_changes.put(
        session,
        school_id,
        int(change.key),
        name=name,
        name_key=plain(name),
        deleted_at=deleted_at,
        stamp=change.stamp_before,
    )
    _note(session, undoing, change)


_UNDO = {
    "pause": undo_pause,
    "setting": _undo_setting,
    "admin": _undo_admin,
    "teacher_link": _undo_link,
    "class": _undo_class,
}
