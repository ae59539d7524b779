"""Changes of classes: whom they touch, and the rows that end and begin enrolments."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session, aliased

from store.models import ClassName, Enrolment, EnrolmentChange, SchoolClass, User
from store.queries.selection import digest_columns

EVERYBODY = true()


@dataclass(frozen=True)
class Figures:
    """Undeleted people of a class; matched = students + teachers."""

    matched: int
    students: int
    teachers: int
    already: int
    """In the other class as well."""
    only_here: int
    """In no other class."""
    digest: str


def figures(
    session: Session,
    school_id: int,
    class_id: int,
    into_id: int | None,
    condition: ColumnElement[bool] = EVERYBODY,
) -> Figures:
    """In one statement; `condition` narrows the people of the class."""
    here, every = aliased(Enrolment), aliased(Enrolment)
    into = func.max(case((every.class_id == literal(into_id, Integer), 1), else_=0))
    # grouped, not asked person by person: without statistics a server may read all for each
    people = (
        select(User.id, into.label("also"), func.count().label("classes"))
        .join(here, and_(here.school_id == User.school_id, here.user_id == User.id))
        .join(every, and_(every.school_id == User.school_id, every.user_id == User.id))
        .where(
            User.school_id == school_id,
            here.class_id == class_id,
            User.deleted_at.is_(None),
            condition,
        )
        .group_by(User.id)
        .subquery()
    )
    row = session.execute(
        select(
            func.count(),
            _sum(User.role == "student"),
            _sum(User.role == "teacher"),
            _sum(people.c.also == 1),
            _sum(people.c.classes == 1),
            *digest_columns(),
        )
        .join(people, people.c.id == User.id)
        .where(User.school_id == school_id)
    ).one()
    matched, students, teachers, already, only_here, *sums = (int(value) for value in row)
    digest = "-".join(map(str, sums))
    return Figures(matched, students, teachers, already, only_here, digest)


def write_moves(
    session: Session,
    school_id: int,
    operation_id: int,
    class_id: int,
    into_id: int | None,
    condition: ColumnElement[bool] | None,
) -> None:
    """End these people's enrolments; begin one in the other class for who has none there.

    Without a condition everybody is meant, deleted users included: what they
    are given back when they are restored follows the class.
    """
    columns = [
        "school_id",
        "operation_id",
        "user_id",
        "class_id",
        "enrolled",
        "stamp_before",
        "stamp_after",
    ]
    ended = _of_class(
        select(
            Enrolment.school_id,
            literal(operation_id, Integer),
            Enrolment.user_id,
            Enrolment.class_id,
            literal(False, Boolean),
            Enrolment.stamp,
            null(),
        ),
        school_id,
        class_id,
        condition,
    )
    session.execute(insert(EnrolmentChange).from_select(columns, ended))
    if into_id is None:
        return
    there = aliased(Enrolment)
    begun = _of_class(
        select(
            Enrolment.school_id,
            literal(operation_id, Integer),
            Enrolment.user_id,
            literal(into_id, Integer),
            literal(True, Boolean),
            null(),
            literal(operation_id, Integer),
        ),
        school_id,
        class_id,
        condition,
    ).where(
        ~exists().where(
            there.school_id == Enrolment.school_id,
            there.user_id == Enrolment.user_id,
            there.class_id == into_id,
        )
    )
    session.execute(insert(EnrolmentChange).from_select(columns, begun))


def _of_class(
    query: Select[*tuple[object, ...]],
    school_id: int,
    class_id: int,
    condition: ColumnElement[bool] | None,
) -> Select[*tuple[object, ...]]:
    query = query.select_from(Enrolment).where(
        Enrolment.school_id == school_id, Enrolment.class_id == class_id
    )
    if condition is None:
        return query
    user = and_(User.school_id == Enrolment.school_id, User.id == Enrolment.user_id)
    return query.join(User, user).where(condition)


def put(
    session: Session,
    school_id: int,
    class_id: int,
    *,
    name: str,
    name_key: str,
    deleted_at: datetime | None,
    stamp: int | None,
) -> None:
    """The class as it is from now on."""
    session.execute(
        update(SchoolClass)
        .where(SchoolClass.school_id == school_id, SchoolClass.id == class_id)
        .values(name=name, name_key=name_key, deleted_at=deleted_at, stamp=stamp)
        .execution_options(synchronize_session=False)
    )


def names_of(session: Session, school_id: int, class_id: int) -> dict[str, str]:
    """The past names of a class by key, as written."""
    rows = session.execute(
        select(ClassName.name_key, ClassName.name)
        .where(ClassName.school_id == school_id, ClassName.class_id == class_id)
        .order_by(ClassName.name_key)
    )
    return {row[0]: row[1] for row in rows}


def add_name(session: Session, school_id: int, class_id: int, name: str, name_key: str) -> None:
    session.execute(
        insert(ClassName).values(
            school_id=school_id, class_id=class_id, name=name, name_key=name_key
        )
    )


def drop_name(session: Session, school_id: int, class_id: int, name_key: str) -> None:
    session.execute(
        delete(ClassName).where(
            ClassName.school_id == school_id,
            ClassName.class_id == class_id,
            ClassName.name_key == name_key,
        )
    )


def is_empty(session: Session, school_id: int, class_id: int) -> bool:
    """Nobody is in it, deleted users included."""
    found = session.scalars(
        select(Enrolment.user_id)
        .where(Enrolment.school_id == school_id, Enrolment.class_id == class_id)
        .limit(1)
    )
    return found.first() is None


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
