"""The bot at work in an embedded workspace: the same bot, over the real protocols."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.manifest import manifest
from bot.running import RunningBot
from bot.settings import Settings
from bot.workspace.person import Person
from bot.workspace.server import RunningWorkspace
from bot.workspace.workspace import Workspace
from store.session import Sessions
from tests.bot.school import School, make_school

TEAM = "T0PREAU"


class Clock:
    """A present that a test can move."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class House:
    """A workspace, the bot in it, and the school it runs."""

    workspace: RunningWorkspace
    bot: RunningBot
    sessions: Sessions
    clock: Clock
    school: School

    def person(self, name: str) -> Person:
        """Somebody of the cast, by first name."""
        members = self.workspace.workspace.members.values()
        found = next(m for m in members if m.real_name.split()[0] == name)
        return Person(self.workspace.url, found.id, timeout=10)

    def read(self, ask: Callable[[Session], object]) -> object:
        with self.sessions.reading() as session:
            return ask(session)


@pytest.fixture
def house(sessions: Sessions) -> Iterator[House]:
    """A school of the demo's cast, its admins named, on each database."""
    with RunningWorkspace(Workspace(manifest(("fr", "en")))) as workspace:
        clock = Clock()
        settings = Settings(
            database_url="",
            bot_token=workspace.bot_token,
            app_token=workspace.app_token,
            api_url=workspace.api_url,
        )
        school = make_school(sessions, workspace.workspace, clock())
        with RunningBot(settings, sessions, clock) as bot:
            yield House(workspace, bot, sessions, clock, school)


