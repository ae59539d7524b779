from datetime import timedelta

from sqlalchemy.orm import Session

from commands import logins
from tests.factories import NOW, Make

HOUR = 3600


def test_the_cost_so_far_counts_each_student_of_the_list_once(session: Session, make: Make):
    school = make.school()
    held = [make.user(school, licence=True, metered_before=100) for _ in range(2)]
    make.user(school, licence=True, last_login_at=NOW)
    make.user(school, metered_before=5000)  # cannot connect: stands in no list
    make.user(licence=True)  # of another school
    piano = make.school_class(school, "Piano", held[0])
    make.school_class(school, "Chœur", *held)
    later = NOW + timedelta(hours=1)
    assert logins.cost_so_far(session, school.id, now=later) == 200 + 2 * HOUR
    assert logins.cost_so_far(session, school.id, class_id=piano.id, now=later) == 100 + HOUR
    total = sum(
        line.cost
        for line in logins.never_connected(session, school.id, class_id=piano.id, now=later).lines
    )
    assert total == 100 + HOUR


def test_where_nobody_is_in_the_list_nothing_was_spent(session: Session, make: Make):
    assert logins.cost_so_far(session, make.school().id, now=NOW) == 0
