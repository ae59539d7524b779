"""Credits entered by an admin. What was spent is on the school's row."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, pair


class CreditEntry(Base):
    """A purchase, or a correction with its reason; never overwritten."""

    __tablename__ = "credit_entry"
    __table_args__ = (UniqueConstraint("school_id", "id"), pair("operation_id", "operation"))

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    operation_id: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str]
    """`purchase` or `correction`; an undone one is met by an entry of the same kind, negated."""
    amount: Mapped[int]
    """Licence-seconds, negative for a correction downwards."""
    reason: Mapped[str | None]
