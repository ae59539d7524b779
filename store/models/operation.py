"""The journal: one row an operation, one row a user it touched. Never changed (triggers)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, pair


class Operation(Base):
    """Who did what, when; ids only, never a name or an address."""

    __tablename__ = "operation"
    __table_args__ = (
        UniqueConstraint("school_id", "id"),
        UniqueConstraint("school_id", "undoes_id"),
        pair("undoes_id", "operation"),
        Index("ix_operation_by_time", "school_id", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[str]
    at: Mapped[datetime]
    org_id: Mapped[str | None]
    """The enterprise or team of who did it; empty for the command line."""
    slack_id: Mapped[str | None]
    undoes_id: Mapped[int | None]
    """Which operation this one undoes; unique, so that it is undone once."""


class OperationFigures(Base):
    """What an operation came to, written when it is done: figures and ids only."""

    __tablename__ = "operation_figures"
    __table_args__ = (pair("operation_id", "operation"),)

    school_id: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[int] = mapped_column(primary_key=True)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)


class Change(Base):
    """What an operation did to one user. A facet that it did not touch is empty throughout.

    For each facet: value and stamp before, value and stamp after. Undo gives
    back value and stamp together where the stamp is still the one left behind.
    """

    __tablename__ = "change"
    __table_args__ = (pair("operation_id", "operation"), pair("user_id", "user"))

    school_id: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True)

    licence_before: Mapped[bool | None]
    licence_after: Mapped[bool | None]
    licence_stamp_before: Mapped[int | None]
    licence_stamp_after: Mapped[int | None]

    existence: Mapped[str | None]
    """`added`, `deleted` or `restored`; empty when existence was not touched."""
    deletion_before: Mapped[int | None]
    deletion_after: Mapped[int | None]
    """The deletion the user is under; empty for live."""
    existence_stamp_before: Mapped[int | None]
    existence_stamp_after: Mapped[int | None]

    profile_before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    profile_after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Fields as in store.queries.users.PROFILE; erased with the user."""
    profile_stamp_before: Mapped[int | None]
    profile_stamp_after: Mapped[int | None]

    login_changed: Mapped[bool | None]
    login_before: Mapped[datetime | None]
    login_after: Mapped[datetime | None]
    login_stamp_before: Mapped[int | None]
    login_stamp_after: Mapped[int | None]


class EnrolmentChange(Base):
    """An enrolment that an operation began or ended."""

    __tablename__ = "enrolment_change"
    __table_args__ = (
        pair("operation_id", "operation"),
        pair("user_id", "user"),
        pair("class_id", "school_class"),
    )

    school_id: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(primary_key=True)
    enrolled: Mapped[bool]
    """True: begun by the operation. False: ended by it."""
    stamp_before: Mapped[int | None]
    """Of the enrolment that was ended."""
    stamp_after: Mapped[int | None]
    """Of the enrolment that was begun."""


class SchoolChange(Base):
    """What an operation did to a thing of the school: a pause, a setting, an admin, a class."""

    __tablename__ = "school_change"
    __table_args__ = (pair("operation_id", "operation"),)

    school_id: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[int] = mapped_column(primary_key=True)
    thing: Mapped[str] = mapped_column(primary_key=True)
    """`pause`, `setting`, `admin`, `teacher_link`, `class`."""
    key: Mapped[str] = mapped_column(primary_key=True)
    before: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    stamp_before: Mapped[int | None]
    stamp_after: Mapped[int | None]
