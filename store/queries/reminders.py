"""Of whom a week's reminder speaks, and to which teachers; every statement is set-based."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from store.models import (
    Change,
    Enrolment,
    Operation,
    Reminder,
    ReminderAnswer,
    SchoolClass,
    User,
)
from store.queries.logins import NEVER
from store.queries.wanted import inserting


@dataclass(frozen=True)
class Chased:
    """Whom a reminder may speak of, at one moment."""

    school_id: int
    kinds: tuple[tuple[str, bool], ...]
    """Access and licence of those who can connect, and could since `since` as far as the
    school goes (pause, credits)."""
    since: datetime
    """From then on, without a break, they had an account and could connect."""
    today: date
    """In the school's zone: answers keep a student out of reminders by days."""
    most: int
    """After so many weeks of reminders a student is for the admins."""
    class_id: int | None = None

    def listed(self) -> ColumnElement[bool]:
        """Undeleted students who never connected and can; whom the other conditions narrow."""
        found = and_(
            User.school_id == self.school_id,
            User.role == "student",
            NEVER,
            or_(false(), *(and_(User.access == a, User.licence.is_(b)) for a, b in self.kinds)),
        )
        if self.class_id is None:
            return found
        return and_(found, self._enrolled_in_class())

    def _enrolled_in_class(self) -> ColumnElement[bool]:
        return exists().where(
            Enrolment.school_id == User.school_id,
            Enrolment.user_id == User.id,
            Enrolment.class_id == self.class_id,
        )

    def old_enough(self) -> ColumnElement[bool]:
        return User.created_at <= self.since

    def unbroken(self) -> ColumnElement[bool]:
        """The journal tells of nobody who was deleted, or without licence, or of other access.

        Stamps would not do: an undo gives the former one back.
        """
        access = (
            Change.profile_before["access"].as_string()
            != Change.profile_after["access"].as_string()
        )
        broken = (
            select(Change.user_id)
            .join(
                Operation,
                and_(Operation.school_id == Change.school_id, Operation.id == Change.operation_id),
            )
            .where(
                Change.school_id == self.school_id,
                Operation.school_id == self.school_id,
                Operation.at > self.since,
                or_(
                    Change.licence_before.is_(False),
                    Change.licence_after.is_(False),
                    Change.existence == "restored",
                    and_(Change.profile_before.is_not(None), access),
                ),
            )
        )
        return User.id.not_in(broken)

    def quiet(self) -> ColumnElement[bool]:
        """Somebody answered for them."""
        return User.id.in_(
            select(ReminderAnswer.user_id).where(
                ReminderAnswer.school_id == self.school_id,
                ReminderAnswer.quiet_until > self.today,
            )
        )

    def handed_over(self) -> ColumnElement[bool]:
        """Reminded often enough: they are for the admins now."""
        return User.id.in_(
            select(Reminder.user_id)
            .where(Reminder.school_id == self.school_id, Reminder.counts.is_(True))
            .group_by(Reminder.user_id)
            .having(func.count() >= self.most)
        )

    def eligible(self) -> ColumnElement[bool]:
        """Could connect long enough and is not quiet; reminded, or handed to the admins."""
        return and_(self.listed(), self.old_enough(), self.unbroken(), ~self.quiet())

    def students(self) -> ColumnElement[bool]:
        """Those of whom the reminder speaks."""
        return and_(self.eligible(), ~self.handed_over())


@dataclass(frozen=True)
class Counts:
    """Of those who never connected and can: reminded of, or why not; they add up to `listed`."""

    listed: int
    chased: int
    young: int
    broken: int
    quiet: int
    handed_over: int
    without_teacher: int
    """Of `chased`: no undeleted teacher is in any of their classes."""


def count(session: Session, chased: Chased) -> Counts:
    old, unbroken, quiet = chased.old_enough(), chased.unbroken(), chased.quiet()
    handed = chased.handed_over()
    left = and_(old, unbroken, ~quiet, ~handed)
    row = session.execute(
        select(
            func.count(),
            _sum(left),
            _sum(~old),
            _sum(and_(old, ~unbroken)),
            _sum(and_(old, unbroken, quiet)),
            _sum(and_(old, unbroken, ~quiet, handed)),
            _sum(and_(left, ~taught(chased.school_id))),
        ).where(chased.listed())
    ).one()
    return Counts(*(int(value) for value in row))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def taught(school_id: int, teacher_ids: Collection[int] | None = None) -> ColumnElement[bool]:
    """The student is in a class of an undeleted teacher, or of one of these."""
    mine, theirs, teacher = aliased(Enrolment), aliased(Enrolment), aliased(User)
    classes = select(theirs.class_id).where(theirs.school_id == school_id)
    if teacher_ids is None:
        classes = classes.join(
            teacher, and_(teacher.school_id == theirs.school_id, teacher.id == theirs.user_id)
        ).where(teacher.role == "teacher", teacher.deleted_at.is_(None))
    else:
        classes = classes.where(theirs.user_id.in_(teacher_ids))
    return User.id.in_(
        select(mine.user_id).where(mine.school_id == school_id, mine.class_id.in_(classes))
    )


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


@dataclass(frozen=True)
class StudentRow:
    user_id: int
    first_name: str
    last_name: str
    email: str | None
    created_at: datetime


def without_teacher(session: Session, chased: Chased, *, limit: int) -> list[StudentRow]:
    """Students to speak of whom no teacher would hear, oldest account first."""
    return _students(session, and_(chased.students(), ~taught(chased.school_id)), limit)


def handed_over(session: Session, chased: Chased, *, limit: int) -> list[StudentRow]:
    """Students reminded often enough, oldest account first."""
    return _students(session, and_(chased.eligible(), chased.handed_over()), limit)


def _students(session: Session, condition: ColumnElement[bool], limit: int) -> list[StudentRow]:
    rows = session.execute(
        select(User.id, User.first_name, User.last_name, User.email, User.created_at)
        .where(condition)
        .order_by(User.created_at, User.id)
        .limit(limit)
    )
    return [StudentRow(*row) for row in rows]


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
