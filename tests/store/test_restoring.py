from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Change, School
from store.queries import restoring
from store.queries.deletions import left_to_restore
from tests.factories import NOW, Make

PAUL = {"first_name": "Paul", "last_name": "Roux", "email": "roux@tivoli.example"}


def figures(session: Session, school: School) -> tuple[int, int, int]:
    found = restoring.figures(session, school.id, left_to_restore(school.id))
    return found.chosen, found.restorable, found.licences


def back(session: Session, make: Make, school: School) -> list[int]:
    operation_id = make.operation(school, "restore").id
    restoring.write_changes(session, school.id, operation_id, left_to_restore(school.id))
    rows = select(Change.user_id).where(Change.operation_id == operation_id)
    return list(session.scalars(rows.order_by(Change.user_id)))


def test_the_same_id_or_name_in_another_school_takes_no_place(session: Session, make: Make):
    school, other = make.school(), make.school()
    make.user(other, external_id="42", **PAUL)
    gone = make.deleted(school, external_id="42", **PAUL)
    make.deleted(other, external_id="42", deleted_at=NOW + timedelta(days=1), **PAUL)
    assert figures(session, school) == (1, 1, 0)
    assert back(session, make, school) == [gone.id]


def test_licences_that_come_back_are_those_of_internal_users_who_come_back(
    session: Session, make: Make
):
    school = make.school()
    make.deleted(school, licence=True)
    make.deleted(school)
    make.deleted(school, access="external")
    make.deleted(school, licence=True, external_id="42")
    make.user(school, external_id="42")
    assert figures(session, school) == (4, 3, 1)


def test_of_the_same_moment_the_one_with_the_later_number_comes_back(session: Session, make: Make):
    school = make.school()
    make.deleted(school, **PAUL)
    later = make.deleted(school, **PAUL)
    assert back(session, make, school) == [later.id]


def test_who_is_held_back_by_a_live_user_holds_nobody_else_back(session: Session, make: Make):
    school = make.school()
    first = make.deleted(school, external_id="42", deleted_at=NOW - timedelta(days=1))
    make.deleted(school, external_id="42", **PAUL)
    make.user(school, **PAUL)
    assert back(session, make, school) == [first.id]


def test_conflicts_come_in_order_of_name_and_no_more_than_wanted(session: Session, make: Make):
    school = make.school()
    for name in ("Zoé", "Anne", "Éva"):
        make.user(school, first_name=name, last_name="Roux", email="roux@tivoli.example")
    names = {
        make.deleted(
            school, first_name=name, last_name="Roux", email="roux@tivoli.example"
        ).id: name
        for name in ("Zoé", "Anne", "Éva", "Léo")
    }
    rows = restoring.conflicts(session, school.id, left_to_restore(school.id), limit=2)
    assert [names[row.user_id] for row in rows] == ["Anne", "Éva"]
    assert all(row.live_by_name and row.live_by_id is None for row in rows)


def test_the_digest_tells_one_set_of_users_from_another(session: Session, make: Make):
    school = make.school()
    users = [make.deleted(school) for _ in range(4)]

    def digest(*numbers: int) -> str:
        ids = [users[number].id for number in numbers]
        condition = left_to_restore(school.id, user_ids=ids)
        return restoring.figures(session, school.id, condition).digest

    assert digest(0, 3) == digest(3, 0)
    assert len({digest(0, 3), digest(1, 2), digest(0, 1), digest(0, 1, 2)}) == 4
