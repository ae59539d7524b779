"""The school's settings: read them, set them up once, change them one operation at a time."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from commands.people import ELIGIBLE
from store.queries import schools
from store.queries import settings as rows


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
    set_up: bool
    admins: tuple[AdminLine, ...]
    """In the order they were named; empty while the workspace's owners are the admins."""
    links: tuple[LinkLine, ...]


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
        set_up=school.set_up_at is not None,
        admins=tuple(
            AdminLine(org_id, slack_id, name, standing in ELIGIBLE)
            for org_id, slack_id, name, standing in rows.admins_with_people(session, school_id)
        ),
        links=tuple(LinkLine(*row) for row in rows.links_with_teachers(session, school_id)),
    )
