"""Which Slack person a teacher is: linked by hand, or of the same address as Slack last said."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from store.models import Person, TeacherLink, User
from store.queries.people import ELIGIBLE

Who = tuple[str, str]
"""Organisation and Slack id."""


def linked(session: Session, school_id: int, user_ids: Collection[int]) -> dict[int, list[Who]]:
    """Those of these teachers who were linked by hand to people who can be written to."""
    rows = session.execute(
        select(TeacherLink.user_id, TeacherLink.org_id, TeacherLink.slack_id)
        .join(
            Person,
            and_(
                Person.school_id == TeacherLink.school_id,
                Person.org_id == TeacherLink.org_id,
                Person.slack_id == TeacherLink.slack_id,
            ),
        )
        .where(TeacherLink.school_id == school_id, TeacherLink.user_id.in_(user_ids), ELIGIBLE)
        .order_by(TeacherLink.slack_id)
    )
    return _by_teacher(rows)


def known(
    session: Session, school_id: int, user_ids: Collection[int], *, since: datetime
) -> dict[int, list[Who]]:
    """Those of these teachers whose address Slack gave for somebody since then; linked or not."""
    rows = session.execute(
        select(User.id, Person.org_id, Person.slack_id)
        .join(
            Person,
            and_(Person.school_id == User.school_id, Person.email_key == User.email_key),
        )
        .where(
            User.school_id == school_id,
            User.id.in_(user_ids),
            Person.fetched_at > since,
            ELIGIBLE,
        )
        .order_by(Person.slack_id)
    )
    return _by_teacher(rows)


def ineligible(session: Session, school_id: int, slack_ids: Collection[str]) -> set[Who]:
    """Those of these people who are known, and cannot be written to."""
    rows = session.execute(
        select(Person.org_id, Person.slack_id).where(
            Person.school_id == school_id, Person.slack_id.in_(slack_ids), ~ELIGIBLE
        )
    )
    return {(org_id, slack_id) for org_id, slack_id in rows}


def _by_teacher(rows: Iterable[tuple[int, str, str]]) -> dict[int, list[Who]]:
    found: dict[int, list[Who]] = {}
    for user_id, org_id, slack_id in rows:
        found.setdefault(user_id, []).append((org_id, slack_id))
    return found
