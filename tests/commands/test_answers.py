from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commands import (
    answers,
    deletions,
    erasure,
    proposals,
    reminder_messages,
    reminder_summary,
    reminders,
    undo,
)
from commands.access import Actor, Role
from commands.answers import Answer, Answered
from commands.errors import (
    AnswerSettledError,
    BadFieldError,
    NotAllowedError,
    NothingToChangeError,
    ProposalChangedError,
    UnknownUserError,
)
from commands.proposals import Act, State
from store.models import Reminder, ReminderAnswer, School, User
from store.session import Sessions, count_statements
from tests.commands.reminding import (
    DAY,
    HOUR,
    MONDAY_8,
    WEEK,
    as_teacher,
    messages,
    on,
    prepare,
    student,
    teacher,
)
from tests.factories import ADMIN, Make

LATER = MONDAY_8 + HOUR


class Lesson:
    """Anne and Bruno teach Zoé, who never connected; the week's reminder was prepared."""

    def __init__(self, session: Session, make: Make) -> None:
        self.session, self.school = session, on(make)
        self.anne, self.bruno = (teacher(make, self.school, name) for name in ("UA", "UB"))
        self.zoe, self.noe = (
            student(make, self.school, first_name=name, email=f"{name}@tivoli.example")
            for name in ("Zoé", "Noé")
        )
        make.school_class(self.school, "Piano", self.anne, self.zoe, self.noe)
        make.school_class(self.school, "Chœur", self.bruno, self.zoe)
        prepare(session, self.school)

    def answer(
        self,
        who: str,
        user: User,
        kind: Answer,
        address: str | None = None,
        week: str = WEEK,
        now=LATER,
    ) -> Answered:
        return answers.answer(
            self.session,
            self.school.id,
            user.id,
            week,
            kind,
            address=address,
            by=as_teacher(who),
            now=now,
        )

    def proposal(self, user: User) -> proposals.Proposal:
        return next(p for p in self.opened() if p.student_id == user.id)

    def opened(self) -> list[proposals.Proposal]:
        return proposals.proposals(self.session, self.school.id)

    def accept(self, found: proposals.Proposal, act: Act, **values):
        defaults = {"changes": found.changes, "by": ADMIN, "now": LATER}
        return proposals.accept(
            self.session, self.school.id, found.answer_id, act, **defaults | values
        )

    def lines(self, who: str):
        found = reminder_messages.teacher_message(
            self.session, self.school.id, WEEK, ("T1", who), now=LATER
        )
        assert found
        return {line.student_id: line for line in found.lines}


@pytest.fixture
def lesson(session: Session, make: Make) -> Lesson:
    return Lesson(session, make)


def spoken_of(session: Session, school: School, week: str) -> set[int]:
    query = select(Reminder.user_id).where(Reminder.school_id == school.id, Reminder.week == week)
    return set(session.scalars(query))


def test_one_answer_settles_both_teachers(lesson: Lesson):
    lesson.answer("UA", lesson.zoe, Answer.TOLD)
    line = lesson.lines("UB")[lesson.zoe.id]
    assert (line.answer, line.answered_by, line.can_answer) == ("told", "UA", True)
    lesson.answer("UB", lesson.zoe, Answer.LEFT)
    assert lesson.lines("UA")[lesson.zoe.id].answer == "left"
    count = select(func.count()).select_from(ReminderAnswer)
    assert lesson.session.execute(count).scalar_one() == 1


def test_an_answer_keeps_a_student_out_of_reminders_for_two_weeks(lesson: Lesson):
    done = lesson.answer("UA", lesson.zoe, Answer.TOLD, now=MONDAY_8 + 10 * HOUR)
    assert done.quiet_until == date(2026, 12, 7)
    for week, days, expected in (
        ("2026-W49", 7, {lesson.noe.id}),
        ("2026-W50", 14, {lesson.noe.id, lesson.zoe.id}),
    ):
        prepare(lesson.session, lesson.school, week, MONDAY_8 + days * DAY)
        assert spoken_of(lesson.session, lesson.school, week) == expected


def test_remind_me_next_week_reminds_next_week(lesson: Lesson):
    assert lesson.answer("UA", lesson.zoe, Answer.LATER).quiet_until is None
    prepare(lesson.session, lesson.school, "2026-W49", MONDAY_8 + 7 * DAY)
    assert lesson.zoe.id in spoken_of(lesson.session, lesson.school, "2026-W49")


def test_told_them_all_answers_where_nobody_has(lesson: Lesson):
    lesson.answer("UB", lesson.zoe, Answer.LEFT)
    done = answers.answer_all(
        lesson.session, lesson.school.id, WEEK, by=as_teacher("UA"), now=LATER
    )
    assert done.answered == 1
    lines = lesson.lines("UA")
    assert (lines[lesson.zoe.id].answer, lines[lesson.noe.id].answer) == ("left", "told")
    again = answers.answer_all(
        lesson.session, lesson.school.id, WEEK, by=as_teacher("UB"), now=LATER
    )
    assert again.answered == 0
    prepare(lesson.session, lesson.school, "2026-W49", MONDAY_8 + 7 * DAY)
    assert spoken_of(lesson.session, lesson.school, "2026-W49") == set()


def test_only_a_teacher_of_the_student_may_answer(lesson: Lesson, make: Make):
    with pytest.raises(UnknownUserError):
        lesson.answer("UB", lesson.noe, Answer.TOLD)
    with pytest.raises(UnknownUserError):
        lesson.answer("UA", student(make, on(make)), Answer.TOLD)
    with pytest.raises(UnknownUserError):
        lesson.answer("UA", lesson.zoe, Answer.TOLD, week="2026-W47")
    make.person(lesson.school, slack_id="USTAFF")
    for name in ("USTAFF", "UNOBODY"):
        with pytest.raises(NotAllowedError):
            lesson.answer(name, lesson.zoe, Answer.TOLD)
    claimed = Actor("T1", "USTAFF", Role.TEACHER, (lesson.anne.id,))
    with pytest.raises(NotAllowedError):
        answers.answer_all(lesson.session, lesson.school.id, WEEK, by=claimed, now=LATER)


def test_a_wrong_address_needs_the_right_one(lesson: Lesson):
    for address in (None, "", "zoe(at)tivoli.example", "a@b.example; c@d.example"):
        with pytest.raises(BadFieldError) as caught:
            lesson.answer("UA", lesson.zoe, Answer.WRONG_ADDRESS, address)
        assert caught.value.column == "email"
    assert lesson.opened() == []


def test_told_and_later_propose_nothing_and_the_others_tell_the_admins_once(lesson: Lesson):
    lesson.answer("UA", lesson.zoe, Answer.TOLD)
    lesson.answer("UA", lesson.zoe, Answer.LATER)
    assert messages(lesson.session, lesson.school, "reminder_proposal") == []
    for _ in range(2):
        done = lesson.answer("UA", lesson.zoe, Answer.LEFT)
    told = messages(lesson.session, lesson.school, "reminder_proposal")
    assert [m.content for m in told] == [{"answer_id": done.answer_id, "changes": 2}]
    assert told[0].destination == "admins"


def test_a_right_address_is_put_on_file_by_one_click_and_can_be_undone(lesson: Lesson):
    lesson.answer("UA", lesson.zoe, Answer.WRONG_ADDRESS, " Zoe.L@tivoli.example ")
    found = lesson.proposal(lesson.zoe)
    assert (found.email, found.address) == ("Zoé@tivoli.example", "Zoe.L@tivoli.example")
    assert (found.acts, found.classes) == ((Act.CHANGE_ADDRESS,), ("Chœur", "Piano"))
    assert (found.by, found.by_name) == ("UA", "Claire Morel")
    done = lesson.accept(found, Act.CHANGE_ADDRESS)
    lesson.session.refresh(lesson.zoe)
    assert lesson.zoe.email == "Zoe.L@tivoli.example"
    assert lesson.opened() == []
    undo.undo(lesson.session, lesson.school.id, done.operation_id, by=ADMIN, now=LATER)
    lesson.session.refresh(lesson.zoe)
    assert lesson.zoe.email == "Zoé@tivoli.example"


@pytest.mark.parametrize("act", [Act.REVOKE, Act.DELETE])
def test_who_left_the_school_is_revoked_or_deleted_by_one_click(lesson: Lesson, act: Act):
    lesson.answer("UA", lesson.zoe, Answer.LEFT)
    lesson.accept(lesson.proposal(lesson.zoe), act)
    lesson.session.refresh(lesson.zoe)
    assert lesson.zoe.licence is (act is Act.DELETE)
    assert (lesson.zoe.deleted_at is not None) is (act is Act.DELETE)


def test_an_answer_stays_once_an_admin_acted_and_a_second_click_is_told_so(lesson: Lesson):
    lesson.answer("UA", lesson.zoe, Answer.LEFT)
    found = lesson.proposal(lesson.zoe)
    done = lesson.accept(found, Act.REVOKE)
    assert lesson.lines("UB")[lesson.zoe.id].can_answer is False
    for again in (
        lambda: lesson.answer("UB", lesson.zoe, Answer.TOLD),
        lambda: lesson.accept(found, Act.DELETE),
    ):
        with pytest.raises(AnswerSettledError) as caught:
            again()
        assert (caught.value.operation_id, caught.value.at) == (done.operation_id, LATER)
    now = proposals.proposal(lesson.session, lesson.school.id, found.answer_id)
    assert now
    assert (now.state, now.operation_id, now.acts) == (State.ACCEPTED, done.operation_id, ())


def test_a_proposal_dismissed_changes_nothing_and_is_gone(lesson: Lesson):
    lesson.answer("UA", lesson.zoe, Answer.LEFT)
    found = lesson.proposal(lesson.zoe)
    proposals.dismiss(
        lesson.session, lesson.school.id, found.answer_id, changes=0, by=ADMIN, now=LATER
    )
    lesson.session.refresh(lesson.zoe)
    assert (lesson.zoe.licence, lesson.zoe.deleted_at) == (True, None)
    assert lesson.opened() == []
    now = proposals.proposal(lesson.session, lesson.school.id, found.answer_id)
    assert now
    assert now.state is State.DISMISSED


def test_a_button_acts_on_the_answer_it_was_shown_for(lesson: Lesson):
    lesson.answer("UA", lesson.zoe, Answer.WRONG_ADDRESS, "one@tivoli.example")
    shown = lesson.proposal(lesson.zoe)
    lesson.answer("UA", lesson.zoe, Answer.WRONG_ADDRESS, "two@tivoli.example")
    with pytest.raises(ProposalChangedError):
        lesson.accept(shown, Act.CHANGE_ADDRESS)
    with pytest.raises(ProposalChangedError):
        lesson.accept(lesson.proposal(lesson.zoe), Act.DELETE)
    of_then = proposals.proposal(lesson.session, lesson.school.id, shown.answer_id, changes=0)
    assert of_then
    assert of_then.state is State.WITHDRAWN
    lesson.accept(lesson.proposal(lesson.zoe), Act.CHANGE_ADDRESS, address="mine@tivoli.example")
    lesson.session.refresh(lesson.zoe)
    assert lesson.zoe.email == "mine@tivoli.example"


def test_a_refused_act_leaves_the_proposal_open(lesson: Lesson):
    lesson.answer("UA", lesson.zoe, Answer.WRONG_ADDRESS, "Zoé@tivoli.example")
    with pytest.raises(NothingToChangeError):
        lesson.accept(lesson.proposal(lesson.zoe), Act.CHANGE_ADDRESS)
    assert lesson.proposal(lesson.zoe).state is State.OPEN


def test_proposals_are_for_admins_of_that_school(lesson: Lesson, make: Make):
    lesson.answer("UA", lesson.zoe, Answer.LEFT)
    found = lesson.proposal(lesson.zoe)
    make.admin(lesson.school)
    with pytest.raises(NotAllowedError):
        lesson.accept(found, Act.DELETE, by=as_teacher("UA", lesson.anne.id))
    with pytest.raises(UnknownUserError):
        proposals.accept(
            lesson.session, on(make).id, found.answer_id, Act.DELETE, changes=0, by=ADMIN, now=LATER
        )


def test_four_weeks_of_reminders_hand_a_student_to_the_admins(lesson: Lesson):
    for number in range(1, 4):
        prepare(lesson.session, lesson.school, f"2026-W{48 + number}", MONDAY_8 + 7 * number * DAY)
    prepare(lesson.session, lesson.school, "2026-W52", MONDAY_8 + 28 * DAY)
    assert spoken_of(lesson.session, lesson.school, "2026-W52") == set()
    now = MONDAY_8 + 28 * DAY
    found = reminder_summary.admins_message(lesson.session, lesson.school.id, "2026-W52", now)
    assert found
    assert found.handed_over_count == 2
    assert {s.user_id for s in found.handed_over} == {lesson.zoe.id, lesson.noe.id}


def test_an_admin_who_acted_begins_the_four_weeks_anew(lesson: Lesson):
    for number in range(1, 4):
        prepare(lesson.session, lesson.school, f"2026-W{48 + number}", MONDAY_8 + 7 * number * DAY)
    at = MONDAY_8 + 22 * DAY
    lesson.answer(
        "UA", lesson.zoe, Answer.WRONG_ADDRESS, "z@tivoli.example", week="2026-W51", now=at
    )
    lesson.accept(lesson.proposal(lesson.zoe), Act.CHANGE_ADDRESS)
    prepare(lesson.session, lesson.school, "2027-W01", MONDAY_8 + 42 * DAY)
    assert spoken_of(lesson.session, lesson.school, "2027-W01") == {lesson.zoe.id}


def test_an_erased_student_takes_reminders_and_answers_along(lesson: Lesson):
    lesson.answer("UA", lesson.zoe, Answer.WRONG_ADDRESS, "zoe@home.example")
    lesson.answer("UA", lesson.noe, Answer.LEFT)
    deletions.delete_one(lesson.session, lesson.school.id, lesson.zoe.id, by=ADMIN, now=LATER)
    name = f"{lesson.zoe.first_name} {lesson.zoe.last_name}"
    assert [p.student_id for p in lesson.opened()] == [lesson.noe.id]
    erasure.erase_one(lesson.session, lesson.school.id, lesson.zoe.id, name, by=ADMIN, now=LATER)
    for table in (Reminder, ReminderAnswer):
        assert set(lesson.session.scalars(select(table.user_id))) == {lesson.noe.id}


def test_telling_them_all_takes_as_many_statements_for_three_hundred_as_for_ten(
    sessions: Sessions,
):
    seen: list[str] = []
    count_statements(sessions.engine, seen.append)
    taken = []
    for students in (10, 300):
        with sessions.writing.begin() as session:
            make = Make(session)
            school = on(make)
            anne = teacher(make, school, "UA")
            make.school_class(
                school, "Piano", anne, *(student(make, school) for _ in range(students))
            )
            prepare(session, school)
            school_id = school.id
        seen.clear()
        with sessions.writing.begin() as session:
            done = answers.answer_all(
                session, school_id, WEEK, by=as_teacher("UA"), now=LATER + timedelta(minutes=1)
            )
        assert done.answered == students
        taken.append(len(seen))
    assert taken[0] == taken[1]


def test_a_proposal_tells_what_became_of_a_student_who_was_deleted(lesson: Lesson):
    session, school = lesson.session, lesson.school
    for user in (lesson.zoe, lesson.noe):
        lesson.answer("UA", user, Answer.LEFT)
    by_click, elsewhere = lesson.proposal(lesson.zoe), lesson.proposal(lesson.noe)
    lesson.accept(by_click, Act.DELETE)
    deletions.delete_one(session, school.id, lesson.noe.id, by=ADMIN, now=LATER)
    found = [
        proposals.proposal(session, school.id, each.answer_id) for each in (by_click, elsewhere)
    ]
    assert [(p.state, p.acts) for p in found if p] == [(State.ACCEPTED, ()), (State.GONE, ())]


def test_told_them_all_of_one_class_leaves_the_others_unanswered(session: Session, make: Make):
    school = on(make)
    anne, bruno = teacher(make, school, "UA"), teacher(make, school, "UB")
    zoe, noe = student(make, school), student(make, school)
    piano = make.school_class(school, "Piano", anne, zoe)
    make.school_class(school, "Chœur", anne, bruno, noe)
    for class_id in (piano.id, None):
        reminders.send_now(session, school.id, class_id=class_id, found={}, by=ADMIN, now=MONDAY_8)
    done = answers.answer_all(session, school.id, WEEK, by=as_teacher("UA"), now=LATER)
    assert done.answered == 1
    assert session.scalars(select(ReminderAnswer.user_id)).all() == [zoe.id]
