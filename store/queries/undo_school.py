"""Things of the school that an undo gives back: entries, settings' stamps, links, classes."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from store.models import (
    CreditEntry,
    Operation,
    SchoolChange,
    SchoolClass,
    SettingStamp,
    TeacherLink,
)


def entries(session: Session, school_id: int, operation_id: int) -> Sequence[CreditEntry]:
    """The purchase or correction that this operation entered, or met by its negative."""
    return session.scalars(
        select(CreditEntry)
        .where(CreditEntry.school_id == school_id, CreditEntry.operation_id == operation_id)
        .order_by(CreditEntry.id)
    ).all()


def put_setting_stamp(session: Session, school_id: int, name: str, stamp: int | None) -> None:
    """None: as if it had never been changed."""
    session.execute(
        delete(SettingStamp).where(SettingStamp.school_id == school_id, SettingStamp.name == name)
    )
    if stamp is not None:
        session.execute(
            insert(SettingStamp).values(school_id=school_id, name=name, operation_id=stamp)
        )


def changes_since(
    session: Session, school_id: int, operation_id: int, thing: str, key: str
) -> dict[int, int | None]:
    """The operations that changed this thing since, and what each of them undid."""
    rows = session.execute(
        select(SchoolChange.operation_id, Operation.undoes_id)
        .join(
            Operation,
            (Operation.school_id == SchoolChange.school_id)
            & (Operation.id == SchoolChange.operation_id),
        )
        .where(
            SchoolChange.school_id == school_id,
            SchoolChange.operation_id > operation_id,
            SchoolChange.thing == thing,
            SchoolChange.key == key,
        )
    )
    return {row[0]: row[1] for row in rows}


def first_change_of(
    session: Session, school_id: int, thing: str, key: str, *, since: int
) -> SchoolChange | None:
    """The first change of this thing by this operation or a later one."""
    return session.scalars(
        select(SchoolChange)
        .where(
            SchoolChange.school_id == school_id,
            SchoolChange.operation_id >= since,
            SchoolChange.thing == thing,
            SchoolChange.key == key,
        )
        .order_by(SchoolChange.operation_id)
        .limit(1)
    ).one_or_none()


def put_link(
    session: Session,
    school_id: int,
    org_id: str,
    slack_id: str,
    *,
    user_id: int | None,
    stamp: int | None,
) -> None:
    """Link a Slack person to this teacher, in place of any other; None for nobody."""
    session.execute(
        delete(TeacherLink).where(
            TeacherLink.school_id == school_id,
            TeacherLink.org_id == org_id,
            TeacherLink.slack_id == slack_id,
        )
    )
    if user_id is not None:
        session.execute(
            insert(TeacherLink).values(
                school_id=school_id, org_id=org_id, slack_id=slack_id, user_id=user_id, stamp=stamp
            )
        )


def class_named(session: Session, school_id: int, name_key: str) -> int | None:
    """The undeleted class of this name."""
    return session.scalars(
        select(SchoolClass.id).where(
            SchoolClass.school_id == school_id,
            SchoolClass.name_key == name_key,
            SchoolClass.deleted_at.is_(None),
        )
    ).one_or_none()
