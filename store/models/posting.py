"""What the bot posted that carries names of people, until the names are taken from it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base


class Posting(Base):
    """A message or file of the bot with names in it: noted before they are there to be read."""

    __tablename__ = "posting"
    __table_args__ = (
        Index("ix_posting_by_outbox", "outbox_id"),
        Index("ix_posting_by_place", "school_id", "channel", "ts"),
        Index("ix_posting_by_state", "school_id", "state", "posted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[str]
    """What it is, such as `users` or `export`: for the log."""
    file_id: Mapped[str | None]
    """Of a file; a message has none."""
    outbox_id: Mapped[int | None]
    """Which message of the outbox it is; the outbox may forget it sooner."""
    channel: Mapped[str | None]
    """Where the message stands; a Slack person until the post was answered."""
    ts: Mapped[str | None]
    """Empty until the post was answered: it may stand there, and is looked for by this row's id."""
    words: Mapped[str | None]
    """What stays of a message: figures, in the language of its place; never a name."""
    posted_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """Sooner than the school's days say, since somebody whom it may name was erased."""
    state: Mapped[str]
    """`standing`, `removed`, or `failed`: Slack refused for good."""
    claimed_by: Mapped[str | None]
    lease_ends_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    """Try again from then on."""
    error: Mapped[str | None]
    """Slack's code when it refused last."""
    removed_at: Mapped[datetime | None]
