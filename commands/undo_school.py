"""Undo what an operation did to things of the school: pauses, settings, admins, links, classes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commands.erasure import RETENTION
from commands.settings import keep_days
from commands.undo_pause import ThingLeft, Undoing, undo_pause
from store.keys import plain
from store.models import SchoolChange
from store.queries import operations, people, schools, undo_school, users


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
        if not _makes_class(change)
    ]
    if undoing.school.zone.key != zone.key:
        back = {int(t.key) for t in things if t.thing == "pause" and t.left is None}
        keep_days(session, undoing.school, undoing.operation_id, zone, undoing.at, but=back)
    return things


def take_classes_out(session: Session, undoing: Undoing) -> list[ThingUndone]:
    """Classes that the operation made go again if nobody ever was in them."""
    return [
        ThingUndone(change.thing, change.key, _drop_class(session, undoing, change))
        for change in _changes(session, undoing)
        if _makes_class(change)
    ]


def _changes(session: Session, undoing: Undoing) -> list[SchoolChange]:
    """What comes back first, so that there is an admin before the next one goes."""
    changes = operations.school_changes(session, undoing.school.id, undoing.undone_id)
    known = [change for change in changes if change.thing in _UNDO]
    return sorted(known, key=lambda change: change.after is not None)


def _makes_class(change: SchoolChange) -> bool:
    return change.thing == "class" and change.before is None


def _note(
    session: Session,
    undoing: Undoing,
    change: SchoolChange,
    *,
    before: Any | None = None,
    stamp: int | None = None,
) -> None:
    """The journal's row of the undo: the undone one with before and after exchanged.

    `before` says more of what was there than the undone operation had noted;
    `stamp` is the one given, where it is not that of before.
    """
    operations.add_school_change(
        session,
        undoing.school.id,
        undoing.operation_id,
        change.thing,
        change.key,
        before=change.after if before is None else before,
        after=change.before,
        stamp_before=change.stamp_after,
        stamp_after=change.stamp_before if stamp is None else stamp,
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
    # Erasing waits a day from the operation that the stamp names: an undo begins that day anew.
    waits = change.key == RETENTION
    stamp = undoing.operation_id if waits else change.stamp_before
    undo_school.put_setting_stamp(session, school.id, change.key, stamp)
    _note(session, undoing, change, stamp=stamp)
    return None


def _undo_admin(session: Session, undoing: Undoing, change: SchoolChange) -> ThingLeft | None:
    """Who was named is not any more, unless nobody would be left; who was removed is again."""
    org_id, slack_id = change.key.split("/", 1)
    named = people.admins(session, undoing.school.id)
    stamps = {(admin.org_id, admin.slack_id): admin.stamp for admin in named}
    stamp = stamps.get((org_id, slack_id))
    if change.after is None:
        if stamp is not None or not _absence_kept(session, undoing, change):
            return ThingLeft.CHANGED
        stamp_back = change.stamp_before or undoing.operation_id
        people.add_admin(session, undoing.school.id, org_id, slack_id, stamp_back)
    elif stamp is None or stamp != change.stamp_after:
        return ThingLeft.CHANGED
    elif len(named) == 1:
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
    """A name goes back, and a class that is gone comes back under its id."""
    school_id, class_id = undoing.school.id, int(change.key)
    found = undo_school.get_class(session, school_id, class_id)
    assert change.before is not None  # noqa: S101 - what the operation made is taken out later
    name = change.before["name"]
    other = undo_school.class_named(session, school_id, plain(name))
    if change.after is None:
        if found is not None or not _absence_kept(session, undoing, change):
            return ThingLeft.CHANGED
        if other is not None or undo_school.class_id_taken(session, class_id):
            return ThingLeft.TAKEN
        undo_school.add_class(
            session,
            school_id,
            class_id,
            name=name,
            name_key=plain(name),
            created_at=_created_at(change.before, undoing.at),
            stamp=change.stamp_before,
        )
    elif found is None or found.stamp != change.stamp_after:
        return ThingLeft.CHANGED
    elif other not in (None, class_id):
        return ThingLeft.TAKEN
    else:
        found.name, found.name_key, found.stamp = name, plain(name), change.stamp_before
        session.flush()  # the next class may take the name that is free now
    _note(session, undoing, change)
    return None


def _drop_class(session: Session, undoing: Undoing, change: SchoolChange) -> ThingLeft | None:
    school_id, class_id = undoing.school.id, int(change.key)
    found = undo_school.get_class(session, school_id, class_id)
    if found is None or found.stamp != change.stamp_after:
        return ThingLeft.CHANGED
    if undo_school.class_is_named_elsewhere(session, school_id, class_id):
        return ThingLeft.NOT_EMPTY
    before = {"name": found.name, "created_at": found.created_at.isoformat()}
    session.expunge(found)
    undo_school.drop_class(session, school_id, class_id)
    _note(session, undoing, change, before=before)
    return None


def _created_at(before: dict[str, str], at: datetime) -> datetime:
    return datetime.fromisoformat(before["created_at"]) if "created_at" in before else at


_UNDO = {
    "pause": undo_pause,
    "setting": _undo_setting,
    "admin": _undo_admin,
    "teacher_link": _undo_link,
    "class": _undo_class,
}
