from sqlalchemy.orm import Session

from commands import connections, events
from commands.connections import Connection
from tests.factories import NOW, Make


def test_an_event_is_first_once_in_each_school(session: Session, make: Make):
    school, elsewhere = make.school(), make.school()
    assert events.is_first(session, school.id, "Ev1", NOW)
    assert not events.is_first(session, school.id, "Ev1", NOW)
    assert events.is_first(session, school.id, "Ev2", NOW)
    assert events.is_first(session, elsewhere.id, "Ev1", NOW)


def test_a_connection_of_the_same_id_is_another_thing(session: Session, make: Make):
    user = make.user()
    assert events.is_first(session, user.school_id, "Ev1", NOW)
    report = [Connection(user.id, NOW, "Ev1")]
    assert connections.record_many(session, user.school_id, report, NOW).repeated == 0
