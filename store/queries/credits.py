"""Credits that were entered, and what the journal says of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from store.models import CreditEntry, Operation, OperationFigures, SettingStamp


def entered_since(
    session: Session, school_id: int, since: datetime
) -> Sequence[tuple[int, str, dict[str, Any]]]:
    """Amount, and kind and figures of the operation, of each entry since then; oldest first."""
    return session.execute(
        select(CreditEntry.amount, Operation.kind, OperationFigures.figures)
        .join(
            Operation,
            and_(
                Operation.school_id == CreditEntry.school_id,
                Operation.id == CreditEntry.operation_id,
            ),
        )
        .join(
            OperationFigures,
            and_(
                OperationFigures.school_id == CreditEntry.school_id,
                OperationFigures.operation_id == CreditEntry.operation_id,
            ),
        )
        .where(CreditEntry.school_id == school_id, CreditEntry.at > since)
        .order_by(CreditEntry.id)
    ).all()


def last_purchase(session: Session, school_id: int) -> int | None:
    """The id of the newest purchase; None while nothing was bought."""
    return session.scalars(
        select(CreditEntry.id)
        .where(
            CreditEntry.school_id == school_id,
            CreditEntry.kind == "purchase",
            CreditEntry.amount > 0,
        )
        .order_by(CreditEntry.id.desc())
        .limit(1)
    ).one_or_none()


def setting_changed_at(session: Session, school_id: int, name: str) -> datetime | None:
    """When the setting was put as it is; None if it never was changed."""
    return session.scalars(
        select(Operation.at)
        .join(
            SettingStamp,
            and_(
                SettingStamp.school_id == Operation.school_id,
                SettingStamp.operation_id == Operation.id,
            ),
        )
        .where(SettingStamp.school_id == school_id, SettingStamp.name == name)
    ).one_or_none()
