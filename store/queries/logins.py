"""Who never connected: pages by key, and figures by class."""

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from store.models import User

NEVER: ColumnElement[bool] = and_(User.deleted_at.is_(None), User.last_login_at.is_(None))
"""Undeleted without a last login; as in the index `ix_user_never_connected`."""


def count_never(session: Session, school_id: int, role: str = "student") -> int:
    """Each user once, whatever the number of their classes."""
    return session.execute(
        select(func.count()).where(User.school_id == school_id, User.role == role, NEVER)
    ).scalar_one()


def count_deleted(session: Session, school_id: int) -> int:
    """Deleted users who were not erased."""
    return session.execute(
        select(func.count()).where(
            User.school_id == school_id, User.deleted_at.is_not(None), User.erased_at.is_(None)
        )
    ).scalar_one()
