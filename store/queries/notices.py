"""What the admins are to be told without anybody having done something."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from store.models import Operation, Pause


def pauses(
    session: Session, school_id: int, *, since: datetime
) -> Sequence[tuple[Pause, datetime]]:
    """Pauses that are not over since then, and when each was last put as it is; oldest first."""
    return session.execute(
        select(Pause, Operation.at)
        .join(
            Operation,
            and_(Operation.school_id == Pause.school_id, Operation.id == Pause.stamp),
        )
        .where(
            Pause.school_id == school_id,
            Pause.cancelled_at.is_(None),
            or_(Pause.ends_at.is_(None), Pause.ends_at > since),
        )
        .order_by(Pause.starts_at, Pause.id)
    ).all()
