from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import users
from commands.access import CannotConnect, Role
from commands.errors import (
    BadFieldError,
    ExternalIdTakenError,
    NotAllowedError,
    NothingToChangeError,
    SamePersonExistsError,
    UnknownUserError,
    UserDeletedError,
)
from commands.selection import Selection
from commands.users import UserChanges, UserFields
from store.models import Change, Enrolment, EnrolmentChange, SchoolClass, User
from tests.factories import ADMIN, CREDIT, NOW, Make

INES = UserFields("student", "Inès", "Martin", "famille.martin@tivoli.example")
HUGO = UserFields("student", "Hugo", "Martin", "famille.martin@tivoli.example")
LEO = UserFields("student", "Léo", "Martin", "Famille.Martin@tivoli.example")


def add(session: Session, school_id: int, fields: UserFields, **more):
    return users.add(session, school_id, fields, by=ADMIN, now=NOW, **more)


def change(session: Session, user: User, **changes):
    return users.change(session, user.school_id, user.id, UserChanges(**changes), by=ADMIN, now=NOW)


def search(session: Session, school_id: int, selection: Selection | None = None, **more):
    return users.search(session, school_id, selection or Selection(), now=NOW, **more)


def test_pages_follow_each_other_by_key_without_repeating_or_skipping(session: Session, make: Make):
    school = make.school()
    for name in ("Émilie", "Anna", "Zoé", "Bruno", "Éva"):
        make.user(school, first_name=name, last_name="Roux")
    make.deleted(school, last_name="Roux")
    make.user(last_name="Roux")  # of another school
    seen, page = [], search(session, school.id, limit=2)
    seen += page.rows
    assert (page.total, page.has_previous, page.has_next) == (5, False, True)
    while page.has_next:
        page = search(session, school.id, limit=2, after=page.last)
        assert page.has_previous
        seen += page.rows
    assert [line.first_name for line in seen] == ["Anna", "Bruno", "Émilie", "Éva", "Zoé"]
    back = search(session, school.id, limit=2, before=page.first)
    assert [line.first_name for line in back.rows] == ["Émilie", "Éva"]
    assert (back.has_previous, back.has_next) == (True, True)


def test_an_empty_page_has_no_keys_and_no_neighbours(session: Session, make: Make):
    page = search(session, make.school().id, Selection(text="personne"))
    assert (page.rows, page.total, page.first, page.last) == ((), 0, None, None)
    assert (page.has_previous, page.has_next) == (False, False)


def test_homonyms_are_told_so_that_class_or_address_stands_beside_each(
    session: Session, make: Make
):
    school = make.school()
    one = make.user(school, first_name="Zoé", last_name="Lefèvre")
    make.user(school, first_name="ZOE", last_name="Lefevre")
    make.user(school, first_name="Noé", last_name="Lefort")
    make.school_class(school, "Piano", one)
    rows = search(session, school.id).rows
    assert [(line.last_name, line.homonym) for line in rows] == [
        ("Lefèvre", True),
        ("Lefevre", True),
        ("Lefort", False),
    ]
    assert rows[0].classes == ("Piano",)
    names = users.names_like(session, school.id, "lefe")
    assert [line.homonym for line in names] == [True, True]


def test_each_line_says_why_somebody_cannot_connect(session: Session, make: Make):
    school = make.school(balance=0)
    make.user(school, last_name="A", licence=True)
    make.user(school, last_name="B")
    make.user(school, last_name="C", access="external")
    reasons = [line.cannot_connect for line in search(session, school.id).rows]
    assert reasons == [CannotConnect.NO_CREDITS, CannotConnect.NO_LICENCE, None]


def test_a_family_under_one_address_is_three_people(session: Session, make: Make):
    school = make.school()
    ines, hugo, leo = (add(session, school.id, who).user_id for who in (INES, HUGO, LEO))
    card = users.card(session, school.id, hugo, now=NOW)
    assert [line.id for line in card.same_address] == [ines, leo]
    change(session, session.get_one(User, hugo), first_name="Ugo")
    assert [line.first_name for line in search(session, school.id).rows] == ["Inès", "Léo", "Ugo"]


def test_the_card_tells_what_a_person_has_cost_so_far(session: Session, make: Make):
    school = make.school(balance=10 * CREDIT)
    user = make.user(school, licence=True, metered_before=50)
    later = users.card(session, school.id, user.id, now=NOW + timedelta(days=2))
    assert later.cost == 50 + 2 * 86_400
    assert later.cannot_connect is None


def test_the_card_of_a_deleted_person_tells_until_when_they_can_be_restored(
    session: Session, make: Make
):
    school = make.school(retention_days=365)
    gone = make.deleted(school, licence=True)
    make.school_class(school, "Chœur", gone)
    card = users.card(session, school.id, gone.id, now=NOW)
    assert str(card.deleted_day) == "2026-11-23"
    assert str(card.restorable_until) == "2027-11-23"
    assert [name for _id, name in card.classes] == ["Chœur"]
    assert (card.licence, card.cannot_connect) == (True, CannotConnect.DELETED)
    school.retention_days = 0
    assert users.card(session, school.id, gone.id, now=NOW).restorable_until is None


def test_a_card_of_another_school_is_unknown(session: Session, make: Make):
    school, stranger = make.school(), make.user()
    with pytest.raises(UnknownUserError):
        users.card(session, school.id, stranger.id, now=NOW)


def test_adding_names_the_classes_it_had_to_make(session: Session, make: Make):
    school = make.school()
    piano = make.school_class(school, "Piano 6B")
    saved = add(
        session, school.id, INES, class_names=["piano 6b", "Chœur", " chœur "], licence=True
    )
    assert saved.classes_made == ("Chœur",)
    user = session.get_one(User, saved.user_id)
    assert (user.licence, user.metered_from, user.existence_stamp) == (True, 0, saved.operation_id)
    assert (school.paying, school.roster_version) == (1, 1)
    classes = session.scalars(
        select(SchoolClass.name)
        .join(Enrolment, Enrolment.class_id == SchoolClass.id)
        .where(Enrolment.user_id == saved.user_id)
        .order_by(SchoolClass.name_key)
    ).all()
    assert classes == ["Chœur", "Piano 6B"]
    assert piano.id in session.scalars(
        select(EnrolmentChange.class_id).where(EnrolmentChange.user_id == saved.user_id)
    )


@pytest.mark.parametrize(
    ("fields", "column", "reason"),
    [
        (UserFields("student", " ", "Roux", "a@b.example"), "first_name", "missing_first_name"),
        (UserFields("student", "Paul", "", "a@b.example"), "last_name", "missing_last_name"),
        (UserFields("student", "Paul", "Roux", "paul(at)b.example"), "email", "bad_address"),
        (UserFields("student", "Paul", "Roux"), "email", "neither_address_nor_id"),
        (UserFields("student", "Paul", "Roux", external_id="1,2E+11"), "external_id", "spoiled_id"),
        (UserFields("parent", "Paul", "Roux", "a@b.example"), "role", "unknown"),
        (UserFields("student", "Paul", "Roux", "a@b.example", access="free"), "access", "unknown"),
    ],
)
def test_a_field_that_cannot_be_is_refused_by_its_name(
    session: Session, make: Make, fields: UserFields, column: str, reason: str
):
    school = make.school()
    with pytest.raises(BadFieldError) as refused:
        add(session, school.id, fields)
    assert (refused.value.column, refused.value.reason) == (column, reason)
    assert session.scalars(select(User).where(User.school_id == school.id)).all() == []


def test_the_same_person_and_a_taken_external_id_are_refused(session: Session, make: Make):
    school = make.school()
    ines = add(session, school.id, INES).user_id
    with pytest.raises(SamePersonExistsError) as same:
        add(session, school.id, UserFields("student", "ines", "MARTIN", INES.email))
    assert same.value.user_id == ines
    holder = make.user(school, external_id="000123")
    with pytest.raises(ExternalIdTakenError) as taken:
        add(session, school.id, UserFields("teacher", "Paul", "Roux", external_id="000123"))
    assert taken.value.user_id == holder.id
    add(session, school.id, UserFields("teacher", "Inès", "Martin", INES.email))


def test_a_deleted_person_frees_their_external_id(session: Session, make: Make):
    school = make.school()
    make.deleted(school, external_id="000123")
    saved = add(session, school.id, UserFields("student", "Paul", "Roux", external_id="000123"))
    assert session.get_one(User, saved.user_id).external_id == "000123"


def test_becoming_external_takes_the_licence_in_the_same_operation(session: Session, make: Make):
    school = make.school(balance=10 * CREDIT, settled_at=NOW - timedelta(days=1))
    user = make.user(school, licence=True)
    saved = change(session, user, access="external")
    session.refresh(user)
    assert (user.access, user.licence, user.metered_before) == ("external", False, 86_400)
    assert (saved.licence_taken, school.paying, school.spent) == (True, 0, 86_400)
    row = session.scalars(select(Change).where(Change.operation_id == saved.operation_id)).one()
    assert (row.licence_before, row.licence_after) == (True, False)
    assert row.profile_before["access"] == "internal"


def test_a_change_keeps_what_is_not_given(session: Session, make: Make):
    school = make.school()
    user = make.user(school, external_id="7", further=["12", "rue Haute"])
    piano = make.school_class(school, "Piano", user)
    saved = change(session, user, last_name="Roux", class_names=["Chœur"])
    session.refresh(user)
    assert saved.changed == ("last_name", "classes")
    assert (user.last_name, user.external_id) == ("Roux", "7")
    assert user.further == ["12", "rue Haute"]
    assert user.name_key.startswith("roux|")
    assert user.profile_stamp == saved.operation_id
    ended = session.scalars(
        select(EnrolmentChange).where(EnrolmentChange.class_id == piano.id)
    ).one()
    assert ended.enrolled is False
    assert [name for _id, name in users.card(session, school.id, user.id, now=NOW).classes] == [
        "Chœur"
    ]


def test_a_change_of_access_does_not_ask_about_an_old_homonym(session: Session, make: Make):
    school = make.school()
    twin = {"first_name": "Paul", "last_name": "Roux", "email": "roux@tivoli.example"}
    make.user(school, **twin)
    user = make.user(school, **twin)
    assert change(session, user, access="external").changed == ("access",)
    with pytest.raises(SamePersonExistsError):
        change(session, make.user(school), **twin)


def test_nothing_other_is_no_operation(session: Session, make: Make):
    school = make.school()
    user = make.user(school)
    with pytest.raises(NothingToChangeError):
        change(session, user, first_name=user.first_name, class_names=[])
    assert school.roster_version == 0


def test_only_admins_change_and_only_the_undeleted(session: Session, make: Make):
    school = make.school()
    gone, nobody = make.deleted(school), make.admin(school)
    with pytest.raises(UserDeletedError) as refused:
        change(session, gone, first_name="Paul")
    assert str(refused.value.day) == "2026-11-23"
    with pytest.raises(NotAllowedError):
        users.add(session, school.id, INES, by=replace(nobody, role=Role.STAFF), now=NOW)


def test_names_are_suggested_by_role_and_deleted_ones_only_when_asked(session: Session, make: Make):
    school = make.school()
    student = make.user(school, first_name="Zoé", last_name="Roux")
    make.user(school, role="teacher", first_name="Paul", last_name="Roux")
    gone = make.deleted(school, first_name="Anne", last_name="Roux")
    found = users.names_like(session, school.id, "roux", role="student")
    assert [line.id for line in found] == [student.id]
    deleted = users.names_like(session, school.id, "roux", deleted=True)
    assert [(line.id, str(line.deleted_day)) for line in deleted] == [(gone.id, "2026-11-23")]


def test_a_person_added_with_a_licence_costs_from_then_on_and_nothing_before(
    session: Session, make: Make
):
    school = make.school(settled_at=NOW - timedelta(days=1))
    make.user(school, licence=True)
    added = add(session, school.id, INES, licence=True)
    user = session.get_one(User, added.user_id)
    assert (school.paying, school.spent) == (2, 86_400)
    assert users.card(session, school.id, user.id, now=NOW).cost == 0
    later = NOW + timedelta(hours=1)
    assert users.card(session, school.id, user.id, now=later).cost == 3_600
