from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy.orm import Session

from commands import outbox
from store.models import School
from store.queries import outbox as rows
from store.session import Sessions
from tests.factories import NOW, Make

LEASE = timedelta(minutes=2)
LATER = NOW + LEASE + timedelta(seconds=1)


def want(session: Session, school: School, key: str, destination: str = "admins") -> None:
    rows.want(
        session,
        school.id,
        key=key,
        operation_id=None,
        destination=destination,
        kind="operation",
        content={"figure": 3},
        now=NOW,
    )


def claim(session: Session, who: str = "a", now=NOW):
    return outbox.claim(session, who, now, LEASE)


def test_a_claimed_message_carries_what_its_words_depend_on(session: Session, make: Make):
    school = make.school(admins_channel="C7", language="en")
    make.workspace(school, team_id="TB")
    make.workspace(school, team_id="TA", enterprise_id="E1")
    want(session, school, "one")
    (line,) = claim(session)
    assert (line.school_id, line.team_id, line.enterprise_id) == (school.id, "TA", "E1")
    assert (line.admins_channel, line.language) == ("C7", "en")
    assert (line.destination, line.content, line.attempts) == ("admins", {"figure": 3}, 1)
    assert not line.look_up_first


def test_each_message_goes_to_exactly_one_of_two_claimants(sessions: Sessions):
    with sessions.writing.begin() as session:
        school = Make(session).school()
        for number in range(60):
            want(session, school, f"message {number}")

    def take_all(who: str) -> list[int]:
        taken = []
        while True:
            with sessions.writing.begin() as session:
                lines = outbox.claim(session, who, NOW, LEASE, limit=7)
            if not lines:
                return taken
            taken += [line.id for line in lines]

    with ThreadPoolExecutor(4) as pool:
        found = Counter(id_ for taken in pool.map(take_all, "abcd") for id_ in taken)
    assert (len(found), set(found.values())) == (60, {1})


def test_a_message_is_sent_once_and_keeps_where_it_stands(session: Session, make: Make):
    want(session, make.school(), "one")
    (line,) = claim(session)
    assert outbox.sending(session, line.id, claimant="a", now=NOW, lease=LEASE, channel="C7")
    assert outbox.sent(session, line.id, claimant="a", now=NOW, channel="C7", ts="1.2")
    assert claim(session, "b", LATER) == []
    assert not outbox.sent(session, line.id, claimant="a", now=NOW, channel="C7", ts="1.3")


def test_a_lapsed_claim_is_sent_by_another_and_the_first_one_is_told_not_to(
    session: Session, make: Make
):
    want(session, make.school(), "one")
    (line,) = claim(session)
    assert claim(session, "b") == []
    (again,) = claim(session, "b", LATER)
    assert (again.id, again.attempts, again.look_up_first) == (line.id, 2, False)
    assert not outbox.sending(session, line.id, claimant="a", now=LATER, lease=LEASE, channel="C7")


def test_a_lapsed_sending_is_to_be_looked_up_before_it_is_sent(session: Session, make: Make):
    want(session, make.school(), "one")
    (line,) = claim(session)
    outbox.sending(session, line.id, claimant="a", now=NOW, lease=LEASE, channel="C7")
    (again,) = claim(session, "b", LATER)
    assert (again.look_up_first, again.channel, again.created_at) == (True, "C7", NOW)
    assert outbox.sent(session, again.id, claimant="b", now=LATER, channel="C7", ts="1.2")


def test_what_slack_puts_off_waits_until_then(session: Session, make: Make):
    want(session, make.school(), "one")
    (line,) = claim(session)
    outbox.release(session, line.id, claimant="a", not_before=LATER, error="ratelimited")
    assert claim(session, "b", LATER - timedelta(seconds=1)) == []
    assert [again.id for again in claim(session, "b", LATER)] == [line.id]


def test_what_failed_of_late_in_the_admins_channel_is_wanted_again(session: Session, make: Make):
    school, other = make.school(), make.school()
    want(session, school, "one")
    want(session, school, "perhaps there")
    want(session, school, "to somebody", "U1")
    want(session, other, "one")
    for line in claim(session):
        error = outbox.NOT_LOOKED_UP if line.key == "perhaps there" else "is_archived"
        outbox.failed(session, line.id, claimant="a", error=error)
    assert outbox.retry_admins(session, school.id, NOW + timedelta(days=7, seconds=1)) == 0
    assert outbox.retry_admins(session, school.id, NOW) == 1
    assert [(line.school_id, line.key) for line in claim(session)] == [(school.id, "one")]
