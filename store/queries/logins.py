"""Who never connected: figures, by class, and pages in store.queries.never_pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from store.models import Enrolment, SchoolClass, User

NEVER: ColumnElement[bool] = and_(User.deleted_at.is_(None), User.last_login_at.is_(None))
"""Undeleted without a last login; as in the index `ix_user_never_connected`."""


@dataclass(frozen=True)
class Within:
    """Of which students a list or figure speaks; all of the school unless narrowed."""

    school_id: int
    class_id: int | None = None
    teacher_ids: tuple[int, ...] | None = None
    """Only of the classes that these teachers are in."""
    kinds: tuple[tuple[str, bool], ...] = ()
    """Access and licence of those who can connect; the others are counted apart."""

    @property
    def whole(self) -> bool:
        return self.class_id is None and self.teacher_ids is None

    def can_connect(self) -> ColumnElement[bool]:
        return or_(
            false(),
            *(and_(User.access == access, User.licence.is_(held)) for access, held in self.kinds),
        )

    def of_school(self) -> ColumnElement[bool]:
        """Undeleted students of the school who never connected, whether they can or not."""
        return and_(User.school_id == self.school_id, User.role == "student", NEVER)

    def students(self) -> ColumnElement[bool]:
        """Those of them in the classes meant, each once."""
        if self.whole:
            return self.of_school()
        enrolment = aliased(Enrolment)
        return and_(
            self.of_school(),
            exists()
            .where(enrolment.school_id == User.school_id, enrolment.user_id == User.id)
            .where(*self.classes(enrolment.class_id.expression)),
        )

    def classes(self, class_id: ColumnElement[int]) -> list[ColumnElement[bool]]:
        """The conditions on a column that names a class."""
        found: list[ColumnElement[bool]] = []
        if self.class_id is not None:
            found.append(class_id == self.class_id)
        if self.teacher_ids is not None:
            taught = aliased(Enrolment)
            found.append(
                class_id.in_(
                    select(taught.class_id).where(
                        taught.school_id == self.school_id, taught.user_id.in_(self.teacher_ids)
                    )
                )
            )
        return found


def enrolled() -> ColumnElement[bool]:
    return exists().where(Enrolment.school_id == User.school_id, Enrolment.user_id == User.id)


def count_never(session: Session, school_id: int, role: str = "student") -> int:
    """Each user once, whatever the number of their classes and whether they can connect."""
    return session.execute(
        select(func.count()).where(User.school_id == school_id, User.role == role, NEVER)
    ).scalar_one()


def count_by_kind(session: Session, within: Within) -> Sequence[tuple[str, bool, int]]:
    """Access, licence held, and how many students never connected; each of them once."""
    return session.execute(
        select(User.access, User.licence, func.count())
        .where(within.students())
        .group_by(User.access, User.licence)
    ).all()


def count_by_class(session: Session, within: Within) -> Sequence[tuple[int, str, int, int, int]]:
    """By class in order of name: id, name, students, never connected of who can, of who cannot.

    A student of two classes counts in both. Classes without students are left out.
    """
    return session.execute(
        select(SchoolClass.id, SchoolClass.name, func.count(), *_never_sums(within))
        .join(
            Enrolment,
            and_(
                Enrolment.school_id == SchoolClass.school_id, Enrolment.class_id == SchoolClass.id
            ),
        )
        .join(User, and_(User.school_id == Enrolment.school_id, User.id == Enrolment.user_id))
        .where(
            SchoolClass.school_id == within.school_id,
            User.role == "student",
            User.deleted_at.is_(None),
            *within.classes(SchoolClass.id.expression),
        )
        .group_by(SchoolClass.id, SchoolClass.name, SchoolClass.name_key)
        .order_by(SchoolClass.name_key)
    ).all()


def count_without_class(session: Session, within: Within) -> tuple[int, int, int]:
    """The same three figures, of the students of no class."""
    students, can, cannot = session.execute(
        select(func.count(), *_never_sums(within)).where(
            User.school_id == within.school_id,
            User.role == "student",
            User.deleted_at.is_(None),
            ~enrolled(),
        )
    ).one()
    return students, can, cannot


def _never_sums(within: Within) -> tuple[ColumnElement[int], ColumnElement[int]]:
    can = within.can_connect()
    return _sum(and_(NEVER, can)), _sum(and_(NEVER, ~can))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def metered(session: Session, within: Within) -> tuple[int, int, int]:
    """Of those who never connected and can: what was metered for good, how many meters run,
    and the sum of the odometers they run from."""
    before, running, began = session.execute(
        select(
            func.coalesce(func.sum(User.metered_before), 0),
            func.count(User.metered_from),
            func.coalesce(func.sum(User.metered_from), 0),
        ).where(within.students(), within.can_connect())
    ).one()
    return int(before or 0), running, int(began or 0)


def addresses(
    session: Session, within: Within, *, limit: int
) -> Sequence[tuple[str | None, str | None]]:
    """Key and address of those who never connected and can, oldest account first."""
    return session.execute(
        select(User.email_key, User.email)
        .where(within.students(), within.can_connect())
        .order_by(User.created_at, User.id)
        .limit(limit)
    ).all()
