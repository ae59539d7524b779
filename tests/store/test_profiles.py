from sqlalchemy.orm import Session

from store.queries import profiles
from tests.factories import Make

PAUL = {"first_name": "Paul", "last_name": "Roux", "email": "roux@tivoli.example"}


def test_an_external_id_is_held_by_an_undeleted_user_of_the_same_school(
    session: Session, make: Make
):
    school = make.school()
    make.deleted(school, external_id="42")
    make.user(external_id="42")
    assert profiles.holder_of(session, school.id, "42") is None
    holder = make.user(school, external_id="42")
    assert profiles.holder_of(session, school.id, "42") == holder.id
    assert profiles.holder_of(session, school.id, "42", but=holder.id) is None


def test_the_same_person_has_the_same_role_address_and_name(session: Session, make: Make):
    school = make.school()
    person = ("student", "roux@tivoli.example", "roux|paul")
    make.user(school, **(PAUL | {"first_name": "Paule"}))
    make.user(school, **(PAUL | {"email": "paul@tivoli.example"}))
    make.user(school, role="teacher", **PAUL)
    make.deleted(school, **PAUL)
    make.user(**PAUL)
    assert profiles.same_person(session, school.id, *person) is None
    paul = make.user(school, **PAUL)
    assert profiles.same_person(session, school.id, *person) == paul.id
    assert profiles.same_person(session, school.id, *person, but=paul.id) is None
    assert profiles.same_person(session, school.id, "student", None, "roux|paul") is None


def test_those_under_one_address_are_the_other_undeleted_ones(session: Session, make: Make):
    school = make.school()
    hugo, ines = (
        make.user(school, first_name=name, last_name="Roux", email="Roux@tivoli.example")
        for name in ("Hugo", "Inès")
    )
    make.deleted(school, **PAUL)
    make.user(**PAUL)
    found = profiles.under_address(session, school.id, "roux@tivoli.example", but=hugo.id)
    assert found == [ines]


def test_a_users_enrolments_are_theirs_in_order_of_name(session: Session, make: Make):
    school = make.school()
    user, other = make.user(school), make.user(school)
    piano = make.school_class(school, "Piano", user, other)
    eveil = make.school_class(school, "Éveil", user)
    make.school_class(school, "Chœur", other)
    rows = profiles.enrolments(session, school.id, user.id)
    assert [(row.class_id, row.name_key) for row in rows] == [
        (eveil.id, "eveil"),
        (piano.id, "piano"),
    ]
    assert {row.stamp for row in rows} == {None}
