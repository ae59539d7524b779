"""Figures of the account, each from an index of the few: none reads every user."""

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from store.models import User

# Written out, since no engine takes a partial index for a value it is told later.
TEACHER = User.role == literal_column("'teacher'")
INTERNAL = User.access == literal_column("'internal'")
EXTERNAL = User.access == literal_column("'external'")


def count_paying_teachers(session: Session, school_id: int) -> int:
    """Licences that teachers hold and the school pays; the other paying ones are students'."""
    return session.execute(
        select(func.count()).where(
            User.school_id == school_id, TEACHER, User.deleted_at.is_(None), User.licence, INTERNAL
        )
    ).scalar_one()


def count_external(session: Session, school_id: int) -> int:
    """Undeleted users who pay for themselves."""
    return session.execute(
        select(func.count()).where(User.school_id == school_id, EXTERNAL, User.deleted_at.is_(None))
    ).scalar_one()


def count_deleted(session: Session, school_id: int) -> int:
    """Deleted users who were not erased."""
    return session.execute(
        select(func.count()).where(
            User.school_id == school_id, User.deleted_at.is_not(None), User.erased_at.is_(None)
        )
    ).scalar_one()
