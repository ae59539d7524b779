"""Connections as the learning application reports them: last logins that move forward only."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.models import School, SeenEvent, User


def users_named(
    session: Session, school_id: int, user_ids: Collection[int]
) -> dict[int, tuple[datetime | None, bool]]:
    """Last login and whether deleted, of those of these users that are of this school."""
    rows = session.execute(
        select(User.id, User.last_login_at, User.deleted_at).where(
            User.school_id == school_id, User.id.in_(user_ids)
        )
    )
    return {id_: (last, deleted is not None) for id_, last, deleted in rows}


def first_seen(
    session: Session, school_id: int, event_ids: Collection[str], at: datetime
) -> set[str]:
    """Note these events, and tell which of them were not noted before."""
    if not event_ids:
        return set()
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if on_sqlite else postgresql.insert
    rows = [{"school_id": school_id, "event_id": id_, "at": at} for id_ in event_ids]
    statement = insert(SeenEvent).values(rows).on_conflict_do_nothing()
    return set(session.scalars(statement.returning(SeenEvent.event_id)).all())


def move_logins(session: Session, school_id: int, newest: Mapping[int, datetime]) -> None:
    """Move last logins forward; a login that a list had set is from now on a report's."""
    if not newest:
        return
    at = bindparam("new_login", type_=User.last_login_at.type)
    session.connection().execute(
        update(User)
        .where(
            User.school_id == school_id,
            User.id == bindparam("user_id"),
            or_(User.last_login_at.is_(None), User.last_login_at < at),
        )
        .values(last_login_at=at, login_stamp=None),
        [{"user_id": id_, "new_login": moment} for id_, moment in sorted(newest.items())],
    )


def forget_seen(session: Session, before: datetime) -> int:
    """Remove the notes of events seen before then, of every school."""
    found = session.execute(
        delete(SeenEvent)
        .where(SeenEvent.at < before)
        .returning(SeenEvent.event_id)
        .execution_options(synchronize_session=False)
    )
    return len(found.all())


def note_asked(session: Session, school_id: int, at: datetime, *, unless_since: datetime) -> None:
    """Note that the application asked, unless it was noted after `unless_since`."""
    session.execute(
        update(School)
        .where(
            School.id == school_id,
            or_(School.asked_at.is_(None), School.asked_at <= unless_since),
        )
        .values(asked_at=at)
        .execution_options(synchronize_session=False)
    )
