from datetime import date, timedelta

from sqlalchemy.orm import Session

from commands import account, connections, licences, pause
from commands.credits import Forecast
from commands.licences import Action
from commands.selection import Selection
from tests.factories import ADMIN, NOW, Make

DAY = timedelta(days=1)


def test_the_account_at_one_glance(session: Session, make: Make):
    school = make.school(balance=3 * 86_400 * 30, name="Tivoli")
    make.user(school, licence=True)
    make.user(school, licence=True, last_login_at=NOW)
    make.user(school, role="teacher", licence=True)
    make.user(school, role="teacher")
    make.user(school, access="external")
    make.deleted(school, licence=True)
    make.deleted(school, access="external", erased_at=NOW)
    make.user(licence=True)  # of another school
    seen = account.view(session, school.id, NOW + DAY)
    assert seen.school.name == "Tivoli"
    assert (seen.students, seen.teachers, seen.licences, seen.external) == (2, 1, 3, 1)
    assert (seen.balance, seen.per_day) == (3 * 86_400 * 29, 3 * 86_400)
    assert (seen.run_out.forecast, seen.run_out.day) == (Forecast.DAY, date(2026, 12, 23))
    assert (seen.deleted, seen.never_connected) == (1, 2)
    assert (seen.paused, seen.planned) == (None, None)


def test_looking_settles_nothing(session: Session, make: Make):
    school = make.school()
    make.user(school, licence=True)
    account.view(session, school.id, NOW + DAY)
    session.refresh(school)
    assert school.settled_at == NOW


def test_a_pause_is_shown_with_who_and_until_when_and_the_plan_beside_it(
    session: Session, make: Make
):
    school = make.school()
    admin = make.admin(school)
    pause.pause_now(session, school.id, last_day=date(2026, 11, 29), by=admin, now=NOW)
    pause.plan(
        session,
        school.id,
        first_day=date(2026, 12, 19),
        last_day=date(2027, 1, 3),
        by=admin,
        now=NOW,
    )
    seen = account.view(session, school.id, NOW + DAY)
    assert seen.paused is not None
    assert (seen.paused.by, seen.paused.starts_at) == (admin.slack_id, NOW)
    assert seen.paused.last_day == date(2026, 11, 29)
    assert seen.planned is not None
    assert seen.planned.first_day == date(2026, 12, 19)


def test_until_the_application_asks_the_account_says_so(session: Session, make: Make):
    school = make.school()
    user = make.user(school)
    assert not account.view(session, school.id, NOW).asked
    connections.can_connect(session, school.id, user.id, NOW)
    session.refresh(school)
    assert account.view(session, school.id, NOW).asked


def test_logins_too_old_are_called_so(session: Session, make: Make):
    school = make.school(logins_known_at=NOW - 8 * DAY)
    seen = account.view(session, school.id, NOW)
    assert (seen.logins_known_at, seen.logins_stale) == (NOW - 8 * DAY, True)


def test_the_newest_operations_come_first(session: Session, make: Make):
    school = make.school()
    make.user(school)
    for action in (Action.ASSIGN, Action.REVOKE):
        preview = licences.start(session, school.id, action, Selection(), by=ADMIN, now=NOW)
        licences.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    seen = account.view(session, school.id, NOW, operations=1)
    assert [(line.kind, line.can_undo) for line in seen.latest] == [("revoke", True)]
