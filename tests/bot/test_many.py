"""500 teachers in one go, within Slack's limits: each once, and no lease lapses meanwhile."""

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from sqlalchemy import func, select

from bot.outbox import Sender
from bot.patience import A_SECOND
from commands import reminders
from store.models import OutboxMessage
from store.session import Sessions
from tests.bot.storm import World
from tests.commands.reminding import MONDAY_8, WEEK, on, student, teacher
from tests.databases import Databases, fresh_sessions
from tests.factories import Make

TEACHERS = 500
A_MINUTE = 300
"""Messages that Slack takes in one."""


class BusySlack:
    """Takes so many messages a minute, each in a tenth of a second."""

    def __init__(self, world: World, sessions: Sessions) -> None:
        self.world, self.random, self._sessions = world, Random(1), sessions
        self.told: Counter[str] = Counter()
        self.refused = 0
        self.too_soon = 0
        self._taken: list[float] = []
        self._open_from = 0.0
        self._last: dict[str, float] = {}

    def chat_postMessage(self, *, channel: str, **message: Any) -> dict[str, str]:  # noqa: N802
        self.world.pass_(0.1)
        now = self.world.seconds()
        self.too_soon += now < self._open_from
        self._taken = [at for at in self._taken if at > now - 60]
        if len(self._taken) >= A_MINUTE or self.random.random() < 0.01:
            self.refused += 1
            self._open_from = now + 7
            raise self._busy(7)
        assert not self._lapsed(), "a lease lapsed while its holder waited"
        assert now - self._last.get(channel, 0.0) >= A_SECOND
        self._last[channel] = now
        self._taken.append(now)
        self.told[channel] += 1
        return {"channel": channel, "ts": f"{now:.6f}"}

    def _lapsed(self) -> int | None:
        query = select(func.count()).where(OutboxMessage.lease_ends_at < self.world.clock())
        with self._sessions.reading() as session:
            return session.scalar(query)

    def _busy(self, seconds: int) -> SlackApiError:
        response = SlackResponse(
            client=self,
            http_verb="POST",
            api_url="chat.postMessage",
            req_args={},
            data={"ok": False, "error": "ratelimited"},
            headers={"Retry-After": str(seconds)},
            status_code=429,
        )
        return SlackApiError("ratelimited", response)


def test_500_teachers_are_told_once_each_while_slack_asks_for_patience(
    sqlite_databases: Databases,
):
    with fresh_sessions(sqlite_databases) as sessions:
        tell_all(sessions)


def tell_all(sessions: Sessions) -> None:
    world = World()
    world.slack = MONDAY_8
    with sessions.writing.begin() as session:
        make = Make(session)
        school = on(make, admins_channel="C0SECRETAR")
        for number in range(TEACHERS):
            found = teacher(make, school, f"U{number}")
            make.school_class(school, f"Classe {number}", found, student(make, school))
        done = reminders.prepare(session, school.id, WEEK, found={}, now=world.clock())
    assert done.teachers == TEACHERS
    slack = BusySlack(world, sessions)
    sender = Sender(
        sessions,
        slack,  # type: ignore[arg-type]
        world.clock,
        monotonic=world.seconds,
        sleep=world.pass_,
    )
    while (world.clock() - MONDAY_8) < timedelta(minutes=10):
        sender.send_all()
        with sessions.reading() as session:
            if set(session.scalars(select(OutboxMessage.state))) == {"sent"}:
                break
        world.pass_(sender.rests_for())
    everybody = [f"U{number}" for number in range(TEACHERS)]
    assert slack.told == Counter([*everybody, "C0SECRETAR"])
    assert slack.refused > 3
    assert slack.too_soon == 0, "Retry-After is honoured"
    assert world.clock() - MONDAY_8 < timedelta(minutes=4)
