"""People of Slack: what Slack says of them, who is an admin, which teacher they are."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, pair


class Person(Base):
    """A Slack person as Slack last described them; renewed by age, never trusted for long."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_by_email", "school_id", "email_key"),)

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    org_id: Mapped[str] = mapped_column(primary_key=True)
    """Enterprise id, or team id where there is none."""
    slack_id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    """The person's own team: somebody else's in a shared channel."""
    name: Mapped[str]
    email_key: Mapped[str | None]
    locale: Mapped[str | None]
    standing: Mapped[str]
    """`member`, `guest`, `bot`, `deactivated` or `stranger` (Slack Connect)."""
    runs_workspace: Mapped[bool]
    """Owner or admin of this school's own Slack workspace."""
    fetched_at: Mapped[datetime]


class Admin(Base):
    """Somebody an admin named."""

    __tablename__ = "admin"
    __table_args__ = (pair("stamp", "operation"),)

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    org_id: Mapped[str] = mapped_column(primary_key=True)
    slack_id: Mapped[str] = mapped_column(primary_key=True)
    stamp: Mapped[int]


class TeacherLink(Base):
    """A Slack person who is a teacher of the school, linked by hand: their addresses differ."""

    __tablename__ = "teacher_link"
    __table_args__ = (
        pair("stamp", "operation"),
        pair("user_id", "user"),
        Index("ix_teacher_link_by_user", "school_id", "user_id"),
    )

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    org_id: Mapped[str] = mapped_column(primary_key=True)
    slack_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    stamp: Mapped[int]
