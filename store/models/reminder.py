"""Weekly reminders: the weeks, the students they spoke of, and the teachers' answers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, pair


class ReminderWeek(Base):
    """What became of the reminder of one week; its row is what makes it come once."""

    __tablename__ = "reminder_week"
    __table_args__ = (pair("switched_on", "operation"),)

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    week: Mapped[str] = mapped_column(primary_key=True)
    """The ISO week of the due instant in the school's zone, such as `2026-W48`."""
    outcome: Mapped[str]
    """`sent`, `rehearsed` or `skipped`."""
    reason: Mapped[str | None]
    """Why it was skipped: `paused`, `holiday` or `stale`."""
    due_at: Mapped[datetime]
    prepared_at: Mapped[datetime]
    switched_on: Mapped[int | None]
    """The operation that had switched the reminders on: each switching on has its rehearsal."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Figures and ids only: next week is compared with them."""


class Reminder(Base):
    """A student of whom a week's reminder spoke."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        UniqueConstraint("school_id", "week", "user_id"),
        pair("user_id", "user"),
        Index("ix_reminder_by_user", "school_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    week: Mapped[str]
    user_id: Mapped[int]
    counts: Mapped[bool]
    """A teacher was told, and no admin acted since: after some of these it is for the admins."""


class ReminderAnswer(Base):
    """What a teacher answered about a student; one answer settles it for all their teachers."""

    __tablename__ = "reminder_answer"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        UniqueConstraint("school_id", "reminder_id"),
        pair("reminder_id", "reminder"),
        pair("user_id", "user"),
        pair("operation_id", "operation"),
        Index("ix_reminder_answer_by_user", "school_id", "user_id", "quiet_until"),
        Index("ix_reminder_answer_open", "school_id", "proposes", "settled_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    reminder_id: Mapped[int]
    user_id: Mapped[int]
    """The student."""
    kind: Mapped[str]
    """`told`, `wrong_address`, `left` or `later`."""
    address: Mapped[str | None]
    """The right one, as the teacher wrote it; erased with the student."""
    proposes: Mapped[bool]
    """Whether an admin has something to do."""
    changes: Mapped[int]
    """How often it was changed: a proposal's button acts on the answer it was shown for."""
    org_id: Mapped[str]
    slack_id: Mapped[str]
    answered_at: Mapped[datetime]
    quiet_until: Mapped[date | None]
    """The first day, in the school's zone, on which the student may be spoken of again."""
    settled_at: Mapped[datetime | None]
    """When an admin acted; from then on the answer stays."""
    settled_by: Mapped[str | None]
    """Their Slack id; empty for the command line."""
    operation_id: Mapped[int | None]
    """What the admin did; empty while open, and when the proposal was dismissed."""
