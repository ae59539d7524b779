from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import connections, deletions
from commands.access import Role
from commands.errors import (
    AlreadyDoneError,
    FiguresMovedError,
    NobodyMatchesError,
    NotAllowedError,
    UnknownUserError,
    UserDeletedError,
)
from commands.selection import Selection
from store.models import Change, Deletion, Enrolment, School, User
from store.queries.operations import figures_of
from store.session import Sessions, count_statements
from tests.factories import ADMIN, NOW, Make


def delete(session: Session, school: School, selection: Selection, now: datetime = NOW):
    preview = deletions.start(session, school.id, selection, by=ADMIN, now=now)
    return deletions.apply(session, school.id, preview.draft_id, by=ADMIN, now=now)


def one(session: Session, user: User, now: datetime = NOW):
    return deletions.delete_one(session, user.school_id, user.id, by=ADMIN, now=now)


def test_deleting_remembers_the_licence_and_the_classes(session: Session, make: Make):
    school = make.school(settled_at=NOW - timedelta(days=1))
    user = make.user(school, licence=True)
    piano = make.school_class(school, "Piano", user)
    done = one(session, user)
    session.refresh(user)
    assert (user.licence, user.metered_from, user.metered_before) == (True, None, 86_400)
    assert (user.deleted_at, user.deletion_id) == (NOW, done.deletion_id)
    assert user.existence_stamp == done.operation_id
    assert session.get(Enrolment, (school.id, piano.id, user.id)) is not None
    assert (school.paying, school.roster_version, school.spent) == (0, 1, 86_400)
    change = session.scalars(select(Change).where(Change.user_id == user.id)).one()
    assert (change.existence, change.deletion_before, change.deletion_after) == (
        "deleted",
        None,
        done.deletion_id,
    )


def test_the_preview_says_what_is_freed_and_until_when_it_can_be_restored(
    session: Session, make: Make
):
    school = make.school(balance=4 * 86_400 * 10)
    for role in ("student", "student", "teacher"):
        make.user(school, role=role, licence=True)
    kept = make.user(school, licence=True)
    make.user(school, access="external")
    make.deleted(school, licence=True)
    make.user(licence=True)  # of another school
    preview = deletions.start(session, school.id, Selection(left_out=(kept.id,)), by=ADMIN, now=NOW)
    assert (preview.matched, preview.students, preview.teachers) == (4, 3, 1)
    assert preview.licences == 3
    assert (preview.per_day_before, preview.per_day_after) == (4 * 86_400, 86_400)
    assert (str(preview.before.day), str(preview.after.day)) == ("2026-12-03", "2027-01-02")
    assert str(preview.restorable_until) == "2027-11-23"
    done = deletions.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    assert (done.deleted, done.licences, school.paying) == (4, 3, 1)
    session.refresh(kept)
    assert kept.deleted_at is None


def test_deleting_a_teacher_names_the_classes_left_without_one(session: Session, make: Make):
    school = make.school()
    helene, karim = make.user(school, role="teacher"), make.user(school, role="teacher")
    gone = make.deleted(school, role="teacher")
    student = make.user(school)
    make.school_class(school, "Piano", helene, student, gone)
    make.school_class(school, "Chœur", helene, karim)
    make.school_class(school, "Harpe", student)
    assert one(session, helene).without_teacher == ("Piano",)


def test_a_search_without_a_class_finds_the_classes_left_without_a_teacher(
    session: Session, make: Make
):
    school = make.school()
    helene = make.user(school, role="teacher", last_name="Bodin")
    piano = make.school_class(school, "Piano", helene)
    by_text = deletions.start(session, school.id, Selection(text="bodin"), by=ADMIN, now=NOW)
    by_class = deletions.start(
        session,
        school.id,
        Selection(class_ids=(piano.id,), with_teachers=True, spare_elsewhere=True),
        by=ADMIN,
        now=NOW,
    )
    without_class = deletions.start(
        session, school.id, Selection(without_class=True), by=ADMIN, now=NOW
    )
    assert by_text.without_teacher == by_class.without_teacher == ("Piano",)
    assert (without_class.matched, without_class.without_teacher) == (0, ())


def test_the_day_of_a_deletion_is_the_schools_and_stays_when_the_zone_changes(
    session: Session, make: Make
):
    school = make.school(time_zone="Pacific/Auckland")
    done = one(session, make.user(school), now=datetime(2026, 11, 23, 20, 0, tzinfo=UTC))
    assert done.day == date(2026, 11, 24)
    school.time_zone = "Europe/Paris"
    session.flush()
    assert [day.day for day in deletions.days(session, school.id)] == [date(2026, 11, 24)]


def test_days_are_newest_first_with_their_acts_and_without_those_who_cannot_come_back(
    session: Session, make: Make
):
    school = make.school()
    make.deleted(school, deleted_at=NOW - timedelta(days=3))
    make.deleted(school, deleted_at=NOW - timedelta(days=2), erased_at=NOW)
    first = delete(session, school, Selection(user_ids=(make.user(school).id,)), now=NOW)
    both = (make.user(school).id, make.user(school).id)
    second = delete(session, school, Selection(user_ids=both), now=NOW + timedelta(hours=1))
    make.deleted(make.school())
    days = deletions.days(session, school.id)
    assert [(str(day.day), day.count) for day in days] == [("2026-11-23", 3), ("2026-11-20", 1)]
    assert [(act.deletion_id, act.count) for act in days[0].acts] == [
        (second.deletion_id, 2),
        (first.deletion_id, 1),
    ]
    assert days[0].acts[0].by is None


def test_who_was_deleted_on_a_day_comes_in_pages_with_what_would_come_back(
    session: Session, make: Make
):
    school = make.school()
    names = [make.deleted(school, first_name=name, last_name="Roux") for name in ("A", "B", "C")]
    make.school_class(school, "Chœur", names[0])
    make.deleted(school, deleted_at=NOW - timedelta(days=1))
    day = NOW.date()
    page = deletions.of_day(session, school.id, day, limit=2)
    assert [line.first_name for line in page.rows] == ["A", "B"]
    assert page.rows[0].classes == ("Chœur",)
    assert (page.total, page.has_previous, page.has_next) == (3, False, True)
    rest = deletions.of_day(session, school.id, day, after=page.last, limit=2)
    assert [line.first_name for line in rest.rows] == ["C"]
    act = deletions.of_day(session, school.id, None, deletion_id=names[1].deletion_id)
    assert [line.id for line in act.rows] == [names[1].id]


def test_a_deleted_person_is_found_by_name(session: Session, make: Make):
    school = make.school()
    gone = make.deleted(school, first_name="Noé", last_name="Lefort")
    make.user(school, first_name="Noé", last_name="Lefort")
    make.deleted(school, first_name="Zoé", last_name="Lefort")
    page = deletions.find_deleted(session, school.id, "NOE lefort")
    assert [(line.id, str(line.deleted_day)) for line in page.rows] == [(gone.id, "2026-11-23")]


def test_figures_that_moved_are_not_applied(session: Session, make: Make):
    school = make.school()
    make.user(school)
    preview = deletions.start(session, school.id, Selection(), by=ADMIN, now=NOW)
    late = make.user(school)
    school.roster_version += 1
    with pytest.raises(FiguresMovedError) as refused:
        deletions.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    assert (refused.value.before["matched"], refused.value.after["matched"]) == (1, 2)
    session.refresh(late)
    assert late.deleted_at is None


def test_who_connected_since_the_preview_is_not_deleted_with_those_who_never_did(
    session: Session, make: Make
):
    school = make.school()
    late, _never = make.user(school), make.user(school)
    preview = deletions.start(
        session, school.id, Selection(never_connected=True), by=ADMIN, now=NOW
    )
    connections.record(session, school.id, late.id, NOW, now=NOW)
    with pytest.raises(FiguresMovedError):
        deletions.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    session.refresh(late)
    assert late.deleted_at is None


def test_a_class_that_would_lose_its_last_teacher_since_the_preview_stops_it(
    session: Session, make: Make
):
    school = make.school()
    helene, karim = make.user(school, role="teacher"), make.user(school, role="teacher")
    make.school_class(school, "Chœur", helene, karim)
    only = Selection(user_ids=(helene.id,))
    preview = deletions.start(session, school.id, only, by=ADMIN, now=NOW)
    assert preview.without_teacher == ()
    one(session, karim)
    with pytest.raises(FiguresMovedError) as refused:
        deletions.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    assert refused.value.after["without_teacher"] == 1


def test_a_second_click_gets_the_first_ones_operation(session: Session, make: Make):
    school = make.school()
    make.user(school)
    preview = deletions.start(session, school.id, Selection(), by=ADMIN, now=NOW)
    first = deletions.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    with pytest.raises(AlreadyDoneError) as refused:
        deletions.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    assert refused.value.operation_id == first.operation_id


def test_the_draft_can_be_changed_before_it_is_applied(session: Session, make: Make):
    school = make.school()
    spared, gone = make.user(school), make.user(school)
    preview = deletions.start(session, school.id, Selection(), by=ADMIN, now=NOW)
    fewer = Selection(left_out=(spared.id,))
    changed = deletions.change(session, school.id, preview.draft_id, fewer, by=ADMIN, now=NOW)
    assert (preview.matched, changed.matched) == (2, 1)
    kept = deletions.prepared(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    assert kept == fewer
    deletions.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    session.refresh(spared)
    session.refresh(gone)
    assert (spared.deleted_at, gone.deleted_at) == (None, NOW)


def test_nobody_and_the_unknown_and_the_deleted_are_refused(session: Session, make: Make):
    school = make.school()
    with pytest.raises(NobodyMatchesError):
        delete(session, school, Selection())
    with pytest.raises(UserDeletedError):
        deletions.delete_one(session, school.id, make.deleted(school).id, by=ADMIN, now=NOW)
    with pytest.raises(UnknownUserError):
        deletions.delete_one(session, school.id, make.user().id, by=ADMIN, now=NOW)
    assert school.roster_version == 0


def test_only_admins_delete(session: Session, make: Make):
    school = make.school()
    staff = replace(make.admin(school), role=Role.STAFF)
    with pytest.raises(NotAllowedError):
        deletions.delete_one(session, school.id, make.user(school).id, by=staff, now=NOW)


def test_the_journal_keeps_figures_and_no_name(session: Session, make: Make):
    school = make.school()
    make.user(school, last_name="Lefort", role="teacher")
    done = delete(session, school, Selection(text="lefort"))
    kept = figures_of(session, school.id, done.operation_id)
    assert (kept["matched"], kept["deletion_id"]) == (1, done.deletion_id)
    assert "efort" not in str(kept)


def test_another_school_is_not_touched(session: Session, make: Make):
    school, other = make.school(), make.user(licence=True)
    make.user(school)
    delete(session, school, Selection())
    session.refresh(other)
    assert other.deleted_at is None
    mine = select(Deletion).where(Deletion.school_id == other.school_id)
    assert session.scalars(mine).all() == []


def test_the_statements_of_delete_and_restore_do_not_grow_from_10_to_1000_users(
    sessions: Sessions,
):
    few, many = _statements(sessions, 10), _statements(sessions, 1000)
    assert few == many
    assert max(many) <= 16


def _statements(sessions: Sessions, users: int) -> tuple[int, int]:
    """How many it takes to delete these many, and to restore them."""
    with sessions.writing.begin() as session:
        school = Make(session).school(paying=users)
        session.add_all(_roux(school.id, number) for number in range(users))
        school_id = school.id
    with sessions.writing.begin() as session:
        gone = deletions.start(session, school_id, Selection(), by=ADMIN, now=NOW)
    seen: list[str] = []
    count_statements(sessions.engine, seen.append)
    with sessions.writing.begin() as session:
        deletions.apply(session, school_id, gone.draft_id, by=ADMIN, now=NOW)
    deleting = len(seen)
    with sessions.writing.begin() as session:
        choice = deletions.Choice(day=NOW.date())
        back = deletions.start_restore(session, school_id, choice, by=ADMIN, now=NOW)
    seen.clear()
    with sessions.writing.begin() as session:
        done = deletions.apply_restore(session, school_id, back.draft_id, by=ADMIN, now=NOW)
    assert (gone.matched, done.restored, done.licences) == (users, users, users)
    return deleting, len(seen)


def _roux(school_id: int, number: int) -> User:
    return User(
        school_id=school_id,
        role="teacher" if number % 5 == 0 else "student",
        first_name=f"P{number}",
        last_name="Roux",
        email=f"p{number}@tivoli.example",
        email_key=f"p{number}@tivoli.example",
        name_key=f"roux|p{number}",
        created_at=NOW,
        licence=True,
        metered_from=0,
    )
