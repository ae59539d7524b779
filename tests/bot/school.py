"""A small school for the bot's tests: three classes, a family, a teacher of the cast."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.workspace.workspace import Workspace
from store.session import Sessions
from tests.factories import Make


@dataclass(frozen=True)
class School:
    id: int
    piano: int
    choir: int
    secretariat: str
    """The private channel of the admins."""


def member_id(workspace: Workspace, first_name: str) -> str:
    return next(m.id for m in workspace.members.values() if m.real_name.split()[0] == first_name)


def make_school(sessions: Sessions, workspace: Workspace, now: datetime) -> School:
    """12 students with a licence in piano, 3 without; 5 in the choir, 2 of them in both."""
    channel = next(c for c in workspace.conversations.all() if c.name == "secretariat")
    with sessions.writing.begin() as session:
        make = Make(session)
        school = make.school(
            settled_at=now.replace(microsecond=0),
            created_at=now,
            admins_channel=channel.id,
            balance=400 * 31_536_000,
            logins_known_at=now,
        )
        team = workspace.team.id
        make.workspace(school, team_id=team)
        for name in ("Claire", "Karim", "Emma"):
            _admin(make, school, workspace, name, now)
        old = now - timedelta(days=23)
        held = [make.user(school, licence=True, created_at=old) for _ in range(12)]
        without = [make.user(school, created_at=old, last_login_at=old) for _ in range(3)]
        family = [
            make.user(
                school,
                licence=True,
                first_name=first,
                last_name="Martin",
                email="famille.martin@tivoli.example",
                created_at=old,
            )
            for first in ("Inès", "Hugo", "Zoé")
        ]
        helene = make.user(
            school,
            role="teacher",
            first_name="Hélène",
            last_name="Bodin",
            email="helene.bodin@conservatoire-tivoli.example",
            licence=True,
        )
        piano = make.school_class(school, "Piano cycle 2", *held, *without, helene)
        choir = make.school_class(school, "Chœur d'enfants", *held[:2], *family)
        return School(school.id, piano.id, choir.id, channel.id)


def _admin(make: Make, school: object, workspace: Workspace, name: str, now: datetime) -> None:
    found = next(m for m in workspace.members.values() if m.real_name.split()[0] == name)
    make.admin(
        school,
        org_id=workspace.team.id,
        team_id=workspace.team.id,
        slack_id=found.id,
        name=found.real_name,
        locale=found.locale,
        fetched_at=now,
    )
