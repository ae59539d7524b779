"""School classes: by name, with their figures, and those of a page of users."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, insert, select
from sqlalchemy.orm import Session, aliased

from store.models import Enrolment, SchoolClass, User
from store.queries.apply import INTERNAL


@dataclass(frozen=True)
class ClassRow:
    """A class with its undeleted users; `licences` are those that are paid."""

    id: int
    name: str
    students: int
    teachers: int
    licences: int


def names(session: Session, school_id: int) -> Sequence[tuple[int, str, str]]:
    """Id, name and key of every class, in order of name."""
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.name_key)
        .where(SchoolClass.school_id == school_id)
        .order_by(SchoolClass.name_key)
    )
    return rows.all()


def by_keys(session: Session, school_id: int, keys: Collection[str]) -> dict[str, tuple[int, str]]:
    """Id and name by key; a key without a class is missing."""
    rows = session.execute(
        select(SchoolClass.name_key, SchoolClass.id, SchoolClass.name).where(
            SchoolClass.school_id == school_id, SchoolClass.name_key.in_(keys)
        )
    )
    return {key: (class_id, name) for key, class_id, name in rows}


def add(
    session: Session, school_id: int, name: str, name_key: str, *, at: datetime, stamp: int
) -> int:
    """A new class; gives its id."""
    return session.execute(
        insert(SchoolClass)
        .values(school_id=school_id, name=name, name_key=name_key, created_at=at, stamp=stamp)
        .returning(SchoolClass.id)
    ).scalar_one()


def found(
    session: Session, school_id: int, words: Sequence[str], *, limit: int
) -> Sequence[ClassRow]:
    """Classes with each of these words in their name, in order of name."""
    return _rows(
        session,
        school_id,
        select(SchoolClass.id)
        .where(
            SchoolClass.school_id == school_id,
            *(SchoolClass.name_key.contains(word, autoescape=True) for word in words),
        )
        .order_by(SchoolClass.name_key)
        .limit(limit)
        .scalar_subquery(),
    )


def get(session: Session, school_id: int, class_id: int) -> ClassRow | None:
    rows = _rows(session, school_id, [class_id])
    return rows[0] if rows else None


def _rows(
    session: Session, school_id: int, class_ids: Sequence[int] | ColumnElement[int]
) -> Sequence[ClassRow]:
    count = _count_of
    rows = session.execute(
        select(
            SchoolClass.id,
            SchoolClass.name,
            count(User.role == "student"),
            count(User.role == "teacher"),
            count(and_(User.licence, INTERNAL)),
        )
        .outerjoin(
            Enrolment,
            and_(
                Enrolment.school_id == SchoolClass.school_id,
                Enrolment.class_id == SchoolClass.id,
            ),
        )
        .outerjoin(
            User,
            and_(
                User.school_id == Enrolment.school_id,
                User.id == Enrolment.user_id,
                User.deleted_at.is_(None),
            ),
        )
        .where(SchoolClass.school_id == school_id, SchoolClass.id.in_(class_ids))
        .group_by(SchoolClass.id, SchoolClass.name, SchoolClass.name_key)
        .order_by(SchoolClass.name_key)
    )
    return [ClassRow(*row) for row in rows]


def _count_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def of_users(
    session: Session, school_id: int, user_ids: Collection[int]
) -> dict[int, tuple[tuple[int, str], ...]]:
    """Id and name of the classes of each of these users, in order of name; one statement."""
    rows = session.execute(
        select(Enrolment.user_id, SchoolClass.id, SchoolClass.name)
        .join(
            SchoolClass,
            and_(
                SchoolClass.school_id == Enrolment.school_id,
                SchoolClass.id == Enrolment.class_id,
            ),
        )
        .where(Enrolment.school_id == school_id, Enrolment.user_id.in_(user_ids))
        .order_by(SchoolClass.name_key)
    )
    classes: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for user_id, class_id, name in rows:
        classes[user_id].append((class_id, name))
    return {user_id: tuple(of_user) for user_id, of_user in classes.items()}


def losing_teachers(
    session: Session, school_id: int, condition: ColumnElement[bool]
) -> Sequence[tuple[int, str]]:
    """Classes that have teachers, every one of whom meets `condition`; in order of name."""
    teacher, enrolment = aliased(User), aliased(Enrolment)
    leaves = teacher.id.in_(
        select(User.id).where(User.school_id == school_id, User.role == "teacher", condition)
    )
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.name)
        .join(
            enrolment,
            and_(
                enrolment.school_id == SchoolClass.school_id,
                enrolment.class_id == SchoolClass.id,
            ),
        )
        .join(
            teacher,
            and_(teacher.school_id == enrolment.school_id, teacher.id == enrolment.user_id),
        )
        .where(
            SchoolClass.school_id == school_id,
            teacher.role == "teacher",
            teacher.deleted_at.is_(None),
        )
        .group_by(SchoolClass.id, SchoolClass.name, SchoolClass.name_key)
        .having(func.min(case((leaves, 1), else_=0)) == 1)
        .order_by(SchoolClass.name_key)
    )
    return rows.all()
