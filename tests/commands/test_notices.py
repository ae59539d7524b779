from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commands import credits, notices, pause
from store.models import OutboxMessage, School
from store.session import Sessions
from tests.commands.reminding import DAY, HOUR, MONDAY_8, messages, on, prepare, student, teacher
from tests.factories import ADMIN, CREDIT, Make


def said(session: Session, school: School, now) -> list[tuple[str, dict]]:
    """What is told now; whoever asks a second time finds nothing."""
    found = notices.due_notices(session, school.id, now)
    notices.tell(session, found, now)
    notices.tell(session, found, now)
    again = notices.due_notices(session, school.id, now)
    assert again == []
    return [(each.kind, each.content) for each in found]


def with_credits_for(session: Session, make: Make, days: int) -> School:
    """A school whose one licence can be paid so long."""
    school = on(make, balance=0, settled_at=MONDAY_8)
    student(make, school)
    credits.buy(session, school.id, credits=Decimal(days) / 365, by=ADMIN, now=MONDAY_8)
    return school


def test_credits_that_will_run_out_are_told_at_thirty_fourteen_and_three_days(
    session: Session, make: Make
):
    school = with_credits_for(session, make, 40)
    told = {}
    for day in range(41):
        for kind, content in said(session, school, MONDAY_8 + day * DAY):
            told[day] = (kind, content["days"])
    assert told == {10: ("credits_low", 30), 26: ("credits_low", 14), 37: ("credits_low", 3)}


def test_who_begins_with_little_is_told_the_tightest_only_and_anew_after_a_purchase(
    session: Session, make: Make
):
    school = with_credits_for(session, make, 2)
    assert [content["days"] for _, content in said(session, school, MONDAY_8 + HOUR)] == [3]
    credits.correct(
        session,
        school.id,
        credits=Decimal(18) / 365,
        reason="geste commercial",
        by=ADMIN,
        now=MONDAY_8 + HOUR,
    )
    assert said(session, school, MONDAY_8 + 2 * HOUR) == []
    credits.buy(session, school.id, credits=Decimal(5) / 365, by=ADMIN, now=MONDAY_8 + 2 * HOUR)
    assert [content["days"] for _, content in said(session, school, MONDAY_8 + 3 * HOUR)] == [30]
    found = notices.credits_notice(session, school.id, MONDAY_8 + 3 * HOUR)
    assert (found.days, found.paying) == (25, 1)
    assert 24 * 86_400 < found.balance < 25 * 86_400


@pytest.mark.parametrize("values", [{"meter_on": False}, {"balance": 5 * CREDIT // 365}])
def test_nothing_is_said_of_credits_without_the_meter_or_before_the_first_purchase(
    session: Session, make: Make, values: dict[str, object]
):
    school = on(make, settled_at=MONDAY_8, **values)
    student(make, school)
    assert said(session, school, MONDAY_8) == []


def planned(session: Session, school: School, first: date, last: date) -> None:
    pause.plan(session, school.id, first_day=first, last_day=last, by=ADMIN, now=MONDAY_8)


def test_a_planned_pause_is_told_when_it_begins_two_weeks_before_it_ends_and_when_it_ends(
    session: Session, make: Make
):
    school = on(make)
    student(make, school)
    planned(session, school, date(2026, 12, 1), date(2026, 12, 31))
    told = {}
    for day in range(60):
        for kind, _ in said(session, school, MONDAY_8 + day * DAY):
            told[(MONDAY_8 + day * DAY).date()] = kind
    assert told == {
        date(2026, 12, 1): "pause_begun",
        date(2026, 12, 18): "pause_ending",
        date(2027, 1, 1): "pause_ended",
    }


def test_what_will_be_resumed_is_told_in_figures(session: Session, make: Make):
    school = on(make)
    student(make, school)
    teacher(make, school, licence=True)
    planned(session, school, date(2026, 12, 1), date(2026, 12, 31))
    (kind, content), *_ = said(session, school, MONDAY_8 + 26 * DAY)
    assert kind == "pause_ending"
    found = notices.pause_notice(session, school.id, content["pause_id"], MONDAY_8 + 26 * DAY)
    assert found
    assert (found.students, found.teachers) == (1, 1)
    assert found.pause.last_day == date(2026, 12, 31)


def test_a_short_pause_is_not_announced_before_it_ends(session: Session, make: Make):
    school = on(make)
    planned(session, school, date(2026, 12, 1), date(2026, 12, 5))
    kinds = [kind for day in range(20) for kind, _ in said(session, school, MONDAY_8 + day * DAY)]
    assert kinds == ["pause_begun", "pause_ended"]


def test_a_moved_end_is_announced_anew_and_a_cancelled_plan_never(session: Session, make: Make):
    school = on(make)
    planned(session, school, date(2026, 12, 1), date(2026, 12, 31))
    now = MONDAY_8 + 26 * DAY
    assert "pause_ending" in [kind for kind, _ in said(session, school, now)]
    pause.move_plan(
        session,
        school.id,
        first_day=date(2026, 12, 1),
        last_day=date(2027, 1, 2),
        by=ADMIN,
        now=now,
    )
    assert [kind for kind, _ in said(session, school, now + 3 * DAY)] == ["pause_ending"]
    other = on(make)
    planned(session, other, date(2026, 12, 1), date(2026, 12, 31))
    pause.cancel_plan(session, other.id, by=ADMIN, now=MONDAY_8 + DAY)
    assert said(session, other, MONDAY_8 + 9 * DAY) == []


def test_a_pause_that_somebody_ended_or_began_by_a_click_is_not_told_again(
    session: Session, make: Make
):
    school = on(make)
    pause.pause_now(session, school.id, by=ADMIN, now=MONDAY_8)
    pause.resume(session, school.id, by=ADMIN, now=MONDAY_8 + HOUR)
    assert said(session, school, MONDAY_8 + 2 * HOUR) == []
    pause.pause_now(
        session, school.id, last_day=date(2026, 11, 24), by=ADMIN, now=MONDAY_8 + 3 * HOUR
    )
    assert said(session, school, MONDAY_8 + 4 * HOUR) == []
    assert [kind for kind, _ in said(session, school, MONDAY_8 + 2 * DAY)] == ["pause_ended"]


def test_what_happened_long_ago_is_no_news_when_the_bot_comes_back(session: Session, make: Make):
    school = on(make)
    planned(session, school, date(2026, 12, 1), date(2026, 12, 5))
    assert said(session, school, MONDAY_8 + 40 * DAY) == []


def test_at_night_a_notice_waits_for_the_morning(session: Session, make: Make):
    school = on(make)
    planned(session, school, date(2026, 12, 1), date(2026, 12, 5))
    midnight = MONDAY_8 + 7 * DAY + 16 * HOUR
    assert [kind for kind, _ in said(session, school, midnight)] == ["pause_begun"]
    assert messages(session, school, "pause_begun")[0].not_before == midnight + 7 * HOUR


def test_a_teacher_who_cannot_be_written_to_is_named_to_the_admins_once(
    session: Session, make: Make
):
    school = on(make)
    anne = teacher(make, school, "UA", first_name="Anne")
    make.school_class(school, "Piano", anne, student(make, school))
    prepare(session, school)
    assert said(session, school, MONDAY_8 + HOUR) == []
    state(session, school, "failed")
    (kind, content), *more = said(session, school, MONDAY_8 + HOUR)
    assert (kind, more) == ("reminder_unreached", [])
    named = notices.unreached_notice(session, school.id, content)
    assert [each.first_name for each in named] == ["Anne"]


def test_all_whom_slack_refuses_are_named_in_one_message_and_later_ones_in_another(
    session: Session, make: Make
):
    school = on(make)
    piano = make.school_class(school, "Piano", student(make, school))
    for name in ("Anne", "Bruno", "Chloé"):
        make.enrol(piano, teacher(make, school, f"U{name[0]}", first_name=name))
    prepare(session, school)
    state(session, school, "failed", "UA", "UB")
    (found,) = notices.due_notices(session, school.id, MONDAY_8 + HOUR)
    assert names(session, school, found.content) == ["Anne", "Bruno"]
    state(session, school, "failed", "UC")
    (of_another_replica,) = notices.due_notices(session, school.id, MONDAY_8 + HOUR)
    notices.tell(session, [found], MONDAY_8 + HOUR)
    notices.tell(session, [of_another_replica], MONDAY_8 + HOUR)
    ((_, content),) = said(session, school, MONDAY_8 + HOUR)
    assert names(session, school, content) == ["Chloé"]
    assert len(messages(session, school, "reminder_unreached")) == 2


def names(session: Session, school: School, content: dict) -> list[str]:
    found = notices.unreached_notice(session, school.id, content)
    return sorted(each.first_name for each in found)


def test_a_message_that_nobody_can_look_for_is_told_of_after_an_hour(session: Session, make: Make):
    school = on(make)
    make.school_class(school, "Piano", teacher(make, school, "UA"), student(make, school))
    prepare(session, school)
    state(session, school, "sending")
    assert said(session, school, MONDAY_8 + HOUR - timedelta(minutes=1)) == []
    found = said(session, school, MONDAY_8 + HOUR + timedelta(minutes=1))
    assert [kind for kind, _ in found] == ["reminder_unreached"]


def state(session: Session, school: School, to: str, *of: str) -> None:
    """Of the messages to these people, or of all."""
    update_ = update(OutboxMessage).where(
        OutboxMessage.school_id == school.id, OutboxMessage.kind == "reminder_teacher"
    )
    if of:
        update_ = update_.where(OutboxMessage.destination.in_(of))
    session.execute(update_.values(state=to))


def test_replicas_that_find_the_same_notice_write_one_message(sessions: Sessions):
    with sessions.writing.begin() as session:
        school = on(Make(session))
        planned(session, school, date(2026, 12, 1), date(2026, 12, 5))
        school_id = school.id
    now = MONDAY_8 + 9 * DAY
    with sessions.reading() as session:
        found = notices.due_notices(session, school_id, now)
    for _replica in range(3):
        with sessions.writing.begin() as session:
            notices.tell(session, found, now)
    with sessions.reading() as session:
        kinds = session.scalars(
            select(OutboxMessage.kind).where(OutboxMessage.kind != "operation")
        ).all()
    assert kinds == ["pause_begun"]
