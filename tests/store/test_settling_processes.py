"""Two real processes that change one school at once lose nothing, and wait for each other."""

import multiprocessing
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from commands import credits, licences
from commands.licences import Action
from commands.selection import Selection
from store.models import CreditEntry, Operation, School
from store.queries import schools
from store.session import Sessions, make_sessions
from tests.factories import ADMIN, CREDIT, NOW, Make

TIMES = 12
PEOPLE = 3


def buy_and_settle(address: str, school_id: int, barrier, offset: int) -> None:  # type: ignore[no-untyped-def]
    """In a process of its own: many purchases, each settling what was consumed before."""
    sessions = make_sessions(address)
    barrier.wait(timeout=60)
    for time in range(TIMES):
        now = NOW + timedelta(seconds=2 * time + offset)
        with sessions.writing.begin() as session:
            credits.buy(session, school_id, credits=Decimal(1), by=ADMIN, now=now)
    sessions.dispose()


def assign_and_revoke(address: str, school_id: int, barrier, offset: int) -> None:  # type: ignore[no-untyped-def]
    """In a process of its own: take every licence and give it again."""
    sessions = make_sessions(address)
    barrier.wait(timeout=60)
    for time in range(TIMES):
        now = NOW + timedelta(seconds=2 * time + offset)
        action = Action.ASSIGN if time % 2 else Action.REVOKE
        with sessions.writing.begin() as session:
            drafted = licences.start(session, school_id, action, Selection(), by=ADMIN, now=now)
            licences.apply(session, school_id, drafted.draft_id, by=ADMIN, now=now)
    sessions.dispose()


@pytest.fixture
def school_id(sessions: Sessions) -> int:
    with sessions.writing.begin() as session:
        make = Make(session)
        school = make.school(balance=CREDIT)
        for _ in range(PEOPLE):
            make.user(school, licence=True)
        return school.id


def run_both(sessions: Sessions, school_id: int, *jobs) -> None:  # type: ignore[no-untyped-def]
    address = sessions.engine.url.render_as_string(hide_password=False)
    spawn = multiprocessing.get_context("spawn")
    barrier = spawn.Barrier(len(jobs))
    running = [
        spawn.Process(target=job, args=(address, school_id, barrier, number))
        for number, job in enumerate(jobs)
    ]
    for process in running:
        process.start()
    for process in running:
        process.join(timeout=60)
    assert [process.exitcode for process in running] == [0] * len(jobs)


def test_two_processes_that_settle_and_buy_at_once_lose_nothing(sessions: Sessions, school_id: int):
    run_both(sessions, school_id, buy_and_settle, buy_and_settle)
    with sessions.writing.begin() as session:
        school = schools.get_locked(session, school_id)
        credits.settle(session, school, NOW + timedelta(seconds=100))
        bought = session.scalar(
            select(func.sum(CreditEntry.amount)).where(CreditEntry.school_id == school_id)
        )
        assert bought == 2 * TIMES * CREDIT
        assert school.spent == PEOPLE * 100
        assert school.balance == CREDIT + 2 * TIMES * CREDIT - PEOPLE * 100
        assert school.odometer == 100


def test_purchases_beside_licences_given_and_taken_lose_nothing(sessions: Sessions, school_id: int):
    run_both(sessions, school_id, buy_and_settle, assign_and_revoke)
    with sessions.writing.begin() as session:
        school = session.get_one(School, school_id)
        assert school.balance + school.spent == CREDIT + TIMES * CREDIT
        assert school.paying == PEOPLE
        kinds = session.scalars(select(Operation.kind).where(Operation.school_id == school_id))
        assert sorted(kinds) == sorted(["purchase"] * TIMES + ["assign", "revoke"] * (TIMES // 2))
