from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from commands import deletions, drafts, erasure, journal, listings, settings, undo, users
from commands.access import Role
from commands.errors import (
    CannotBeUndoneError,
    ConfirmationMissesError,
    DraftEndedError,
    NotAllowedError,
    NothingDeletedError,
    UnknownUserError,
    UserNotDeletedError,
)
from commands.lists import sources
from commands.lists.sources import ListSource
from commands.lists.values import ListKind, ListOptions
from commands.selection import Selection
from store.models import (
    Change,
    Draft,
    Enrolment,
    EnrolmentChange,
    OutboxMessage,
    School,
    TeacherLink,
    User,
)
from tests.factories import ADMIN, NOW, Make

NOEL = users.UserFields("student", "Noël", "Lefèvre", "noel@tivoli.example", external_id="42")


def erase(session: Session, user: User, typed: str = "Noël Lefèvre", by=ADMIN):
    return erasure.erase_one(session, user.school_id, user.id, typed, by=by, now=NOW)


def deleted_noel(session: Session, school: School) -> User:
    """Added with a class, changed and deleted: the journal tells of him."""
    user_id = users.add(
        session, school.id, NOEL, class_names=["Piano"], licence=True, by=ADMIN, now=NOW
    ).user_id
    changes = users.UserChanges(email="lefevre@tivoli.example", class_names=["Chœur"])
    users.change(session, school.id, user_id, changes, by=ADMIN, now=NOW)
    deletions.delete_one(session, school.id, user_id, by=ADMIN, now=NOW)
    user = session.get_one(User, user_id)
    session.refresh(user)
    return user


def rows_of(session: Session, user: User) -> list[int]:
    return [
        session.execute(
            select(func.count()).select_from(table).where(table.user_id == user.id)
        ).scalar_one()
        for table in (Change, EnrolmentChange, Enrolment, TeacherLink)
    ]


def test_an_erased_person_leaves_an_empty_row_and_no_line_in_the_journal(
    session: Session, make: Make
):
    school = make.school()
    user, other = deleted_noel(session, school), make.user(school)
    users.change(
        session, school.id, other.id, users.UserChanges(first_name="Paul"), by=ADMIN, now=NOW
    )
    stamp = make.operation(school).id
    session.add(
        TeacherLink(school_id=school.id, org_id="T1", slack_id="U1", user_id=user.id, stamp=stamp)
    )
    user.further, user.last_login_at = ["1234 rue du Port"], NOW
    session.flush()
    assert 0 not in rows_of(session, user)
    done = erase(session, user)
    session.refresh(user)
    assert (user.first_name, user.last_name, user.name_key) == ("", "", "")
    assert (user.email, user.email_key, user.external_id) == (None, None, None)
    assert (user.further, user.last_login_at) == ([], None)
    assert (user.erased_at, user.deleted_at) == (NOW, NOW)
    assert rows_of(session, user) == [0, 0, 0, 0]
    assert rows_of(session, other)[0] == 1
    assert (done.erased, school.paying) == (1, 0)


def test_an_erased_person_is_nowhere_to_be_found(session: Session, make: Make):
    school = make.school()
    user = deleted_noel(session, school)
    erase(session, user)
    assert deletions.days(session, school.id) == []
    assert users.names_like(session, school.id, "", deleted=True) == []
    with pytest.raises(UnknownUserError):
        users.card(session, school.id, user.id, now=NOW)
    with pytest.raises(UnknownUserError):
        erase(session, user)
    choice = deletions.Choice(user_ids=(user.id,))
    with pytest.raises(NothingDeletedError):
        deletions.start_restore(session, school.id, choice, by=ADMIN, now=NOW)


@pytest.mark.parametrize("typed", ["noel lefevre", "LEFÈVRE  Noël", " Noël Lefèvre "])
def test_the_name_may_be_typed_in_either_order_without_accents(
    session: Session, make: Make, typed: str
):
    school = make.school()
    user = make.deleted(school, first_name="Noël", last_name="Lefèvre")
    assert erase(session, user, typed).erased == 1


@pytest.mark.parametrize("typed", ["", "Noël", "Noé Lefèvre"])
def test_another_name_typed_erases_nobody(session: Session, make: Make, typed: str):
    school = make.school()
    user = make.deleted(school, first_name="Noël", last_name="Lefèvre")
    with pytest.raises(ConfirmationMissesError) as refused:
        erase(session, user, typed)
    session.refresh(user)
    assert (refused.value.expected, user.erased_at) == ("Noël Lefèvre", None)


def test_only_a_deleted_person_of_the_school_is_erased_and_only_by_admins(
    session: Session, make: Make
):
    school = make.school()
    with pytest.raises(UserNotDeletedError):
        erase(session, make.user(school))
    stranger = make.deleted(make.school())
    with pytest.raises(UnknownUserError):
        erasure.erase_one(session, school.id, stranger.id, "x", by=ADMIN, now=NOW)
    with pytest.raises(NotAllowedError):
        erase(session, make.deleted(school), by=replace(make.admin(school), role=Role.STAFF))


def test_an_erasure_has_no_undo_and_its_line_tells_no_name(session: Session, make: Make):
    school = make.school()
    done = erase(session, deleted_noel(session, school))
    assert done.operation_id is not None
    line = journal.get(session, school.id, done.operation_id)
    assert line is not None
    assert (line.kind, line.can_undo) == ("erase", False)
    assert "Lef" not in str(line.figures)
    with pytest.raises(CannotBeUndoneError):
        undo.undo(session, school.id, done.operation_id, by=ADMIN, now=NOW)


def test_drafts_that_name_the_erased_person_end_and_others_stay(session: Session, make: Make):
    school = make.school()
    gone, spared = make.deleted(school), make.user(school)
    naming = deletions.start_restore(
        session, school.id, deletions.Choice(user_ids=(gone.id,)), by=ADMIN, now=NOW
    )
    other = deletions.start(session, school.id, Selection(left_out=()), by=ADMIN, now=NOW)
    deep = drafts.start(
        session,
        school.id,
        "list",
        {"answers": [{"live_user_id": spared.id, "deleted_user_id": gone.id}]},
        roster_version=0,
        by=ADMIN,
        now=NOW,
    )
    erase(session, gone, f"{gone.first_name} {gone.last_name}")
    left = session.scalars(select(Draft.id).where(Draft.school_id == school.id)).all()
    assert left == [other.draft_id]
    assert deep not in left
    with pytest.raises(DraftEndedError):
        deletions.apply_restore(session, school.id, naming.draft_id, by=ADMIN, now=NOW)


@pytest.mark.parametrize(
    "typed",
    [
        "Piano;LEFEVRE;Noël",
        "Anne;Martin\nnoel lefèvre, Chœur",
        "x;lefevre@tivoli.example",
        "42;?;?",
        "lefèv",
        "Noel lefevre",
    ],
)
def test_a_draft_in_which_the_erased_person_was_typed_ends(
    session: Session, make: Make, typed: str
):
    school = make.school()
    gone = deleted_noel(session, school)
    keep_typed(session, school, typed)
    erase(session, gone)
    assert session.scalars(select(Draft.id).where(Draft.school_id == school.id)).all() == []


@pytest.mark.parametrize("typed", ["Noël;Martin", "Lefèvre;Anne", "lefort", "Piano 421", ""])
def test_a_draft_in_which_somebody_else_was_typed_stays(session: Session, make: Make, typed: str):
    school = make.school()
    gone = deleted_noel(session, school)
    stays = keep_typed(session, school, typed)
    erase(session, gone)
    assert stays in session.scalars(select(Draft.id).where(Draft.school_id == school.id)).all()


def keep_typed(session: Session, school: School, typed: str) -> str:
    """Pasted lines that wait for an answer, or a search that somebody is at."""
    if ";" not in typed:
        return listings.keep(session, school.id, Selection(text=typed), by=ADMIN, now=NOW)
    options = ListOptions("student", ListKind.ADDITIVE)
    pasted = ListSource(options, "C0OFFICE", text=typed)
    return sources.keep(session, school.id, pasted, by=ADMIN, now=NOW)


def test_who_was_deleted_longer_ago_than_the_retention_time_is_erased(session: Session, make: Make):
    school = make.school(retention_days=30)
    last_day = make.deleted(school, deleted_at=NOW - timedelta(days=30))
    over = make.deleted(school, deleted_at=NOW - timedelta(days=31))
    live, stranger = make.user(school), make.deleted(make.school(), deleted_at=over.deleted_at)
    assert users.card(session, school.id, last_day.id, now=NOW).restorable_until == NOW.date()
    done = erasure.erase_expired(session, school.id, now=NOW)
    for user in (last_day, over, live, stranger):
        session.refresh(user)
    assert done.erased == 1
    assert [user.erased_at for user in (last_day, over, live, stranger)] == [None, NOW, None, None]
    assert journal.latest(session, school.id, limit=1)[0].kind == "expire"
    told = select(OutboxMessage).where(OutboxMessage.operation_id == done.operation_id)
    assert session.scalars(told).all() == []


def test_expiry_goes_by_the_schools_calendar_days(session: Session, make: Make):
    school = make.school(retention_days=1, time_zone="Pacific/Auckland")
    evening = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)  # the 22nd, 23:00 over there
    make.deleted(school, day=evening.date(), deleted_at=evening)
    assert erasure.erase_expired(session, school.id, now=evening + timedelta(hours=24)).erased == 0
    assert erasure.erase_expired(session, school.id, now=evening + timedelta(hours=25)).erased == 1


def test_a_retention_of_zero_keeps_for_good(session: Session, make: Make):
    school = make.school(retention_days=0)
    make.deleted(school, deleted_at=NOW - timedelta(days=4000))
    assert erasure.erase_expired(session, school.id, now=NOW).operation_id is None
    assert erasure.would_erase(session, school.id, 0, now=NOW) == 0


def test_a_shorter_retention_says_how_many_it_would_erase_and_waits_a_day(
    session: Session, make: Make
):
    school = make.school(retention_days=365)
    for days in (10, 40, 50):
        make.deleted(school, deleted_at=NOW - timedelta(days=days))
    assert erasure.would_erase(session, school.id, 365, now=NOW) == 0
    assert erasure.would_erase(session, school.id, 30, now=NOW) == 2
    settings.change(session, school.id, {"retention_days": 30}, by=ADMIN, now=NOW)
    early, late = NOW + timedelta(hours=23), NOW + timedelta(hours=24)
    assert erasure.erase_expired(session, school.id, now=early).erased == 0
    assert erasure.erase_expired(session, school.id, now=late).erased == 2


def test_who_is_deleted_again_by_undoing_under_a_day_long_past_is_kept_one_day(
    session: Session, make: Make
):
    school = make.school(retention_days=30)
    user = make.deleted(school, deleted_at=NOW - timedelta(days=29))
    chosen = deletions.Choice(user_ids=(user.id,))
    drafted = deletions.start_restore(session, school.id, chosen, by=ADMIN, now=NOW)
    restored = deletions.apply_restore(session, school.id, drafted.draft_id, by=ADMIN, now=NOW)
    later = NOW + timedelta(days=5)
    undone = undo.undo(session, school.id, restored.operation_id, by=ADMIN, now=later)
    assert erasure.erase_expired(session, school.id, now=later + timedelta(hours=1)).erased == 0
    with session.begin_nested() as tried:  # the slip can be put right
        assert undo.undo(session, school.id, undone.operation_id, by=ADMIN, now=later).restored == 1
        tried.rollback()
    assert erasure.erase_expired(session, school.id, now=later + timedelta(hours=25)).erased == 1


def test_when_nobody_expires_nothing_is_written(session: Session, make: Make):
    school = make.school()
    make.deleted(school)
    before = journal.latest(session, school.id)
    assert erasure.erase_expired(session, school.id, now=NOW).operation_id is None
    assert journal.latest(session, school.id) == before
    assert school.roster_version == 0


def test_the_database_keeps_the_journal_of_whoever_is_not_erased(session: Session, make: Make):
    school = make.school()
    user = deleted_noel(session, school)
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(Change.__table__.delete().where(Change.user_id == user.id))
