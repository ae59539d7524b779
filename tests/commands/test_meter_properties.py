"""What is spent is, to the licence-second, what an independent walk over the same events finds."""

from datetime import timedelta

from hypothesis import given, settings
from sqlalchemy import func, select

from commands import credits
from commands.users import cost
from store.models import CreditEntry, User
from store.session import Sessions
from tests.commands.life import METERED, Event, Life, at_second, events, seconds
from tests.databases import Databases
from tests.examples import tries

GAPS = seconds(0, 0, 0.4, 1, 59.9, 600, 3600, 40_000, 86_400, 250_000)
BALANCE = 150_000


class Walk:
    """The meter as one would explain it: each second, each paying licence takes one, while it can.

    Knows of the school only who pays, when it is paused and what was entered.
    """

    def __init__(self, life: Life) -> None:
        self.life, self.at, self.left, self.spent, self.entered = life, 0, BALANCE, 0, 0
        self.cost: dict[int, int] = {}
        self.look()

    def look(self) -> None:
        """Take in what a command changed; what was entered counts from now."""
        life, users = self.life, self.life.users().values()
        self.on = life.school.meter_on
        self.paying = [
            u.id for u in users if u.licence and u.access == "internal" and u.deleted_at is None
        ]
        self.pauses = [
            (at_second(p.starts_at), at_second(p.ends_at) if p.ends_at else None)
            for p in life.pauses()
        ]
        entries = select(func.coalesce(func.sum(CreditEntry.amount), 0))
        total = life.session.scalar(entries.where(CreditEntry.school_id == life.school.id)) or 0
        self.left += int(total) - self.entered
        self.entered = int(total)

    def to(self, until: int) -> None:
        """Second by second; at a stroke where nothing happens, far from zero."""
        edges = sorted({e for pause in self.pauses for e in pause if e is not None} | {until})
        for edge in edges:
            run = min(edge, until) - self.at
            if run <= 0 or not self.on or self.left == 0 or self._paused():
                self.at = max(self.at, min(edge, until))
            else:
                whole = run if not self.paying else self.left // len(self.paying) - 2
                self._take(max(0, min(run, whole)))
                while self.left and self.at < min(edge, until):
                    self._take(1)
                self.at = min(edge, until)

    def _paused(self) -> bool:
        return any(a <= self.at and (b is None or self.at < b) for a, b in self.pauses)

    def _take(self, run: int) -> None:
        taken = min(self.left, run * len(self.paying))
        if self.left > 0:
            for user_id in self.paying:
                self.cost[user_id] = self.cost.get(user_id, 0) + run
        self.left, self.spent, self.at = self.left - taken, self.spent + taken, self.at + run


def check(life: Life, walk: Walk) -> None:
    walk.to(at_second(life.now))
    credits.settle(life.session, life.school, life.now)
    life.session.flush()
    assert (life.school.spent, life.school.balance) == (walk.spent, walk.left)
    assert walk.entered + BALANCE == life.school.spent + life.school.balance
    costs = {user.id: cost(user, life.school.odometer) for user in life.users().values()}
    assert costs == {user_id: walk.cost.get(user_id, 0) for user_id in costs}


def test_what_is_spent_and_what_each_cost_is_what_a_walk_second_by_second_finds(
    shared_sessions: Sessions, databases: Databases
):
    @settings(max_examples=tries(30 if databases.kind == "sqlite" else 12))
    @given(events(METERED, GAPS, 6, 14))
    def spends_as_walked(found: list[Event]) -> None:
        with shared_sessions.writing() as session, session.begin() as transaction:
            life = Life(session, BALANCE)
            walk = Walk(life)
            for event in found:
                walk.to(at_second(life.now + event.gap))
                life.do(event)
                walk.look()
            life.now += timedelta(days=2, seconds=7.5)
            check(life, walk)
            paying = select(func.count()).where(
                User.school_id == life.school.id,
                User.licence,
                User.access == "internal",
                User.deleted_at.is_(None),
            )
            assert life.school.paying == session.scalar(paying)
            transaction.rollback()

    spends_as_walked()
