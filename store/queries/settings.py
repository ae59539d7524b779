"""Settings of a school and the operations that put them as they are."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from store.models import Admin, Deletion, Person, SettingStamp, TeacherLink, User


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


def put_stamp(session: Session, school_id: int, name: str, operation_id: int) -> None:
    """Note which operation put the setting as it is."""
    session.execute(
        delete(SettingStamp)
        .where(SettingStamp.school_id == school_id, SettingStamp.name == name)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        insert(SettingStamp).values(school_id=school_id, name=name, operation_id=operation_id)
    )


def add_link(
    session: Session, school_id: int, org_id: str, slack_id: str, user_id: int, stamp: int
) -> None:
    session.execute(
        insert(TeacherLink).values(
            school_id=school_id, org_id=org_id, slack_id=slack_id, user_id=user_id, stamp=stamp
        )
    )


def remove_link(session: Session, school_id: int, org_id: str, slack_id: str) -> None:
    session.execute(
        delete(TeacherLink).where(
            TeacherLink.school_id == school_id,
            TeacherLink.org_id == org_id,
            TeacherLink.slack_id == slack_id,
        )
    )


def day_of_deletion(session: Session, school_id: int, deletion_id: int) -> date:
    return session.scalars(
        select(Deletion.day).where(Deletion.school_id == school_id, Deletion.id == deletion_id)
    ).one()
