"""Merging, moving and deleting: figures first, one operation each, undone whole."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import class_changes, class_names, classes, deletions, users
from commands.access import Actor, Role
from commands.class_changes import Act, ClassChanged, ClassPreview, Plan
from commands.errors import (
    AlreadyDoneError,
    ClassGoneError,
    DraftEndedError,
    FiguresMovedError,
    NobodyMatchesError,
    NotAllowedError,
    NothingLeftToUndoError,
    SameClassError,
    UnknownClassError,
)
from commands.selection import Selection
from commands.undo import undo
from store.models import Enrolment, OperationFigures, School, User
from store.session import Sessions, count_statements
from tests.factories import ADMIN, NOW, Make

AT = {"by": ADMIN, "now": NOW}


def preview(session: Session, school: School, plan: Plan) -> ClassPreview:
    return class_changes.start(session, school.id, plan, **AT)


def applied(session: Session, school: School, plan: Plan) -> ClassChanged:
    drafted = preview(session, school, plan)
    return class_changes.apply(session, school.id, drafted.draft_id, **AT)


def enrolments(session: Session, school: School) -> set[tuple[int, int, int | None]]:
    rows = session.execute(
        select(Enrolment.user_id, Enrolment.class_id, Enrolment.stamp).where(
            Enrolment.school_id == school.id
        )
    )
    return {(row[0], row[1], row[2]) for row in rows}


def pairs(session: Session, school: School) -> set[tuple[int, int]]:
    return {(user, class_) for user, class_, _stamp in enrolments(session, school)}


def names(session: Session, school: School) -> list[str]:
    return [line.name for line in classes.search(session, school.id, "")]


def test_merging_takes_everybody_over_once_and_the_name_still_finds_them(
    session: Session, make: Make
):
    school = make.school()
    one, both, teacher = make.user(school), make.user(school), make.user(school, role="teacher")
    gone = make.deleted(school)
    first = make.school_class(school, "6B", one, both, teacher, gone)
    second = make.school_class(school, "Sixième B", both)
    elsewhere = make.user()
    make.school_class(session.get_one(School, elsewhere.school_id), "6B", elsewhere)
    before = enrolments(session, school)
    plan = Plan(Act.MERGE, first.id, second.id)
    shown = preview(session, school, plan)
    assert (shown.matched, shown.students, shown.teachers, shown.already) == (3, 2, 1, 1)
    assert (shown.name, shown.into, shown.without_class) == ("6B", "Sixième B", 0)
    done = class_changes.apply(session, school.id, shown.draft_id, **AT)
    assert pairs(session, school) == {(u.id, second.id) for u in (one, both, teacher, gone)}
    assert names(session, school) == ["Sixième B"]
    assert classes.by_typed_name(session, school.id, "6b").id == second.id
    assert [line.name for line in classes.search(session, school.id, "6b")] == ["Sixième B"]
    card = classes.card(session, school.id, second.id, by=ADMIN)
    assert card.names_before == ("6B",)
    undone = undo(session, school.id, done.operation_id, **AT)
    assert (undone.left, names(session, school)) == (0, ["6B", "Sixième B"])
    assert enrolments(session, school) == before
    assert classes.by_typed_name(session, school.id, "6b").id == first.id
    again = undo(session, school.id, undone.operation_id, **AT)
    assert (again.left, names(session, school)) == (0, ["Sixième B"])
    assert classes.by_typed_name(session, school.id, "6b").id == second.id


def test_a_merge_whose_name_was_taken_since_is_left_alone_and_nobody_loses_a_class(
    session: Session, make: Make
):
    school = make.school()
    user = make.user(school)
    first, second = make.school_class(school, "6B", user), make.school_class(school, "6C")
    done = applied(session, school, Plan(Act.MERGE, first.id, second.id))
    class_names.create(session, school.id, "6b", **AT)
    with pytest.raises(NothingLeftToUndoError):
        undo(session, school.id, done.operation_id, **AT)
    assert pairs(session, school) == {(user.id, second.id)}


def test_who_was_restored_from_before_a_merge_is_in_the_class_it_went_into(
    session: Session, make: Make
):
    school = make.school()
    user = make.user(school)
    first, second = make.school_class(school, "6B", user), make.school_class(school, "6C")
    deletions.delete_one(session, school.id, user.id, **AT)
    applied(session, school, Plan(Act.MERGE, first.id, second.id))
    drafted = deletions.start_restore(
        session, school.id, deletions.Choice(user_ids=(user.id,)), **AT
    )
    deletions.apply_restore(session, school.id, drafted.draft_id, **AT)
    assert [name for _id, name in users.card(session, school.id, user.id, now=NOW).classes] == [
        "6C"
    ]


def test_deleting_says_who_would_be_without_class_and_is_undone_whole(session: Session, make: Make):
    school = make.school()
    alone, both, gone = make.user(school), make.user(school), make.deleted(school)
    first = make.school_class(school, "6B", alone, both, gone)
    make.school_class(school, "Chœur", both)
    before = enrolments(session, school)
    version = school.roster_version
    shown = preview(session, school, Plan(Act.DELETE, first.id))
    assert (shown.matched, shown.without_class, shown.without_teacher) == (2, 1, False)
    done = class_changes.apply(session, school.id, shown.draft_id, **AT)
    assert school.roster_version == version + 1
    assert names(session, school) == ["Chœur"]
    with pytest.raises(UnknownClassError):
        classes.by_typed_name(session, school.id, "6B")
    with pytest.raises(ClassGoneError):
        classes.card(session, school.id, first.id, by=ADMIN)
    again = class_names.create(session, school.id, "6B", **AT)
    undo(session, school.id, again.operation_id, **AT)
    undone = undo(session, school.id, done.operation_id, **AT)
    assert (undone.left, enrolments(session, school)) == (0, before)
    figures = session.get_one(OperationFigures, (school.id, done.operation_id)).figures
    assert figures["matched"] == 2
    assert not any(isinstance(value, str) for value in figures.values())


def test_moving_some_leaves_the_others_and_says_of_a_class_without_teacher(
    session: Session, make: Make
):
    school = make.school()
    one, two, both = make.user(school), make.user(school), make.user(school)
    teacher, elsewhere = make.user(school, role="teacher"), make.user(school)
    first = make.school_class(school, "6B", one, two, both, teacher)
    second = make.school_class(school, "6C", both, elsewhere)
    plan = Plan(Act.MOVE, first.id, second.id)
    shown = preview(session, school, plan)
    assert (shown.matched, shown.already, shown.without_teacher) == (4, 1, False)
    some = Selection(with_teachers=True, left_out=(one.id,))
    shown = class_changes.change(
        session, school.id, shown.draft_id, replace(plan, people=some), **AT
    )
    assert (shown.students, shown.teachers, shown.without_teacher) == (2, 1, True)
    done = class_changes.apply(session, school.id, shown.draft_id, **AT)
    assert (done.matched, done.already, done.without_teacher) == (3, 1, True)
    assert pairs(session, school) == {
        (one.id, first.id),
        *((user.id, second.id) for user in (two, both, teacher, elsewhere)),
    }
    students = replace(plan, people=Selection(role="student"))
    assert preview(session, school, students).matched == 1
    only = replace(plan, people=Selection(with_teachers=True, user_ids=(elsewhere.id,)))
    assert preview(session, school, only).matched == 0  # not of this class
    with pytest.raises(NobodyMatchesError):
        applied(session, school, only)
    undo(session, school.id, done.operation_id, **AT)
    assert len(pairs(session, school)) == 6


def test_a_move_out_of_a_class_deleted_since_stays_where_it_went(session: Session, make: Make):
    school = make.school()
    user = make.user(school)
    first, second = make.school_class(school, "6B", user), make.school_class(school, "6C")
    moved = applied(session, school, Plan(Act.MOVE, first.id, second.id))
    applied(session, school, Plan(Act.DELETE, first.id))
    with pytest.raises(NothingLeftToUndoError):
        undo(session, school.id, moved.operation_id, **AT)
    assert pairs(session, school) == {(user.id, second.id)}


def test_a_class_somebody_joined_since_is_not_taken_away_again(session: Session, make: Make):
    school = make.school()
    first = make.school_class(school, "6B", make.user(school))
    gone = applied(session, school, Plan(Act.DELETE, first.id))
    back = undo(session, school.id, gone.operation_id, **AT)
    make.enrol(first, make.user(school))
    again = undo(session, school.id, back.operation_id, **AT)
    assert [thing.left for thing in again.things] == ["not_empty"]
    assert names(session, school) == ["6B"]


def test_a_second_click_gets_the_first_ones_operation(session: Session, make: Make):
    school = make.school()
    first = make.school_class(school, "6B", make.user(school))
    shown = preview(session, school, Plan(Act.DELETE, first.id))
    done = class_changes.apply(session, school.id, shown.draft_id, **AT)
    with pytest.raises(AlreadyDoneError) as refused:
        class_changes.apply(session, school.id, shown.draft_id, **AT)
    assert refused.value.operation_id == done.operation_id


def test_figures_that_moved_are_refused_and_what_is_alike_is_applied(session: Session, make: Make):
    school = make.school()
    user = make.user(school)
    first, second = make.school_class(school, "6B", user), make.school_class(school, "6C")
    shown = preview(session, school, Plan(Act.MERGE, first.id, second.id))
    make.enrol(first, make.user(school))
    school.roster_version += 1
    with pytest.raises(FiguresMovedError) as refused:
        class_changes.apply(session, school.id, shown.draft_id, **AT)
    assert (refused.value.before["matched"], refused.value.after["matched"]) == (1, 2)
    shown = preview(session, school, Plan(Act.MERGE, first.id, second.id))
    school.roster_version += 1
    class_changes.apply(session, school.id, shown.draft_id, **AT)


def test_what_cannot_be_is_refused(session: Session, make: Make):
    school = make.school()
    first, strange = make.school_class(school, "6B"), make.school_class(make.school(), "6C")
    with pytest.raises(SameClassError):
        preview(session, school, Plan(Act.MERGE, first.id, first.id))
    with pytest.raises(ClassGoneError):
        preview(session, school, Plan(Act.MERGE, first.id, strange.id))
    with pytest.raises(ClassGoneError):
        preview(session, school, Plan(Act.DELETE, strange.id))
    with pytest.raises(SameClassError):
        applied(session, school, Plan(Act.MOVE, first.id))
    teacher = Actor("T1", "U1", Role.TEACHER)
    drafted = preview(session, school, Plan(Act.DELETE, first.id))
    with pytest.raises(NotAllowedError):
        class_changes.apply(session, school.id, drafted.draft_id, by=teacher, now=NOW)
    with pytest.raises(NotAllowedError):
        class_changes.start(session, school.id, Plan(Act.DELETE, first.id), by=teacher, now=NOW)
    with pytest.raises(DraftEndedError):
        class_changes.apply(
            session, school.id, drafted.draft_id, by=ADMIN, now=NOW + timedelta(days=2)
        )


def test_statements_do_not_grow_with_the_people(sessions: Sessions):
    seen: list[str] = []
    count_statements(sessions.engine, seen.append)
    counted = []
    for number in (10, 300):
        with sessions.writing.begin() as session:
            make = Make(session)
            school = make.school()
            people: list[User] = [make.user(school) for _ in range(number)]
            first = make.school_class(school, "6B", *people)
            second = make.school_class(school, "6C", *people[:3])
            school_id, plan = school.id, Plan(Act.MERGE, first.id, second.id)
        seen.clear()
        with sessions.writing.begin() as session:
            drafted = class_changes.start(session, school_id, plan, **AT)
            done = class_changes.apply(session, school_id, drafted.draft_id, **AT)
            undo(session, school_id, done.operation_id, **AT)
        counted.append(len(seen))
    assert counted[0] == counted[1]
