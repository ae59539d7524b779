from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import School, User
from store.queries import deletions, operations
from tests.factories import NOW, Make


def left(session: Session, school: School, **narrowing) -> list[int]:
    condition = deletions.left_to_restore(school.id, **narrowing)
    return list(session.scalars(select(User.id).where(condition).order_by(User.id)))


def join(session: Session, make: Make, school: School, user: User) -> int:
    operation = make.operation(school, "join")
    operations.add_figures(session, school.id, operation.id, {"deleted_user_id": user.id})
    return operation.id


def test_live_and_erased_users_and_those_of_other_schools_are_not_left(
    session: Session, make: Make
):
    school = make.school()
    gone = make.deleted(school)
    make.user(school)
    make.deleted(school, erased_at=NOW)
    make.deleted(make.school())
    assert left(session, school) == [gone.id]


def test_what_is_given_narrows_and_nobody_means_nobody(session: Session, make: Make):
    school = make.school()
    zoe = make.deleted(school, first_name="Zoé")
    paul = make.deleted(school, role="teacher", deleted_at=NOW - timedelta(days=1))
    assert left(session, school, text="zoe") == [zoe.id]
    assert left(session, school, role="teacher") == [paul.id]
    assert left(session, school, day=NOW.date()) == [zoe.id]
    assert left(session, school, deletion_id=paul.deletion_id) == [paul.id]
    assert left(session, school, user_ids=(paul.id,)) == [paul.id]
    assert left(session, school, left_out=(paul.id,)) == [zoe.id]
    assert left(session, school, user_ids=()) == []
    assert left(session, school, day=NOW.date(), user_ids=(paul.id,)) == []


def test_a_joined_user_is_left_while_the_joining_is_undone(session: Session, make: Make):
    school = make.school()
    gone, other = make.deleted(school), make.deleted(school)
    joining = join(session, make, school, gone)
    assert left(session, school) == [other.id]
    undo = make.operation(school, "undo", undoes_id=joining)
    assert left(session, school) == [gone.id, other.id]
    assert deletions.joining(session, school.id, gone.id) is None
    make.operation(school, "undo", undoes_id=undo.id)
    assert left(session, school) == [other.id]
    assert deletions.joining(session, school.id, gone.id) == joining
    assert deletions.joining(session, school.id, other.id) is None


def test_joined_again_after_an_undo_holds(session: Session, make: Make):
    school = make.school()
    gone = make.deleted(school)
    make.operation(school, "undo", undoes_id=join(session, make, school, gone))
    second = join(session, make, school, gone)
    assert left(session, school) == []
    assert deletions.joining(session, school.id, gone.id) == second


def test_acts_are_newest_first_and_count_who_is_left(session: Session, make: Make):
    school = make.school()
    old = make.deleted(school, deleted_at=NOW - timedelta(days=2))
    new = make.deletion(school, NOW.date())
    for erased_at in (None, None, NOW):
        make.user(school, deleted_at=NOW, deletion_id=new.id, erased_at=erased_at)
    make.deletion(school, NOW.date())  # of whom nobody is left
    make.deleted(make.school())
    assert [(act.deletion_id, act.count) for act in deletions.acts(session, school.id)] == [
        (new.id, 2),
        (old.deletion_id, 1),
    ]
