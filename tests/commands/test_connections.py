from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from commands import connections
from commands.access import CannotConnect
from commands.connections import Connection, ConnectionsRecorded
from commands.errors import UnknownUserError
from store.models import User
from store.session import Sessions, count_statements
from tests.factories import NOW, Make

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def last(session: Session, user: User):
    session.refresh(user)
    return user.last_login_at


def test_a_connection_moves_the_last_login_forward_never_back(session: Session, make: Make):
    user, other = make.user(), make.user(last_login_at=NOW)
    assert connections.record(session, user.school_id, user.id, NOW - HOUR, now=NOW).moved == 1
    earlier = connections.record(session, user.school_id, user.id, NOW - 2 * HOUR, now=NOW)
    assert earlier == ConnectionsRecorded(unchanged=1)
    assert last(session, user) == NOW - HOUR
    assert connections.record(session, user.school_id, user.id, NOW, now=NOW).moved == 1
    assert (last(session, user), last(session, other)) == (NOW, NOW)


def test_a_report_takes_the_login_over_from_the_list_that_set_it(session: Session, make: Make):
    school = make.school()
    stamp = make.operation(school, "import").id
    user = make.user(school, last_login_at=NOW - HOUR, login_stamp=stamp)
    connections.record(session, school.id, user.id, NOW - 2 * HOUR, now=NOW)
    session.refresh(user)
    assert user.login_stamp == stamp
    connections.record(session, school.id, user.id, NOW, now=NOW)
    session.refresh(user)
    assert user.login_stamp is None


def test_later_than_now_and_five_minutes_is_refused(session: Session, make: Make):
    user = make.user()
    ahead = NOW + timedelta(minutes=5)
    late = connections.record(session, user.school_id, user.id, ahead + SECOND, now=NOW)
    assert late == ConnectionsRecorded(refused_future=1)
    assert last(session, user) is None
    assert connections.record(session, user.school_id, user.id, ahead, now=NOW).moved == 1


def test_who_is_deleted_or_of_another_school_is_refused_and_counted(session: Session, make: Make):
    school = make.school()
    gone, elsewhere = make.deleted(school), make.user()
    report = [Connection(gone.id, NOW), Connection(elsewhere.id, NOW), Connection(10**9, NOW)]
    result = connections.record_many(session, school.id, report, NOW)
    assert result == ConnectionsRecorded(refused_deleted=1, unknown=2)
    assert (last(session, gone), last(session, elsewhere)) == (None, None)
    assert school.logins_known_at is None


def test_an_event_delivered_twice_is_done_once(session: Session, make: Make):
    user = make.user()
    event = Connection(user.id, NOW, "event 1")
    first = connections.record_many(session, user.school_id, [event, event], NOW)
    assert first == ConnectionsRecorded(moved=1, repeated=1)
    again = connections.record_many(session, user.school_id, [event], NOW + HOUR)
    assert again == ConnectionsRecorded(repeated=1)
    other = make.user()
    theirs = Connection(other.id, NOW, "event 1")
    assert connections.record_many(session, other.school_id, [theirs], NOW).moved == 1


def test_an_event_refused_for_its_clock_may_come_again(session: Session, make: Make):
    user = make.user()
    event = Connection(user.id, NOW + HOUR, "event 1")
    assert connections.record_many(session, user.school_id, [event], NOW).refused_future == 1
    assert connections.record_many(session, user.school_id, [event], NOW + HOUR).moved == 1


def test_of_several_connections_of_a_user_the_newest_counts(session: Session, make: Make):
    user = make.user()
    report = [Connection(user.id, NOW - n * HOUR, f"event {n}") for n in (2, 1, 3)]
    result = connections.record_many(session, user.school_id, report, NOW)
    assert result == ConnectionsRecorded(moved=1, unchanged=2)
    assert last(session, user) == NOW - HOUR


def test_a_report_says_as_of_when_logins_are_known_and_is_no_roster_change(
    session: Session, make: Make
):
    school = make.school()
    user = make.user(school)
    connections.record(session, school.id, user.id, NOW - HOUR, now=NOW)
    connections.record(session, school.id, user.id, NOW - HOUR, now=NOW - HOUR)
    session.refresh(school)
    assert (school.logins_known_at, school.roster_version) == (NOW, 0)


def test_a_report_that_moves_nothing_makes_logins_known_as_of_now_all_the_same(
    session: Session, make: Make
):
    school = make.school(logins_known_at=NOW - timedelta(days=9))
    user = make.user(school, last_login_at=NOW)
    done = connections.record(session, school.id, user.id, NOW - timedelta(hours=1), now=NOW)
    assert (done.moved, done.unchanged) == (0, 1)
    assert school.logins_known_at == NOW


def test_statements_do_not_grow_with_the_report(sessions: Sessions):
    counted = {}
    with sessions.writing.begin() as session:
        make = Make(session)
        school = make.school()
        ids = [make.user(school).id for _ in range(300)]
    statements: list[str] = []
    count_statements(sessions.engine, statements.append)
    for size in (10, 300):
        report = [Connection(id_, NOW, f"{size} {id_}") for id_ in ids[:size]]
        with sessions.writing.begin() as session:
            statements.clear()
            connections.record_many(session, school.id, report, NOW + size * SECOND)
            counted[size] = len(statements)
    assert counted[10] == counted[300]


def test_a_report_longer_than_a_slice_is_taken_whole(session: Session, make: Make):
    user = make.user()
    many = 2 * connections.SLICE + 1
    report = [Connection(user.id, NOW - n * SECOND, f"event {n}") for n in range(many)]
    result = connections.record_many(session, user.school_id, report, NOW)
    assert (result.moved, result.unchanged) == (1, many - 1)


def test_asking_tells_why_somebody_cannot_connect(session: Session, make: Make):
    school = make.school()
    held, without = make.user(school, licence=True), make.user(school)
    external, gone = make.user(school, access="external"), make.deleted(school)
    found = [
        connections.can_connect(session, school.id, user.id, NOW)
        for user in (held, without, external, gone)
    ]
    assert found == [None, CannotConnect.NO_LICENCE, None, CannotConnect.DELETED]
    with pytest.raises(UnknownUserError):
        connections.can_connect(session, school.id, make.user().id, NOW)


def test_that_the_application_asks_is_noted_once_an_hour_at_most(session: Session, make: Make):
    school = make.school()
    user = make.user(school, licence=True)
    for moment, noted in (
        (NOW, NOW),
        (NOW + HOUR - SECOND, NOW),
        (NOW + HOUR, NOW + HOUR),
    ):
        connections.can_connect(session, school.id, user.id, moment)
        session.refresh(school)
        assert school.asked_at == noted


def test_events_are_forgotten_after_their_time(session: Session, make: Make):
    user = make.user()
    connections.record(session, user.school_id, user.id, NOW, event_id="event 1", now=NOW)
    assert connections.forget_seen(session, NOW + connections.SEEN_FOR) == 0
    assert connections.forget_seen(session, NOW + connections.SEEN_FOR + SECOND) == 1
