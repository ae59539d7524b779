"""The school's settings: read them, set them up once, change them one operation at a time.

Functions take an open session; callers commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from commands import admins as naming
from commands import credits, journal, outbox
from commands.access import Actor, require_admin
from commands.admins import link_teacher, name_admins, unlink_teacher
from commands.errors import AlreadySetUpError, BadAmountError
from commands.pause_rows import keep_days
from commands.people import ELIGIBLE
from commands.setting_values import checked
from store.models import School
from store.queries import operations, schools
from store.queries import settings as rows

__all__ = [
    "AdminLine",
    "LinkLine",
    "Settings",
    "SettingsChanged",
    "change",
    "current",
    "first_settings",
    "link_teacher",
    "name_admins",
    "unlink_teacher",
]


@dataclass(frozen=True)
class AdminLine:
    """A named admin as last known to Slack."""

    org_id: str
    slack_id: str
    name: str | None
    eligible: bool
    """False: deactivated since, or otherwise without rights now."""


@dataclass(frozen=True)
class LinkLine:
    """A Slack person linked by hand to a teacher."""

    org_id: str
    slack_id: str
    name: str | None
    user_id: int
    first_name: str
    last_name: str


@dataclass(frozen=True)
class Settings:
    name: str
    language: str
    time_zone: str
    admins_channel: str | None
    meter_on: bool
    retention_days: int
    """0 keeps deleted users for good."""
    login_age_days: int
    message_days: int
    """After so many days messages of the bot lose the names in them."""
    file_days: int
    """After so many days files of the bot are removed from Slack."""
    set_up: bool
    admins: tuple[AdminLine, ...]
    """In the order they were named; empty while the workspace's owners are the admins."""
    links: tuple[LinkLine, ...]


@dataclass(frozen=True)
class SettingsChanged:
    operation_id: int | None
    """None when everything was so already."""
    changed: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Before and after, by setting."""


def current(session: Session, school_id: int) -> Settings:
    """The settings as they are."""
    school = schools.get(session, school_id)
    return Settings(
        name=school.name,
        language=school.language,
        time_zone=school.time_zone,
        admins_channel=school.admins_channel,
        meter_on=school.meter_on,
        retention_days=school.retention_days,
        login_age_days=school.login_age_days,
        message_days=school.message_days,
        file_days=school.file_days,
        set_up=school.set_up_at is not None,
        admins=tuple(
            AdminLine(org_id, slack_id, name, standing in ELIGIBLE)
            for org_id, slack_id, name, standing in rows.admins_with_people(session, school_id)
        ),
        links=tuple(LinkLine(*row) for row in rows.links_with_teachers(session, school_id)),
    )


def first_settings(
    session: Session,
    school_id: int,
    *,
    name: str,
    language: str,
    time_zone: str,
    meter_on: bool,
    credits: Decimal | None,
    admins: Sequence[tuple[str, str]],
    admins_channel: str | None,
    by: Actor,
    now: datetime,
) -> SettingsChanged:
    """Set the school up: all of the first form, in one operation, once.

    `admins` are organisation and Slack ids, beside those named before. Raises NotAllowedError,
    AlreadySetUpError, BadSettingError, BadAmountError or NotEligibleError.
    """
    school = schools.get_locked(session, school_id)
    naming.require_admin_or_owner(session, school_id, by)
    if school.set_up_at is not None:
        raise AlreadySetUpError(school.set_up_at)
    values = checked(
        {
            "name": name,
            "language": language,
            "time_zone": time_zone,
            "meter_on": meter_on,
            "admins_channel": admins_channel,
        }
    )
    amount = _first_credits(credits) if meter_on else 0
    naming.check_eligible(session, school_id, admins)
    operation_id = journal.begin(session, school_id, "first_settings", by=by, now=now)
    changed = _put_all(session, school, operation_id, values, now)
    naming.add_all(session, school_id, operation_id, admins, now)
    if amount:
        _enter(session, school, operation_id, amount)
    school.set_up_at = now
    figures = {"changed": _kept(changed), "amount": amount, "admins": [id_ for _, id_ in admins]}
    journal.finish(session, school_id, operation_id, figures, kind="first_settings", now=now)
    return SettingsChanged(operation_id, changed)


def _first_credits(amount: Decimal | None) -> int:
    if amount is None:
        return 0
    if not amount.is_finite() or not 0 <= amount <= credits.MOST_CREDITS:
        raise BadAmountError
    return credits.licence_seconds(amount)


def _enter(session: Session, school: School, operation_id: int, amount: int) -> None:
    """The credits the school already has; it was settled just now."""
    credits.add_entry(session, school, operation_id, "purchase", amount, None, school.settled_at)


def change(
    session: Session, school_id: int, values: Mapping[str, Any], *, by: Actor, now: datetime
) -> SettingsChanged:
    """Change some settings in one operation; those that are so already stay untouched.

    Raises NotAllowedError or BadSettingError, and then changes none of them.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    wanted = {
        name: value for name, value in checked(values).items() if getattr(school, name) != value
    }
    if not wanted:
        return SettingsChanged(None)
    operation_id = journal.begin(session, school_id, "change_settings", by=by, now=now)
    changed = _put_all(session, school, operation_id, wanted, now)
    if wanted.get("admins_channel") is not None:
        outbox.retry_admins(session, school_id, now)
    figures = {"changed": _kept(changed)}
    journal.finish(session, school_id, operation_id, figures, kind="change_settings", now=now)
    return SettingsChanged(operation_id, changed)


def _put_all(
    session: Session, school: School, operation_id: int, values: Mapping[str, Any], now: datetime
) -> dict[str, tuple[Any, Any]]:
    at = credits.settle(session, school, now)
    before = {name: getattr(school, name) for name in values}
    old_zone = school.zone
    for name, value in values.items():
        _put(session, school, operation_id, name, value)
    if school.zone.key != old_zone.key:
        keep_days(session, school, operation_id, old_zone, at)
    return {name: (before[name], value) for name, value in values.items() if before[name] != value}


def _put(session: Session, school: School, operation_id: int, name: str, value: Any) -> None:
    """Set one setting with its journal row and its stamp; the caller has locked and settled."""
    operations.add_school_change(
        session,
        school.id,
        operation_id,
        "setting",
        name,
        before=getattr(school, name),
        after=value,
        stamp_before=schools.setting_stamp(session, school.id, name),
        stamp_after=operation_id,
    )
    setattr(school, name, value)
    rows.put_stamp(session, school.id, name, operation_id)
    session.flush()  # what follows in this transaction reads the school by SQL


def _kept(changed: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    return {name: [before, after] for name, (before, after) in changed.items()}
