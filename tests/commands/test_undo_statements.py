"""The number of statements does not grow with the number of users, undo included."""

import tempfile
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, event, insert, select, text
from sqlalchemy.orm import Session

from commands import deletions, exports, licences, pause
from commands.exports import Form, Wanted
from commands.licences import Action
from commands.restoring import Choice
from commands.selection import Selection
from commands.undo import undo
from store.models import Enrolment, School, User
from store.session import Sessions
from tests.factories import ADMIN, NOW, Make

FEW, MANY = 10, 10_000


@pytest.fixture
def count(session: Session) -> Iterator[Callable[[], int]]:
    """How many statements were sent since it was last asked."""
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    sent: list[str] = []

    def seen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    def asked() -> int:
        number = len(sent)
        sent.clear()
        return number

    event.listen(engine, "before_cursor_execute", seen)
    yield asked
    event.remove(engine, "before_cursor_execute", seen)


def filled(session: Session, number: int) -> School:
    """A school of so many students, all with a licence, all in one class."""
    make = Make(session)
    school = make.school()
    school_class = make.school_class(school, "6B")
    session.execute(
        insert(User),
        [
            {
                "school_id": school.id,
                "role": "student",
                "first_name": "Ana",
                "last_name": f"Morel{i}",
                "name_key": f"morel{i}|ana",
                "email_key": f"ana{i}@tivoli.example",
                "access": "internal",
                "created_at": NOW,
                "licence": True,
                "metered_from": 0,
                "metered_before": 0,
                "further": [],
            }
            for i in range(number)
        ],
    )
    ids = select(User.school_id, school_class.id, User.id).where(User.school_id == school.id)
    session.execute(insert(Enrolment).from_select(["school_id", "class_id", "user_id"], ids))
    school.paying = number
    session.flush()
    session.execute(text("ANALYZE"))  # a server does so by itself, but not within a transaction
    return school


def lived(session: Session, number: int, count: Callable[[], int]) -> dict[str, int]:
    """Statements of each command over a school of so many."""
    school, at = filled(session, number), {"by": ADMIN, "now": NOW}
    told: dict[str, int] = {}

    def measured(name: str, act: Callable[[], int], touched: int | None = number) -> int:
        count()
        operation_id = act()
        session.flush()
        told[name] = count()
        return operation_id

    def over_all(action: Action, given_back: int | None = None) -> int:
        drafted = licences.start(
            session, school.id, action, Selection(), given_back=given_back, **at
        )
        done = licences.apply(session, school.id, drafted.draft_id, **at)
        assert done.changed == number
        return done.operation_id

    def delete() -> int:
        drafted = deletions.start(session, school.id, Selection(), **at)
        done = deletions.apply(session, school.id, drafted.draft_id, **at)
        assert done.deleted == number
        return done.operation_id

    def restore(_deleted: int) -> int:
        drafted = deletions.start_restore(session, school.id, Choice(day=NOW.date()), **at)
        done = deletions.apply_restore(session, school.id, drafted.draft_id, **at)
        assert done.restored == number
        return done.operation_id

    def export() -> int:
        wanted = Wanted(Selection(role="student"), Form.SPREADSHEET)
        with tempfile.TemporaryFile() as out:
            figures = exports.write(session, school.id, wanted, out, by=ADMIN)
        assert figures.rows == number
        return exports.record(session, school.id, wanted, figures, **at)

    def back(operation_id: int) -> int:
        done = undo(session, school.id, operation_id, **at)
        assert (done.left, done.licences_given + done.licences_taken + done.restored) == (0, number)
        return done.operation_id

    revoked = measured("revoke", lambda: over_all(Action.REVOKE))
    measured("give back", lambda: over_all(Action.GIVE_BACK, revoked))
    revoked = measured("revoke again", lambda: over_all(Action.REVOKE))
    undone = measured("undo", lambda: back(revoked))
    redone = measured("undo of undo", lambda: back(undone))
    measured("assign", lambda: over_all(Action.ASSIGN))
    deleted = measured("delete", delete)
    measured("undo of a deletion", lambda: back(deleted))
    again = measured("delete again", delete)
    measured("restore", lambda: restore(again))
    measured("export", export)
    measured("pause", lambda: pause.pause_now(session, school.id, **at).operation_id)
    measured("resume", lambda: pause.resume(session, school.id, **at).operation_id)
    assert school.paying == number
    assert redone
    return told


@pytest.mark.slow
def test_statements_do_not_grow_with_the_users(session: Session, count: Callable[[], int]):
    few = lived(session, FEW, count)
    many = lived(session, MANY, count)
    assert many == few
    assert max(few.values()) <= 40


def test_those_left_alone_are_named_by_one_statement(
    sessions: Sessions, count: Callable[[], int], session: Session
):
    told = []
    for number in (FEW, 300):
        school, at = filled(session, number), {"by": ADMIN, "now": NOW}
        drafted = licences.start(session, school.id, Action.REVOKE, Selection(), **at)
        revoked = licences.apply(session, school.id, drafted.draft_id, **at).operation_id
        some = session.scalars(select(User.id).where(User.school_id == school.id).limit(number - 1))
        again = licences.start(
            session, school.id, Action.ASSIGN, Selection(user_ids=tuple(some)), **at
        )
        licences.apply(session, school.id, again.draft_id, **at)
        count()
        done = undo(session, school.id, revoked, **at)
        told.append(count())
        assert (done.left, len(done.left_alone)) == (number - 1, min(100, number - 1))
    assert told[0] == told[1]
