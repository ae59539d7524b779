"""What the reminders say in the rarer cases, in French."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.texts import Words
from bot.views import notices, reminder_admins, reminder_skipped
from bot.views import reminders as views
from commands.reminder_summary import AdminsMessage, NamedTeacher, SkippedMessage
from commands.schedule import Skip, SkipReason
from tests.factories import CREDIT

WEEK = "2026-W48"
FRENCH = Words("fr", ZoneInfo("Europe/Paris"))
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)

QUIET_WEEK = AdminsMessage(
    week=WEEK,
    rehearsal=False,
    never=9,
    never_before=9,
    cannot_connect={},
    chased=0,
    quiet=0,
    broken=0,
    teachers=0,
    not_found=(),
    unreachable=(),
    failures=(),
    without_teacher=(),
    without_teacher_count=0,
    handed_over=(),
    handed_over_count=0,
    classes=(),
    other_classes=None,
    unused_licences=0,
    unused_cost=0,
    proposals=0,
    paused=None,
    meter_on=True,
)


def test_a_student_without_address_is_said_to_have_none():
    about = views.AddressFor(1, views.Asked(WEEK), "D1", "1.0")
    text = json.dumps(views.address_modal(about, "Zoé", None, FRENCH), ensure_ascii=False)
    assert "Adresse enregistrée\u00a0: aucune" in text


def test_where_slack_knows_none_of_the_teachers_it_is_not_said_that_none_has_to_be_told():
    nobody = "Aucun professeur à prévenir."
    assert nobody in reminder_admins.headline(QUIET_WEEK, FRENCH)
    unknown = replace(QUIET_WEEK, not_found=(NamedTeacher(1, "Jean", "Prof", None),))
    assert nobody not in reminder_admins.headline(unknown, FRENCH)
    assert "n’est trouvé sur Slack" in reminder_admins.headline(unknown, FRENCH)


def test_why_no_reminder_speaks_of_who_was_shut_out_this_week_is_said():
    assert "n’ont pas encore eu" in reminder_admins.figures(replace(QUIET_WEEK, broken=2), FRENCH)


@pytest.mark.parametrize(
    ("cost", "said"), [(CREDIT, "1 crédit jusqu’ici"), (25 * CREDIT // 10, "2,5 crédits jusqu’ici")]
)
def test_what_unused_licences_cost_is_counted_as_french_counts(cost: int, said: str):
    found = replace(QUIET_WEEK, unused_licences=1, unused_cost=cost)
    assert said in reminder_admins.figures(found, FRENCH)


def test_where_no_teacher_was_reached_some_are_named_and_the_others_counted():
    teachers = [NamedTeacher(n, f"É{n}" * 20, "é" * 200, None) for n in range(500)]
    _text, blocks = notices.unreached(teachers, FRENCH)
    assert len(blocks[0]["text"]["text"]) <= 3000
    assert blocks[0]["text"]["text"].endswith("et 475 autres")


def test_a_holiday_of_one_day_is_said_as_one_day():
    day = date(2026, 11, 11)
    skip = Skip(SkipReason.HOLIDAY, holiday=(day, day))
    text, _ = reminder_skipped.message(SkippedMessage(WEEK, skip, "holiday", None), FRENCH)
    assert "le mercredi 11 novembre 2026" in text
    assert " au " not in text


@pytest.mark.parametrize("now", [None, Skip(SkipReason.HOLIDAY, holiday=(date.min, date.max))])
def test_logins_that_became_known_since_are_not_said_to_be_unknown(now: Skip | None):
    text, _ = reminder_skipped.message(SkippedMessage(WEEK, now, "stale", None), FRENCH)
    assert "étaient trop anciennes" in text
    never = SkippedMessage(WEEK, Skip(SkipReason.STALE), "stale", None)
    assert "Aucune connexion n’est connue" in reminder_skipped.message(never, FRENCH)[0]
