"""What a change of licences does to the credits, in one line."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.texts import Words
from bot.views.credits import credits_line
from commands.credits import Forecast, RunOut

WORDS = Words("en", ZoneInfo("Europe/Paris"))
APRIL = RunOut(Forecast.DAY, day=date(2027, 4, 6))
MAY = RunOut(Forecast.DAY, day=date(2027, 5, 6))


def test_two_days_are_told_side_by_side():
    said = credits_line(APRIL, MAY, WORDS)
    assert said == ("Credits: enough until Thursday, 6 May 2027 instead of Tuesday, 6 April 2027.")


def test_a_day_that_stays_is_told_once():
    assert credits_line(APRIL, APRIL, WORDS) == (
        "Credits: still enough until Tuesday, 6 April 2027."
    )


def test_without_a_meter_nothing_is_said():
    off = RunOut(Forecast.METER_OFF)
    assert credits_line(off, off, WORDS) == ""
