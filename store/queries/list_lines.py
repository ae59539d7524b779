"""The lines of a list that is previewed, as its draft keeps them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from store import bulk
from store.bulk import streamed
from store.models import Enrolment, RosterDraftLine, User

SLICE = 2000
"""Rows written at a time."""

Row = tuple[
    int,
    int | None,
    str | None,
    str,
    int | None,
    str | None,
    str | None,
    str | None,
    str | None,
    int | None,
    str | None,
]
"""What follows the draft's keys in the model; `said` and `changes` as the text of their JSON."""


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


def write(session: Session, school_id: int, draft_id: str, rows: Iterable[Row]) -> Iterator[int]:
    """Write the lines as they come. Gives how many were written after each slice."""
    count = 0
    coming = iter(rows)
    while part := [(school_id, draft_id, *row) for row in islice(coming, SLICE)]:
        bulk.insert(session, RosterDraftLine, part)
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
    for row in streamed(session, query):
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
    for row in streamed(session, query):
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


def stamps(session: Session, school_id: int, draft_id: str) -> dict[tuple[int, int], int | None]:
    """The stamps of the enrolments of the users whom changed and restored lines name."""
    named = of_lines(school_id, draft_id, "changed", "restored")
    query = (
        select(Enrolment.user_id, Enrolment.class_id, Enrolment.stamp)
        .join(User, and_(User.school_id == Enrolment.school_id, User.id == Enrolment.user_id))
        .where(Enrolment.school_id == school_id, named)
    )
    return {(user_id, class_id): stamp for user_id, class_id, stamp in streamed(session, query)}
