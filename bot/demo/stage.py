"""The workspace, the school in its database, and the bot itself as a process of its own.

The bot is started as it would be for Slack, `python app.py`, and told of the workspace by the
four settings alone, and by a fifth of the demo's present, which weeks that are let pass move.
It starts while the school is being made, and is let in once that is done.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from bot.clients import make_quick_client
from bot.demo.clock import VARIABLE, Clock
from bot.demo.school import make_school
from bot.demo.weeks import Weeks
from bot.manifest import manifest
from bot.outbox import Sender
from bot.running import ready_sessions
from bot.workspace.server import RunningWorkspace
from bot.workspace.workspace import Workspace

ROOT = Path(__file__).parents[2]
CHANNEL = "secretariat"
STARTS_WITHIN = 60.0
"""Seconds that the bot may take to connect, on a slow machine too."""
STOPS_WITHIN = 5.0


class BotStoppedError(Exception):
    """The bot ended by itself, or never connected; its last lines say why."""


class Stage:
    """`with Stage(folder) as stage:` everything runs. Raises OSError if the port is in use."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        name = f"demo-{port}" if port else "demo"
        self._database, self._log = folder / f"{name}.db", folder / f"{name}.log"
        self._ahead = folder / f"{name}.ahead"
        self._ahead.unlink(missing_ok=True)
        self.clock = Clock(self._ahead)
        self.workspace = Workspace(manifest(("fr", "en")), clock=self.clock.seconds)
        self.workspace.lets_in.clear()
        self.running = RunningWorkspace(self.workspace, port)
        self._bot: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the page is."""
        return self.running.url

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self._database}"

    def __enter__(self) -> "Stage":
        self.running.__enter__()
        try:
            self._make_database()
            self._start_bot()
            self._make_school()
            self.running.on_loop(self.workspace.lets_in.set)
            self._wait_for_bot()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop_bot()
        self.sessions.dispose()
        self.running.__exit__(kind, error, trace)

    def check(self) -> None:
        """Raise BotStoppedError if the bot ended."""
        if self._bot is not None and self._bot.poll() is not None:
            raise BotStoppedError(self._last_lines())

    def _make_database(self) -> None:
        """A fresh one at each start, so that the demo is always the same."""
        self._database.parent.mkdir(parents=True, exist_ok=True)
        for left in self._database.parent.glob(f"{self._database.name}*"):
            left.unlink()
        self.sessions = ready_sessions(self.database_url)

    def _make_school(self) -> None:
        channel = next(c for c in self.workspace.conversations.all() if c.name == CHANNEL)
        client = make_quick_client(self.running.bot_token, self.running.api_url)
        # By the story's own time: months lie between its messages, and none has to wait
        sender = Sender(
            self.sessions,
            client,
            self.clock.now,
            monotonic=self.clock.seconds,
            sleep=lambda _seconds: None,
        )
        made = make_school(
            self.sessions, self.clock, self.workspace.team, channel.id, sender.send_all
        )
        self.school_id = made.school_id
        self.workspace.pass_week = Weeks(self.sessions, made.school_id, self.clock).pass_one

    def _start_bot(self) -> None:
        settings = {
            "SLACK_API_URL": self.running.api_url,
            "SLACK_BOT_TOKEN": self.running.bot_token,
            "SLACK_APP_TOKEN": self.running.app_token,
            "DATABASE_URL": self.database_url,
            VARIABLE: str(self._ahead.absolute()),
        }
        with self._log.open("wb") as log:
            self._bot = subprocess.Popen(
                [sys.executable, "app.py"],
                cwd=ROOT,
                env=os.environ | settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the demo, which then stops the bot
            )

    def _wait_for_bot(self) -> None:
        ends_at = time.monotonic() + STARTS_WITHIN
        while not self.workspace.sockets.connected:
            self.check()
            if time.monotonic() > ends_at:
                raise BotStoppedError(self._last_lines())
            time.sleep(0.02)

    def _stop_bot(self) -> None:
        if self._bot is None:
            return
        self._bot.terminate()
        try:
            self._bot.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._bot.kill()
            self._bot.wait()

    def _last_lines(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-20:])
