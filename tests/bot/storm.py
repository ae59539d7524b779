"""`make storm`: weeks of reminders in which processes die and answers are lost, by seed.

Three processes on one database and one workspace. Any of them dies at any seam:
before a transaction, within it, after its commit, before a call of Slack, after
it. Calls are cut, refused, asked to wait, or done and never answered; a clock is
set; one process works while another is in the middle of something. Then the
weather is good again, and every teacher must have been told once, none twice.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from slack_sdk import WebClient
from slack_sdk.http_retry import FixedValueRetryIntervalCalculator
from sqlalchemy import delete, func, select, update

from bot import reminders
from bot.clients import RepeatableConnection, RepeatableServerError
from bot.context import Services
from bot.looking_up import LookUps
from bot.manifest import manifest
from bot.outbox import LONGEST_POST, Sender
from bot.patience import Patience
from bot.workspace.server import RunningWorkspace
from bot.workspace.state import Member
from bot.workspace.workspace import Workspace
from commands import schedule
from store.models import OutboxMessage, ReminderWeek, School, User
from store.models import Workspace as Team
from store.session import Session, Sessions
from tests.databases import Databases, fresh_sessions, postgresql, scratch_folder
from tests.factories import Make

FIRST = datetime(2026, 11, 23, 6, 58, tzinfo=UTC)
"""Two minutes to eight on a Monday in Paris."""
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
"""Clocks are set by minutes: what was written since the week began is not older than an hour."""
ON_SLACK = 6
"""Teachers whom Slack knows; one of them is two teachers of the school."""
TROUBLES = 10
"""Until a week is prepared, and again while it is sent; then the weather is good."""
STEPS = 15

FAULTS: dict[str, tuple[str, ...]] = {
    "chat.postMessage": ("cut", "lost_answer", "lost_answer", "ratelimited", "server_error"),
    "conversations.history": ("cut", "ratelimited", "server_error", "refuse"),
    "conversations.open": ("cut", "refuse"),
    "users.lookupByEmail": ("cut", "ratelimited", "server_error"),
    "users.info": ("lost_answer", "server_error"),
}


class Killed(BaseException):
    """As SIGKILL: no handler sees it."""


class World:
    """The time that passes in fact, which is Slack's, and what the machines' clock says."""

    def __init__(self) -> None:
        self.slack = FIRST
        self.set_by = timedelta()

    def clock(self) -> datetime:
        return self.slack + self.set_by

    def seconds(self) -> float:
        return self.slack.timestamp()

    def pass_(self, seconds: float) -> None:
        self.slack += timedelta(seconds=seconds)


@dataclass
class Fate:
    """What befalls the processes, by seed."""

    world: World
    workspace: Workspace
    seen: Counter[str] = field(default_factory=Counter)
    random: Random = field(default_factory=Random)
    left: int = 0
    blind: bool = False
    """Whether nothing can be looked up, however long."""
    meanwhile: Callable[[], None] | None = None

    def strikes(self, chance: float) -> bool:
        if self.left > 0 and self.random.random() < chance:
            self.left -= 1
            return True
        return False

    def seam(self, name: str) -> None:
        """Between two steps a process dies, or another one works."""
        if self.strikes(0.04):
            self.seen[f"killed {name}"] += 1
            raise Killed
        if self.meanwhile is not None and self.strikes(0.04):
            other, self.meanwhile = self.meanwhile, None
            self.seen["another one meanwhile"] += 1
            began = self.world.slack
            self.world.pass_(self.random.randrange(5))
            self.set_clock(0.5)
            other()
            took = self.world.slack - began
            if took > LONGEST_POST:  # a process held up for longer than a lease is no storm
                self.world.slack = began + LONGEST_POST
            self.meanwhile = other

    def set_clock(self, chance: float) -> None:
        if self.strikes(chance):
            self.world.set_by = timedelta(minutes=self.random.choice((-8, -2, 0, 2, 8)))
            self.seen["clock set"] += 1

    def weather(self, method: str) -> None:
        """Order what happens to this call."""
        faults = self.workspace.faults
        if self.blind and method == "conversations.history":
            faults.add(method, "refuse", code="missing_scope")
        elif method in FAULTS and self.strikes(0.25):
            kind = self.random.choice(FAULTS[method])
            again = 1 if kind == "ratelimited" or method == "chat.postMessage" else 2
            self.seen[f"{method}: {kind}"] += 1
            faults.add(
                method,
                kind,
                count=again,
                retry_after=self.random.choice((1, 3, 30)),
                code="missing_scope",
            )


class MortalClient(WebClient):
    """A client whose process may die before a call and after it."""

    def __init__(self, running: RunningWorkspace, fate: Fate) -> None:
        at_once = FixedValueRetryIntervalCalculator(0.0)
        retries = [
            RepeatableConnection(interval_calculator=at_once),
            RepeatableServerError(interval_calculator=at_once),
        ]
        super().__init__(running.bot_token, base_url=running.api_url, retry_handlers=retries)
        self._fate = fate

    def api_call(self, api_method: str, **more: Any) -> Any:
        self._fate.seam(f"before {api_method}")
        self._fate.weather(api_method)
        answer = super().api_call(api_method, **more)
        self._fate.seam(f"after {api_method}")
        return answer


class MortalWriting:
    """Transactions before, within and after which a process may die."""

    def __init__(self, sessions: Sessions, fate: Fate) -> None:
        self._sessions, self._fate = sessions, fate

    @contextmanager
    def begin(self) -> Iterator[Session]:
        self._fate.seam("before a transaction")
        with self._sessions.writing.begin() as session:
            yield session
            if self._fate.strikes(0.03):
                self._fate.seen["killed within a transaction"] += 1
                raise Killed
        self._fate.seam("after a commit")


class Process:
    """What a bot does by itself, on a client and a database of its own."""

    def __init__(self, running: RunningWorkspace, sessions: Sessions, fate: Fate) -> None:
        world = fate.world
        mortal = Sessions(sessions.reading, MortalWriting(sessions, fate), sessions.engine)  # type: ignore[arg-type]
        self._services = Services(mortal, world.clock, None, lambda: None)  # type: ignore[arg-type]
        self._client = MortalClient(running, fate)
        clocks: dict[str, Any] = {"monotonic": world.seconds, "sleep": world.pass_}
        self._look_ups = LookUps(self._services, self._client, Patience(**clocks))
        self._sender = Sender(mortal, self._client, world.clock, **clocks)

    def prepare(self) -> None:
        reminders.prepare_due(self._services, self._client, self._look_ups)

    def send(self) -> None:
        self._sender.send_all()

    def notice(self) -> None:
        reminders.tell_notices(self._services)


class Storm:
    """A school a run, in one workspace on one database."""

    def __init__(self, running: RunningWorkspace, sessions: Sessions, world: World) -> None:
        self._running, self._sessions, self._world = running, sessions, world
        self.fate = Fate(world, running.workspace)
        self.seen = self.fate.seen
        people = running.workspace.members.values()
        self._teachers = [member for member in people if member.name.startswith("prof")]

    def run(self, seed: int, *, weeks: int = 2, blind: bool = False) -> None:
        """A school's first weeks. Raises AssertionError if anybody was told twice, or never."""
        self.fate.random = Random(seed)
        self.fate.blind = blind
        self.processes = [self._process() for _ in range(3)]
        with self._sessions.writing.begin() as session:
            school_id = self._make_school(session)
        for _ in range(weeks):
            self._week(school_id, blind=blind)
            self._world.slack = self._next_monday()
        with self._sessions.writing.begin() as session:
            retired = {"reminders_on": False, "set_up_at": None}
            session.execute(update(School).values(**retired))
            session.execute(delete(Team))
        self.seen["runs"] += 1

    def _next_monday(self) -> datetime:
        return FIRST + WEEK * ((self._world.slack - FIRST) // WEEK + 1)

    def _process(self) -> Process:
        return Process(self._running, self._sessions, self.fate)

    def _week(self, school_id: int, *, blind: bool) -> None:
        with self._sessions.writing.begin() as session:
            session.execute(
                update(School)
                .where(School.id == school_id)
                .values(logins_known_at=self._world.slack)
            )
        began, stood = self._world.slack, {m.id: len(self._said(m)) for m in self._teachers}
        self.fate.left = TROUBLES
        for number in range(2 * STEPS):
            self._step(self.fate.random.randrange(3))
            self._world.pass_(self.fate.random.randrange(20))
            self.fate.set_clock(0.03)
            if number == STEPS:
                self.fate.left = 0
                self.processes[0].prepare()
                self.fate.left = 2 * TROUBLES
        self.fate.left, self._world.set_by = 0, timedelta()
        self.fate.meanwhile = None
        while not self._is_done(school_id, began, blind=blind):
            assert self._world.slack - began < timedelta(hours=4), "it does not come to an end"
            for process in self.processes:
                process.prepare()
                process.send()
                process.notice()
            self._world.pass_(600 if blind else 30)
        self._look(school_id, began, stood, blind=blind)

    def _step(self, number: int) -> None:
        self.fate.meanwhile = lambda: self._try((number + 1) % 3)
        self._try(number)

    def _try(self, number: int) -> None:
        process = self.processes[number]
        try:
            self.fate.random.choice((process.prepare, process.send, process.send, process.notice))()
        except Killed:
            self.seen["killed"] += 1
            self.processes[number] = self._process()

    def _is_done(self, school_id: int, began: datetime, *, blind: bool) -> bool:
        if self._world.slack < began + timedelta(minutes=3):
            return False
        if blind:
            return self._world.slack > began + timedelta(hours=2)
        with self._sessions.reading() as session:
            open_ = select(func.count()).where(
                OutboxMessage.school_id == school_id,
                OutboxMessage.state.in_(("wanted", "claimed", "sending")),
            )
            weeks = select(func.count()).where(
                ReminderWeek.school_id == school_id, ReminderWeek.prepared_at >= began - HOUR
            )
            return not session.scalar(open_) and bool(session.scalar(weeks))

    def _look(self, school_id: int, began: datetime, stood: dict[str, int], *, blind: bool) -> None:
        told = {m.id: len(self._said(m)) - stood[m.id] for m in self._teachers}
        named = self._named(school_id, began)
        self.seen["weeks"] += 1
        self.seen["told once"] += sum(1 for times in told.values() if times == 1)
        self.seen["told twice"] += sum(1 for times in told.values() if times > 1)
        left_out = [who for who, times in told.items() if not times]
        self.seen["not told, and named to the admins"] += len(left_out)
        assert max(told.values()) == 1, told
        if blind:
            assert set(left_out) <= named, (left_out, named)
            return
        assert not left_out, left_out
        with self._sessions.reading() as session:
            rows = session.scalars(
                select(OutboxMessage).where(
                    OutboxMessage.school_id == school_id, OutboxMessage.created_at >= began - HOUR
                )
            ).all()
        conversations = self._running.workspace.conversations
        assert {row.state for row in rows} == {"sent"}
        for row in rows:
            channel = conversations.get(row.channel)
            assert channel
            assert conversations.find_message(channel, row.ts)
        assert [row.kind for row in rows].count("reminder_admins") == 1
        assert len({(row.channel, row.ts) for row in rows}) == len(rows)

    def _said(self, member: Member) -> list[str]:
        channel = self._running.workspace.conversations.direct(member.id)
        return [message.ts for message in channel.messages if "🔔" in message.text]

    def _named(self, school_id: int, began: datetime) -> set[str]:
        """The Slack ids of teachers whom the admins were told of: not reached, or not found."""
        with self._sessions.reading() as session:
            contents = session.scalars(
                select(OutboxMessage.content).where(
                    OutboxMessage.school_id == school_id,
                    OutboxMessage.kind.in_(("reminder_unreached", "reminder_admins")),
                    OutboxMessage.created_at >= began - HOUR,
                )
            ).all()
            names = [name for content in contents for name in content.get("messages", ())]
            missed = session.scalars(
                select(OutboxMessage.content).where(
                    OutboxMessage.id.in_([int(name.split("/")[0]) for name in names])
                )
            )
            ids = [user_id for content in missed for user_id in content["teachers"]]
            emails = set(session.scalars(select(User.email).where(User.id.in_(ids))))
        return {member.id for member in self._teachers if member.email in emails}

    def _make_school(self, session: Session) -> int:
        """Teachers with one class and with many, one who is two, one whom Slack does not know."""
        make, long_ago = Make(session), self._world.slack - timedelta(days=60)
        channel = next(
            c for c in self._running.workspace.conversations.all() if c.name == "secretariat"
        )
        school = make.school(
            reminders_on=True,
            created_at=long_ago,
            settled_at=long_ago,
            admins_channel=channel.id,
            balance=10**12,
        )
        make.workspace(school, team_id=self._running.workspace.team.id)
        past = {"outcome": "rehearsed", "due_at": long_ago, "prepared_at": long_ago}
        week = schedule.week_of((self._world.slack - WEEK).date())
        session.add(ReminderWeek(school_id=school.id, week=week, figures={"never": 9}, **past))
        students = [make.user(school, licence=True, created_at=long_ago) for _ in range(8)]
        for number, member in enumerate(self._teachers):
            teacher = make.user(school, role="teacher", email=member.email)
            for which in range(3 if number == 0 else 1):
                make.school_class(school, f"Classe {number} {which}", teacher, students[number])
        same = make.user(school, role="teacher", email=self._teachers[1].email)
        unknown = make.user(school, role="teacher", email="inconnu@ailleurs.example")
        make.school_class(school, "Orchestre", same, unknown, students[6])
        make.school_class(school, "Sans professeur", students[7])
        return school.id


@contextmanager
def storm(sessions: Sessions) -> Iterator[Storm]:
    """A workspace with the teachers in it."""
    world = World()
    workspace = Workspace(manifest(), clock=world.seconds)
    for number in range(ON_SLACK):
        member = Member(
            f"U0PROF{number:04}",
            f"prof{number}",
            f"Prof {number}",
            email=f"prof{number}@conservatoire-tivoli.example",
            team_id=workspace.team.id,
        )
        workspace.members[member.id] = member
    with RunningWorkspace(workspace) as running:
        yield Storm(running, sessions, world)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    runs, first = (found := parser.parse_args()).runs, found.first
    folder = scratch_folder()
    with postgresql(folder / "pg") as server:
        for kind, where in (("sqlite", None), ("postgresql", server)):
            with fresh_sessions(Databases(kind, folder, where)) as sessions:
                with storm(sessions) as weather:
                    for seed in range(first, first + runs):
                        weather.run(seed)
                    report(f"{kind}: look-ups work", weather.seen)
                with storm(sessions) as weather:
                    for seed in range(first, first + runs // 4):
                        weather.run(seed, blind=True)
                    report(f"{kind}: look-ups refused", weather.seen)


def report(title: str, seen: Counter[str]) -> None:
    sys.stdout.write(f"\n{title}\n")
    for name, number in sorted(seen.items()):
        sys.stdout.write(f"  {number:>7}  {name}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
