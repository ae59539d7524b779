"""Who is an admin, and which Slack person is which teacher.

Functions take an open session; callers commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commands import journal
from commands.access import Actor, admin_ids, require_admin
from commands.errors import (
    LastAdminError,
    NotAllowedError,
    NotATeacherError,
    NotEligibleError,
    UnknownUserError,
    UserDeletedError,
)
from commands.people import ELIGIBLE
from store.queries import operations, outbox, people, schools, users
from store.queries import settings as rows

Who = tuple[str, str]
"""Organisation and Slack id."""


@dataclass(frozen=True)
class AdminsNamed:
    operation_id: int | None
    """None when they were the admins already."""
    added: tuple[str, ...]
    removed: tuple[str, ...]
    """Slack ids."""


@dataclass(frozen=True)
class TeacherLinked:
    operation_id: int | None
    """None when it was so already."""
    user_id: int | None
    """The teacher they are linked to now; None when they are to nobody."""


def require_admin_or_owner(session: Session, school_id: int, by: Actor) -> None:
    """Raise NotAllowedError unless `by` is an admin, or runs the school's own workspace."""
    if not _runs_workspace(session, school_id, by):
        require_admin(session, school_id, by)


def _runs_workspace(session: Session, school_id: int, by: Actor) -> bool:
    if by.org_id is None or by.slack_id is None:
        return False
    return people.runs_workspace(session, school_id, by.org_id, by.slack_id)


def name_admins(
    session: Session, school_id: int, wanted: Sequence[Who], *, by: Actor, now: datetime
) -> AdminsNamed:
    """Make these, and nobody else, the admins; the new ones are welcomed.

    Whoever runs the workspace may always add one; taking one out is for admins.
    Raises NotAllowedError, LastAdminError or NotEligibleError.
    """
    schools.get_locked(session, school_id)
    require_admin_or_owner(session, school_id, by)
    stamps = _stamps(session, school_id)
    removed = [who for who in stamps if who not in wanted]
    if removed and not _is_admin(session, school_id, by):
        raise NotAllowedError(admin_ids(session, school_id))
    added = [who for who in dict.fromkeys(wanted) if who not in stamps]
    check_eligible(session, school_id, added)
    if removed and not any_eligible(session, school_id, wanted):
        raise LastAdminError(removed[-1][1])
    if not added and not removed:
        return AdminsNamed(None, (), ())
    operation_id = journal.begin(session, school_id, "name_admins", by=by, now=now)
    for who in removed:
        _put_admin(session, school_id, operation_id, who, named=False)
    add_all(session, school_id, operation_id, added, now)
    result = AdminsNamed(
        operation_id, tuple(id_ for _, id_ in added), tuple(id_ for _, id_ in removed)
    )
    figures = {"added": list(result.added), "removed": list(result.removed)}
    journal.finish(session, school_id, operation_id, figures, kind="name_admins", now=now)
    return result


def _is_admin(session: Session, school_id: int, by: Actor) -> bool:
    if by.org_id is None or by.slack_id is None:
        return True  # the command line; anybody else was refused before
    return people.is_admin(session, school_id, by.org_id, by.slack_id)


def check_eligible(session: Session, school_id: int, wanted: Sequence[Who]) -> None:
    """Raise NotEligibleError for a bot, somebody deactivated, a stranger, or who is not known."""
    eligible = _eligible(session, school_id, wanted)
    for who in wanted:
        if who not in eligible:
            raise NotEligibleError(who[1])


def any_eligible(session: Session, school_id: int, named: Sequence[Who]) -> bool:
    """Whether one of them can act: an admin who has left Slack since is named still."""
    return bool(_eligible(session, school_id, named))


def _eligible(session: Session, school_id: int, wanted: Sequence[Who]) -> set[Who]:
    ids = [slack_id for _, slack_id in wanted]
    return {
        (person.org_id, person.slack_id)
        for person in people.by_slack_ids(session, school_id, ids)
        if person.standing in ELIGIBLE
    } & set(wanted)


def add_all(
    session: Session, school_id: int, operation_id: int, wanted: Sequence[Who], now: datetime
) -> None:
    """Make these admins within an operation, and welcome who was none before."""
    stamps = _stamps(session, school_id)
    for who in dict.fromkeys(wanted):
        if who not in stamps:
            _put_admin(session, school_id, operation_id, who, named=True)
            outbox.want(
                session,
                school_id,
                key=f"operation:{operation_id}:welcome:{who[0]}:{who[1]}",
                operation_id=operation_id,
                destination=who[1],
                kind="welcome_admin",
                content={},
                now=now,
            )


def _put_admin(
    session: Session, school_id: int, operation_id: int, who: Who, *, named: bool
) -> None:
    """Name one or take one out, with the journal row."""
    operations.add_school_change(
        session,
        school_id,
        operation_id,
        "admin",
        f"{who[0]}/{who[1]}",
        before=None if named else True,
        after=True if named else None,
        stamp_before=_stamps(session, school_id).get(who),
        stamp_after=operation_id if named else None,
    )
    if named:
        people.add_admin(session, school_id, *who, operation_id)
    else:
        people.remove_admin(session, school_id, *who)


def _stamps(session: Session, school_id: int) -> dict[Who, int]:
    return {
        (admin.org_id, admin.slack_id): admin.stamp for admin in people.admins(session, school_id)
    }


def link_teacher(
    session: Session, school_id: int, who: Who, user_id: int, *, by: Actor, now: datetime
) -> TeacherLinked:
    """Say that this Slack person is this teacher; an earlier link of theirs gives way.

    Raises NotAllowedError, NotEligibleError, UnknownUserError, UserDeletedError
    or NotATeacherError.
    """
    schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    check_eligible(session, school_id, [who])
    _check_teacher(session, school_id, user_id)
    return _link(session, school_id, "link_teacher", who, user_id, by, now)


def unlink_teacher(
    session: Session, school_id: int, who: Who, *, by: Actor, now: datetime
) -> TeacherLinked:
    """End the link of this Slack person. Raises NotAllowedError."""
    schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    return _link(session, school_id, "unlink_teacher", who, None, by, now)


def _check_teacher(session: Session, school_id: int, user_id: int) -> None:
    user = users.get(session, school_id, user_id)
    if user is None or user.erased_at is not None:
        raise UnknownUserError
    if user.role != "teacher":
        raise NotATeacherError(user_id)
    if user.deletion_id is not None:
        day = rows.day_of_deletion(session, school_id, user.deletion_id)
        raise UserDeletedError(user_id, day)


def _link(
    session: Session,
    school_id: int,
    kind: str,
    who: Who,
    user_id: int | None,
    by: Actor,
    now: datetime,
) -> TeacherLinked:
    link = people.get_link(session, school_id, *who)
    if (link.user_id if link else None) == user_id:
        return TeacherLinked(None, user_id)
    operation_id = journal.begin(session, school_id, kind, by=by, now=now)
    _put_link(session, school_id, operation_id, who, user_id)
    figures: dict[str, Any] = {"slack_id": who[1], "user_id": user_id}
    journal.finish(session, school_id, operation_id, figures, kind=kind, now=now)
    return TeacherLinked(operation_id, user_id)


def _put_link(
    session: Session, school_id: int, operation_id: int, who: Who, user_id: int | None
) -> None:
    """Link to `user_id`, or end the link (None), with the journal row."""
    link = people.get_link(session, school_id, *who)
    linked = user_id is not None
    operations.add_school_change(
        session,
        school_id,
        operation_id,
        "teacher_link",
        f"{who[0]}/{who[1]}",
        before={"user_id": link.user_id} if link else None,
        after={"user_id": user_id} if linked else None,
        stamp_before=link.stamp if link else None,
        stamp_after=operation_id if linked else None,
    )
    rows.remove_link(session, school_id, *who)
    if user_id is not None:
        rows.add_link(session, school_id, *who, user_id, operation_id)
