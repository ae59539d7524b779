from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from commands import pause, schedule, settings, undo
from commands.errors import BadSettingError
from commands.schedule import SkipReason
from store.models import ReminderWeek, School
from store.session import Sessions, count_statements
from tests.factories import ADMIN, NOW, Make

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY_8 = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Eight in the morning in Paris."""
LONG_AGO = NOW - 60 * DAY


def on(make: Make, **values: object) -> School:
    defaults = {"reminders_on": True, "created_at": LONG_AGO, "logins_known_at": NOW}
    return make.school(**defaults | values)


def change(session: Session, school: School, now: datetime = LONG_AGO, **values: object):
    return settings.change(session, school.id, values, by=ADMIN, now=now)


def due(session: Session, school: School, now: datetime) -> list[str]:
    return [each.week for each in schedule.due(session, now) if each.school_id == school.id]


def handled(session: Session, school: School, week: str, outcome: str = "sent", **values) -> None:
    row = {"due_at": NOW, "prepared_at": NOW, "figures": {}} | values
    session.add(ReminderWeek(school_id=school.id, week=week, outcome=outcome, **row))
    session.flush()


def test_eight_stays_eight_when_the_clocks_change(make: Make):
    school = on(make)
    weeks = ["2026-W43", "2026-W44", "2027-W12", "2027-W13"]
    at = [schedule.due_at(school, week) for week in weeks]
    assert [each.hour for each in at] == [6, 7, 7, 6]
    assert {each.astimezone(school.zone).hour for each in at} == {8}
    assert [each.astimezone(school.zone).isoweekday() for each in at] == [1, 1, 1, 1]


def test_an_hour_that_does_not_exist_moves_to_the_first_that_does():
    paris = ZoneInfo("Europe/Paris")
    moved = schedule.at_hour(date(2027, 3, 28), 2, paris)
    assert moved.astimezone(paris).isoformat() == "2027-03-28T03:00:00+02:00"
    apia = ZoneInfo("Pacific/Apia")  # it had no 30 December 2011
    moved = schedule.at_hour(date(2011, 12, 30), 8, apia)
    assert moved.astimezone(apia).date() == date(2011, 12, 31)
    assert moved.astimezone(apia).hour == 0


def test_an_hour_that_comes_twice_is_due_at_its_first_coming():
    paris = ZoneInfo("Europe/Paris")
    first = schedule.at_hour(date(2026, 10, 25), 2, paris)
    assert first.astimezone(paris).isoformat() == "2026-10-25T02:00:00+02:00"


def test_a_week_is_due_from_its_hour_on_and_once(session: Session, make: Make):
    school = on(make)
    handled(session, school, "2026-W47")
    assert due(session, school, MONDAY_8 - timedelta(seconds=1)) == []
    assert due(session, school, MONDAY_8) == ["2026-W48"]
    handled(session, school, "2026-W48")
    assert due(session, school, MONDAY_8 + HOUR) == []
    assert due(session, school, MONDAY_8 + 7 * DAY) == ["2026-W49"]


def test_a_clock_that_goes_back_makes_nothing_due_again(session: Session, make: Make):
    school = on(make)
    handled(session, school, "2026-W47")
    handled(session, school, "2026-W48")
    for hours in (-2, -1, 0, 1, 2):
        assert due(session, school, MONDAY_8 + hours * HOUR) == []


def test_a_missed_week_is_due_for_less_than_seven_days(session: Session, make: Make):
    school = on(make, reminder_day=5, reminder_hour=17)
    friday = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    assert due(session, school, friday + 6 * DAY) == ["2026-W47"]
    assert due(session, school, friday + 7 * DAY) == ["2026-W48"]


def test_the_first_day_of_a_year_may_be_in_the_last_week_of_the_one_before(make: Make):
    assert schedule.week_of(date(2027, 1, 1)) == "2026-W53"
    school = on(make, reminder_day=5)
    assert schedule.due_at(school, "2026-W53") == datetime(2027, 1, 1, 7, tzinfo=UTC)


def test_nothing_is_due_at_night(session: Session, make: Make):
    school = on(make)
    evening = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
    assert due(session, school, evening - timedelta(seconds=1)) == ["2026-W48"]
    for hours in (0, 4, 10):
        assert due(session, school, evening + hours * HOUR) == []
    assert due(session, school, evening + 11 * HOUR) == ["2026-W48"]
    assert schedule.next_speaking(school.zone, evening) == evening + 11 * HOUR


def test_who_is_off_or_not_set_up_is_never_due(session: Session, make: Make):
    for values in ({"reminders_on": False}, {"set_up_at": None}):
        assert due(session, on(make, **values), MONDAY_8) == []


def test_a_time_that_was_past_when_it_was_chosen_is_not_due(session: Session, make: Make):
    school = on(make, reminders_on=False)
    change(session, school, now=MONDAY_8 + DAY, reminders_on=True)
    assert due(session, school, MONDAY_8 + DAY + HOUR) == []
    assert due(session, school, MONDAY_8 + 7 * DAY) == ["2026-W49"]
    change(session, school, now=MONDAY_8 + 10 * DAY, reminder_day=2)
    assert due(session, school, MONDAY_8 + 10 * DAY + HOUR) == []
    assert due(session, school, MONDAY_8 + 15 * DAY) == ["2026-W50"]


def test_paused_then_holiday_then_stale_are_why_a_week_is_skipped(session: Session, make: Make):
    school = on(make, logins_known_at=NOW - 8 * DAY)
    holidays = [(date(2026, 11, 21), date(2026, 11, 23))]
    change(session, school, holidays=holidays)
    pause.pause_now(session, school.id, by=ADMIN, now=NOW)
    found = schedule.skip_at(session, school, NOW, NOW)
    assert found
    assert (found.reason, found.pause and found.pause.starts_at) == (SkipReason.PAUSED, NOW)
    pause.resume(session, school.id, by=ADMIN, now=NOW + HOUR)
    found = schedule.skip_at(session, school, NOW, NOW + 2 * HOUR)
    assert found
    assert (found.reason, found.holiday) == (SkipReason.HOLIDAY, holidays[0])
    found = schedule.skip_at(session, school, NOW + DAY, NOW + DAY)
    assert found
    assert (found.reason, found.known_at) == (SkipReason.STALE, NOW - 8 * DAY)
    school.logins_known_at = NOW
    assert schedule.skip_at(session, school, NOW + DAY, NOW + DAY) is None


def test_a_school_without_any_login_known_is_stale(session: Session, make: Make):
    found = schedule.skip_at(session, on(make, logins_known_at=None), NOW, NOW)
    assert found
    assert (found.reason, found.known_at) == (SkipReason.STALE, None)


def test_each_switching_on_has_its_rehearsal_and_undoing_a_switching_off_has_none(
    session: Session, make: Make
):
    school = on(make, reminders_on=False)
    first = change(session, school, reminders_on=True).operation_id
    assert schedule.settings(session, school.id, NOW).rehearsal_next
    handled(session, school, "2026-W47", "skipped", reason="holiday", switched_on=first)
    assert schedule.settings(session, school.id, NOW).rehearsal_next
    handled(session, school, "2026-W48", "rehearsed", switched_on=first)
    assert not schedule.settings(session, school.id, NOW).rehearsal_next
    off = change(session, school, now=NOW, reminders_on=False).operation_id
    assert schedule.settings(session, school.id, NOW).next_due_at is None
    undo.undo(session, school.id, off or 0, by=ADMIN, now=NOW)
    assert not schedule.settings(session, school.id, NOW).rehearsal_next
    change(session, school, now=NOW, reminders_on=False)
    change(session, school, now=NOW, reminders_on=True)
    assert schedule.settings(session, school.id, NOW).rehearsal_next


def test_the_settings_tell_when_the_next_reminder_comes(session: Session, make: Make):
    school = on(make)
    assert schedule.settings(session, school.id, MONDAY_8 - HOUR).next_due_at == MONDAY_8
    handled(session, school, "2026-W48")
    found = schedule.settings(session, school.id, MONDAY_8 - HOUR)
    assert (found.next_week, found.next_due_at) == ("2026-W49", MONDAY_8 + 7 * DAY)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("reminder_day", 8, "too_big"),
        ("reminder_day", 0, "too_small"),
        ("reminder_hour", 6, "too_small"),
        ("reminder_hour", 20, "too_big"),
        ("reminder_hour", "8", "not_a_number"),
        ("reminders_on", "yes", "not_yes_or_no"),
        ("holidays", [("2026-12-20", "2026-12-19")], "ends_before_it_starts"),
        ("holidays", [("2026-12-32", "2027-01-03")], "not_a_day"),
        ("holidays", ["2026-12-20"], "not_a_day"),
        ("holidays", 7, "not_a_day"),
        ("holidays", [("2026-12-20", "2026-12-20")] * 101, "too_many"),
        ("connection_guide", "javascript:alert(1)", "not_a_link"),
        ("connection_guide", "https://", "not_a_link"),
        ("connection_guide", "https://a.example/<x>", "not_a_link"),
        ("login_recovery", "https://[", "not_a_link"),
        ("login_recovery", "https://a.example/" + "a" * 1000, "too_long"),
    ],
)
def test_what_a_setting_cannot_be_is_refused_with_its_reason(
    session: Session, make: Make, name: str, value: object, reason: str
):
    school = on(make)
    with pytest.raises(BadSettingError) as caught:
        change(session, school, **{name: value})
    assert (caught.value.name, caught.value.reason) == (name, reason)


def test_settings_of_the_reminders_are_operations_and_can_be_undone(session: Session, make: Make):
    school = on(make)
    days = (date(2026, 12, 19), date(2027, 1, 3))
    guide = " https://tivoli.example/guide "
    done = change(session, school, holidays=[days, days], connection_guide=guide, reminder_hour=17)
    found = schedule.settings(session, school.id, NOW)
    assert (found.holidays, found.hour) == ((days,), 17)
    assert found.connection_guide == "https://tivoli.example/guide"
    assert change(session, school, holidays=[["2026-12-19", "2027-01-03"]]).operation_id is None
    undo.undo(session, school.id, done.operation_id or 0, by=ADMIN, now=NOW)
    found = schedule.settings(session, school.id, NOW)
    assert (found.holidays, found.connection_guide, found.hour) == ((), None, 8)


def test_what_is_due_takes_as_many_statements_for_thirty_schools_as_for_one(sessions: Sessions):
    seen: list[str] = []
    count_statements(sessions.engine, seen.append)
    taken = []
    for more in (1, 29):
        with sessions.writing.begin() as session:
            for _ in range(more):
                on(Make(session))
        seen.clear()
        with sessions.reading() as session:
            found = schedule.due(session, MONDAY_8)
        taken.append(len(seen))
    assert len(found) == 30
    assert taken[0] == taken[1]


def test_a_clock_set_back_by_weeks_leaves_the_settings_readable(session: Session, make: Make):
    school = on(make)
    for week in ("2026-W48", "2026-W49", "2026-W50"):
        handled(session, school, week)
    found = schedule.settings(session, school.id, MONDAY_8)
    assert found.next_week == "2026-W50"
