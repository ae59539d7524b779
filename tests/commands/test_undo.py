"""Undo, kind by kind. What holds of every sequence is in test_undo_properties.py."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import credits, licences, pause
from commands.access import Actor, Role
from commands.credits import CREDIT
from commands.errors import (
    AlreadyUndoneError,
    CannotBeUndoneError,
    NotAllowedError,
    NotEnoughCreditsError,
    NothingLeftToUndoError,
    UnknownOperationError,
)
from commands.licences import Action
from commands.selection import Selection
from commands.undo import LeftAlone, LeftReason, preview, undo
from store.models import Change, CreditEntry, Operation, OutboxMessage, Pause, School, User
from tests.factories import ADMIN, NOW, Make

HOUR = timedelta(hours=1)


def do(session: Session, school: School, action: Action, *users: User, now=NOW) -> int:
    """Assign or revoke for these users; the operation's id."""
    selection = Selection(user_ids=tuple(user.id for user in users))
    drafted = licences.start(session, school.id, action, selection, by=ADMIN, now=now)
    return licences.apply(session, school.id, drafted.draft_id, by=ADMIN, now=now).operation_id


def held(session: Session, *users: User) -> list[bool]:
    for user in users:
        session.refresh(user)
    return [user.licence for user in users]


def back(session: Session, school: School, operation_id: int, now=NOW):
    return undo(session, school.id, operation_id, by=ADMIN, now=now)


def test_undoing_a_revocation_gives_back_licence_and_stamp(session: Session, make: Make):
    school = make.school()
    first = make.operation(school, "assign").id
    users = [make.user(school, licence=True, licence_stamp=first) for _ in range(3)]
    revoked = do(session, school, Action.REVOKE, *users)
    result = back(session, school, revoked)
    assert (result.undone_kind, result.licences_given, result.left) == ("revoke", 3, 0)
    assert held(session, *users) == [True] * 3
    assert [user.licence_stamp for user in users] == [first] * 3
    assert school.paying == 3


def test_undoing_an_undo_takes_the_licences_again(session: Session, make: Make):
    school = make.school()
    user = make.user(school, licence=True)
    revoked = do(session, school, Action.REVOKE, user)
    undone = back(session, school, revoked)
    again = back(session, school, undone.operation_id)
    assert (again.undone_kind, again.licences_taken) == ("undo", 1)
    assert held(session, user) == [False]
    assert user.licence_stamp == revoked
    thrice = back(session, school, again.operation_id)
    assert (held(session, user), thrice.licences_given) == ([True], 1)
    assert (user.licence_stamp, school.paying) == (None, 1)


def test_what_others_changed_since_is_left_alone_and_named(session: Session, make: Make):
    school = make.school()
    mine, theirs = make.user(school, licence=True), make.user(school, licence=True)
    revoked = do(session, school, Action.REVOKE, mine, theirs)
    do(session, school, Action.ASSIGN, theirs)
    revoked_again = do(session, school, Action.REVOKE, theirs)
    result = back(session, school, revoked)
    assert held(session, mine, theirs) == [True, False]
    name = f"{theirs.first_name} {theirs.last_name}"
    assert result.left_alone == (LeftAlone(theirs.id, name, LeftReason.CHANGED),)
    assert (result.licences_given, result.left) == (1, 1)
    back(session, school, revoked_again)
    assert held(session, theirs) == [True]


def test_a_user_deleted_since_is_left_alone(session: Session, make: Make):
    school = make.school()
    user, other = make.user(school, licence=True), make.user(school, licence=True)
    revoked = do(session, school, Action.REVOKE, user, other)
    deletion = make.deletion(school, date(2026, 11, 23))
    user.deleted_at, user.deletion_id, user.existence_stamp = NOW, deletion.id, None
    session.flush()
    result = back(session, school, revoked)
    assert [(left.user_id, left.reason) for left in result.left_alone] == [
        (user.id, LeftReason.DELETED)
    ]
    assert held(session, user, other) == [False, True]
    assert school.paying == 1


def test_a_user_who_became_external_since_gets_no_licence(session: Session, make: Make):
    school = make.school()
    user, other = make.user(school, licence=True), make.user(school, licence=True)
    revoked = do(session, school, Action.REVOKE, user, other)
    user.access = "external"
    session.flush()
    result = back(session, school, revoked)
    assert [left.reason for left in result.left_alone] == [LeftReason.EXTERNAL]
    assert held(session, user, other) == [False, True]


def test_when_nothing_is_left_it_is_refused_and_nothing_is_written(session: Session, make: Make):
    school = make.school()
    user = make.user(school, licence=True)
    revoked = do(session, school, Action.REVOKE, user)
    do(session, school, Action.ASSIGN, user)
    before = session.scalars(select(Operation.id)).all()
    with pytest.raises(NothingLeftToUndoError) as refused:
        back(session, school, revoked)
    assert refused.value.left == 1
    assert session.scalars(select(Operation.id)).all() == before
    assert held(session, user) == [True]


def test_an_operation_is_undone_once(session: Session, make: Make):
    school = make.school()
    actor = make.admin(school)
    user = make.user(school, licence=True)
    revoked = do(session, school, Action.REVOKE, user)
    undo(session, school.id, revoked, by=actor, now=NOW + HOUR)
    with pytest.raises(AlreadyUndoneError) as refused:
        back(session, school, revoked)
    assert (refused.value.at, refused.value.by) == (NOW + HOUR, actor.slack_id)
    assert held(session, user) == [True]


@pytest.mark.parametrize("kind", ["export", "erase", "first_settings", "expire"])
def test_some_kinds_have_no_undo(session: Session, make: Make, kind: str):
    school = make.school()
    operation = make.operation(school, kind)
    with pytest.raises(CannotBeUndoneError) as refused:
        back(session, school, operation.id)
    assert refused.value.kind == kind


def test_only_an_admin_undoes_and_only_what_their_school_did(session: Session, make: Make):
    school, elsewhere = make.school(), make.school()
    make.admin(school)
    revoked = do(session, school, Action.REVOKE, make.user(school, licence=True))
    with pytest.raises(NotAllowedError):
        undo(session, school.id, revoked, by=Actor("T1", "U1", Role.TEACHER), now=NOW)
    with pytest.raises(UnknownOperationError):
        back(session, elsewhere, revoked)


def test_at_most_a_hundred_are_named_and_all_are_counted(session: Session, make: Make):
    school = make.school()
    users = [make.user(school, licence=True) for _ in range(121)]
    revoked = do(session, school, Action.REVOKE, *users)
    do(session, school, Action.ASSIGN, *users[:120])
    result = back(session, school, revoked)
    assert (result.left, len(result.left_alone), result.licences_given) == (120, 100, 1)


def test_the_admins_channel_is_told_of_an_undo_by_figures_and_ids_only(
    session: Session, make: Make
):
    school = make.school()
    user = make.user(school, licence=True, first_name="Zoé", last_name="Quimper")
    revoked = do(session, school, Action.REVOKE, user)
    undone = back(session, school, revoked)
    from commands import journal

    line = journal.get(session, school.id, undone.operation_id)
    assert line is not None
    assert (line.undoes_id, line.figures["licences_given"]) == (revoked, 1)
    assert "Quimper" not in str(line.figures)
    told = session.scalars(
        select(OutboxMessage).where(OutboxMessage.operation_id == undone.operation_id)
    ).one()
    assert told.destination == "admins"


def test_a_preview_tells_and_changes_nothing(session: Session, make: Make):
    school = make.school()
    users = [make.user(school, licence=True) for _ in range(3)]
    revoked = do(session, school, Action.REVOKE, *users)
    do(session, school, Action.ASSIGN, users[0])
    found = preview(session, school.id, revoked, by=ADMIN, now=NOW)
    assert (found.kind, found.would_touch, found.would_leave) == ("revoke", 2, 1)
    assert held(session, *users) == [True, False, False]
    assert (school.paying, session.scalars(select(Operation.undoes_id)).all().count(revoked)) == (
        1,
        0,
    )
    back(session, school, revoked)
    assert held(session, *users) == [True] * 3


def test_an_undone_purchase_is_met_by_its_negative(session: Session, make: Make):
    school = make.school(balance=CREDIT)
    bought = credits.buy(session, school.id, credits=Decimal(3), by=ADMIN, now=NOW)
    undone = back(session, school, bought.operation_id)
    assert (school.balance, undone.credits) == (CREDIT, -3 * CREDIT)
    entries = session.scalars(
        select(CreditEntry).where(CreditEntry.school_id == school.id).order_by(CreditEntry.id)
    ).all()
    assert [(e.kind, e.amount) for e in entries] == [
        ("purchase", 3 * CREDIT),
        ("purchase", -3 * CREDIT),
    ]
    back(session, school, undone.operation_id)
    assert school.balance == 4 * CREDIT


def test_a_purchase_of_which_less_is_left_is_not_undone(session: Session, make: Make):
    school = make.school(balance=0)
    make.user(school, licence=True)
    bought = credits.buy(session, school.id, credits=Decimal(1), by=ADMIN, now=NOW)
    with pytest.raises(NotEnoughCreditsError) as refused:
        back(session, school, bought.operation_id, NOW + HOUR)
    assert (refused.value.balance, refused.value.wanted) == (CREDIT - 3600, CREDIT)
    assert school.balance == CREDIT - 3600


def test_an_undone_correction_goes_back_whole(session: Session, make: Make):
    school = make.school(balance=5 * CREDIT)
    corrected = credits.correct(
        session, school.id, credits=Decimal(-2), reason="saisi deux fois", by=ADMIN, now=NOW
    )
    undone = back(session, school, corrected.operation_id)
    assert (school.balance, undone.credits) == (5 * CREDIT, 2 * CREDIT)


def paused(session: Session, school: School, now) -> bool:
    return credits.state_at(session, school, now).paused


def test_an_undone_pause_ends_now_and_never_before(session: Session, make: Make):
    school = make.school()
    make.user(school, licence=True)
    started = pause.pause_now(session, school.id, by=ADMIN, now=NOW)
    back(session, school, started.operation_id, NOW + HOUR)
    row = session.scalars(select(Pause).where(Pause.school_id == school.id)).one()
    assert (row.starts_at, row.ends_at) == (NOW, NOW + HOUR)
    assert (paused(session, school, NOW + HOUR), school.spent) == (False, 0)


def test_an_undone_pause_that_is_undone_again_pauses_from_now(session: Session, make: Make):
    school = make.school()
    started = pause.pause_now(session, school.id, by=ADMIN, now=NOW)
    undone = back(session, school, started.operation_id, NOW + HOUR)
    back(session, school, undone.operation_id, NOW + 3 * HOUR)
    assert paused(session, school, NOW + 3 * HOUR)
    rows = session.scalars(select(Pause).where(Pause.school_id == school.id)).all()
    assert {(r.starts_at, r.ends_at) for r in rows} == {
        (NOW, NOW + HOUR),
        (NOW + 3 * HOUR, None),
    }


def test_an_undone_resume_pauses_from_now_to_the_old_end(session: Session, make: Make):
    school = make.school()
    make.user(school, licence=True)
    started = pause.pause_now(session, school.id, last_day=date(2026, 11, 25), by=ADMIN, now=NOW)
    resumed = pause.resume(session, school.id, by=ADMIN, now=NOW + HOUR)
    back(session, school, resumed.operation_id, NOW + 2 * HOUR)
    credits.settle(session, school, NOW + 3 * HOUR)
    assert school.spent == 3600
    current = pause.current_pause(session, school, NOW + 3 * HOUR)
    assert current is not None
    assert (current.starts_at, current.ends_at) == (NOW + 2 * HOUR, started.ends_at)


def test_a_resume_is_not_undone_once_the_old_end_has_passed(session: Session, make: Make):
    school = make.school()
    pause.pause_now(session, school.id, last_day=date(2026, 11, 25), by=ADMIN, now=NOW)
    resumed = pause.resume(session, school.id, by=ADMIN, now=NOW + HOUR)
    with pytest.raises(NothingLeftToUndoError):
        back(session, school, resumed.operation_id, NOW + timedelta(days=3))
    assert not paused(session, school, NOW + timedelta(days=3))


def test_a_resume_is_not_undone_while_somebody_paused_again(session: Session, make: Make):
    school = make.school()
    pause.pause_now(session, school.id, by=ADMIN, now=NOW)
    resumed = pause.resume(session, school.id, by=ADMIN, now=NOW + HOUR)
    pause.pause_now(session, school.id, by=ADMIN, now=NOW + 2 * HOUR)
    with pytest.raises(NothingLeftToUndoError):
        back(session, school, resumed.operation_id, NOW + 3 * HOUR)
    current = pause.current_pause(session, school, NOW + 3 * HOUR)
    assert current is not None
    assert current.starts_at == NOW + 2 * HOUR


def plan(session: Session, school: School, first: date, last: date, now=NOW) -> int:
    return pause.plan(
        session, school.id, first_day=first, last_day=last, by=ADMIN, now=now
    ).operation_id


def planned_days(session: Session, school: School, now=NOW):
    line = pause.planned_pause(session, school, now)
    return (line.first_day, line.last_day) if line else None


DECEMBER = date(2026, 12, 19), date(2027, 1, 3)
LATER = date(2026, 12, 21), date(2027, 1, 10)


def test_an_undone_plan_is_cancelled_and_comes_back_by_undoing_that(session: Session, make: Make):
    school = make.school()
    planned = plan(session, school, *DECEMBER)
    undone = back(session, school, planned)
    assert planned_days(session, school) is None
    back(session, school, undone.operation_id)
    assert planned_days(session, school) == DECEMBER


def test_a_plan_that_has_begun_is_not_undone(session: Session, make: Make):
    school = make.school()
    planned = plan(session, school, *DECEMBER)
    begun = NOW + timedelta(days=30)
    with pytest.raises(NothingLeftToUndoError):
        back(session, school, planned, begun)
    assert paused(session, school, begun)


def test_an_undone_move_gives_back_the_days(session: Session, make: Make):
    school = make.school()
    planned = plan(session, school, *DECEMBER)
    moved = pause.move_plan(
        session, school.id, first_day=LATER[0], last_day=LATER[1], by=ADMIN, now=NOW
    )
    back(session, school, moved.operation_id)
    assert planned_days(session, school) == DECEMBER
    back(session, school, planned)
    assert planned_days(session, school) is None


def test_a_move_of_a_plan_that_has_begun_is_undone_in_its_end_only(session: Session, make: Make):
    school = make.school()
    plan(session, school, *DECEMBER)
    moved = pause.move_plan(
        session, school.id, first_day=LATER[0], last_day=LATER[1], by=ADMIN, now=NOW
    )
    begun = NOW + timedelta(days=30)
    back(session, school, moved.operation_id, begun)
    assert planned_days(session, school, begun) == (LATER[0], DECEMBER[1])


def test_a_cancelled_plan_comes_back_unless_another_is_there(session: Session, make: Make):
    school = make.school()
    plan(session, school, *DECEMBER)
    cancelled = pause.cancel_plan(session, school.id, by=ADMIN, now=NOW)
    other = plan(session, school, *LATER)
    with pytest.raises(NothingLeftToUndoError):
        back(session, school, cancelled.operation_id)
    back(session, school, other)
    back(session, school, cancelled.operation_id)
    assert planned_days(session, school) == DECEMBER


def test_a_cancelled_plan_does_not_come_back_once_its_day_has_come(session: Session, make: Make):
    school = make.school()
    plan(session, school, *DECEMBER)
    cancelled = pause.cancel_plan(session, school.id, by=ADMIN, now=NOW)
    with pytest.raises(NothingLeftToUndoError):
        back(session, school, cancelled.operation_id, NOW + timedelta(days=30))
    assert not paused(session, school, NOW + timedelta(days=30))


def test_the_undone_operation_itself_is_not_written_on(session: Session, make: Make):
    school = make.school()
    user = make.user(school, licence=True)
    revoked = do(session, school, Action.REVOKE, user)
    row = select(Change).where(Change.operation_id == revoked)
    before = [vars(change) | {"_sa_instance_state": 0} for change in session.scalars(row)]
    back(session, school, revoked)
    session.expire_all()
    after = [vars(change) | {"_sa_instance_state": 0} for change in session.scalars(row)]
    assert after == before
