"""Which school a Slack team belongs to, and making one.

Functions take an open session; callers commit.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from commands.credits import whole_second
from store.models import School, Workspace
from store.queries import schools

LANGUAGE, ZONE = "fr", "Europe/Paris"
"""Of a school that nobody has set up yet."""


@dataclass(frozen=True)
class SchoolFacts:
    """What every answer needs to know of the school."""

    id: int
    name: str
    language: str
    """`fr` or `en`."""
    time_zone: str
    admins_channel: str | None
    set_up: bool
    """Whether *First settings* were sent once."""
    meter_on: bool
    retention_days: int
    login_age_days: int
    file_days: int
    """After so many days files of the bot are removed from Slack."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def of_team(session: Session, team_id: str) -> SchoolFacts | None:
    """The school that this Slack team speaks for; None while it has none."""
    found = schools.get_by_team(session, team_id)
    return facts(found) if found else None


def ensure(
    session: Session, team_id: str, enterprise_id: str | None, team_name: str, now: datetime
) -> SchoolFacts:
    """The team's school; a new team adopts the one school without a team, or gets a new one.

    A school without a team was loaded by the command line. Of several, none is
    adopted: whose users they are would be a guess. `session` must be a writing one.
    """
    schools.lock_teams(session)
    found = schools.get_by_team(session, team_id)
    if found is None:
        waiting = schools.without_workspace(session)
        found = waiting[0] if len(waiting) == 1 else _add(session, team_name, LANGUAGE, ZONE, now)
        session.add(Workspace(team_id=team_id, school_id=found.id, enterprise_id=enterprise_id))
        session.flush()  # the people of this team are told from strangers by it
    return facts(found)


def create(
    session: Session, *, name: str, language: str, time_zone: str, now: datetime
) -> SchoolFacts:
    """A school without a Slack team, for the command line; its first team adopts it."""
    return facts(_add(session, name, language, time_zone, now))


def by_id(session: Session, school_id: int) -> SchoolFacts | None:
    found = schools.find(session, school_id)
    return facts(found) if found else None


def every(session: Session) -> list[SchoolFacts]:
    """All schools, oldest first: the scheduler walks them."""
    return [facts(school) for school in schools.all_schools(session)]


def facts(school: School) -> SchoolFacts:
    """A school's row as plain values."""
    return SchoolFacts(
        id=school.id,
        name=school.name,
        language=school.language,
        time_zone=school.time_zone,
        admins_channel=school.admins_channel,
        set_up=school.set_up_at is not None,
        meter_on=school.meter_on,
        retention_days=school.retention_days,
        login_age_days=school.login_age_days,
        file_days=school.file_days,
    )


def _add(session: Session, name: str, language: str, time_zone: str, now: datetime) -> School:
    school = School(
        name=name,
        language=language,
        time_zone=time_zone,
        created_at=now,
        settled_at=whole_second(now),
    )
    session.add(school)
    session.flush()  # gives it its id
    return school
