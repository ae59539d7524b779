"""Whole bots, killed by SIGKILL on their way: every teacher is told once, and so are the admins."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.manifest import manifest
from bot.workspace.server import RunningWorkspace
from bot.workspace.workspace import Workspace
from commands import schedule
from store.models import OutboxMessage, ReminderWeek, School, User
from store.session import Sessions
from tests.bot.mortal import POINTS, SLOW, Life, live
from tests.bot.school import make_school
from tests.databases import Databases, fresh_sessions
from tests.factories import Make

TEACHERS = ("Hélène", "Alice", "James")
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.bot.mortal"])


class Bots:
    """A school whose reminder is due now, its workspace, and whole bots."""

    def __init__(self, sessions: Sessions, workspace: RunningWorkspace) -> None:
        self.sessions, self.workspace = sessions, workspace
        self.alive: list[multiprocessing.process.BaseProcess] = []
        self.members = {
            member.real_name.split()[0]: member for member in workspace.workspace.members.values()
        }
        self.secretariat = make_school(sessions, workspace.workspace, datetime.now(UTC)).secretariat
        with sessions.writing.begin() as session:
            self._make_due(Make(session))

    def _make_due(self, make: Make) -> None:
        """By day in some zone of the world, and at its hour that has begun."""
        now = datetime.now(UTC)
        long_ago = now - timedelta(days=60)
        east = 12 - now.hour
        local = now + timedelta(hours=east)
        values = {
            "time_zone": f"Etc/GMT{-east:+}",
            "reminders_on": True,
            "reminder_day": local.isoweekday(),
            "reminder_hour": local.hour,
            "created_at": long_ago,
        }
        make.session.execute(update(School).values(**values))
        make.session.execute(update(User).values(created_at=long_ago))
        school = make.session.scalars(select(School)).one()
        for name in TEACHERS[1:]:
            teacher = make.user(school, role="teacher", email=self.members[name].email)
            student = make.user(school, licence=True, created_at=long_ago)
            make.school_class(school, f"Classe {name}", teacher, student)
        past = {"due_at": long_ago, "prepared_at": long_ago, "outcome": "rehearsed"}
        week = schedule.week_of((local - timedelta(days=7)).date())
        make.session.add(ReminderWeek(school_id=school.id, week=week, figures={"never": 9}, **past))

    def start(self, dies: str | None = None, *, lease: float = 2.0) -> multiprocessing.Process:
        url = self.sessions.engine.url.render_as_string(hide_password=False)
        where = self.workspace
        life = Life(url, where.bot_token, where.app_token, where.api_url, dies, lease)
        process = PROCESSES.Process(target=live, args=(life,), daemon=True)
        process.start()
        self.alive.append(process)
        return process  # type: ignore[return-value]

    def told(self) -> dict[str, int]:
        conversations = self.workspace.workspace.conversations
        channels = {name: conversations.direct(self.members[name].id) for name in TEACHERS}
        found = {name: channel.messages for name, channel in channels.items()}
        told = {name: sum("🔔" in m.text for m in said) for name, said in found.items()}
        admins = conversations.get(self.secretariat)
        assert admins
        return told | {"admins": sum("Cette semaine" in m.text for m in admins.messages)}

    def wait_until_said(self) -> None:
        """Everything is sent, as the database knows."""
        self.wait(lambda states: len(states) == len(TEACHERS) + 1 and set(states) == {"sent"})

    def wait(self, until, seconds: float = 40) -> None:
        ends_at = time.monotonic() + seconds
        while not until(states := self.states()):
            assert time.monotonic() < ends_at, (states, self.told())
            time.sleep(0.05)

    def states(self) -> list[str]:
        with self.sessions.reading() as session:
            return list(session.scalars(select(OutboxMessage.state)))

    def end(self) -> None:
        for process in self.alive:
            process.kill()
            process.join()


@contextmanager
def bots_on(databases: Databases) -> Iterator[Bots]:
    with (
        fresh_sessions(databases) as sessions,
        RunningWorkspace(Workspace(manifest())) as workspace,
    ):
        found = Bots(sessions, workspace)
        try:
            yield found
        finally:
            found.end()


ONCE = dict.fromkeys((*TEACHERS, "admins"), 1)


@pytest.mark.parametrize("point", POINTS)
def test_a_bot_killed_on_its_way_and_started_again_tells_everybody_once(
    sqlite_databases: Databases, point: str
):
    with bots_on(sqlite_databases) as bots:
        if point == "in the middle of the post":
            faults = bots.workspace.workspace.faults
            bots.workspace.on_loop(lambda: faults.add("chat.postMessage", "slow", seconds=SLOW))
        first = bots.start(dies=point)
        first.join(30)
        assert first.exitcode == -9, "it was to be killed on its way"
        assert sum(bots.told().values()) <= 1
        bots.start()
        bots.wait_until_said()
        assert bots.told() == ONCE


def test_three_bots_on_one_database_of_which_two_are_killed_tell_everybody_once(
    pg_databases: Databases,
):
    with bots_on(pg_databases) as bots:
        bots.start(lease=4)
        bots.start(dies="posted", lease=4)
        bots.start(dies="marked as sending", lease=4)
        bots.wait_until_said()
        assert bots.told() == ONCE
