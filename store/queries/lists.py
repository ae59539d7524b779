"""A list that is previewed: its lines, and everybody of the school to compare them with."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from store.models import Enrolment, RosterDraftLine, User
from store.queries.apply import LIVE, PAYING
from store.queries.deletions import left_to_restore
from store.queries.loading import Identity
from store.queries.users import PROFILE

SLICE = 2000
"""Rows fetched, or written, at a time."""


class There(NamedTuple):
    """A user as a list is compared with: the fields of PROFILE first."""

    first_name: str
    last_name: str
    email: str | None
    external_id: str | None
    further: list[Any]
    email_key: str | None
    name_key: str
    access: str
    id: int
    role: str
    licence: bool
    last_login_at: datetime | None
    deleted: bool

    @property
    def profile(self) -> dict[str, Any]:
        """Named as in `store.queries.users.PROFILE`."""
        return dict(zip(PROFILE, self, strict=False))


_THERE = (
    *(getattr(User, name) for name in PROFILE),
    User.id,
    User.role,
    User.licence,
    User.last_login_at,
    User.deleted_at.is_not(None),
)


def identities(session: Session, school_id: int) -> Iterator[Identity]:
    """Everybody undeleted, oldest first, and who can be restored, the last deleted at the end."""
    columns = (
        User.id,
        User.role,
        User.external_id,
        User.email_key,
        User.name_key,
        User.deleted_at.is_not(None),
    )
    live = select(*columns).where(User.school_id == school_id, LIVE).order_by(User.id)
    for row in _streamed(session, live):
        yield Identity(*row)
    gone = select(*columns).where(left_to_restore(school_id)).order_by(User.deleted_at, User.id)
    for row in _streamed(session, gone):
        yield Identity(*row)


def of_role(session: Session, school_id: int, role: str) -> Iterator[There]:
    """The undeleted users of this role, oldest first."""
    query = select(*_THERE).where(User.school_id == school_id, User.role == role, LIVE)
    for row in _streamed(session, query.order_by(User.id)):
        yield There(*row)


def by_ids(session: Session, school_id: int, user_ids: Sequence[int]) -> Iterator[There]:
    """These users, deleted or not; a statement for each slice."""
    for start in range(0, len(user_ids), SLICE):
        query = select(*_THERE).where(
            User.school_id == school_id, User.id.in_(user_ids[start : start + SLICE])
        )
        for row in session.execute(query):
            yield There(*row)


def classes_of(session: Session, school_id: int, role: str) -> dict[int, tuple[int, ...]]:
    """Class ids by user, of all users of this role, deleted ones included."""
    same: dict[int, tuple[int, ...]] = {}
    found: dict[int, tuple[int, ...]] = {}
    query = (
        select(Enrolment.user_id, Enrolment.class_id)
        .join(User, and_(User.school_id == Enrolment.school_id, User.id == Enrolment.user_id))
        .where(Enrolment.school_id == school_id, User.role == role)
    )
    for user_id, class_id in _streamed(session, query):
        earlier = found.get(user_id)
        if earlier is None:
            found[user_id] = same.setdefault(class_id, (class_id,))
        else:
            found[user_id] = (*earlier, class_id)
    return found


def members(session: Session, school_id: int, role: str) -> Counter[int]:
    """How many undeleted users of this role each class has; empty ones are missing."""
    rows = session.execute(
        select(Enrolment.class_id, func.count())
        .join(User, and_(User.school_id == Enrolment.school_id, User.id == Enrolment.user_id))
        .where(Enrolment.school_id == school_id, User.role == role, LIVE)
        .group_by(Enrolment.class_id)
    )
    return Counter({row[0]: row[1] for row in rows})


def count_role(session: Session, school_id: int, role: str) -> tuple[int, int]:
    """How many undeleted users of this role, and how many of them have no address."""
    row = session.execute(
        select(func.count(), func.count(User.email)).where(
            User.school_id == school_id, User.role == role, LIVE
        )
    ).one()
    return row[0], row[0] - row[1]


def deleted_among(
    session: Session, school_id: int, user_ids: Sequence[int]
) -> dict[int, tuple[int, int | None]]:
    """Deletion and stamp of those of these users who are deleted."""
    rows = session.execute(
        select(User.id, User.deletion_id, User.existence_stamp).where(
            User.school_id == school_id, User.id.in_(user_ids), User.deletion_id.is_not(None)
        )
    )
    return {user_id: (deletion_id or 0, stamp) for user_id, deletion_id, stamp in rows}


def paying(session: Session, school_id: int, draft_id: str, outcome: str) -> int:
    """Licences that the users of these lines pay, or would if they were not deleted."""
    pays = PAYING if outcome == "deleted" else and_(User.licence, User.access == "internal")
    return session.execute(
        select(func.count()).where(
            User.school_id == school_id, pays, of_lines(school_id, draft_id, outcome)
        )
    ).scalar_one()


def of_lines(school_id: int, draft_id: str, *outcomes: str) -> ColumnElement[bool]:
    """Users whom lines with these outcomes name."""
    line = RosterDraftLine
    return User.id.in_(
        select(line.user_id).where(
            line.school_id == school_id,
            line.draft_id == draft_id,
            line.outcome.in_(outcomes),
            line.user_id.is_not(None),
        )
    )


_COLUMNS = tuple(column.name for column in RosterDraftLine.__table__.columns)


def write(
    session: Session, school_id: int, draft_id: str, rows: Iterable[tuple[Any, ...]]
) -> Iterator[int]:
    """Write the lines as they come, each as `place` and what follows it in the model.

    Gives how many were written after each slice.
    """
    names = _COLUMNS[2:]
    count = 0
    coming = iter(rows)
    # the draft's keys in the statement, so that a row need not be copied to have them
    statement = insert(RosterDraftLine.__table__).values(  # type: ignore[arg-type]
        school_id=school_id, draft_id=draft_id
    )
    while part := list(islice(coming, SLICE)):
        session.connection().execute(
            statement, [dict(zip(names, row, strict=True)) for row in part]
        )
        count += len(part)
        yield count


def drop(session: Session, school_id: int, draft_id: str) -> None:
    session.execute(
        delete(RosterDraftLine)
        .where(RosterDraftLine.school_id == school_id, RosterDraftLine.draft_id == draft_id)
        .execution_options(synchronize_session=False)
    )


class LineRow(NamedTuple):
    """A line of a preview, with the name and address of the user it means."""

    place: int
    line: int | None
    said: list[Any] | None
    outcome: str
    user_id: int | None
    column: str | None
    reason: str | None
    other_line: int | None
    changes: dict[str, Any] | None
    first_name: str | None
    last_name: str | None
    email: str | None


def lines(
    session: Session,
    school_id: int,
    draft_id: str,
    *,
    outcomes: Sequence[str] = (),
    limit: int | None = None,
    after: int = 0,
) -> Iterator[LineRow]:
    """In order, after a place; with these outcomes only, where any are named. Streamed."""
    line = RosterDraftLine
    query = (
        select(
            line.place,
            line.line,
            line.said,
            line.outcome,
            line.user_id,
            line.column,
            line.reason,
            line.other_line,
            line.changes,
            User.first_name,
            User.last_name,
            User.email,
        )
        .outerjoin(User, and_(User.school_id == line.school_id, User.id == line.user_id))
        .where(line.school_id == school_id, line.draft_id == draft_id, line.place > after)
        .order_by(line.place)
    )
    if outcomes:
        query = query.where(line.outcome.in_(outcomes))
    if limit is not None:
        query = query.limit(limit)
    for row in _streamed(session, query):
        yield LineRow(*row)


def read(
    session: Session, school_id: int, draft_id: str
) -> Iterator[tuple[int, list[Any], str, str | None, str | None]]:
    """Line, what it says, outcome, column and reason of every line of the file, in order."""
    line = RosterDraftLine
    query = (
        select(line.line, line.said, line.outcome, line.column, line.reason)
        .where(line.school_id == school_id, line.draft_id == draft_id, line.said.is_not(None))
        .order_by(line.place)
    )
    for row in _streamed(session, query):
        yield tuple(row)


def naming(session: Session, school_id: int, condition: ColumnElement[bool]) -> Sequence[str]:
    """Drafts with a line that names one of these deleted users, by whatever they are known by."""
    line = RosterDraftLine

    def one_of(column: Any) -> Any:
        return select(column).where(
            User.school_id == school_id,
            User.deleted_at.is_not(None),
            column.is_not(None),
            condition,
        )

    return session.scalars(
        select(line.draft_id)
        .distinct()
        .where(
            line.school_id == school_id,
            or_(
                line.user_id.in_(one_of(User.id)),
                line.external_id.in_(one_of(User.external_id)),
                line.name_key.in_(one_of(User.name_key)),
            ),
        )
    ).all()


def _streamed(session: Session, query: Any) -> Iterator[Any]:
    """Rows of plain columns as they come: of a session they need nothing."""
    return iter(session.connection().execute(query.execution_options(yield_per=SLICE)))


def stamps(session: Session, school_id: int, draft_id: str) -> dict[tuple[int, int], int | None]:
    """The stamps of the enrolments of the users whom changed and restored lines name."""
    named = of_lines(school_id, draft_id, "changed", "restored")
    query = (
        select(Enrolment.user_id, Enrolment.class_id, Enrolment.stamp)
        .join(User, and_(User.school_id == Enrolment.school_id, User.id == Enrolment.user_id))
        .where(Enrolment.school_id == school_id, named)
    )
    return {(user_id, class_id): stamp for user_id, class_id, stamp in _streamed(session, query)}
