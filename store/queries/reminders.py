"""Of whom a week's reminder speaks, and to which teachers; every statement is set-based."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, false, func, literal, select, update
from sqlalchemy.orm import Session, aliased

from store.models import Enrolment, Reminder, SchoolClass, User
from store.queries.spoken_of import Chased, taught
from store.queries.wanted import inserting


@dataclass(frozen=True)
class TeacherRow:
    user_id: int
    first_name: str
    last_name: str
    email: str | None
    email_key: str | None
    students: int
    """Each once, whatever the number of common classes."""


def teachers(session: Session, chased: Chased) -> list[TeacherRow]:
    """Undeleted teachers with students to speak of, by name."""
    found = pairs(chased).subquery()
    counted = (
        select(found.c.teacher_id, func.count(found.c.student_id.distinct()).label("students"))
        .group_by(found.c.teacher_id)
        .subquery()
    )
    rows = session.execute(
        select(
            User.id,
            User.first_name,
            User.last_name,
            User.email,
            User.email_key,
            counted.c.students,
        )
        .join(counted, counted.c.teacher_id == User.id)
        .where(User.school_id == chased.school_id)
        .order_by(User.name_key, User.id)
    )
    return [TeacherRow(*row) for row in rows]


def pairs(chased: Chased) -> Select[int, int, int]:
    """Teacher, student and class, for every class that both are in.

    The few students and the few teachers are found first, each once: left to
    itself the planner walks everybody of every class for each of them.
    """
    students = select(User.id).where(chased.students()).cte("students").prefix_with("MATERIALIZED")
    mine, theirs, teacher = aliased(Enrolment), aliased(Enrolment), aliased(User)
    teaching = (
        select(theirs.class_id, theirs.user_id)
        .join(teacher, and_(teacher.school_id == theirs.school_id, teacher.id == theirs.user_id))
        .where(
            theirs.school_id == chased.school_id,
            teacher.role == "teacher",
            teacher.deleted_at.is_(None),
        )
        .cte("teaching")
        .prefix_with("MATERIALIZED")
    )
    found = (
        select(
            teaching.c.user_id.label("teacher_id"),
            students.c.id.label("student_id"),
            mine.class_id.label("class_id"),
        )
        .select_from(students)
        .join(mine, and_(mine.school_id == chased.school_id, mine.user_id == students.c.id))
        .join(teaching, teaching.c.class_id == mine.class_id)
    )
    if chased.class_id is not None:
        found = found.where(mine.class_id == chased.class_id)
    return found


def add(session: Session, chased: Chased, week: str, *, told: Collection[int]) -> None:
    """Note of whom this week's reminder speaks: everybody who has a teacher.

    It counts where one of the teachers of `told` hears of them.
    """
    counts = case((taught(chased.school_id, told), True), else_=False) if told else false()
    session.execute(
        inserting(session, Reminder)
        .from_select(
            ["school_id", "week", "user_id", "counts"],
            select(
                User.school_id, literal(week).label("week"), User.id, counts.label("counts")
            ).where(chased.students(), taught(chased.school_id)),
        )
        .on_conflict_do_nothing()
    )
    if told:
        session.execute(
            update(Reminder)
            .where(
                Reminder.school_id == chased.school_id,
                Reminder.week == week,
                Reminder.counts.is_(False),
                Reminder.user_id.in_(
                    select(User.id).where(chased.students(), taught(chased.school_id, told))
                ),
            )
            .values(counts=True)
            .execution_options(synchronize_session=False)
        )


def count_week(session: Session, school_id: int, week: str) -> int:
    """Of how many students a teacher was told this week."""
    return session.execute(
        select(func.count()).where(
            Reminder.school_id == school_id, Reminder.week == week, Reminder.counts.is_(True)
        )
    ).scalar_one()


def count_told(session: Session, chased: Chased, week: str) -> int:
    """Of those to speak of, of how many a teacher was told this week."""
    told = select(Reminder.user_id).where(
        Reminder.school_id == chased.school_id,
        Reminder.week == week,
        Reminder.counts.is_(True),
    )
    return session.execute(
        select(func.count()).where(chased.listed(), User.id.in_(told))
    ).scalar_one()


def class_names(
    session: Session, school_id: int, user_ids: Collection[int]
) -> Mapping[int, Sequence[str]]:
    """By user, the names of their classes in order."""
    found: dict[int, list[str]] = {}
    if user_ids:
        rows = session.execute(
            select(Enrolment.user_id, SchoolClass.name)
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
        for user_id, name in rows:
            found.setdefault(user_id, []).append(name)
    return found


@dataclass(frozen=True)
class PlanRow:
    teacher_id: int
    student_id: int
    first_name: str
    last_name: str
    class_name: str
    created_at: datetime


def plan(session: Session, chased: Chased) -> list[PlanRow]:
    """Of whom each teacher would hear, by class, oldest account first; a student of several
    common classes has as many rows."""
    found = pairs(chased).subquery()
    rows = session.execute(
        select(
            found.c.teacher_id,
            User.id,
            User.first_name,
            User.last_name,
            SchoolClass.name,
            User.created_at,
        )
        .join(found, found.c.student_id == User.id)
        .join(
            SchoolClass,
            and_(SchoolClass.school_id == User.school_id, SchoolClass.id == found.c.class_id),
        )
        .where(User.school_id == chased.school_id)
        .order_by(found.c.teacher_id, SchoolClass.name_key, User.created_at, User.id)
    )
    return [PlanRow(*row) for row in rows]
