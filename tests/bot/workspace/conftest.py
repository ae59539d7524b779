"""A workspace served for real, a clock that tests move, and an app that connects to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.workspace.person import Person
from bot.workspace.server import RunningWorkspace
from bot.workspace.workspace import Workspace
from tests.bot.workspace.samples import manifest

CLAIRE, NINA, TOM = "U0CLAIRE01", "U0NINA0001", "U0STRANGER"


@dataclass
class Clock:
    """Seconds since 1970; stands still unless a test moves it."""

    now: float = 1_796_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class House:
    """One running workspace and what a test wants of it."""

    running: RunningWorkspace
    clock: Clock
    handlers: list[SocketModeHandler] = field(default_factory=list)

    @property
    def workspace(self) -> Workspace:
        return self.running.workspace

    def client(self, token: str | None = None) -> WebClient:
        """The app's client, without any retry."""
        token = self.running.bot_token if token is None else token
        return WebClient(token=token, base_url=self.running.api_url, retry_handlers=[], timeout=5)

    def person(self, user_id: str = CLAIRE) -> Person:
        return Person(self.running.url, user_id)

    def app(self) -> App:
        """A Bolt app; `connect` it once its listeners are there."""
        return App(client=self.client())

    def connect(self, app: App) -> SocketModeHandler:
        handler = SocketModeHandler(app, self.running.app_token)
        handler.connect()
        self.handlers.append(handler)
        return handler

    def trigger(self, user_id: str = CLAIRE, **more: Any) -> str:
        return self.running.on_loop(lambda: self.workspace.triggers.issue(user_id, **more))


@pytest.fixture(scope="session")
def stopping() -> Iterator[list[RunningWorkspace]]:
    """Workspaces that shut down while the next tests run already."""
    workspaces: list[RunningWorkspace] = []
    yield workspaces
    for workspace in workspaces:
        workspace.join()


@pytest.fixture
def make_house(stopping: list[RunningWorkspace]) -> Iterator[Callable[..., House]]:
    """Starts workspaces; the manifest has `/hello` and all scopes unless told otherwise."""
    houses: list[House] = []

    def make(app_manifest: dict[str, Any] | None = None, **options: Any) -> House:
        clock = Clock()
        options = {"clock": clock, "retry_delays": (0.0, 0.0, 0.0), "ack_seconds": 2.0, **options}
        workspace = Workspace(app_manifest or manifest("/hello"), **options)
        houses.append(House(RunningWorkspace(workspace).__enter__(), clock))
        return houses[-1]

    yield make
    for house in houses:
        for handler in house.handlers:
            house.running.let_go(handler)
        house.running.stop()
        stopping.append(house.running)


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    return make_house()
