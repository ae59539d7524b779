"""What outlives a process: drafts, the outbox, events seen."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, pair


class Draft(Base):
    """What a person is preparing or previewing. A view carries its id, nothing else."""

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        pair("operation_id", "operation"),
        Index("ix_draft_by_end", "ends_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    """Random, since a view shows it."""
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    org_id: Mapped[str | None]
    slack_id: Mapped[str | None]
    """Bound to this person; nobody else opens it."""
    kind: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    roster_version: Mapped[int]
    """What the preview saw."""
    digest: Mapped[str | None]
    """Of the figures and the set of users shown."""
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    operation_id: Mapped[int | None]
    """Set by the one click that applied it."""


class OutboxMessage(Base):
    """Something to say in Slack because of a change: written with it, sent after it."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        UniqueConstraint("school_id", "key"),
        pair("operation_id", "operation"),
        Index("ix_outbox_message_by_state", "state", "lease_ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    key: Mapped[str]
    """What makes it one message, such as `operation:17:admins`."""
    operation_id: Mapped[int | None]
    destination: Mapped[str]
    """`admins` for the admins' channel, or the Slack id of a channel or person."""
    kind: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Figures and ids; words are made when it is sent."""
    state: Mapped[str]
    """`wanted`, `claimed`, `sending`, `sent`, `failed`, or `dropped`: nobody to tell."""
    claimed_by: Mapped[str | None]
    lease_ends_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    """Wait until then: Slack asked for patience."""
    error: Mapped[str | None]
    """Slack's error code when it failed."""
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    """Where it stands in Slack once sent; the channel or person alone while it may stand there."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class SeenEvent(Base):
    """An event already handled: whatever is delivered twice is done once."""

    __tablename__ = "seen_event"

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
