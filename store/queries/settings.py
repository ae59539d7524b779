"""Settings of a school and the operations that put them as they are."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Admin, Person, TeacherLink, User


def admins_with_people(
    session: Session, school_id: int
) -> Sequence[tuple[str, str, str | None, str | None]]:
    """Organisation, Slack id, name and standing of the named admins, in the order of naming."""
    rows = session.execute(
        select(Admin.org_id, Admin.slack_id, Person.name, Person.standing)
        .outerjoin(
            Person,
            (Person.school_id == Admin.school_id)
            & (Person.org_id == Admin.org_id)
            & (Person.slack_id == Admin.slack_id),
        )
        .where(Admin.school_id == school_id)
        .order_by(Admin.stamp, Admin.slack_id)
    )
    return rows.all()


def links_with_teachers(
    session: Session, school_id: int
) -> Sequence[tuple[str, str, str | None, int, str, str]]:
    """Organisation, Slack id and name, then user id, first and last name; undeleted teachers."""
    rows = session.execute(
        select(
            TeacherLink.org_id,
            TeacherLink.slack_id,
            Person.name,
            User.id,
            User.first_name,
            User.last_name,
        )
        .join(
            User,
            (User.school_id == TeacherLink.school_id) & (User.id == TeacherLink.user_id),
        )
        .outerjoin(
            Person,
            (Person.school_id == TeacherLink.school_id)
            & (Person.org_id == TeacherLink.org_id)
            & (Person.slack_id == TeacherLink.slack_id),
        )
        .where(TeacherLink.school_id == school_id, User.deleted_at.is_(None))
        .order_by(User.name_key, User.id, TeacherLink.slack_id)
    )
    return rows.all()
