"""Credits entered and corrected, the balance at any moment, and the day they run out."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import credits, pause
from commands.access import Actor, CannotConnect, Role, why_not
from commands.credits import CREDIT, Forecast
from commands.errors import (
    AlreadyDoneError,
    BadAmountError,
    MeterOffError,
    NotAllowedError,
    NotEnoughCreditsError,
)
from store.models import CreditEntry, School
from tests.factories import ADMIN, NOW, Make

DAY = timedelta(days=1)


def buy(session: Session, school: School, amount: str, now: datetime = NOW):
    return credits.buy(session, school.id, credits=Decimal(amount), by=ADMIN, now=now)


def correct(session: Session, school: School, amount: str, now: datetime = NOW):
    return credits.correct(
        session, school.id, credits=Decimal(amount), reason="compté deux fois", by=ADMIN, now=now
    )


def test_a_credit_pays_one_licence_for_365_days(session: Session, make: Make):
    school = make.school(balance=0)
    make.user(school, licence=True)
    bought = buy(session, school, "1")
    assert (bought.amount, bought.balance) == (31_536_000, 31_536_000)
    assert credits.meter(session, school, NOW + 365 * DAY - DAY / 86_400).balance == 1
    assert credits.meter(session, school, NOW + 365 * DAY).balance == 0
    assert bought.run_out.at == NOW + 365 * DAY


@pytest.mark.parametrize(
    ("amount", "seconds"), [("0.5", 15_768_000), ("1.00000001", 31_536_000), ("0.1", 3_153_600)]
)
def test_fractions_are_kept_to_the_licence_second(
    session: Session, make: Make, amount: str, seconds: int
):
    school = make.school(balance=0)
    assert buy(session, school, amount).balance == seconds


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "10000001", "0.000000001"])
def test_what_is_no_amount_is_refused(session: Session, make: Make, amount: str):
    school = make.school(balance=5)
    with pytest.raises(BadAmountError):
        buy(session, school, amount)
    assert school.balance == 5


def test_a_correction_is_an_entry_with_its_reason(session: Session, make: Make):
    school = make.school(balance=0)
    buy(session, school, "3")
    corrected = correct(session, school, "-1")
    entries = session.scalars(
        select(CreditEntry).where(CreditEntry.school_id == school.id).order_by(CreditEntry.id)
    ).all()
    assert [(e.kind, e.amount, e.reason) for e in entries] == [
        ("purchase", 3 * CREDIT, None),
        ("correction", -CREDIT, "compté deux fois"),
    ]
    assert corrected.balance == 2 * CREDIT


def test_a_correction_never_goes_below_zero(session: Session, make: Make):
    school = make.school(balance=CREDIT)
    make.user(school, licence=True)
    with pytest.raises(NotEnoughCreditsError) as refused:
        correct(session, school, "-1", NOW + timedelta(hours=1))
    assert (refused.value.balance, refused.value.wanted) == (CREDIT - 3600, CREDIT)
    assert school.balance == CREDIT - 3600


def test_a_balance_at_zero_stays_there_until_credits_are_entered(session: Session, make: Make):
    school = make.school(balance=100)
    make.user(school, licence=True)
    credits.settle(session, school, NOW + DAY)
    assert (school.balance, school.spent, school.odometer) == (0, 100, 100)
    state = credits.state_at(session, school, NOW + DAY)
    assert (
        why_not(state, deleted=False, access="internal", licence=True) is CannotConnect.NO_CREDITS
    )
    assert credits.run_out(session, school, NOW + DAY).forecast is Forecast.EMPTY
    buy(session, school, "1", NOW + 2 * DAY)
    assert (school.balance, school.spent) == (CREDIT, 100)
    credits.settle(session, school, NOW + 2 * DAY + timedelta(seconds=1))
    assert school.spent == 101


def test_the_balance_is_that_of_the_moment_not_of_the_last_settlement(session: Session, make: Make):
    school = make.school(balance=3600)
    make.user(school, licence=True)
    assert credits.state_at(session, school, NOW + timedelta(minutes=59)).balance == 60
    assert credits.state_at(session, school, NOW + timedelta(hours=1)).balance == 0
    assert (school.balance, school.settled_at) == (3600, NOW)


def test_a_switched_off_meter_takes_nothing_and_is_told_nothing(session: Session, make: Make):
    school = make.school(meter_on=False, balance=0)
    make.user(school, licence=True)
    credits.settle(session, school, NOW + DAY)
    assert (school.spent, school.odometer) == (0, 0)
    with pytest.raises(MeterOffError):
        buy(session, school, "1")
    assert credits.run_out(session, school, NOW).forecast is Forecast.METER_OFF
    state = credits.state_at(session, school, NOW)
    assert why_not(state, deleted=False, access="internal", licence=True) is None


def test_a_form_sent_twice_enters_credits_once(session: Session, make: Make):
    school = make.school(balance=0)
    form = credits.start(session, school.id, by=ADMIN, now=NOW)
    one = {"credits": Decimal(1), "draft_id": form.draft_id, "by": ADMIN, "now": NOW}
    first = credits.buy(session, school.id, **one)
    with pytest.raises(AlreadyDoneError) as refused:
        credits.buy(session, school.id, **one)
    assert (refused.value.operation_id, school.balance) == (first.operation_id, CREDIT)


def test_only_admins_enter_credits(session: Session, make: Make):
    school = make.school(balance=0)
    make.admin(school)
    with pytest.raises(NotAllowedError):
        credits.buy(
            session, school.id, credits=Decimal(1), by=Actor("T1", "U1", Role.STAFF), now=NOW
        )
    assert school.balance == 0


def forecast(session: Session, school: School) -> tuple[Forecast, date | None]:
    found = credits.run_out(session, school, NOW)
    return found.forecast, found.day


def test_the_forecast_knows_of_the_planned_pause(session: Session, make: Make):
    school = make.school(balance=10 * 86_400)
    make.user(school, licence=True)
    assert forecast(session, school) == (Forecast.DAY, date(2026, 12, 3))
    pause.plan(
        session,
        school.id,
        first_day=date(2026, 11, 30),
        last_day=date(2026, 12, 6),
        by=ADMIN,
        now=NOW,
    )
    assert forecast(session, school) == (Forecast.DAY, date(2026, 12, 10))


def test_the_forecast_of_an_open_pause_and_of_no_licences_has_no_day(session: Session, make: Make):
    school = make.school()
    assert forecast(session, school) == (Forecast.NO_LICENCES, None)
    make.user(school, licence=True)
    pause.pause_now(session, school.id, by=ADMIN, now=NOW)
    assert forecast(session, school) == (Forecast.OPEN_PAUSE, None)
    resumed = credits.run_out(session, school, NOW, resumed=True)
    assert resumed.forecast is Forecast.DAY


def test_the_day_is_of_the_schools_zone(session: Session, make: Make):
    evening = NOW.replace(hour=22)
    school = make.school(balance=1800, settled_at=evening)
    make.user(school, licence=True)
    found = credits.run_out(session, school, evening)
    assert (found.at, found.day) == (evening + timedelta(minutes=30), date(2026, 11, 23))
    school.balance = 2 * 3600
    assert credits.run_out(session, school, evening).day == date(2026, 11, 24)


def test_a_balance_for_centuries_has_a_day_all_the_same(session: Session, make: Make):
    school = make.school(balance=2**62)
    make.user(school, licence=True)
    assert credits.run_out(session, school, NOW).forecast is Forecast.DAY


def test_another_schools_licences_are_not_ours_to_pay(session: Session, make: Make):
    school, other = make.school(balance=1000), make.school(balance=1000)
    make.user(other, licence=True)
    credits.settle(session, school, NOW + DAY)
    assert (school.balance, school.spent) == (1000, 0)
    assert credits.settle(session, other, datetime(2026, 1, 1, tzinfo=UTC)) == NOW
