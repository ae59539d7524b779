"""Which messages and files of the bot lose the names in them, when, and who takes them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import erasure, outbox, postings, settings, undo
from commands.errors import BadSettingError, NamesGoneError
from store.models import Posting, School
from store.queries import outbox as queue
from tests.factories import ADMIN, NOW, Make

DAY = timedelta(days=1)
LEASE = timedelta(minutes=10)


def message(session: Session, school: School, at=NOW, ts: str = "1.0", kind: str = "users") -> int:
    return postings.note(session, school.id, kind, channel="D1", ts=ts, words="3 élèves", now=at)


def taken(session: Session, school: School, at, who: str = "one") -> list[int]:
    return [line.id for line in postings.claim(session, school.id, who, at, LEASE)]


def test_messages_and_files_are_due_after_their_own_days(session: Session, make: Make):
    school, elsewhere = make.school(), make.school()
    mine, _theirs = message(session, school), message(session, elsewhere)
    file = postings.note_file(session, school.id, "export", "F1", now=NOW)
    assert taken(session, school, NOW + 7 * DAY) == []
    assert taken(session, school, NOW + 7 * DAY + postings.MARGIN) == [file]
    assert taken(session, school, NOW + 31 * DAY) == [mine, file]  # the lease of the file lapsed


def test_who_claims_first_has_it_until_the_lease_lapses(session: Session, make: Make):
    school = make.school()
    old = [message(session, school, ts=f"{n}.0") for n in range(3)]
    late = NOW + 31 * DAY
    first = postings.claim(session, school.id, "one", late, LEASE, limit=2)
    assert [line.id for line in first] == old[:2]
    assert taken(session, school, late, "two") == old[2:]
    postings.removed(session, old[0], claimant="one", now=late)
    postings.release(session, old[1], claimant="one", not_before=late + DAY, error="ratelimited")
    postings.removed(session, old[2], claimant="one", now=late)  # it is the other's
    assert taken(session, school, late + LEASE, "one") == []
    assert taken(session, school, late + 2 * LEASE, "one") == old[2:]
    assert taken(session, school, late + DAY, "two") == old[1:]


def test_a_click_is_refused_a_little_before_the_names_go(session: Session, make: Make):
    school = make.school()
    message(session, school)

    def click(at, ts: str = "1.0") -> None:
        postings.require_names(session, school.id, "D1", ts, now=at)

    click(NOW + 30 * DAY - timedelta(seconds=1))
    with pytest.raises(NamesGoneError) as refused:
        click(NOW + 30 * DAY)
    assert refused.value.days == 30
    assert taken(session, school, NOW + 30 * DAY) == []
    click(NOW + 60 * DAY, "2.0")  # nothing is noted there

    late = NOW + 31 * DAY
    [line] = postings.claim(session, school.id, "one", late, LEASE)
    postings.removed(session, line.id, claimant="one", now=late)
    settings.change(session, school.id, {"message_days": 90}, by=ADMIN, now=late)
    with pytest.raises(NamesGoneError):  # a longer time brings no name back
        click(late)
    postings.forget_old(session, school.id, late + 29 * DAY)
    assert len(session.scalars(select(Posting.id)).all()) == 1
    postings.forget_old(session, school.id, late + 30 * DAY)
    assert session.scalars(select(Posting.id)).all() == []


def test_a_message_that_names_nobody_any_more_is_not_due(session: Session, make: Make):
    school = make.school()
    message(session, school)
    assert postings.say(session, school.id, "D1", "1.0", "2 ajouts")
    assert not postings.say(session, school.id, "D1", "9.0", "2 ajouts")
    [kept] = session.scalars(select(Posting.words)).all()
    assert kept == "2 ajouts"
    postings.has_none(session, school.id, "D1", "1.0")
    assert taken(session, school, NOW + 31 * DAY) == []


def test_the_days_are_settings_that_are_refused_changed_and_undone(session: Session, make: Make):
    school = make.school()
    for days in (0, -1, 366, True, "7"):
        with pytest.raises(BadSettingError):
            settings.change(session, school.id, {"file_days": days}, by=ADMIN, now=NOW)
    file = postings.note_file(session, school.id, "export", "F1", now=NOW)
    values = {"file_days": 1, "message_days": 3}
    done = settings.change(session, school.id, values, by=ADMIN, now=NOW)
    assert done.changed == {"file_days": (7, 1), "message_days": (30, 3)}
    assert taken(session, school, NOW + 2 * DAY) == [file]
    undo.undo(session, school.id, done.operation_id or 0, by=ADMIN, now=NOW)
    found = settings.current(session, school.id)
    assert (found.file_days, found.message_days) == (7, 30)


def test_erasing_somebody_reaches_what_was_posted_while_they_were_here(
    session: Session, make: Make
):
    school = make.school()
    deleted_at = NOW - DAY
    gone = make.deleted(school, deleted_at=deleted_at)
    before = message(session, school, at=deleted_at - DAY)
    file = postings.note_file(session, school.id, "export", "F1", now=deleted_at)
    message(session, school, at=deleted_at - DAY, ts="2.0", kind="reminder_teacher")
    message(session, school, at=NOW, ts="3.0")
    name = f"{gone.first_name} {gone.last_name}"
    erasure.erase_one(session, school.id, gone.id, name, by=ADMIN, now=NOW)
    assert taken(session, school, NOW + postings.MARGIN) == [before, file]


def test_a_message_of_the_outbox_is_noted_before_it_is_posted_and_once(
    session: Session, make: Make
):
    school = make.school()
    row = {"school_id": school.id, "operation_id": None, "content": {}, "now": NOW}
    queue.want(session, key="a", destination="UA", kind="reminder_teacher", **row)
    queue.want(session, key="b", destination="admins", kind="operation", **row)
    one, two = outbox.claim(session, "me", NOW, LEASE)
    sending = {"claimant": "me", "now": NOW, "lease": LEASE}
    for _ in range(2):  # the first post was refused
        assert outbox.sending(session, one.id, channel="UA", stays="12 élèves", **sending)
    assert outbox.sending(session, two.id, channel="C1", **sending)
    [noted] = postings.claim(session, school.id, "me", NOW + 31 * DAY, LEASE)
    assert (noted.kind, noted.channel, noted.ts) == ("reminder_teacher", "UA", None)
    assert (noted.words, noted.outbox_id) == ("12 élèves", one.id)
    assert outbox.sent(session, one.id, claimant="me", now=NOW, channel="DA", ts="7.0")
    found = session.execute(select(Posting.channel, Posting.ts)).all()
    assert found == [("DA", "7.0")]
