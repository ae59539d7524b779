"""Who was deleted and can be restored: day by day, act by act, and by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from commands.restoring import Choice
from commands.users import NameLine, PageKey, key_of, name_lines, restorable_until
from store.models import User
from store.queries import deletions, schools, users


@dataclass(frozen=True)
class Act:
    """One deletion; `count` are those of it who can still be restored."""

    deletion_id: int
    at: datetime
    by: str | None
    """Slack id; None for the command line."""
    count: int


@dataclass(frozen=True)
class DeletionDay:
    day: date
    count: int
    acts: tuple[Act, ...]
    """Newest first."""
    restorable_until: date | None


@dataclass(frozen=True)
class DeletedLine(NameLine):
    """Somebody who can be restored, with what would come back."""

    access: str
    licence: bool
    last_login_at: datetime | None
    deletion_id: int
    deleted_at: datetime


@dataclass(frozen=True)
class DeletedPage:
    rows: tuple[DeletedLine, ...]
    total: int
    first: PageKey | None
    last: PageKey | None
    has_previous: bool
    has_next: bool


def days(session: Session, school_id: int) -> list[DeletionDay]:
    """The days with somebody left to restore, newest first, in the school's calendar."""
    school = schools.get(session, school_id)
    found = []
    for day, rows in groupby(deletions.acts(session, school_id), key=lambda row: row.day):
        acts = tuple(Act(row.deletion_id, row.at, row.by, row.count) for row in rows)
        found.append(
            DeletionDay(
                day,
                sum(act.count for act in acts),
                acts,
                restorable_until(day, school.retention_days),
            )
        )
    return found


def of_day(
    session: Session,
    school_id: int,
    day: date | None,
    *,
    deletion_id: int | None = None,
    after: PageKey | None = None,
    before: PageKey | None = None,
    limit: int = 100,
) -> DeletedPage:
    """Who was deleted on a day, or by one act of it, and can be restored; in order of name."""
    return _page(
        session,
        school_id,
        deletions.left_to_restore(school_id, day=day, deletion_id=deletion_id),
        after=after,
        before=before,
        limit=limit,
    )


def find_deleted(
    session: Session,
    school_id: int,
    text: str,
    *,
    after: PageKey | None = None,
    before: PageKey | None = None,
    limit: int = 100,
) -> DeletedPage:
    """Deleted people of any day, by each word of `text` in name or address."""
    condition = deletions.left_to_restore(school_id, text=text)
    return _page(session, school_id, condition, after=after, before=before, limit=limit)


def names_of(
    session: Session,
    school_id: int,
    choice: Choice,
    text: str,
    *,
    limit: int = 100,
) -> list[NameLine]:
    """Who of the chosen has each word of `text`: for *all but …* and *only …*."""
    condition = deletions.left_to_restore(school_id, text=text, **choice.narrowing())
    return name_lines(session, school_id, users.page(session, school_id, condition, limit=limit))


def _page(
    session: Session,
    school_id: int,
    condition: ColumnElement[bool],
    *,
    after: PageKey | None,
    before: PageKey | None,
    limit: int,
) -> DeletedPage:
    found = users.page(session, school_id, condition, after=after, before=before, limit=limit)
    first, last = (key_of(found[0]), key_of(found[-1])) if found else (None, None)
    return DeletedPage(
        rows=tuple(_lines(session, school_id, found)),
        total=users.count(session, school_id, condition),
        first=first,
        last=last,
        has_previous=first is not None and users.any_before(session, school_id, condition, first),
        has_next=last is not None and users.any_after(session, school_id, condition, last),
    )


def _lines(session: Session, school_id: int, found: Sequence[User]) -> list[DeletedLine]:
    lines = name_lines(session, school_id, found)
    return [
        DeletedLine(
            **vars(line),
            access=user.access,
            licence=user.licence,
            last_login_at=user.last_login_at,
            deletion_id=user.deletion_id or 0,
            deleted_at=user.deleted_at,
        )
        for line, user in zip(lines, found, strict=True)
        if user.deleted_at is not None
    ]
