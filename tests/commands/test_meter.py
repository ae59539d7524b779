"""The exact meter, case by case; any sequence is in test_meter_properties.py."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from commands import credits, licences
from commands.credits import active_seconds, consumed
from commands.licences import Action
from commands.selection import Selection
from commands.users import cost
from store.models import Pause, School, User
from tests.factories import ADMIN, NOW, Make

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("balance", "paying", "active", "taken", "metered"),
    [
        (100, 3, 10, 30, 10),
        (100, 0, 10, 0, 10),
        (0, 3, 10, 0, 0),
        (30, 3, 10, 30, 10),
        (31, 3, 11, 31, 11),
        (29, 3, 10, 29, 10),
        (28, 3, 20, 28, 10),
        (1, 1000, 5, 1, 1),
        (100, 3, 0, 0, 0),
    ],
)
def test_a_settlement_takes_the_lesser_of_balance_and_consumption(
    balance: int, paying: int, active: int, taken: int, metered: int
):
    """The second in which the balance runs out could be used, and is metered whole."""
    assert consumed(balance, paying, active) == (taken, metered)


def pause(start: int, end: int | None) -> Pause:
    return Pause(
        starts_at=NOW + start * SECOND, ends_at=None if end is None else NOW + end * SECOND
    )


@pytest.mark.parametrize(
    ("pauses", "active"),
    [
        ([], 100),
        ([(10, 20)], 90),
        ([(-50, 20)], 80),
        ([(90, 200)], 90),
        ([(50, None)], 50),
        ([(-5, None)], 0),
        ([(10, 30), (20, 40)], 70),
        ([(10, 50), (20, 30)], 60),
        ([(10, 10)], 100),
        ([(100, 200)], 100),
        ([(10, 20), (20, 30), (60, None)], 40),
    ],
)
def test_seconds_in_a_pause_are_not_active(pauses: list[tuple[int, int | None]], active: int):
    found = [pause(start, end) for start, end in pauses]
    assert active_seconds(found, NOW, NOW + 100 * SECOND) == active


def test_settling_moves_by_whole_seconds_and_never_back(session: Session, make: Make):
    school = make.school()
    make.user(school, licence=True)
    credits.settle(session, school, NOW + timedelta(seconds=1, microseconds=999_999))
    assert (school.settled_at, school.spent) == (NOW + SECOND, 1)
    assert credits.settle(session, school, NOW - SECOND) == NOW + SECOND
    assert (school.settled_at, school.spent) == (NOW + SECOND, 1)
    credits.settle(session, school, NOW + timedelta(seconds=2, microseconds=1))
    assert school.spent == 2


def test_settling_often_takes_what_settling_once_takes(session: Session, make: Make):
    often, once = make.school(balance=1000), make.school(balance=1000)
    for school in (often, once):
        for _ in range(3):
            make.user(school, licence=True)
    for tenth in range(4000):
        credits.settle(session, often, NOW + tenth * timedelta(seconds=0.1))
    last = NOW + 3999 * timedelta(seconds=0.1)
    credits.settle(session, once, last)
    assert (often.spent, often.balance, often.odometer) == (1000, 0, 334)
    assert (once.spent, once.balance, once.odometer) == (1000, 0, 334)


def do(session: Session, school: School, action: Action, user: User, seconds: int) -> None:
    now = NOW + seconds * SECOND
    chosen = Selection(user_ids=(user.id,))
    drafted = licences.start(session, school.id, action, chosen, by=ADMIN, now=now)
    licences.apply(session, school.id, drafted.draft_id, by=ADMIN, now=now)


def test_what_a_person_cost_is_exact_over_all_their_times(session: Session, make: Make):
    school = make.school()
    user, other = make.user(school, licence=True), make.user(school)
    do(session, school, Action.REVOKE, user, 10)
    do(session, school, Action.ASSIGN, other, 15)
    do(session, school, Action.ASSIGN, user, 20)
    do(session, school, Action.REVOKE, user, 25)
    do(session, school, Action.ASSIGN, user, 25)
    credits.settle(session, school, NOW + 40 * SECOND)
    for row in (user, other):
        session.refresh(row)
    assert [cost(row, school.odometer) for row in (user, other)] == [10 + 20, 25]
    assert school.spent == 10 + 20 + 25


def test_several_commands_in_one_second_are_charged_by_the_last(session: Session, make: Make):
    school = make.school()
    user = make.user(school)
    for action in (Action.ASSIGN, Action.REVOKE, Action.ASSIGN, Action.REVOKE):
        do(session, school, action, user, 5)
    credits.settle(session, school, NOW + 60 * SECOND)
    assert (school.spent, school.paying) == (0, 0)
