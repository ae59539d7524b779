from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import class_changes, deletions, undo, users
from commands.access import Role
from commands.class_changes import Act, Plan
from commands.deletions import Choice, Reason
from commands.errors import (
    AlreadyDoneError,
    FiguresMovedError,
    NotAllowedError,
    NothingDeletedError,
    NothingToChangeError,
    NotSamePersonError,
    UnknownUserError,
    UserDeletedError,
    UserNotDeletedError,
)
from commands.selection import Selection
from store.models import Change, School, User
from tests.factories import ADMIN, CREDIT, NOW, Make

TODAY = NOW.date()
LATER = NOW + timedelta(hours=2)


def preview(session: Session, school: School, choice: Choice):
    return deletions.start_restore(session, school.id, choice, by=ADMIN, now=NOW)


def restore(session: Session, school: School, choice: Choice):
    draft_id = preview(session, school, choice).draft_id
    return deletions.apply_restore(session, school.id, draft_id, by=ADMIN, now=NOW)


def remove(session: Session, *gone: User) -> None:
    selection = Selection(user_ids=tuple(user.id for user in gone))
    draft = deletions.start(session, gone[0].school_id, selection, by=ADMIN, now=NOW)
    deletions.apply(session, gone[0].school_id, draft.draft_id, by=ADMIN, now=NOW)


def offered(session: Session, school: School) -> list[int]:
    return [line.id for line in deletions.find_deleted(session, school.id, "").rows]


def test_restoring_gives_back_name_classes_licence_and_last_login(session: Session, make: Make):
    school = make.school(balance=10 * CREDIT)
    user = make.user(school, licence=True, last_login_at=NOW - timedelta(days=9))
    make.school_class(school, "Piano", user)
    before = users.card(session, school.id, user.id, now=NOW)
    remove(session, user)
    done = restore(session, school, Choice(day=TODAY))
    assert users.card(session, school.id, user.id, now=NOW) == before
    session.refresh(user)
    assert (user.deletion_id, user.existence_stamp) == (None, done.operation_id)
    assert (done.restored, done.licences, done.left) == (1, 1, ())
    assert (school.paying, user.metered_from) == (1, school.odometer)
    change = session.scalars(select(Change).where(Change.operation_id == done.operation_id)).one()
    assert (change.existence, change.deletion_after) == ("restored", None)
    assert change.deletion_before is not None


def test_a_class_deleted_meanwhile_is_absent_after_restoring(session: Session, make: Make):
    school = make.school()
    user = make.user(school)
    piano = make.school_class(school, "Piano", user)
    make.school_class(school, "Chœur", user)
    remove(session, user)
    drafted = class_changes.start(session, school.id, Plan(Act.DELETE, piano.id), by=ADMIN, now=NOW)
    class_changes.apply(session, school.id, drafted.draft_id, by=ADMIN, now=NOW)
    restore(session, school, Choice(user_ids=(user.id,)))
    card = users.card(session, school.id, user.id, now=NOW)
    assert [name for _id, name in card.classes] == ["Chœur"]


def test_the_preview_says_what_the_licences_do_to_the_credits(session: Session, make: Make):
    school = make.school(balance=2 * 86_400 * 30)
    held = [make.user(school, licence=True) for _ in range(2)]
    make.user(school, licence=True)
    remove(session, *held)
    found = preview(session, school, Choice(day=TODAY))
    assert (found.restorable, found.licences) == (2, 2)
    assert (found.per_day_before, found.per_day_after) == (86_400, 3 * 86_400)
    assert (str(found.before.day), str(found.after.day)) == ("2027-01-22", "2026-12-13")


def test_all_but_some_or_only_some_of_a_day_come_back(session: Session, make: Make):
    school = make.school()
    a, b, c = (make.deleted(school) for _ in range(3))
    other_day = make.deleted(school, deleted_at=NOW - timedelta(days=1))
    make.deleted(make.school())
    assert preview(session, school, Choice(day=TODAY, left_out=(b.id,))).restorable == 2
    assert preview(session, school, Choice(day=TODAY, user_ids=(b.id,))).restorable == 1
    assert preview(session, school, Choice(deletion_id=c.deletion_id)).restorable == 1
    with pytest.raises(NothingDeletedError):
        preview(session, school, Choice(day=TODAY, user_ids=()))
    restore(session, school, Choice(day=TODAY, left_out=(b.id,)))
    for user in (a, b, c, other_day):
        session.refresh(user)
    assert [user.deleted_at is None for user in (a, b, c, other_day)] == [True, False, True, False]


def test_a_day_with_nobody_left_is_refused_with_its_date(session: Session, make: Make):
    school = make.school()
    make.deleted(school, erased_at=NOW)
    with pytest.raises(NothingDeletedError) as refused:
        preview(session, school, Choice(day=TODAY))
    assert refused.value.day == TODAY


def test_a_family_of_three_under_one_address_is_deleted_and_restored_as_three_people(
    session: Session, make: Make
):
    school = make.school()
    family = [
        make.user(school, first_name=name, last_name="Martin", email="famille@tivoli.example")
        for name in ("Hugo", "Inès", "Léo")
    ]
    hugo, ines, leo = family
    remove(session, hugo, ines)
    card = users.card(session, school.id, leo.id, now=NOW)
    assert card.same_address == ()
    found = preview(session, school, Choice(day=TODAY))
    assert (found.restorable, found.conflict_count) == (2, 0)
    restore(session, school, Choice(day=TODAY))
    card = users.card(session, school.id, leo.id, now=NOW)
    assert [line.first_name for line in card.same_address] == ["Hugo", "Inès"]


def test_who_exists_again_by_external_id_is_not_restored_but_named(session: Session, make: Make):
    school = make.school()
    gone = make.deleted(school, external_id="42", licence=True)
    free = make.deleted(school, licence=True)
    holder = make.user(school, external_id="42")
    make.user(external_id="43")
    found = preview(session, school, Choice(day=TODAY))
    assert (found.chosen, found.restorable, found.licences) == (2, 1, 1)
    done = restore(session, school, Choice(day=TODAY))
    (left,) = done.left
    assert (left.user.id, left.other.id) == (gone.id, holder.id)
    assert (left.reason, left.can_join) == (Reason.EXTERNAL_ID, True)
    assert (done.restored, done.left_count, school.paying) == (1, 1, 1)
    session.refresh(free)
    assert free.deleted_at is None


def test_who_exists_again_by_address_and_name_is_not_restored(session: Session, make: Make):
    school = make.school()
    paul = {"first_name": "Paul", "last_name": "Roux", "email": "roux@tivoli.example"}
    gone = make.deleted(school, **paul)
    again = make.user(school, **(paul | {"first_name": "PAUL"}))
    make.user(school, **(paul | {"first_name": "Paule"}))
    teacher = make.deleted(school, role="teacher", **paul)
    found = preview(session, school, Choice(day=TODAY))
    (left,) = found.conflicts
    assert (left.user.id, left.other.id, left.reason) == (gone.id, again.id, Reason.SAME_PERSON)
    with pytest.raises(NothingToChangeError):
        restore(session, school, Choice(user_ids=(gone.id,)))
    restore(session, school, Choice(user_ids=(teacher.id,)))


def test_an_external_id_that_another_role_has_now_is_named_but_cannot_be_joined(
    session: Session, make: Make
):
    school = make.school()
    gone = make.deleted(school, external_id="42")
    teacher = make.user(school, role="teacher", external_id="42")
    (left,) = preview(session, school, Choice(day=TODAY)).conflicts
    assert not left.can_join
    with pytest.raises(NotSamePersonError):
        deletions.join(session, school.id, gone.id, teacher.id, by=ADMIN, now=NOW)


@pytest.mark.parametrize(
    "same",
    [
        {"external_id": "42"},
        {"first_name": "Paul", "last_name": "Roux", "email": "roux@tivoli.example"},
    ],
)
def test_of_two_ticked_who_are_the_same_person_the_one_deleted_last_comes_back(
    session: Session, make: Make, same: dict[str, str]
):
    school = make.school()
    first = make.deleted(school, deleted_at=NOW - timedelta(days=2), licence=True, **same)
    last = make.deleted(school, deleted_at=NOW, licence=True, **same)
    middle = make.deleted(school, deleted_at=NOW - timedelta(days=1), **same)
    choice = Choice(user_ids=(first.id, last.id, middle.id))
    found = preview(session, school, choice)
    assert (found.chosen, found.restorable, found.licences) == (3, 1, 1)
    assert {left.reason for left in found.conflicts} == {Reason.CHOSEN_TWICE}
    assert {left.user.id for left in found.conflicts} == {first.id, middle.id}
    assert {left.other.id for left in found.conflicts} == {last.id}
    restore(session, school, choice)
    session.refresh(last)
    session.refresh(first)
    assert (last.deleted_at, school.paying) == (None, 1)
    assert first.deleted_at is not None


def test_people_without_address_or_id_are_never_taken_for_one_another(session: Session, make: Make):
    school = make.school()
    for number in ("1", "2"):
        make.deleted(school, first_name="Zoé", last_name="Roux", email=None, external_id=number)
    make.user(school, first_name="Zoé", last_name="Roux", email=None, external_id="3")
    assert preview(session, school, Choice(day=TODAY)).restorable == 2


def test_an_id_taken_between_preview_and_click_shows_what_differs(session: Session, make: Make):
    school = make.school()
    make.deleted(school)
    gone = make.deleted(school, external_id="42")
    draft_id = preview(session, school, Choice(day=TODAY)).draft_id
    make.user(school, external_id="42")
    school.roster_version += 1
    with pytest.raises(FiguresMovedError) as refused:
        deletions.apply_restore(session, school.id, draft_id, by=ADMIN, now=NOW)
    assert refused.value.before == {"restorable": 2, "licences": 0, "conflicts": 0}
    assert refused.value.after == {"restorable": 1, "licences": 0, "conflicts": 1}
    session.refresh(gone)
    assert gone.deleted_at is not None


def test_a_second_click_gets_the_first_ones_operation(session: Session, make: Make):
    school = make.school()
    make.deleted(school)
    draft_id = preview(session, school, Choice(day=TODAY)).draft_id
    first = deletions.apply_restore(session, school.id, draft_id, by=ADMIN, now=NOW)
    with pytest.raises(AlreadyDoneError) as refused:
        deletions.apply_restore(session, school.id, draft_id, by=ADMIN, now=NOW)
    assert refused.value.operation_id == first.operation_id


def test_the_choice_can_be_changed_before_it_is_applied(session: Session, make: Make):
    school = make.school()
    one, two = make.deleted(school), make.deleted(school)
    draft_id = preview(session, school, Choice(day=TODAY)).draft_id
    only = Choice(day=TODAY, user_ids=(one.id,))
    deletions.change_restore(session, school.id, draft_id, only, by=ADMIN, now=NOW)
    kept = deletions.prepared_restore(session, school.id, draft_id, by=ADMIN, now=NOW)
    assert kept == only
    deletions.apply_restore(session, school.id, draft_id, by=ADMIN, now=NOW)
    assert offered(session, school) == [two.id]


def test_a_restoration_undone_is_deleted_again_under_the_old_deletion_and_date(
    session: Session, make: Make
):
    school = make.school()
    user = make.user(school, licence=True)
    remove(session, user)
    session.refresh(user)
    old = user.deletion_id
    done = restore(session, school, Choice(day=TODAY))
    undo.undo(session, school.id, done.operation_id, by=ADMIN, now=NOW + timedelta(days=3))
    session.refresh(user)
    assert (user.deletion_id, user.deleted_at, school.paying) == (old, NOW, 0)


def test_names_can_be_looked_for_among_the_chosen(session: Session, make: Make):
    school = make.school()
    zoe = make.deleted(school, first_name="Zoé")
    make.deleted(school, first_name="Zoé", deleted_at=NOW - timedelta(days=1))
    make.deleted(school, first_name="Anne")
    found = deletions.names_of(session, school.id, Choice(day=TODAY), "zoe")
    assert [line.id for line in found] == [zoe.id]


def joined_pair(make: Make, school: School) -> tuple[User, User]:
    """Deleted, and live again under the same address and name."""
    paul = {"first_name": "Paul", "last_name": "Roux", "email": "roux@tivoli.example"}
    gone = make.deleted(school, last_login_at=NOW - timedelta(days=3), **paul)
    live = make.user(school, last_login_at=NOW - timedelta(days=9), **paul)
    make.school_class(school, "Piano", gone, live)
    make.school_class(school, "Chœur", gone)
    make.school_class(school, "Harpe", live)
    return gone, live


def test_joining_keeps_the_classes_of_both_and_the_later_login_in_one_account(
    session: Session, make: Make
):
    school = make.school()
    gone, live = joined_pair(make, school)
    done = deletions.join(session, school.id, gone.id, live.id, by=ADMIN, now=NOW)
    card = users.card(session, school.id, live.id, now=NOW)
    assert [name for _id, name in card.classes] == ["Chœur", "Harpe", "Piano"]
    assert card.last_login_at == NOW - timedelta(days=3)
    assert (done.user_id, done.classes) == (live.id, 1)
    session.refresh(gone)
    assert gone.deleted_at is not None
    assert offered(session, school) == []
    assert deletions.days(session, school.id) == []
    assert school.roster_version == 1


def test_joining_undone_offers_the_deleted_one_again_and_undone_again_does_not(
    session: Session, make: Make
):
    school = make.school()
    gone, live = joined_pair(make, school)
    done = deletions.join(session, school.id, gone.id, live.id, by=ADMIN, now=NOW)
    undone = undo.undo(session, school.id, done.operation_id, by=ADMIN, now=NOW)
    card = users.card(session, school.id, live.id, now=NOW)
    assert [name for _id, name in card.classes] == ["Harpe", "Piano"]
    assert card.last_login_at == NOW - timedelta(days=9)
    assert offered(session, school) == [gone.id]
    undo.undo(session, school.id, undone.operation_id, by=ADMIN, now=NOW)
    card = users.card(session, school.id, live.id, now=NOW)
    assert [name for _id, name in card.classes] == ["Chœur", "Harpe", "Piano"]
    assert offered(session, school) == []


def test_joining_what_gives_nothing_can_be_undone_too(session: Session, make: Make):
    school = make.school()
    gone = make.deleted(school, external_id="42")
    live = make.user(school, external_id="42", last_login_at=NOW)
    done = deletions.join(session, school.id, gone.id, live.id, by=ADMIN, now=NOW)
    assert (done.classes, done.last_login_at) == (0, NOW)
    undo.undo(session, school.id, done.operation_id, by=ADMIN, now=NOW)
    assert offered(session, school) == [gone.id]


def test_two_are_joined_once_and_only_one_deleted_to_one_live_same_person(
    session: Session, make: Make
):
    school = make.school()
    gone, live = joined_pair(make, school)

    def join(deleted_id: int, live_id: int):
        return deletions.join(session, school.id, deleted_id, live_id, by=ADMIN, now=NOW)

    with pytest.raises(NotSamePersonError):
        join(gone.id, make.user(school).id)
    with pytest.raises(UserNotDeletedError):
        join(live.id, live.id)
    with pytest.raises(UserDeletedError):
        join(gone.id, gone.id)
    with pytest.raises(UnknownUserError):
        join(make.deleted(school, erased_at=NOW).id, live.id)
    first = join(gone.id, live.id)
    with pytest.raises(AlreadyDoneError) as again:
        join(gone.id, live.id)
    assert again.value.operation_id == first.operation_id


def test_only_admins_restore_and_join(session: Session, make: Make):
    school = make.school()
    gone, live = joined_pair(make, school)
    staff = replace(make.admin(school), role=Role.STAFF)
    with pytest.raises(NotAllowedError):
        deletions.start_restore(session, school.id, Choice(day=TODAY), by=staff, now=NOW)
    with pytest.raises(NotAllowedError):
        deletions.join(session, school.id, gone.id, live.id, by=staff, now=NOW)


def test_an_added_user_undone_is_taken_out_like_a_deletion(session: Session, make: Make):
    school = make.school()
    fields = users.UserFields("student", "Paul", "Roux", "roux@tivoli.example")
    saved = users.add(
        session, school.id, fields, class_names=["Piano"], licence=True, by=ADMIN, now=NOW
    )
    undo.undo(session, school.id, saved.operation_id, by=ADMIN, now=LATER)
    assert offered(session, school) == [saved.user_id]
    assert school.paying == 0
    assert restore(session, school, Choice(day=TODAY)).licences == 1


def test_a_change_undone_gives_back_names_access_and_licence(session: Session, make: Make):
    school = make.school()
    user = make.user(school, first_name="Paul", licence=True)
    changes = users.UserChanges(first_name="Paule", access="external", class_names=["Chœur"])
    saved = users.change(session, school.id, user.id, changes, by=ADMIN, now=NOW)
    undo.undo(session, school.id, saved.operation_id, by=ADMIN, now=NOW)
    session.refresh(user)
    assert (user.first_name, user.access, user.licence) == ("Paul", "internal", True)
    assert (school.paying, users.card(session, school.id, user.id, now=NOW).classes) == (1, ())
