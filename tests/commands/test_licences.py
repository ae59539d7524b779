import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from commands import connections, licences, undo
from commands.errors import (
    AlreadyDoneError,
    DraftEndedError,
    FiguresMovedError,
    NobodyMatchesError,
    NotAllowedError,
    NothingToChangeError,
)
from commands.licences import Action
from commands.selection import Selection
from store.models import Change, School, User
from tests.factories import ADMIN, NOW, Make

EVERYBODY = Selection()


def start(session: Session, school: School, action: Action, selection: Selection = EVERYBODY):
    return licences.start(session, school.id, action, selection, by=ADMIN, now=NOW)


def do(session: Session, school: School, action: Action, selection: Selection = EVERYBODY):
    preview = start(session, school, action, selection)
    return licences.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)


def test_matched_is_changed_and_unchanged_and_left_alone(session: Session, make: Make):
    school = make.school()
    held, without = make.user(school, licence=True), make.user(school)
    make.user(school, access="external")
    make.deleted(school, licence=True)
    make.user(licence=True)  # of another school
    result = do(session, school, Action.REVOKE)
    assert (result.matched, result.changed, result.unchanged, result.left_alone) == (3, 1, 1, 1)
    session.refresh(held)
    session.refresh(without)
    assert (held.licence, held.licence_stamp) == (False, result.operation_id)
    assert (without.licence, without.licence_stamp) == (False, None)
    assert school.paying == 0


def test_who_was_taken_out_by_hand_is_not_matched(session: Session, make: Make):
    school = make.school()
    spared, other = make.user(school, licence=True), make.user(school, licence=True)
    result = do(session, school, Action.REVOKE, Selection(left_out=(spared.id,)))
    session.refresh(spared)
    session.refresh(other)
    assert (result.matched, result.changed) == (1, 1)
    assert (spared.licence, other.licence) == (True, False)


def test_a_class_means_its_students_and_its_teachers_only_when_asked(session: Session, make: Make):
    school = make.school()
    student, teacher = make.user(school), make.user(school, role="teacher")
    piano = make.school_class(school, "Piano cycle 2", student, teacher)
    only_students = start(session, school, Action.ASSIGN, Selection(class_ids=(piano.id,)))
    both = start(
        session, school, Action.ASSIGN, Selection(class_ids=(piano.id,), with_teachers=True)
    )
    assert (only_students.to_change, both.to_change) == (1, 2)


def test_who_is_also_in_another_class_is_counted_and_can_be_spared(session: Session, make: Make):
    school = make.school()
    both, one = make.user(school, licence=True), make.user(school, licence=True)
    piano = make.school_class(school, "Piano", both, one)
    make.school_class(school, "Chœur", both)
    preview = start(session, school, Action.REVOKE, Selection(class_ids=(piano.id,)))
    assert (preview.to_change, preview.elsewhere) == (2, 1)
    spared = Selection(class_ids=(piano.id,), spare_elsewhere=True)
    do(session, school, Action.REVOKE, spared)
    session.refresh(both)
    session.refresh(one)
    assert (both.licence, one.licence) == (True, False)


def test_the_preview_tells_credits_per_day_and_the_day_they_run_out(session: Session, make: Make):
    school = make.school(balance=4 * 86_400 * 10)
    for _ in range(4):
        make.user(school, licence=True)
    two = tuple(session.scalars(select(User.id).where(User.school_id == school.id).limit(2)))
    preview = start(session, school, Action.REVOKE, Selection(user_ids=two))
    assert (preview.per_day_before, preview.per_day_after) == (4 * 86_400, 2 * 86_400)
    assert str(preview.before.day) == "2026-12-03"
    assert str(preview.after.day) == "2026-12-13"


def test_give_back_returns_exactly_the_licences_taken_to_who_exists_and_has_none(
    session: Session, make: Make
):
    school = make.school()
    taken = [make.user(school, licence=True) for _ in range(3)]
    never_held = make.user(school)
    revoked = do(session, school, Action.REVOKE)
    do(session, school, Action.ASSIGN, Selection(user_ids=(taken[0].id,)))
    preview = licences.start(
        session,
        school.id,
        Action.GIVE_BACK,
        EVERYBODY,
        given_back=revoked.operation_id,
        by=ADMIN,
        now=NOW,
    )
    assert (preview.matched, preview.to_change, preview.unchanged) == (3, 2, 1)
    licences.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    for user in [*taken, never_held]:
        session.refresh(user)
    assert [user.licence for user in [*taken, never_held]] == [True, True, True, False]


def test_a_second_click_gets_the_first_ones_operation(session: Session, make: Make):
    school = make.school()
    make.user(school, licence=True)
    preview = start(session, school, Action.REVOKE)
    first = licences.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    with pytest.raises(AlreadyDoneError) as refused:
        licences.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    assert refused.value.operation_id == first.operation_id


def test_figures_that_moved_are_not_applied(session: Session, make: Make):
    school = make.school()
    make.user(school, licence=True)
    preview = start(session, school, Action.REVOKE)
    late = make.user(school, licence=True)
    school.roster_version += 1
    with pytest.raises(FiguresMovedError) as refused:
        licences.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    session.refresh(late)
    assert late.licence
    assert (refused.value.before["to_change"], refused.value.after["to_change"]) == (1, 2)


def test_the_same_figures_for_another_set_of_users_are_not_applied(session: Session, make: Make):
    school = make.school()
    gone, comes = make.user(school, licence=True), make.user(school)
    preview = start(session, school, Action.REVOKE)
    gone.licence, comes.licence, comes.metered_from = False, True, 0
    school.roster_version += 1
    session.flush()
    with pytest.raises(FiguresMovedError):
        licences.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)


def test_a_change_elsewhere_that_moves_no_figure_does_not_stop_it(session: Session, make: Make):
    school = make.school()
    make.user(school, licence=True)
    preview = start(session, school, Action.REVOKE)
    school.roster_version += 5
    result = licences.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    assert result.changed == 1


def test_nobody_matched_and_nothing_to_change_are_refused(session: Session, make: Make):
    school = make.school()
    with pytest.raises(NobodyMatchesError):
        do(session, school, Action.REVOKE)
    make.user(school)
    with pytest.raises(NothingToChangeError) as refused:
        do(session, school, Action.REVOKE)
    assert refused.value.matched == 1
    assert session.scalars(select(Change).where(Change.school_id == school.id)).all() == []


def test_a_draft_is_bound_to_its_person_and_its_day(session: Session, make: Make):
    school = make.school()
    make.user(school, licence=True)
    mine, yours = make.admin(school), make.admin(school)
    preview = licences.start(session, school.id, Action.REVOKE, EVERYBODY, by=mine, now=NOW)
    with pytest.raises(DraftEndedError):
        licences.apply(session, school.id, preview.draft_id, by=yours, now=NOW)
    with pytest.raises(DraftEndedError):
        licences.apply(
            session,
            school.id,
            preview.draft_id,
            by=mine,
            now=NOW.replace(day=25),
        )


def test_who_is_no_admin_any_more_is_refused_at_the_click(session: Session, make: Make):
    school = make.school()
    user = make.user(school, licence=True)
    make.admin(school)
    actor = make.admin(school)
    preview = licences.start(session, school.id, Action.REVOKE, EVERYBODY, by=actor, now=NOW)
    from store.queries import people

    people.remove_admin(session, school.id, actor.org_id, actor.slack_id)
    with pytest.raises(NotAllowedError):
        licences.apply(session, school.id, preview.draft_id, by=actor, now=NOW)
    session.refresh(user)
    assert user.licence


def test_who_connected_since_the_preview_keeps_the_licence_until_it_is_seen(
    session: Session, make: Make
):
    school = make.school()
    late, never = make.user(school, licence=True), make.user(school, licence=True)
    preview = start(session, school, Action.REVOKE, Selection(never_connected=True))
    connections.record(session, school.id, late.id, NOW, now=NOW)
    with pytest.raises(FiguresMovedError) as moved:
        licences.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    assert (moved.value.before["to_change"], moved.value.after["to_change"]) == (2, 1)
    assert (late.licence, never.licence) == (True, True)


def test_the_revocations_offered_cost_the_same_however_many_there_are(session: Session, make: Make):
    school = make.school()
    user, asked = make.user(school), []
    piano = make.school_class(school, "Piano", user)
    event.listen(session.connection(), "before_cursor_execute", lambda *_: asked.append(1))
    costs, undone = [], []
    for times in (1, 4):
        for _ in range(times):
            do(session, school, Action.ASSIGN)
            undone.append(do(session, school, Action.REVOKE, Selection(class_ids=(piano.id,))))
        asked.clear()
        found = licences.revocations(session, school.id)
        costs.append((len(found), found[0].class_names, len(asked)))
    assert costs == [(1, ("Piano",), 4), (5, ("Piano",), 4)]
    undo.undo(session, school.id, undone[-1].operation_id, by=ADMIN, now=NOW)
    assert len(licences.revocations(session, school.id)) == 4
