"""The bot at work in an embedded workspace: the same bot, over the real protocols."""

import copy
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_bolt import BoltRequest
from slack_sdk import WebClient
from sqlalchemy import Engine, delete, event
from sqlalchemy.orm import Session

from bot.clients import make_quick_client
from bot.manifest import manifest
from bot.running import RunningBot
from bot.scheduler import Timetable
from bot.settings import Settings
from bot.workspace.person import Person
from bot.workspace.server import RunningWorkspace
from bot.workspace.workspace import Workspace
from store.models import Admin
from store.session import Sessions
from tests.bot.school import School, make_school
from tests.databases import Databases

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
    databases: Databases
    sent: list[dict[str, Any]]
    """The forms and clicks that were sent, as the bot got them."""
    timetable: Timetable
    """What comes by itself, which comes when a test says so."""

    def person(self, name: str) -> Person:
        """Somebody of the cast, by first name."""
        members = self.workspace.workspace.members.values()
        found = next(m for m in members if m.real_name.split()[0] == name)
        return Person(self.workspace.url, found.id, timeout=10)

    def read(self, ask: Callable[[Session], Any]) -> Any:
        with self.sessions.reading() as session:
            return ask(session)

    def take_admin_away(self, name: str) -> None:
        """As another admin would, meanwhile."""
        slack_id = self.person(name).calls.user_id
        with self.sessions.writing.begin() as session:
            session.execute(delete(Admin).where(Admin.slack_id == slack_id))

    def resend(self, kind: str = "view_submission") -> None:
        """The last submitted form (or click) again, as a second click sends it."""
        body = next(each for each in reversed(self.sent) if each["type"] == kind)
        self.bot.app.dispatch(BoltRequest(body=copy.deepcopy(body), mode="socket_mode"))

    def fail(self, method: str, *, times: int = 1, kind: str = "server_error", **more: Any) -> None:
        """The next calls of this method go wrong."""
        faults = self.workspace.workspace.faults
        self.workspace.on_loop(lambda: faults.add(method, kind, count=times, **more))

    def database_away(self) -> AbstractContextManager[None]:
        return self.databases.away(self.sessions)


@pytest.fixture
def spoken_within(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Slack is not spoken to while a transaction is open: whoever waits for a lock would wait."""
    open_here = threading.local()
    spoken: list[str] = []

    def begun(_connection: object) -> None:
        open_here.transaction = True

    def ended(_connection: object) -> None:
        open_here.transaction = False

    _listen(sessions.engine, {"begin": begun, "commit": ended, "rollback": ended})
    call = WebClient.api_call

    def watched(client: WebClient, api_method: str, **values: Any) -> Any:
        if getattr(open_here, "transaction", False):
            spoken.append(api_method)
        return call(client, api_method, **values)

    monkeypatch.setattr(WebClient, "api_call", watched)
    yield
    assert spoken == []


def _listen(engine: Engine, heard: dict[str, Callable[[object], None]]) -> None:
    for name, hear in heard.items():
        event.listen(engine, name, hear)


@pytest.fixture
def house(sessions: Sessions, databases: Databases, spoken_within: None) -> Iterator[House]:
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
        bot = RunningBot(settings, sessions, clock, by_itself=False)
        sent: list[dict[str, Any]] = []

        def note(body: dict[str, Any], next: Callable[[], None]) -> None:
            if body.get("type") in {"view_submission", "block_actions"}:
                sent.append(copy.deepcopy(body))
            next()

        bot.app.use(note)
        with bot:
            quick = make_quick_client(workspace.bot_token, workspace.api_url)
            timetable = Timetable(bot.services, quick)
            yield House(workspace, bot, sessions, clock, school, databases, sent, timetable)
            workspace.let_go(bot.handler)  # at once; by itself it takes seconds
