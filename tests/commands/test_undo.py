"""Undo, kind by kind. What holds of every sequence is in test_undo_properties.py."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import (
    admins,
    credits,
    deletions,
    erasure,
    journal,
    licences,
    pause,
    profiles,
    settings,
)
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
from commands.undo import LeftReason, undo
from store.models import Change, CreditEntry, Operation, OutboxMessage, Pause, School, User
from store.queries import apply as applying
from store.queries import people
from store.queries import profiles as store_profiles
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
    mine = make.user(school, licence=True)
    theirs = [make.user(school, first_name="Ana", last_name="Roux", licence=True) for _ in "12"]
    revoked = do(session, school, Action.REVOKE, mine, *theirs)
    do(session, school, Action.ASSIGN, *theirs)
    revoked_again = do(session, school, Action.REVOKE, *theirs)
    result = back(session, school, revoked)
    assert held(session, mine, *theirs) == [True, False, False]
    assert [(left.user.id, left.reason) for left in result.left_alone] == [
        (user.id, LeftReason.CHANGED) for user in theirs
    ]
    assert [left.user.homonym for left in result.left_alone] == [True, True]
    assert (result.licences_given, result.left) == (1, 2)
    back(session, school, revoked_again)
    assert held(session, *theirs) == [True, True]


def test_a_user_deleted_since_is_left_alone(session: Session, make: Make):
    school = make.school()
    user, other = make.user(school, licence=True), make.user(school, licence=True)
    revoked = do(session, school, Action.REVOKE, user, other)
    deletion = make.deletion(school, date(2026, 11, 23))
    user.deleted_at, user.deletion_id, user.existence_stamp = NOW, deletion.id, None
    session.flush()
    result = back(session, school, revoked)
    assert [(left.user.id, left.reason) for left in result.left_alone] == [
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
    line = journal.get(session, school.id, undone.operation_id)
    assert line is not None
    assert (line.undoes_id, line.figures["licences_given"]) == (revoked, 1)
    assert "Quimper" not in str(line.figures)
    told = session.scalars(
        select(OutboxMessage).where(OutboxMessage.operation_id == undone.operation_id)
    ).one()
    assert told.destination == "admins"


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


def test_a_plan_that_goes_on_beside_another_is_none_any_more(session: Session, make: Make):
    school = make.school()
    plan(session, school, *DECEMBER)
    begun = NOW + timedelta(days=30)
    resumed = pause.resume(session, school.id, by=ADMIN, now=begun)
    next_one = date(2027, 2, 6), date(2027, 2, 21)
    plan(session, school, *next_one, begun)
    back(session, school, resumed.operation_id, begun + HOUR)
    assert paused(session, school, begun + 2 * HOUR)
    assert planned_days(session, school, begun + 2 * HOUR) == next_one


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


def saved(session: Session, school: School, user: User, **changes: object) -> int:
    """Change a person's card; the operation's id."""
    return profiles.change(
        session, school.id, user.id, profiles.UserChanges(**changes), by=ADMIN, now=NOW
    ).operation_id


def added(session: Session, school: School, *names: str, **options) -> profiles.UserSaved:
    fields = profiles.UserFields("student", *names)
    return profiles.add(session, school.id, fields, by=ADMIN, now=NOW, **options)


def removed(session: Session, school: School, user: User) -> int:
    return deletions.delete_one(session, school.id, user.id, by=ADMIN, now=NOW).operation_id


ANA = ("Ana", "Morel", "famille@tivoli.example", "17")


def test_an_added_user_is_taken_out_like_a_deletion_and_can_be_restored(
    session: Session, make: Make
):
    school = make.school()
    one = added(session, school, *ANA, class_names=["6B"], licence=True)
    result = back(session, school, one.operation_id)
    user = session.get_one(User, one.user_id)
    session.refresh(user)
    assert (result.deleted, result.left, school.paying) == (1, 0, 0)
    assert (user.licence, user.deletion_id is not None) == (True, True)
    [day] = deletions.days(session, school.id)
    assert day.count == 1
    back(session, school, result.operation_id)
    session.refresh(user)
    assert (user.deleted_at, user.existence_stamp, school.paying) == (None, one.operation_id, 1)


@pytest.mark.parametrize("since", ["connected", "licence", "class"])
def test_an_added_user_in_use_since_is_left_alone(session: Session, make: Make, since: str):
    school = make.school()
    one = added(session, school, *ANA)
    user = session.get_one(User, one.user_id)
    if since == "connected":
        user.last_login_at = NOW
    elif since == "licence":
        do(session, school, Action.ASSIGN, user)
    else:
        saved(session, school, user, class_names=["6B"])
    with pytest.raises(NothingLeftToUndoError) as refused:
        back(session, school, one.operation_id)
    assert refused.value.left == 1
    session.refresh(user)
    assert user.deleted_at is None
    assert deletions.days(session, school.id) == []


def test_an_undone_restoring_deletes_again_under_the_old_deletion_and_date(
    session: Session, make: Make
):
    school = make.school()
    user = make.deleted(school, day=date(2026, 11, 3), licence=True)
    deletion, at = user.deletion_id, user.deleted_at
    chosen = deletions.Choice(user_ids=(user.id,))
    drafted = deletions.start_restore(session, school.id, chosen, by=ADMIN, now=NOW)
    restored = deletions.apply_restore(session, school.id, drafted.draft_id, by=ADMIN, now=NOW)
    assert school.paying == 1
    back(session, school, restored.operation_id, NOW + HOUR)
    session.refresh(user)
    assert (user.deletion_id, user.deleted_at, school.paying) == (deletion, at, 0)


@pytest.mark.parametrize("again", [ANA, (*ANA[:3], "18"), ("Zoé", "Morel", None, "17")])
def test_who_exists_again_is_not_brought_back_by_undo(
    session: Session, make: Make, again: tuple[str, ...]
):
    """The same external id, or the same address and name."""
    school = make.school()
    user = session.get_one(User, added(session, school, *ANA).user_id)
    other = make.user(school)
    chosen = Selection(user_ids=(user.id, other.id))
    drafted = deletions.start(session, school.id, chosen, by=ADMIN, now=NOW)
    deleted = deletions.apply(session, school.id, drafted.draft_id, by=ADMIN, now=NOW)
    added(session, school, *again)
    result = back(session, school, deleted.operation_id)
    assert result.restored == 1
    assert [(left.user.id, left.reason) for left in result.left_alone] == [
        (user.id, LeftReason.SAME_PERSON)
    ]


def ring(session: Session, make: Make, school: School, ids: list[str]) -> tuple[list[User], int]:
    """Users whose external ids went one place on, in one operation."""
    users = [make.user(school, external_id=number) for number in ids]
    operation_id = make.operation(school, "import").id
    for user, number in zip(users, ids[1:] + ids[:1], strict=True):
        before = store_profiles.values(user)
        change = store_profiles.UserChange(profile=(before, before | {"external_id": number}))
        store_profiles.write_change(session, operation_id, user, change)
    applying.profiles(session, school.id, operation_id)
    session.expire_all()
    return users, operation_id


@pytest.mark.parametrize("ids", [["1", "2"], ["1", "2", "3"], ["1", "2", "3", "4", "5"]])
def test_ids_exchanged_in_a_ring_go_back(session: Session, make: Make, ids: list[str]):
    school = make.school()
    users, operation_id = ring(session, make, school, ids)
    assert [user.external_id for user in users] == ids[1:] + ids[:1]
    result = back(session, school, operation_id)
    session.expire_all()
    assert (result.profiles, [user.external_id for user in users]) == (len(ids), ids)


def test_one_who_keeps_an_id_blocks_the_whole_ring(session: Session, make: Make):
    school = make.school()
    users, operation_id = ring(session, make, school, ["1", "2", "3", "4"])
    saved(session, school, users[0], last_name="Autre")
    with pytest.raises(NothingLeftToUndoError) as refused:
        back(session, school, operation_id)
    assert refused.value.left == 4
    session.expire_all()
    assert [user.external_id for user in users] == ["2", "3", "4", "1"]


def test_becoming_external_is_undone_with_the_licence_it_took(session: Session, make: Make):
    school = make.school()
    user = make.user(school, licence=True)
    changed = saved(session, school, user, access="external")
    session.refresh(user)
    assert (user.access, user.licence) == ("external", False)
    undone = back(session, school, changed)
    session.refresh(user)
    assert (user.access, user.licence, school.paying) == ("internal", True, 1)
    back(session, school, undone.operation_id)
    session.refresh(user)
    assert (user.access, user.licence, school.paying) == ("external", False, 0)


def test_who_was_given_a_licence_since_does_not_become_external_again(session: Session, make: Make):
    school = make.school()
    user = make.user(school, access="external")
    changed = saved(session, school, user, access="internal")
    do(session, school, Action.ASSIGN, user)
    with pytest.raises(NothingLeftToUndoError):
        back(session, school, changed)
    session.refresh(user)
    assert (user.access, user.licence) == ("internal", True)


def test_an_enrolment_ended_and_begun_and_ended_by_others_is_theirs(session: Session, make: Make):
    school = make.school()
    user = make.user(school)
    make.school_class(school, "6B", user)
    ended = saved(session, school, user, class_names=[])
    begun = saved(session, school, user, class_names=["6B"])
    ended_again = saved(session, school, user, class_names=[])
    with pytest.raises(NothingLeftToUndoError):
        back(session, school, ended)
    back(session, school, ended_again)
    back(session, school, begun)
    assert back(session, school, ended).enrolments_begun == 1


def test_undone_settings_go_back_with_their_stamp(session: Session, make: Make):
    school = make.school()
    change = {"by": ADMIN, "now": NOW}
    first = settings.change(session, school.id, {"language": "en", "name": "A"}, **change)
    second = settings.change(session, school.id, {"name": "B"}, **change)
    assert first.operation_id
    assert second.operation_id
    result = back(session, school, first.operation_id)
    assert (school.language, school.name) == ("fr", "B")
    assert {(t.key, t.left) for t in result.things} == {("language", None), ("name", "changed")}
    back(session, school, second.operation_id)
    assert school.name == "A"


def test_a_meter_switched_on_again_by_undo_counts_from_now(session: Session, make: Make):
    school = make.school()
    make.user(school, licence=True)
    off = settings.change(session, school.id, {"meter_on": False}, by=ADMIN, now=NOW)
    assert off.operation_id
    back(session, school, off.operation_id, NOW + HOUR)
    credits.settle(session, school, NOW + 2 * HOUR)
    assert (school.meter_on, school.spent) == (True, 3600)


def test_an_undone_zone_leaves_every_plan_its_days(session: Session, make: Make):
    school = make.school()
    moved = settings.change(session, school.id, {"time_zone": "Indian/Reunion"}, by=ADMIN, now=NOW)
    assert moved.operation_id
    plan(session, school, *DECEMBER)
    undone = back(session, school, moved.operation_id)
    assert (school.time_zone, planned_days(session, school)) == ("Europe/Paris", DECEMBER)
    back(session, school, undone.operation_id)
    assert (school.time_zone, planned_days(session, school)) == ("Indian/Reunion", DECEMBER)


@pytest.mark.parametrize("step", ["move", "cancel"])
def test_the_days_that_undo_gives_back_are_days_of_the_zone_there_is_now(
    session: Session, make: Make, step: str
):
    school = make.school()
    plan(session, school, *DECEMBER)
    if step == "move":
        first, last = LATER
        done = pause.move_plan(
            session, school.id, first_day=first, last_day=last, by=ADMIN, now=NOW
        ).operation_id
    else:
        done = pause.cancel_plan(session, school.id, by=ADMIN, now=NOW).operation_id
    settings.change(session, school.id, {"time_zone": "Asia/Tokyo"}, by=ADMIN, now=NOW)
    back(session, school, done)
    assert planned_days(session, school) == DECEMBER
    line = pause.planned_pause(session, school, NOW)
    assert line
    assert line.starts_at.astimezone(school.zone).hour == 0


def test_a_retention_shortened_by_undo_waits_a_day_before_it_erases(session: Session, make: Make):
    school = make.school(retention_days=30)
    user = make.deleted(school, deleted_at=NOW - timedelta(days=40))
    kept = settings.change(session, school.id, {"retention_days": 0}, by=ADMIN, now=NOW)
    assert kept.operation_id
    later = NOW + timedelta(days=10)
    back(session, school, kept.operation_id, later)
    assert school.retention_days == 30
    assert erasure.erase_expired(session, school.id, now=later + HOUR).erased == 0
    session.refresh(user)
    assert user.erased_at is None
    assert erasure.erase_expired(session, school.id, now=later + 25 * HOUR).erased == 1


def test_each_change_of_the_retention_is_undone_after_the_one_that_came_after(
    session: Session, make: Make
):
    school = make.school(retention_days=365)
    first = settings.change(session, school.id, {"retention_days": 60}, by=ADMIN, now=NOW)
    second = settings.change(session, school.id, {"retention_days": 30}, by=ADMIN, now=NOW)
    assert first.operation_id
    assert second.operation_id
    back(session, school, second.operation_id)
    assert school.retention_days == 60
    back(session, school, first.operation_id)
    assert school.retention_days == 365


def test_admins_exchanged_are_exchanged_back_and_the_last_one_stays(session: Session, make: Make):
    school = make.school()
    ours, theirs = make.admin(school), make.person(school)
    wanted = [(theirs.org_id, theirs.slack_id)]
    named = admins.name_admins(session, school.id, wanted, by=ADMIN, now=NOW)
    assert named.operation_id
    back(session, school, named.operation_id)
    assert people.admin_slack_ids(session, school.id) == [ours.slack_id]
    wanted.append((ours.org_id or "", ours.slack_id or ""))
    both = admins.name_admins(session, school.id, wanted, by=ADMIN, now=NOW)
    admins.name_admins(session, school.id, wanted[:1], by=ADMIN, now=NOW)
    assert both.operation_id
    with pytest.raises(NothingLeftToUndoError):
        back(session, school, both.operation_id)
    assert people.admin_slack_ids(session, school.id) == [theirs.slack_id]


def test_a_teachers_link_goes_back(session: Session, make: Make):
    school = make.school()
    teacher, person = make.user(school, role="teacher"), make.person(school)
    who = (person.org_id, person.slack_id)
    linked = admins.link_teacher(session, school.id, who, teacher.id, by=ADMIN, now=NOW)
    assert linked.operation_id
    undone = back(session, school, linked.operation_id)
    assert people.get_link(session, school.id, *who) is None
    removed(session, school, teacher)
    with pytest.raises(NothingLeftToUndoError):
        back(session, school, undone.operation_id)


def test_an_erased_users_part_of_an_operation_is_gone(session: Session, make: Make):
    school = make.school()
    user, other = make.user(school, licence=True), make.user(school, licence=True)
    revoked = do(session, school, Action.REVOKE, user, other)
    removed(session, school, user)
    name = f"{user.first_name} {user.last_name}"
    erasure.erase_one(session, school.id, user.id, name, by=ADMIN, now=NOW)
    result = back(session, school, revoked)
    assert (result.licences_given, result.left) == (1, 0)
