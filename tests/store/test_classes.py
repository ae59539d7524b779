from sqlalchemy.orm import Session

from store.queries import classes
from store.queries.selection import Selection, where
from tests.factories import Make


def losing(session: Session, school_id: int, **selection) -> list[str]:
    condition = where(school_id, Selection(**selection))
    return [name for _id, name in classes.losing_teachers(session, school_id, condition)]


def test_a_class_loses_its_teachers_when_every_undeleted_one_goes(session: Session, make: Make):
    school = make.school()
    helene, karim = make.user(school, role="teacher"), make.user(school, role="teacher")
    student = make.user(school)
    make.school_class(school, "Piano", helene, student, make.deleted(school, role="teacher"))
    make.school_class(school, "Chœur", helene, karim)
    make.school_class(school, "Harpe", student)
    make.school_class(school, "Orgue")
    assert losing(session, school.id, user_ids=(helene.id,)) == ["Piano"]
    assert losing(session, school.id, role="teacher") == ["Chœur", "Piano"]
    assert losing(session, school.id, role="student") == []
    assert losing(session, make.school().id) == []


def test_classes_of_a_page_come_by_user_in_order_of_name(session: Session, make: Make):
    school = make.school()
    both, one, none = (make.user(school) for _ in range(3))
    piano = make.school_class(school, "Piano", both)
    eveil = make.school_class(school, "Éveil", both, one)
    found = classes.of_users(session, school.id, [both.id, one.id, none.id])
    assert found == {
        both.id: ((eveil.id, "Éveil"), (piano.id, "Piano")),
        one.id: ((eveil.id, "Éveil"),),
    }
    assert classes.of_users(session, make.school().id, [both.id]) == {}


def test_a_class_is_known_by_its_key_in_its_own_school(session: Session, make: Make):
    school = make.school()
    mine = make.school_class(school, "6B")
    make.school_class(make.school(), "6C")
    assert classes.by_keys(session, school.id, ["6b", "6c"]) == {"6b": (mine.id, "6B")}
    stranger = make.school_class(make.school(), "6B")
    assert classes.get(session, school.id, stranger.id) is None
