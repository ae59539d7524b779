"""The preview of a list, line by line: what the file says, and what it would come to."""

from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base


class RosterDraftLine(Base):
    """One line of a list that is being previewed, or one user whom a master list leaves out.

    Goes with its draft. `user_id` is no foreign key: the lines of a draft are many and
    live a day; erasure looks for them by it and by the keys.
    """

    __tablename__ = "roster_draft_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["school_id", "draft_id"], ["draft.school_id", "draft.id"], ondelete="CASCADE"
        ),
    )

    school_id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    """Lines in the order of the file, then the users left out of it, oldest first."""
    line: Mapped[int | None]
    """The physical line; empty for a user left out."""
    said: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    """The line as it was read, to make the preview again after an answer; for a line that
    could not be read, its cells."""
    outcome: Mapped[str]
    """As in commands.lists.values.Outcome."""
    user_id: Mapped[int | None]
    external_id: Mapped[str | None]
    name_key: Mapped[str | None]
    column: Mapped[str | None]
    reason: Mapped[str | None]
    """Why it is unclear."""
    other_line: Mapped[int | None]
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What it would do: profile, cells, begun, ended, licence, login."""
