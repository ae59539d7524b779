"""Files with personal data are in the journal before they leave, and so is what became of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import drafts, exports, handovers, journal, postings
from commands.access import Actor, Role
from commands.errors import AlreadyDoneError, NotAllowedError
from commands.exports import Figures, Form, Wanted
from commands.selection import Selection
from store.models import OutboxMessage, Posting, School
from tests.factories import ADMIN, NOW, Make

STUDENTS = Wanted(Selection(role="student"), Form.SPREADSHEET)
ROWS = {"role": "student", "form": "preview", "rows": 3}


def told(session: Session, school: School) -> list[tuple[str, bool, bool]]:
    """State of each message, whether it has to wait, and whether it says that nobody knows."""
    rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [(m.state, m.not_before is not None, handovers.UNANSWERED in m.content) for m in rows]


def record(session: Session, school: School, draft_id: str | None = None) -> int:
    return exports.record(
        session,
        school.id,
        STUDENTS,
        Figures(3, 0),
        file_id="F1",
        draft_id=draft_id,
        by=ADMIN,
        now=NOW,
    )


def test_a_file_about_to_leave_is_noted_and_told_of_even_if_nobody_says_what_became_of_it(
    session: Session, make: Make
):
    school = make.school()
    record(session, school)
    assert [line.kind for line in journal.latest(session, school.id)] == ["export"]
    assert session.scalars(select(Posting.file_id)).all() == ["F1"]
    assert told(session, school) == [("wanted", True, True)]


def test_one_that_arrived_is_told_at_once(session: Session, make: Make):
    school = make.school()
    operation_id = record(session, school)
    handovers.delivered(session, school.id, operation_id)
    session.expire_all()
    assert told(session, school) == [("wanted", False, False)]


def test_one_that_did_not_arrive_is_an_operation_of_its_own_and_can_be_tried_again(
    session: Session, make: Make
):
    school = make.school()
    draft_id = exports.prepare(session, school.id, STUDENTS, by=ADMIN, now=NOW)
    first = record(session, school, draft_id)
    with pytest.raises(AlreadyDoneError):
        record(session, school, draft_id)
    handovers.undelivered(session, school.id, first, "storage_limit_reached", by=ADMIN, now=NOW)
    session.expire_all()
    assert told(session, school) == [("dropped", True, True)]
    newest = journal.latest(session, school.id)[0]
    assert (newest.kind, newest.figures, newest.can_undo) == (
        "export_undelivered",
        {"export": first, "error": "storage_limit_reached"},
        False,
    )
    second = record(session, school, draft_id)
    handovers.unanswered(session, school.id, second)
    session.expire_all()
    assert told(session, school)[1:] == [("wanted", False, True)]
    assert drafts.read(session, school.id, draft_id, exports.DRAFT, by=ADMIN, now=NOW)


def test_nobody_but_an_admin_hands_a_file_over(session: Session, make: Make):
    school = make.school()
    teacher = Actor("T1", make.person(school).slack_id, Role.TEACHER)
    with pytest.raises(NotAllowedError):
        handovers.record(session, school.id, ROWS, file_id="F1", by=teacher, now=NOW)
    late = NOW + timedelta(days=8)
    assert postings.claim(session, school.id, "me", late, timedelta(minutes=1)) == []
