from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import credits, pause, settings
from commands.access import Actor, Role
from commands.errors import (
    AlreadySetUpError,
    BadAmountError,
    BadSettingError,
    LastAdminError,
    NotAllowedError,
    NotATeacherError,
    NotEligibleError,
    UnknownUserError,
    UserDeletedError,
)
from store.models import Operation, OutboxMessage, School
from store.queries import operations, people, schools
from tests.factories import ADMIN, CREDIT, NOW, Make

DAY = timedelta(days=1)


def change(session: Session, school: School, now: datetime = NOW, **values: object):
    return settings.change(session, school.id, values, by=ADMIN, now=now)


def first(session: Session, school: School, **values):
    given = {
        "name": "Conservatoire de Tivoli",
        "language": "fr",
        "time_zone": "Europe/Paris",
        "meter_on": True,
        "credits": Decimal(10),
        "admins": [],
        "admins_channel": "C7",
        "by": ADMIN,
        "now": NOW,
    }
    return settings.first_settings(session, school.id, **given | values)


def messages(session: Session, school: School, kind: str) -> list[str]:
    return list(
        session.scalars(
            select(OutboxMessage.destination)
            .where(OutboxMessage.school_id == school.id, OutboxMessage.kind == kind)
            .order_by(OutboxMessage.id)
        )
    )


def test_first_settings_are_one_operation_done_once(session: Session, make: Make):
    school = make.school(set_up_at=None, balance=0, name="T", language="en", time_zone="UTC")
    claire = make.person(school, runs_workspace=True)
    result = first(session, school, admins=[("T1", claire.slack_id)])
    now = settings.current(session, school.id)
    assert (now.name, now.language, now.time_zone) == (
        "Conservatoire de Tivoli",
        "fr",
        "Europe/Paris",
    )
    assert (now.set_up, now.admins_channel) == (True, "C7")
    assert [(admin.slack_id, admin.eligible) for admin in now.admins] == [(claire.slack_id, True)]
    assert school.balance == 10 * CREDIT
    assert messages(session, school, "welcome_admin") == [claire.slack_id]
    made = session.scalars(select(Operation.id).where(Operation.school_id == school.id)).all()
    assert made == [result.operation_id]
    with pytest.raises(AlreadySetUpError):
        first(session, school)


def test_first_settings_without_the_meter_enter_no_credits(session: Session, make: Make):
    school = make.school(set_up_at=None, balance=0)
    first(session, school, meter_on=False)
    assert (school.meter_on, school.balance) == (False, 0)


def test_first_settings_refuse_what_cannot_be_and_staff(session: Session, make: Make):
    school = make.school(set_up_at=None)
    make.person(school, slack_id="UBOT", standing="bot")
    with pytest.raises(BadAmountError):
        first(session, school, credits=Decimal(-1))
    with pytest.raises(BadSettingError):
        first(session, school, name=" ")
    with pytest.raises(NotEligibleError):
        first(session, school, admins=[("T1", "UBOT")])
    with pytest.raises(NotAllowedError):
        first(session, school, by=Actor("T1", make.person(school).slack_id, Role.STAFF))
    assert school.set_up_at is None


def test_first_settings_keep_the_admins_the_command_line_named(session: Session, make: Make):
    school = make.school(set_up_at=None)
    before = make.admin(school)
    claire = make.person(school)
    first(session, school, admins=[("T1", claire.slack_id)])
    named = {admin.slack_id for admin in settings.current(session, school.id).admins}
    assert named == {before.slack_id, claire.slack_id}


def test_a_change_keeps_value_and_stamp_before_and_after(session: Session, make: Make):
    school = make.school(language="fr")
    one = change(session, school, language="en", login_age_days=7)
    two = change(session, school, language="fr", login_age_days=10)
    assert one.changed == {"language": ("fr", "en")}
    assert two.operation_id
    rows = operations.school_changes(session, school.id, two.operation_id)
    kept = [(r.thing, r.key, r.before, r.after, r.stamp_before, r.stamp_after) for r in rows]
    assert kept == [
        ("setting", "language", "en", "fr", one.operation_id, two.operation_id),
        ("setting", "login_age_days", 7, 10, None, two.operation_id),
    ]
    assert schools.setting_stamp(session, school.id, "language") == two.operation_id
    assert schools.setting_stamp(session, make.school().id, "language") is None


def test_what_is_so_already_makes_no_operation(session: Session, make: Make):
    school = make.school(name="Tivoli")
    assert change(session, school, name="  Tivoli ").operation_id is None
    assert messages(session, school, "operation") == []


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("name", "  ", "empty"),
        ("name", "é" * 81, "too_long"),
        ("language", "de", "unknown"),
        ("time_zone", "Europe/Tivoli", "unknown"),
        ("time_zone", "Europe", "unknown"),
        ("time_zone", "../etc/passwd", "unknown"),
        ("time_zone", "", "unknown"),
        ("retention_days", -1, "too_small"),
        ("retention_days", "30", "not_a_number"),
        ("retention_days", 10**9, "too_big"),
        ("login_age_days", 0, "too_small"),
        ("meter_on", "yes", "not_yes_or_no"),
        ("balance", 10, "unknown_setting"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changed(
    session: Session, make: Make, name: str, value: object, reason: str
):
    school = make.school(name="Tivoli")
    with pytest.raises(BadSettingError) as refused:
        change(session, school, **{"admins_channel": "C9", name: value})
    assert (refused.value.name, refused.value.reason) == (name, reason)
    assert school.admins_channel is None


def test_only_admins_change_settings(session: Session, make: Make):
    school = make.school()
    owner = make.person(school, runs_workspace=True)
    make.admin(school)
    with pytest.raises(NotAllowedError):
        settings.change(
            session,
            school.id,
            {"language": "en"},
            by=Actor("T1", owner.slack_id, Role.ADMIN),
            now=NOW,
        )


def test_the_meter_switch_counts_from_now_on(session: Session, make: Make):
    school = make.school(balance=10 * CREDIT)
    make.user(school, licence=True)
    change(session, school, NOW + DAY, meter_on=False)
    assert school.balance == 10 * CREDIT - 86_400
    change(session, school, NOW + 5 * DAY, meter_on=True)
    assert credits.meter(session, school, NOW + 6 * DAY).balance == 10 * CREDIT - 2 * 86_400


def test_a_planned_pause_keeps_its_days_when_the_zone_changes(session: Session, make: Make):
    school = make.school()
    first_day, last_day = date(2026, 12, 19), date(2027, 1, 3)
    pause.plan(session, school.id, first_day=first_day, last_day=last_day, by=ADMIN, now=NOW)
    change(session, school, time_zone="Indian/Reunion")
    planned = pause.planned_pause(session, school, NOW)
    assert planned is not None
    assert (planned.first_day, planned.last_day) == (first_day, last_day)
    assert planned.starts_at == datetime(2026, 12, 18, 20, tzinfo=UTC)
    assert planned.ends_at == datetime(2027, 1, 3, 20, tzinfo=UTC)


def test_a_pause_that_has_begun_keeps_its_beginning_and_its_last_day(session: Session, make: Make):
    school = make.school()
    pause.pause_now(session, school.id, last_day=date(2026, 11, 30), by=ADMIN, now=NOW)
    change(session, school, NOW + DAY, time_zone="America/Martinique")
    current = pause.current_pause(session, school, NOW + DAY)
    assert current is not None
    assert (current.starts_at, current.last_day) == (NOW, date(2026, 11, 30))


def test_a_change_of_zone_does_not_touch_the_time_past(session: Session, make: Make):
    """Late on the eve of a pause, in the new zone its first day has begun already."""
    school = make.school(balance=10 * CREDIT)
    make.user(school, licence=True)
    eve = datetime(2026, 11, 23, 22, tzinfo=UTC)
    pause.plan(
        session,
        school.id,
        first_day=date(2026, 11, 24),
        last_day=date(2026, 11, 30),
        by=ADMIN,
        now=NOW,
    )
    change(session, school, eve, time_zone="Asia/Tokyo")
    assert school.balance == 10 * CREDIT - 13 * 3600
    assert credits.meter(session, school, eve + DAY).balance == school.balance


def test_the_whole_set_of_admins_is_named_at_once_and_new_ones_are_welcomed(
    session: Session, make: Make
):
    school = make.school()
    stays, goes = make.admin(school), make.admin(school)
    comes = make.person(school)
    assert stays.slack_id
    wanted = [("T1", stays.slack_id), ("T1", comes.slack_id)]
    result = settings.name_admins(session, school.id, wanted, by=stays, now=NOW)
    assert (result.added, result.removed) == ((comes.slack_id,), (goes.slack_id,))
    assert messages(session, school, "welcome_admin") == [comes.slack_id]
    again = settings.name_admins(session, school.id, wanted, by=stays, now=NOW)
    assert again.operation_id is None
    with pytest.raises(NotAllowedError):
        settings.name_admins(session, school.id, wanted, by=goes, now=NOW)


def test_the_last_admin_stays(session: Session, make: Make):
    school = make.school()
    admin = make.admin(school)
    with pytest.raises(LastAdminError) as refused:
        settings.name_admins(session, school.id, [], by=admin, now=NOW)
    assert refused.value.slack_id == admin.slack_id
    gone = make.admin(school)
    people.by_slack_ids(session, school.id, [gone.slack_id])[0].standing = "deactivated"
    with pytest.raises(LastAdminError):  # who has left Slack cannot act
        settings.name_admins(session, school.id, [("T1", gone.slack_id)], by=admin, now=NOW)
    done = settings.name_admins(session, school.id, [("T1", admin.slack_id)], by=admin, now=NOW)
    assert done.removed == (gone.slack_id,)


@pytest.mark.parametrize("standing", ["bot", "deactivated", "stranger"])
def test_bots_deactivated_and_strangers_are_not_named(session: Session, make: Make, standing: str):
    school = make.school()
    person = make.person(school, standing=standing)
    with pytest.raises(NotEligibleError):
        settings.name_admins(session, school.id, [("T1", person.slack_id)], by=ADMIN, now=NOW)
    with pytest.raises(NotEligibleError):
        settings.name_admins(session, school.id, [("T1", "U404")], by=ADMIN, now=NOW)


def test_owners_may_always_name_one_but_take_none_out(session: Session, make: Make):
    school = make.school()
    admin = make.admin(school)
    owner = make.person(school, runs_workspace=True)
    by = Actor("T1", owner.slack_id, Role.STAFF)
    me = ("T1", owner.slack_id)
    with pytest.raises(NotAllowedError):
        settings.name_admins(session, school.id, [me], by=by, now=NOW)
    assert admin.slack_id
    both = [("T1", admin.slack_id), me]
    assert settings.name_admins(session, school.id, both, by=by, now=NOW).added == (me[1],)


def test_a_person_is_linked_to_a_teacher_and_unlinked(session: Session, make: Make):
    school = make.school()
    one, two = make.user(school, role="teacher"), make.user(school, role="teacher")
    person = make.person(school)
    who = ("T1", person.slack_id)
    settings.link_teacher(session, school.id, who, one.id, by=ADMIN, now=NOW)
    moved = settings.link_teacher(session, school.id, who, two.id, by=ADMIN, now=NOW)
    assert [line.user_id for line in settings.current(session, school.id).links] == [two.id]
    assert moved.operation_id
    (row,) = operations.school_changes(session, school.id, moved.operation_id)
    assert (row.thing, row.before, row.after) == (
        "teacher_link",
        {"user_id": one.id},
        {"user_id": two.id},
    )
    same = settings.link_teacher(session, school.id, who, two.id, by=ADMIN, now=NOW)
    assert same.operation_id is None
    settings.unlink_teacher(session, school.id, who, by=ADMIN, now=NOW)
    assert settings.current(session, school.id).links == ()
    gone = settings.unlink_teacher(session, school.id, who, by=ADMIN, now=NOW)
    assert gone.operation_id is None


def test_only_this_schools_undeleted_teachers_are_linked(session: Session, make: Make):
    school = make.school()
    who = ("T1", make.person(school).slack_id)
    for user, error in (
        (make.user(role="teacher"), UnknownUserError),
        (make.user(school), NotATeacherError),
        (make.deleted(school, role="teacher"), UserDeletedError),
    ):
        with pytest.raises(error):
            settings.link_teacher(session, school.id, who, user.id, by=ADMIN, now=NOW)
