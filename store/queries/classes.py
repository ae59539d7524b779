"""School classes: by name, with their figures, and those of a page of users."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, insert, or_, select, true
from sqlalchemy.orm import Session, aliased

from store.models import ClassName, Enrolment, SchoolClass, User
from store.queries.apply import INTERNAL

LIVE = SchoolClass.deleted_at.is_(None)
CLASS_OF_NAME = and_(
    SchoolClass.school_id == ClassName.school_id, SchoolClass.id == ClassName.class_id
)


@dataclass(frozen=True)
class ClassRow:
    """A class with its undeleted users; `licences` are those that are paid."""

    id: int
    name: str
    name_key: str
    students: int
    teachers: int
    licences: int
    never_connected: int
    """Of its students."""


def names(session: Session, school_id: int) -> Sequence[tuple[int, str, str]]:
    """Id, name and key of every class, in order of name."""
    rows = session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.name_key)
        .where(SchoolClass.school_id == school_id, LIVE)
        .order_by(SchoolClass.name_key)
    )
    return rows.all()


def past_names(session: Session, school_id: int) -> dict[str, int]:
    """The undeleted class by each key that it alone had before and that no class has now."""
    present = aliased(SchoolClass)
    taken = exists().where(
        present.school_id == ClassName.school_id,
        present.name_key == ClassName.name_key,
        present.deleted_at.is_(None),
    )
    rows = session.execute(
        select(ClassName.name_key, func.min(ClassName.class_id))
        .join(SchoolClass, CLASS_OF_NAME)
        .where(ClassName.school_id == school_id, LIVE, ~taken)
        .group_by(ClassName.name_key)
        .having(func.count() == 1)
    )
    return {row[0]: row[1] for row in rows}


def names_before(session: Session, school_id: int, class_id: int) -> Sequence[str]:
    """What a class was called before, and the classes merged into it; in order of name."""
    return session.scalars(
        select(ClassName.name)
        .join(SchoolClass, CLASS_OF_NAME)
        .where(
            ClassName.school_id == school_id,
            ClassName.class_id == class_id,
            ClassName.name_key != SchoolClass.name_key,
        )
        .order_by(ClassName.name_key)
    ).all()


def by_keys(session: Session, school_id: int, keys: Collection[str]) -> dict[str, tuple[int, str]]:
    """Id and present name by key, which may be that of a past name; one of no class is missing."""
    rows = session.execute(
        select(SchoolClass.name_key, SchoolClass.id, SchoolClass.name).where(
            SchoolClass.school_id == school_id, SchoolClass.name_key.in_(keys), LIVE
        )
    )
    found = {key: (class_id, name) for key, class_id, name in rows}
    if len(found) == len(set(keys)):
        return found
    past = past_names(session, school_id)
    wanted = {past[key] for key in keys if key not in found and key in past}
    named = {class_id: name for class_id, name, _ in names(session, school_id)} if wanted else {}
    for key in keys:
        if key not in found and key in past:
            found[key] = (past[key], named[past[key]])
    return found


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
    """Classes with each of these words in their name, or in a past one; in order of name."""
    return _rows(session, school_id, _ids(school_id, words).limit(limit).scalar_subquery())


def page(
    session: Session,
    school_id: int,
    words: Sequence[str],
    *,
    after: str | None = None,
    before: str | None = None,
    limit: int,
) -> Sequence[ClassRow]:
    """Classes after, or the last ones before, this name key; in order of name."""
    ids = _ids(school_id, words, descending=before is not None)
    if before is not None:
        ids = ids.where(SchoolClass.name_key < before)
    elif after is not None:
        ids = ids.where(SchoolClass.name_key > after)
    return _rows(session, school_id, ids.limit(limit).scalar_subquery())


def count(session: Session, school_id: int, words: Sequence[str]) -> int:
    return session.execute(
        select(func.count()).select_from(_ids(school_id, words).order_by(None).subquery())
    ).scalar_one()


def any_beyond(
    session: Session, school_id: int, words: Sequence[str], name_key: str, *, before: bool
) -> bool:
    """Whether there is a class before (or after) this name key."""
    column = SchoolClass.name_key
    condition = column < name_key if before else column > name_key
    found = session.scalars(_ids(school_id, words).where(condition).limit(1))
    return found.first() is not None


def get(session: Session, school_id: int, class_id: int) -> ClassRow | None:
    """None for a class that is deleted."""
    rows = _rows(session, school_id, [class_id])
    return rows[0] if rows else None


def get_any(session: Session, school_id: int, class_id: int) -> SchoolClass | None:
    """The class, deleted or not."""
    return session.scalars(
        select(SchoolClass)
        .where(SchoolClass.school_id == school_id, SchoolClass.id == class_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _ids(school_id: int, words: Sequence[str], *, descending: bool = False) -> Select[int]:
    """Ids in order of name; each word is somewhere in the name, or all in one past name."""

    def has_all(column: ColumnElement[str]) -> ColumnElement[bool]:
        return and_(true(), *(column.contains(word, autoescape=True) for word in words))

    called = has_all(SchoolClass.name_key.expression)
    if words:
        was = exists().where(
            ClassName.school_id == SchoolClass.school_id,
            ClassName.class_id == SchoolClass.id,
            has_all(ClassName.name_key.expression),
        )
        called = or_(called, was)
    name = SchoolClass.name_key
    return (
        select(SchoolClass.id)
        .where(SchoolClass.school_id == school_id, LIVE, called)
        .order_by(name.desc() if descending else name)
    )


def _rows(
    session: Session, school_id: int, class_ids: Sequence[int] | ColumnElement[int]
) -> Sequence[ClassRow]:
    counted = _count_of
    rows = session.execute(
        select(
            SchoolClass.id,
            SchoolClass.name,
            SchoolClass.name_key,
            counted(User.role == "student"),
            counted(User.role == "teacher"),
            counted(and_(User.licence, INTERNAL)),
            counted(and_(User.role == "student", User.last_login_at.is_(None))),
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
        .where(SchoolClass.school_id == school_id, SchoolClass.id.in_(class_ids), LIVE)
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
