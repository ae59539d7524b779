from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import chasing, credits, deletions, dry_run, licences, pause, settings, undo, users
from commands.licences import Action
from commands.schedule import SkipReason
from commands.selection import Selection
from store.models import School, User
from tests.commands.reminding import DAY, HOUR, MONDAY_8, on, student, teacher
from tests.factories import ADMIN, CREDIT, Make

WEEK_AGO = MONDAY_8 - 7 * DAY


def spoken_of(session: Session, school: School, now=MONDAY_8) -> list[int]:
    chased = chasing.chased(session, school, now)
    return list(session.scalars(select(User.id).where(chased.students()).order_by(User.id)))


def set_licence(session: Session, user: User, action: Action, now) -> int:
    selection = Selection(user_ids=(user.id,))
    draft = licences.start(session, user.school_id, action, selection, by=ADMIN, now=now).draft_id
    return licences.apply(session, user.school_id, draft, by=ADMIN, now=now).operation_id


def test_young_accounts_teachers_and_who_connected_are_not_spoken_of(session: Session, make: Make):
    school = on(make)
    old = student(make, school, created_at=WEEK_AGO)
    student(make, school, created_at=WEEK_AGO + timedelta(seconds=1))
    student(make, school, last_login_at=MONDAY_8)
    student(make, school, licence=False)
    make.deleted(school, licence=True)
    teacher(make, school, licence=True)
    external = student(make, school, licence=False, access="external")
    student(make, on(make))
    assert spoken_of(session, school) == [old.id, external.id]


@pytest.mark.parametrize(("days", "chased"), [(8, True), (6, False)])
def test_a_licence_given_within_the_week_leaves_a_week_to_connect(
    session: Session, make: Make, days: int, chased: bool
):
    school = on(make)
    zoe = student(make, school, licence=False)
    set_licence(session, zoe, Action.ASSIGN, MONDAY_8 - days * DAY)
    assert spoken_of(session, school) == ([zoe.id] if chased else [])


def test_an_undo_gives_the_former_stamp_back_and_is_a_break_all_the_same(
    session: Session, make: Make
):
    school = on(make)
    zoe = student(make, school)
    taken = set_licence(session, zoe, Action.REVOKE, MONDAY_8 - 20 * DAY)
    undo.undo(session, school.id, taken, by=ADMIN, now=MONDAY_8 - 2 * DAY)
    session.refresh(zoe)
    assert (zoe.licence, zoe.licence_stamp) == (True, None)
    assert spoken_of(session, school) == []
    assert spoken_of(session, school, MONDAY_8 + 6 * DAY) == [zoe.id]


def test_who_was_deleted_within_the_week_is_not_spoken_of(session: Session, make: Make):
    school = on(make)
    zoe = student(make, school)
    deletions.delete_one(session, school.id, zoe.id, by=ADMIN, now=MONDAY_8 - 20 * DAY)
    at = MONDAY_8 - 2 * DAY
    choice = deletions.Choice(user_ids=(zoe.id,))
    draft = deletions.start_restore(session, school.id, choice, by=ADMIN, now=at).draft_id
    deletions.apply_restore(session, school.id, draft, by=ADMIN, now=at)
    session.refresh(zoe)
    assert (zoe.deleted_at, zoe.licence) == (None, True)
    assert spoken_of(session, school) == []
    assert spoken_of(session, school, MONDAY_8 + 6 * DAY) == [zoe.id]


def test_a_change_of_access_within_the_week_is_a_break_and_one_of_the_name_is_none(
    session: Session, make: Make
):
    school = on(make)
    zoe, noe = student(make, school, licence=False), student(make, school)
    at = MONDAY_8 - 2 * DAY
    users.change(session, school.id, zoe.id, users.UserChanges(access="external"), by=ADMIN, now=at)
    users.change(session, school.id, noe.id, users.UserChanges(first_name="Noé"), by=ADMIN, now=at)
    assert spoken_of(session, school) == [noe.id]


@pytest.mark.parametrize(("days", "chased"), [(8, True), (6, False)])
def test_a_pause_within_the_week_silences_all_but_who_pays_for_themselves(
    session: Session, make: Make, days: int, chased: bool
):
    school = on(make)
    zoe, external = student(make, school), student(make, school, licence=False, access="external")
    ended = MONDAY_8 - days * DAY
    pause.pause_now(session, school.id, by=ADMIN, now=ended - HOUR)
    pause.resume(session, school.id, by=ADMIN, now=ended)
    assert spoken_of(session, school) == ([zoe.id, external.id] if chased else [external.id])
    counts = dry_run.dry_run(session, school.id, MONDAY_8).counts
    assert (counts.listed, counts.broken) == (2, 0 if chased else 1)


def test_credits_that_came_back_within_the_week_silence_them_too(session: Session, make: Make):
    school = on(make, balance=0)
    zoe = student(make, school)
    assert spoken_of(session, school) == []
    credits.buy(session, school.id, credits=Decimal(9), by=ADMIN, now=MONDAY_8 - 2 * DAY)
    assert spoken_of(session, school) == []
    assert spoken_of(session, school, MONDAY_8 + 6 * DAY) == [zoe.id]


def test_credits_bought_while_some_were_left_are_no_break(session: Session, make: Make):
    school = on(make, balance=9 * CREDIT)
    zoe = student(make, school)
    credits.buy(session, school.id, credits=Decimal(9), by=ADMIN, now=MONDAY_8 - 2 * DAY)
    assert spoken_of(session, school) == [zoe.id]


def test_a_meter_switched_off_at_zero_within_the_week_is_a_break(session: Session, make: Make):
    school = on(make, balance=0)
    zoe = student(make, school)
    at = MONDAY_8 - 2 * DAY
    settings.change(session, school.id, {"meter_on": False}, by=ADMIN, now=at)
    assert spoken_of(session, school) == []
    assert spoken_of(session, school, MONDAY_8 + 6 * DAY) == [zoe.id]


def test_a_dry_run_tells_who_would_hear_of_whom_and_writes_nothing(session: Session, make: Make):
    school = on(make, reminders_on=False)
    anne, bruno = teacher(make, school, "UA", last_name="A"), teacher(make, school, last_name="B")
    zoe, young = student(make, school), student(make, school, created_at=MONDAY_8)
    for name in ("Piano", "Chœur", "Solfège"):
        make.school_class(school, name, anne, zoe, young)
    make.school_class(school, "Harpe", bruno, zoe)
    alone = student(make, school)
    found = dry_run.dry_run(session, school.id, MONDAY_8)
    assert (found.on, found.next_due_at, found.skip) == (False, None, None)
    first, second = found.teachers
    assert (first.user_id, first.slack_ids, first.to_find) == (anne.id, ("UA",), False)
    assert [(s.user_id, s.class_name, s.days) for s in first.students] == [(zoe.id, "Chœur", 60)]
    assert (second.user_id, second.slack_ids, second.to_find) == (bruno.id, (), True)
    counts = found.counts
    assert (counts.listed, counts.chased, counts.young, counts.without_teacher) == (3, 2, 1, 1)
    assert alone.id in spoken_of(session, school)
    assert not session.new
    assert not session.dirty
    school.logins_known_at = None
    skip = dry_run.dry_run(session, school.id, MONDAY_8).skip
    assert skip
    assert skip.reason is SkipReason.STALE
