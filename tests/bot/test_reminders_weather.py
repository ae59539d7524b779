"""The weekly reminders when a clock is set, a pause comes first, or nobody may look."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from bot import reminders as by_itself
from bot.commandline import reminders as terminal
from bot.commandline.arguments import make_parser
from bot.commandline.schools import StopError
from bot.outbox import LEASE
from commands import credits, pause
from commands.reminder_summary import STUCK
from store.models import OutboxMessage, Reminder, ReminderWeek, School, User
from store.session import Sessions
from tests.bot.conftest import House
from tests.bot.test_reminders import DAY, MONDAY_8, SECRETARIAT, SUNDAY, WEEK, begin, rows, run
from tests.factories import ADMIN

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def term(house: House) -> House:
    """Sunday noon of a school past its rehearsal."""
    begin(house)
    ago = MONDAY_8 - 7 * DAY
    past = {"outcome": "rehearsed", "due_at": ago, "prepared_at": ago, "figures": {"never": 19}}
    with house.sessions.writing.begin() as session:
        session.add(ReminderWeek(school_id=house.school.id, week="2026-W47", **past))
    return house


def sent(house: House, kind: str) -> list[str]:
    """As `rows`, once the sender has done what it is at."""
    house.bot.sender.send_all()
    return rows(house, kind)


def told(house: House, name: str) -> int:
    return sum("🔔" in message["text"] for message in house.person(name).messages())


def test_a_school_paused_a_minute_before_is_told_why_and_its_teachers_are_left_in_peace(
    term: House,
):
    with term.sessions.writing.begin() as session:
        pause.pause_now(session, term.school.id, by=ADMIN, now=MONDAY_8 - MINUTE)
    term.clock.now = MONDAY_8
    run(term)
    term.person("Claire").wait_for_message("est en pause", channel=SECRETARIAT)
    assert (rows(term, "reminder_teacher"), sent(term, "reminder_skipped")) == ([], ["sent"])
    assert told(term, "Hélène") == 0


def test_a_clock_set_over_the_hour_and_back_tells_everybody_once(term: House):
    for minutes in (-90, -1, 20, -30, 0, 600, -60, 24 * 60, 5):
        term.clock.now = MONDAY_8 + minutes * MINUTE
        run(term)
        term.bot.sender.send_all()
    assert rows(term, "reminder_teacher") == rows(term, "reminder_admins") == ["sent"]
    assert told(term, "Hélène") == 1
    weeks = term.read(lambda session: list(session.scalars(select(ReminderWeek.week))))
    assert sorted(weeks) == ["2026-W47", WEEK]


def test_while_nobody_may_look_it_is_told_late_rather_than_twice_and_the_teacher_is_named(
    term: House,
):
    term.fail("chat.postMessage", kind="lost_answer")
    term.fail("conversations.history", kind="refuse", code="missing_scope", times=1000)
    term.clock.now = MONDAY_8
    run(term)
    claire = term.person("Claire")
    claire.wait_for_message("Cette semaine", channel=SECRETARIAT)
    for _ in range(4):
        term.clock.pass_(seconds=LEASE.total_seconds() + 1)
        term.bot.sender.send_all()
    assert (told(term, "Hélène"), rows(term, "reminder_teacher")) == (1, ["sending"])
    term.clock.now = MONDAY_8 + STUCK + MINUTE
    for _ in range(2):
        by_itself.tell_notices(term.bot.services)
    found = claire.wait_for_message("n’a peut-être pas reçu son rappel", channel=SECRETARIAT)
    assert "Hélène Bodin" in claire.read_text(found)
    assert sent(term, "reminder_unreached") == ["sent"]
    faults = term.workspace.workspace.faults
    term.workspace.on_loop(faults.clear)
    term.clock.pass_(seconds=LEASE.total_seconds() + 1)
    term.bot.sender.send_all()
    assert (told(term, "Hélène"), rows(term, "reminder_teacher")) == (1, ["sent"])


def test_a_teacher_named_in_the_weeks_message_is_not_named_a_second_time(term: House):
    term.fail("chat.postMessage", kind="refuse", code="user_not_found")
    term.clock.now = MONDAY_8
    run(term)
    claire = term.person("Claire")
    found = claire.wait_for_message("Cette semaine", channel=SECRETARIAT)
    assert "Hélène Bodin" in claire.read_text(found)
    assert sent(term, "reminder_teacher") == ["failed"]
    by_itself.tell_notices(term.bot.services)
    assert sent(term, "reminder_unreached") == []
    with term.sessions.writing.begin() as session:
        (row,) = session.scalars(select(OutboxMessage).filter_by(kind="reminder_teacher"))
        row.created_at += MINUTE  # wanted anew, and refused again
    by_itself.tell_notices(term.bot.services)
    assert sent(term, "reminder_unreached") == ["sent"]


def test_who_was_reminded_of_for_four_weeks_is_the_admins_now(term: House):
    with term.sessions.writing.begin() as session:
        school_id = term.school.id
        student = session.scalars(
            select(User).where(User.licence, User.role == "student").order_by(User.id)
        ).first()
        assert student
        for week in ("2026-W43", "2026-W44", "2026-W45", "2026-W46"):
            session.add(Reminder(school_id=school_id, week=week, user_id=student.id, counts=True))
        name = f"{student.first_name} {student.last_name}"
    term.clock.now = MONDAY_8
    run(term)
    claire, helene = term.person("Claire"), term.person("Hélène")
    text = claire.read_text(claire.wait_for_message("Cette semaine", channel=SECRETARIAT))
    assert name in text
    assert "quatre" in text
    found = helene.wait_for_message("🔔 Bonjour Hélène. 11 de vos élèves")
    assert name not in helene.read_text(found)


def test_credits_that_run_low_are_told_in_one_sentence_and_once(term: House):
    with term.sessions.writing.begin() as session:
        credits.buy(session, term.school.id, credits=Decimal(1), by=ADMIN, now=SUNDAY)
        ten_days = 10 * 86_400 * 15
        session.execute(update(School).values(balance=ten_days))
    term.clock.now = MONDAY_8
    for _ in range(2):
        by_itself.tell_notices(term.bot.services)
    claire = term.person("Claire")
    found = claire.wait_for_message("de quoi tenir", channel=SECRETARIAT)
    assert "jours, jusqu’au" in found["text"]
    assert "[Saisir des crédits]" in claire.read_text(found)
    assert sent(term, "credits_low") == ["sent"]


def test_a_dry_run_without_a_school_says_what_to_do(sessions: Sessions):
    arguments = make_parser(terminal.words_for("fr")).parse_args(["reminders", "--dry-run"])
    with pytest.raises(StopError) as caught:
        terminal.run(arguments, sessions, {}, MONDAY_8)
    assert "importez d’abord une liste" in str(caught.value)
