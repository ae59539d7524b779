"""Users, the classes they are in, and the deletions that took them out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, pair

LIVE = text("deleted_at IS NULL")
TEACHER = text("role = 'teacher' AND deleted_at IS NULL")
EXTERNAL = text("access = 'external' AND deleted_at IS NULL")
"""The few beside the many students: counted without reading the many. Assigning and
revoking touches neither index."""


class User(Base):
    """A teacher or student of one school."""

    __tablename__ = "user"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        pair("deletion_id", "deletion"),
        Index(
            "ix_user_live_external_id",
            "school_id",
            "external_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_user_by_name", "school_id", "name_key", "id"),
        Index("ix_user_by_email", "school_id", "email_key"),
        Index(
            "ix_user_never_connected",
            "school_id",
            "role",
            "created_at",
            "id",
            sqlite_where=text("deleted_at IS NULL AND last_login_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL AND last_login_at IS NULL"),
        ),
        Index(
            "ix_user_deleted",
            "school_id",
            "deletion_id",
            sqlite_where=text("deleted_at IS NOT NULL"),
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
        Index("ix_user_teacher", "school_id", sqlite_where=TEACHER, postgresql_where=TEACHER),
        Index("ix_user_external", "school_id", sqlite_where=EXTERNAL, postgresql_where=EXTERNAL),
        CheckConstraint("role IN ('student', 'teacher')", name="role"),
        CheckConstraint("access IN ('internal', 'external')", name="access"),
        CheckConstraint("(deleted_at IS NULL) = (deletion_id IS NULL)", name="deletion"),
        CheckConstraint("NOT (licence AND access = 'external')", name="external_licence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    role: Mapped[str]
    """`student` or `teacher`; a list of one never touches the other."""
    first_name: Mapped[str]
    last_name: Mapped[str]
    email: Mapped[str | None]
    """As written. Brothers and sisters may share one: never take it for a person."""
    external_id: Mapped[str | None]
    """The school's own number; one per school among the undeleted, so deleting frees it."""
    further: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Further columns of the list this user came by, in order, given back in place."""
    email_key: Mapped[str | None]
    name_key: Mapped[str]
    access: Mapped[str] = mapped_column(default="internal")
    """`internal`: the school pays. `external`: they pay for themselves."""
    created_at: Mapped[datetime]
    profile_stamp: Mapped[int | None]

    licence: Mapped[bool] = mapped_column(default=False)
    """Held; remembered while deleted. Paying means held, internal and not deleted."""
    licence_stamp: Mapped[int | None]
    metered_from: Mapped[int | None]
    """The school's odometer when this licence began to be paid; empty while it is not."""
    metered_before: Mapped[int] = mapped_column(default=0)
    """Metered seconds of earlier times of paying."""

    last_login_at: Mapped[datetime | None]
    """Empty means Never."""
    login_stamp: Mapped[int | None]
    """The operation whose list set the last login; empty when a report did, or never."""

    deleted_at: Mapped[datetime | None]
    deletion_id: Mapped[int | None]
    existence_stamp: Mapped[int | None]
    erased_at: Mapped[datetime | None]
    """The row stays, without anything personal, so that counts and keys hold."""


class SchoolClass(Base):
    """A named group. Made by the first list or card that names it, kept when empty.

    A deleted or merged class keeps its row, since the journal names it; nobody,
    deleted users included, is enrolled in it any more.
    """

    __tablename__ = "school_class"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        Index(
            "ix_school_class_live_name",
            "school_id",
            "name_key",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str]
    name_key: Mapped[str]
    """*6b* is *6B*: one undeleted class a key."""
    created_at: Mapped[datetime]
    stamp: Mapped[int | None]
    deleted_at: Mapped[datetime | None]


class ClassName(Base):
    """A name that a class had, or that a class merged into it had: it is still found by it.

    The present name of another class goes before.
    """

    __tablename__ = "class_name"
    __table_args__ = (
        pair("class_id", "school_class"),
        Index("ix_class_name_by_class", "school_id", "class_id"),
    )

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    name_key: Mapped[str] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Enrolment(Base):
    """A user in a class. A deleted user's rows stay, so that restoring finds them."""

    __tablename__ = "enrolment"
    __table_args__ = (
        pair("class_id", "school_class"),
        pair("user_id", "user"),
        Index("ix_enrolment_by_user", "school_id", "user_id", "class_id"),
    )

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    class_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[int | None]


class Deletion(Base):
    """One act that removed one or more users, on a day of the school's zone."""

    __tablename__ = "deletion"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        pair("operation_id", "operation"),
        Index("ix_deletion_by_day", "school_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    operation_id: Mapped[int]
    day: Mapped[date]
    """Kept as a date at the act: a later change of zone moves nothing."""
    deleted_at: Mapped[datetime]
