"""The school, the Slack workspaces that speak for it, and its settings' stamps."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.models.base import Base, pair


class School(Base):
    """One account on the learning application. Its row is the lock of all its changes."""

    __tablename__ = "school"
    __table_args__ = (
        CheckConstraint("balance >= 0", name="balance"),
        CheckConstraint("paying >= 0", name="paying"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    language: Mapped[str]
    """`fr` or `en`: what channels are spoken to in."""
    time_zone: Mapped[str]
    """An IANA name; the school's calendar days are of this zone."""
    created_at: Mapped[datetime]
    set_up_at: Mapped[datetime | None]
    """Empty until *First settings* were sent once."""
    admins_channel: Mapped[str | None]
    """The id of the private channel where changes are told."""
    retention_days: Mapped[int] = mapped_column(default=365)
    """How long a deleted user can be restored; 0 keeps for good."""
    login_age_days: Mapped[int] = mapped_column(default=7)
    """Logins older than this many days are called out of date."""
    message_days: Mapped[int] = mapped_column(default=30)
    """After so many days messages of the bot lose the names in them."""
    file_days: Mapped[int] = mapped_column(default=7)
    """After so many days files of the bot are removed from Slack."""
    reminders_on: Mapped[bool] = mapped_column(default=False)
    reminder_day: Mapped[int] = mapped_column(default=1)
    """ISO day of the week: 1 is Monday."""
    reminder_hour: Mapped[int] = mapped_column(default=8)
    """Of the school's zone, 7 to 19."""
    holidays: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    """First and last day of each, both included, as ISO dates, in order."""
    connection_guide: Mapped[str | None]
    """The address of the school's page that says how to connect."""
    login_recovery: Mapped[str | None]
    """The address at which families get their login details again."""
    roster_version: Mapped[int] = mapped_column(default=0)
    """Raised by every operation on users, licences, classes or enrolments; not by connections."""
    logins_known_at: Mapped[datetime | None]
    """The newest report or list that told of logins."""
    asked_at: Mapped[datetime | None]
    """When the learning application last asked who can connect; empty while it is not joined up."""

    meter_on: Mapped[bool] = mapped_column(default=True)
    """Off: licences are not paid by credits, and nothing speaks of credits."""
    balance: Mapped[int] = mapped_column(default=0)
    """Licence-seconds left when last settled; a credit is 31 536 000 of them."""
    spent: Mapped[int] = mapped_column(default=0)
    """Licence-seconds ever taken by settlements."""
    settled_at: Mapped[datetime]
    """A whole second; the balance is as of this moment. Never moves back."""
    paying: Mapped[int] = mapped_column(default=0)
    """How many licences are paid with credits: held, internal, not deleted."""
    odometer: Mapped[int] = mapped_column(default=0)
    """Seconds in which the meter took anything; only grows."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Workspace(Base):
    """A Slack team that belongs to a school."""

    __tablename__ = "workspace"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    """The one key that does not begin with the school: a team finds its school by it."""
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    enterprise_id: Mapped[str | None]


class SettingStamp(Base):
    """Which operation put a setting as it is; no row while it was never changed."""

    __tablename__ = "setting_stamp"
    __table_args__ = (pair("operation_id", "operation"),)

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    operation_id: Mapped[int]


class Pause(Base):
    """A time without licences. Being paused is computed from these rows, never a flag."""

    __tablename__ = "pause"
    __table_args__ = (UniqueConstraint("school_id", "id"), pair("stamp", "operation"))

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    starts_at: Mapped[datetime]
    """A whole second; included."""
    ends_at: Mapped[datetime | None]
    """Excluded; empty for an open pause."""
    planned: Mapped[bool]
    """By calendar days of the school's zone, both included; moved and cancelled as such."""
    cancelled_at: Mapped[datetime | None]
    """A plan that was abandoned before it began counts for nothing."""
    begun_by: Mapped[str | None]
    """The Slack id of who paused or planned; empty for the command line."""
    stamp: Mapped[int]
    """The operation that put this pause as it is."""
