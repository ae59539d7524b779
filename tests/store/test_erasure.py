from datetime import timedelta

from sqlalchemy.orm import Session

from store.queries import erasure
from tests.factories import NOW, Make


def test_expired_are_those_deleted_before_the_day_and_not_yet_erased(session: Session, make: Make):
    school = make.school()
    make.deleted(school)
    make.deleted(school, deleted_at=NOW - timedelta(days=1))
    make.deleted(school, deleted_at=NOW - timedelta(days=1), erased_at=NOW)
    make.deleted(make.school(), deleted_at=NOW - timedelta(days=1))
    make.user(school)
    assert erasure.count(session, erasure.expired(school.id, NOW.date())) == 1


def test_only_the_deleted_are_emptied_whatever_the_condition(session: Session, make: Make):
    school = make.school()
    live, gone = make.user(school), make.deleted(school)
    earlier = make.deleted(school, erased_at=NOW - timedelta(days=1))
    of_school = type(gone).school_id == school.id
    assert erasure.empty(session, of_school, at=NOW) == 1
    for user in (live, gone, earlier):
        session.refresh(user)
    assert (live.erased_at, gone.erased_at) == (None, NOW)
    assert earlier.erased_at == NOW - timedelta(days=1)
