"""People of Slack as rows: admins, teachers by address or link, what Slack said and when."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, insert, or_, select
from sqlalchemy.orm import Session

from store.models import Admin, Person, TeacherLink, User

ELIGIBLE = Person.standing.in_(("member", "guest"))


def get(session: Session, school_id: int, org_id: str, slack_id: str) -> Person | None:
    return session.scalars(
        select(Person).where(
            Person.school_id == school_id, Person.org_id == org_id, Person.slack_id == slack_id
        )
    ).one_or_none()


def by_slack_ids(session: Session, school_id: int, slack_ids: Sequence[str]) -> Sequence[Person]:
    return session.scalars(
        select(Person).where(Person.school_id == school_id, Person.slack_id.in_(slack_ids))
    ).all()


def put(
    session: Session,
    school_id: int,
    org_id: str,
    slack_id: str,
    *,
    team_id: str,
    name: str,
    email_key: str | None,
    locale: str | None,
    standing: str,
    runs_workspace: bool,
    fetched_at: datetime,
) -> None:
    """Keep what Slack says of a person now, in place of what it said before."""
    person = get(session, school_id, org_id, slack_id)
    if person is None:
        person = Person(school_id=school_id, org_id=org_id, slack_id=slack_id)
        session.add(person)
    person.team_id = team_id
    person.name = name
    person.email_key = email_key
    person.locale = locale
    person.standing = standing
    person.runs_workspace = runs_workspace
    person.fetched_at = fetched_at
    session.flush()  # what follows in this transaction asks for the person by SQL


def is_admin(session: Session, school_id: int, org_id: str, slack_id: str) -> bool:
    """A named admin; an owner of the workspace while nobody is named. Slack must know them."""
    named = and_(Admin.school_id == school_id, Admin.org_id == org_id, Admin.slack_id == slack_id)
    nobody_named = ~exists().where(Admin.school_id == school_id)
    person = exists().where(
        Person.school_id == school_id,
        Person.org_id == org_id,
        Person.slack_id == slack_id,
        ELIGIBLE,
        or_(exists().where(named), and_(Person.runs_workspace, nobody_named)),
    )
    return session.execute(select(person)).scalar_one()


def runs_workspace(session: Session, school_id: int, org_id: str, slack_id: str) -> bool:
    """Owner or admin of the school's own workspace: may always name admins."""
    found = exists().where(
        Person.school_id == school_id,
        Person.org_id == org_id,
        Person.slack_id == slack_id,
        Person.runs_workspace,
        ELIGIBLE,
    )
    return session.execute(select(found)).scalar_one()


def admins(session: Session, school_id: int) -> Sequence[Admin]:
    """The admins that were named, in that order."""
    return session.scalars(
        select(Admin).where(Admin.school_id == school_id).order_by(Admin.stamp, Admin.slack_id)
    ).all()


def admin_slack_ids(session: Session, school_id: int) -> Sequence[str]:
    """Slack ids of the admins; of the workspace's owners while nobody is named."""
    named = [admin.slack_id for admin in admins(session, school_id)]
    if named:
        return named
    return session.scalars(
        select(Person.slack_id)
        .where(Person.school_id == school_id, Person.runs_workspace, ELIGIBLE)
        .order_by(Person.name, Person.slack_id)
    ).all()


def add_admin(session: Session, school_id: int, org_id: str, slack_id: str, stamp: int) -> None:
    session.execute(
        insert(Admin).values(school_id=school_id, org_id=org_id, slack_id=slack_id, stamp=stamp)
    )


def remove_admin(session: Session, school_id: int, org_id: str, slack_id: str) -> None:
    session.execute(
        delete(Admin).where(
            Admin.school_id == school_id, Admin.org_id == org_id, Admin.slack_id == slack_id
        )
    )


def get_link(session: Session, school_id: int, org_id: str, slack_id: str) -> TeacherLink | None:
    return session.scalars(
        select(TeacherLink).where(
            TeacherLink.school_id == school_id,
            TeacherLink.org_id == org_id,
            TeacherLink.slack_id == slack_id,
        )
    ).one_or_none()


def teacher_ids(session: Session, school_id: int, person: Person) -> Sequence[int]:
    """The undeleted teachers this person is: the linked one, and those of the same address."""
    linked = select(TeacherLink.user_id).where(
        TeacherLink.school_id == school_id,
        TeacherLink.org_id == person.org_id,
        TeacherLink.slack_id == person.slack_id,
    )
    same: ColumnElement[bool] = User.id.in_(linked)
    if person.email_key:
        same = or_(same, User.email_key == person.email_key)
    return session.scalars(
        select(User.id)
        .where(
            User.school_id == school_id,
            User.role == "teacher",
            User.deleted_at.is_(None),
            same,
        )
        .order_by(User.id)
    ).all()
