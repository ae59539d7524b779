from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import journal, pause, reminders, schedule, settings
from commands.access import Actor, Role
from commands.errors import AlreadyPausedError, NobodyMatchesError, NotAllowedError
from commands.reminders import Outcome, Prepared
from commands.teachers import Who
from store.models import OutboxMessage, Reminder, ReminderWeek, School, TeacherLink, User
from store.session import Sessions, count_statements
from tests.commands.reminding import (
    DAY,
    HOUR,
    MONDAY_8,
    WEEK,
    messages,
    on,
    student,
    teacher,
)
from tests.factories import ADMIN, NOW, Make


def prepare(
    session: Session,
    school: School,
    week: str = WEEK,
    now: datetime = MONDAY_8,
    found: dict[int, Who | None] | None = None,
) -> Prepared:
    return reminders.prepare(session, school.id, week, found=found or {}, now=now)


def told(session: Session, school: School) -> list[str]:
    return [m.destination for m in messages(session, school, "reminder_teacher")]


def spoken_of(session: Session, school: School, week: str = WEEK) -> set[int]:
    return set(
        session.scalars(
            select(Reminder.user_id).where(
                Reminder.school_id == school.id, Reminder.week == week, Reminder.counts.is_(True)
            )
        )
    )


def test_every_teacher_with_students_who_never_connected_is_told_once(session: Session, make: Make):
    school = on(make)
    anne, bruno, claire = (teacher(make, school, name) for name in ("UA", "UB", "UC"))
    zoe, noe = student(make, school), student(make, school)
    done = student(make, school, last_login_at=NOW)
    make.school_class(school, "Piano", anne, zoe, noe)
    make.school_class(school, "Chœur", bruno, zoe, done)
    make.school_class(school, "Harpe", claire, done)
    elsewhere = on(make)
    make.school_class(elsewhere, "Piano", teacher(make, elsewhere, "UX"), student(make, elsewhere))
    result = prepare(session, school)
    assert (result.outcome, result.teachers, result.students) == (Outcome.SENT, 2, 2)
    assert sorted(told(session, school)) == ["UA", "UB"]
    assert spoken_of(session, school) == {zoe.id, noe.id}
    last = messages(session, school, "reminder")[-1]
    assert (last.kind, last.destination) == ("reminder_admins", "admins")
    assert prepare(session, school).outcome is Outcome.NOT_DUE
    assert len(messages(session, school, "reminder")) == 3
    assert told(session, elsewhere) == []


def test_messages_hold_ids_and_figures_only(session: Session, make: Make):
    school = on(make)
    anne, zoe = teacher(make, school, "UA"), student(make, school)
    make.school_class(school, "Piano", anne, zoe)
    prepare(session, school)
    content = messages(session, school, "reminder_teacher")[0].content
    assert content == {
        "week": WEEK,
        "org_id": "T1",
        "teachers": [anne.id],
        "class_id": None,
        "until": (MONDAY_8 + 7 * DAY).isoformat(),
        "by_itself": True,
    }


def test_three_replicas_preparing_at_once_leave_one_message_a_teacher(sessions: Sessions):
    with sessions.writing.begin() as session:
        make = Make(session)
        school = on(make)
        for number in range(20):
            who = teacher(make, school, f"U{number}")
            make.school_class(school, f"Classe {number}", who, student(make, school))
        school_id = school.id

    def replica(_number: int) -> Outcome:
        with sessions.writing.begin() as session:
            return reminders.prepare(session, school_id, WEEK, found={}, now=MONDAY_8).outcome

    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(replica, range(3)))
    assert sorted(outcomes) == [Outcome.NOT_DUE, Outcome.NOT_DUE, Outcome.SENT]
    with sessions.reading() as session:
        rows = session.scalars(select(OutboxMessage.key)).all()
        assert len(rows) == len(set(rows)) == 21


def test_a_student_of_two_teachers_is_told_to_both_and_one_of_three_classes_once(
    session: Session, make: Make
):
    school = on(make)
    anne, bruno = teacher(make, school, "UA"), teacher(make, school, "UB")
    zoe = student(make, school)
    for name in ("Piano", "Solfège", "Chœur"):
        make.school_class(school, name, anne, zoe)
    make.school_class(school, "Harpe", bruno, zoe)
    result = prepare(session, school)
    assert (result.teachers, result.students) == (2, 1)
    assert sorted(told(session, school)) == ["UA", "UB"]


def test_a_teacher_of_forty_classes_gets_one_message(session: Session, make: Make):
    school = on(make)
    anne = teacher(make, school, "UA")
    for number in range(40):
        make.school_class(school, f"Classe {number}", anne, student(make, school))
    result = prepare(session, school)
    assert (result.teachers, result.students) == (1, 40)
    assert told(session, school) == ["UA"]


def test_a_slack_person_who_is_two_teachers_gets_one_message(session: Session, make: Make):
    school = on(make)
    first = teacher(make, school, "UA", email="anne@tivoli.example")
    second = teacher(make, school, email="anne@tivoli.example")
    make.school_class(school, "Piano", first, student(make, school))
    make.school_class(school, "Chœur", second, student(make, school))
    assert prepare(session, school).teachers == 1
    content = messages(session, school, "reminder_teacher")[0].content
    assert sorted(content["teachers"]) == sorted([first.id, second.id])


def test_a_class_without_teacher_stops_nobody_and_is_counted(session: Session, make: Make):
    school = on(make)
    alone, gone = student(make, school), make.deleted(school, role="teacher")
    make.school_class(school, "Harpe", alone, gone)
    make.school_class(school, "Piano", teacher(make, school, "UA"), student(make, school))
    assert prepare(session, school).students == 1
    week = session.get_one(ReminderWeek, (school.id, WEEK))
    assert week.figures["without_teacher"] == 1
    assert alone.id not in spoken_of(session, school)


def test_slack_is_asked_for_those_it_did_not_tell_today_and_who_is_not_linked(
    session: Session, make: Make
):
    school = on(make)
    known, linked = teacher(make, school, "UA"), teacher(make, school)
    old = teacher(make, school)
    make.person(school, slack_id="UOLD", email_key=old.email_key, fetched_at=MONDAY_8 - 2 * DAY)
    unknown, nowhere = teacher(make, school), teacher(make, school, email=None)
    make.person(school, slack_id="UL")
    link(make, school, "UL", linked)
    make.school_class(school, "Piano", known, linked, old, unknown, nowhere, student(make, school))
    asked = reminders.teachers_to_find(session, school.id, WEEK, MONDAY_8)
    assert {each.user_id for each in asked} == {old.id, unknown.id}
    assert {each.email for each in asked} == {old.email, unknown.email}
    result = prepare(session, school, found={unknown.id: None})
    assert (result.outcome, [t.user_id for t in result.to_find]) == (Outcome.TO_FIND, [old.id])
    assert messages(session, school, "reminder") == []
    result = prepare(session, school, found={unknown.id: None, old.id: ("T1", "UNEW")})
    assert (result.outcome, result.teachers) == (Outcome.SENT, 3)
    assert sorted(told(session, school)) == ["UA", "UL", "UNEW"]
    week = session.get_one(ReminderWeek, (school.id, WEEK))
    assert sorted(week.figures["not_found"]) == sorted([unknown.id, nowhere.id])


def test_a_deactivated_teacher_is_not_found_and_stops_nobody(session: Session, make: Make):
    school = on(make)
    anne, bruno = teacher(make, school), teacher(make, school, "UB")
    make.person(school, slack_id="UA", standing="deactivated", email_key=anne.email_key)
    make.school_class(school, "Piano", anne, student(make, school))
    make.school_class(school, "Chœur", bruno, student(make, school))
    prepare(session, school, found={anne.id: ("T1", "UA")})
    assert told(session, school) == ["UB"]
    assert session.get_one(ReminderWeek, (school.id, WEEK)).figures["not_found"] == [anne.id]


def link(make: Make, school: School, slack_id: str, user: User) -> None:
    stamp = make.operation(school, "link_teacher").id
    make.session.add(
        TeacherLink(
            school_id=school.id, org_id="T1", slack_id=slack_id, user_id=user.id, stamp=stamp
        )
    )
    make.session.flush()


@pytest.mark.parametrize("why", ["paused", "holiday", "stale"])
def test_a_skipped_week_tells_the_admins_why_and_nobody_else(
    session: Session, make: Make, why: str
):
    school = on(make)
    make.school_class(school, "Piano", teacher(make, school, "UA"), student(make, school))
    if why == "paused":
        pause.pause_now(session, school.id, by=ADMIN, now=MONDAY_8 - timedelta(minutes=1))
    elif why == "holiday":
        school.holidays = [["2026-11-23", "2026-11-23"]]
    else:
        school.logins_known_at = MONDAY_8 - 8 * DAY
    assert reminders.teachers_to_find(session, school.id, WEEK, MONDAY_8) == []
    result = prepare(session, school)
    assert (result.outcome, result.skip and str(result.skip.reason)) == (Outcome.SKIPPED, why)
    found = messages(session, school, "reminder")
    assert [(m.kind, m.content["reason"]) for m in found] == [("reminder_skipped", why)]
    assert spoken_of(session, school) == set()
    assert prepare(session, school, now=MONDAY_8 + HOUR).outcome is Outcome.NOT_DUE


def test_long_holidays_are_told_once_and_an_open_pause_every_week(session: Session, make: Make):
    school = on(make, holidays=[["2026-11-23", "2026-12-06"]])
    for week, days in ((WEEK, 0), ("2026-W49", 7)):
        assert prepare(session, school, week, MONDAY_8 + days * DAY).outcome is Outcome.SKIPPED
    assert len(messages(session, school, "reminder")) == 1
    pause.pause_now(session, school.id, by=ADMIN, now=MONDAY_8 + 10 * DAY)
    for week, days in (("2026-W50", 14), ("2026-W51", 21)):
        assert prepare(session, school, week, MONDAY_8 + days * DAY).outcome is Outcome.SKIPPED
    assert len(messages(session, school, "reminder")) == 3


def test_the_first_week_after_switching_on_is_shown_to_the_admins_and_nothing_goes(
    session: Session, make: Make
):
    school = on(make, reminders_on=False)
    make.school_class(school, "Piano", teacher(make, school, "UA"), student(make, school))
    values = {"reminders_on": True}
    settings.change(session, school.id, values, by=ADMIN, now=MONDAY_8 - 3 * DAY)
    result = prepare(session, school)
    assert (result.outcome, result.teachers, result.students) == (Outcome.REHEARSED, 1, 1)
    assert [m.kind for m in messages(session, school, "reminder")] == ["reminder_rehearsal"]
    assert spoken_of(session, school) == set()
    school.logins_known_at = MONDAY_8 + 7 * DAY
    anne = session.scalars(select(User).where(User.role == "teacher")).first()
    assert anne
    found: dict[int, Who | None] = {anne.id: ("T1", "UA")}
    result = prepare(session, school, "2026-W49", MONDAY_8 + 7 * DAY, found)
    assert result.outcome is Outcome.SENT
    assert told(session, school) == ["UA"]


def test_a_week_prepared_late_is_sent_late_and_never_at_night(session: Session, make: Make):
    school = on(make)
    make.school_class(school, "Piano", teacher(make, school), student(make, school))
    anne = session.scalars(select(User).where(User.role == "teacher")).one()
    found: dict[int, Who | None] = {anne.id: ("T1", "UA")}
    night = MONDAY_8 + 3 * DAY + 14 * HOUR
    assert prepare(session, school, now=night, found=found).outcome is Outcome.NOT_DUE
    morning = MONDAY_8 + 4 * DAY
    assert prepare(session, school, now=morning, found=found).outcome is Outcome.SENT
    content = messages(session, school, "reminder_teacher")[0].content
    assert schedule.timing(session, school.id, content, morning).go
    night = MONDAY_8 + 4 * DAY + 13 * HOUR
    late = schedule.timing(session, school.id, content, night)
    assert (late.go, late.not_before) == (False, night + 10 * HOUR)
    assert schedule.timing(session, school.id, content, MONDAY_8 + 7 * DAY).over
    pause.pause_now(session, school.id, by=ADMIN, now=morning)
    assert schedule.timing(session, school.id, content, morning + HOUR).over


def test_what_could_not_go_before_the_holidays_does_not_go_in_them(session: Session, make: Make):
    holidays = [["2026-10-17", "2026-11-01"], ["2026-11-25", "2026-11-26"]]
    school = on(make, holidays=holidays)
    make.school_class(school, "Piano", teacher(make, school, "UA"), student(make, school))
    prepare(session, school)
    [message] = messages(session, school, "reminder_teacher")
    last = MONDAY_8 + DAY + 11 * HOUR
    assert schedule.timing(session, school.id, message.content, last).go
    assert schedule.timing(session, school.id, message.content, last + 12 * HOUR).over


def test_sending_now_keeps_to_one_message_a_week(session: Session, make: Make):
    school = on(make)
    anne, bruno = teacher(make, school, "UA"), teacher(make, school, "UB")
    zoe, noe = student(make, school), student(make, school)
    piano = make.school_class(school, "Piano", anne, zoe)
    make.school_class(school, "Chœur", bruno, noe)
    sunday = MONDAY_8 - DAY + HOUR
    preview = reminders.preview_now(
        session, school.id, class_id=piano.id, found={}, by=ADMIN, now=sunday
    )
    assert (preview.week, preview.teachers, preview.students) == ("2026-W47", 1, 1)
    done = reminders.send_now(session, school.id, class_id=piano.id, found={}, by=ADMIN, now=sunday)
    assert (done.teachers, done.students, done.already) == (1, 1, 0)
    again = reminders.send_now(session, school.id, found={}, by=ADMIN, now=sunday + HOUR)
    assert (again.teachers, again.already) == (1, 1)
    assert sorted(told(session, school)) == ["UA", "UB"]
    contents = [m.content for m in messages(session, school, "reminder_teacher")]
    assert [(c["class_id"], c["until"]) for c in contents] == [
        (piano.id, MONDAY_8.isoformat()),
        (None, MONDAY_8.isoformat()),
    ]
    assert prepare(session, school).teachers == 2  # another week


@pytest.mark.parametrize(
    ("state", "error", "again"),
    [
        ("dropped", None, 1),
        ("failed", "user_not_found", 1),
        ("failed", "not_looked_up", 0),
        ("sending", None, 0),
    ],
)
def test_who_surely_got_nothing_this_week_can_be_told_now(
    session: Session, make: Make, state: str, error: str | None, again: int
):
    school = on(make)
    make.school_class(school, "Piano", teacher(make, school, "UA"), student(make, school))
    make.school_class(school, "Harpe", teacher(make, school, "UB"), student(make, school))
    prepare(session, school)
    anne, bruno = messages(session, school, "reminder_teacher")
    anne.state, anne.error, anne.attempts, anne.claimed_by = state, error, 20, "somebody"
    bruno.state = "sent"
    session.flush()
    later = MONDAY_8 + DAY
    preview = reminders.preview_now(session, school.id, found={}, by=ADMIN, now=later)
    done = reminders.send_now(session, school.id, found={}, by=ADMIN, now=later)
    assert preview.teachers == done.teachers == again
    assert preview.already == done.already == 2 - again
    session.expire_all()
    rows = messages(session, school, "reminder_teacher")
    assert [row.state for row in rows] == ["wanted" if again else state, "sent"]
    if again:
        assert (rows[0].attempts, rows[0].error, rows[0].created_at) == (0, None, later)
        assert rows[0].content["until"] == (MONDAY_8 + 7 * DAY).isoformat()


def test_the_week_that_was_sent_by_hand_is_not_sent_again_by_itself(session: Session, make: Make):
    school = on(make, reminder_day=2)
    make.school_class(school, "Piano", teacher(make, school, "UA"), student(make, school))
    reminders.send_now(session, school.id, found={}, by=ADMIN, now=MONDAY_8)
    anne = session.scalars(select(User).where(User.role == "teacher")).one()
    result = prepare(session, school, now=MONDAY_8 + DAY, found={anne.id: ("T1", "UA")})
    assert (result.outcome, result.teachers) == (Outcome.SENT, 0)
    assert told(session, school) == ["UA"]


def test_sending_now_is_noted_in_the_journal_once_and_has_no_undo(session: Session, make: Make):
    school = on(make)
    piano = make.school_class(school, "Piano", teacher(make, school, "UA"), student(make, school))
    for _ in range(2):
        reminders.send_now(
            session, school.id, class_id=piano.id, found={}, by=ADMIN, now=MONDAY_8 + DAY
        )
    [line] = journal.latest(session, school.id)
    assert (line.kind, line.can_undo) == ("remind_now", False)
    told = {name: line.figures[name] for name in ("teachers", "students", "already", "not_found")}
    assert told == {"teachers": 1, "students": 1, "already": 0, "not_found": 0}
    assert line.figures["selection"]["class_ids"] == [piano.id]
    assert [m.operation_id for m in messages(session, school, "operation")] == [line.id]


def test_what_is_sent_just_before_its_week_or_at_night_is_told_once(session: Session, make: Make):
    school = on(make)
    make.school_class(school, "Piano", teacher(make, school, "UA"), student(make, school))
    sunday_night = MONDAY_8 - 11 * HOUR
    done = reminders.send_now(session, school.id, found={}, by=ADMIN, now=sunday_night)
    assert done.week == WEEK, "it goes on Monday at seven"
    [message] = messages(session, school, "reminder_teacher")
    assert message.not_before == MONDAY_8 - HOUR
    assert schedule.timing(session, school.id, message.content, MONDAY_8 + 2 * DAY).go
    assert prepare(session, school).teachers == 0
    assert told(session, school) == ["UA"]


def test_sending_now_at_night_waits_for_the_morning(session: Session, make: Make):
    school = on(make)
    make.school_class(school, "Piano", teacher(make, school, "UA"), student(make, school))
    evening = MONDAY_8 + 12 * HOUR
    by_day = reminders.preview_now(session, school.id, found={}, by=ADMIN, now=evening - HOUR)
    assert by_day.waits_until is None
    done = reminders.send_now(session, school.id, found={}, by=ADMIN, now=evening)
    assert done.waits_until == evening + 11 * HOUR
    assert messages(session, school, "reminder")[0].not_before == evening + 11 * HOUR


def test_sending_now_is_for_admins_and_refused_while_paused_or_without_anybody(
    session: Session, make: Make
):
    school = on(make)
    anne = teacher(make, school, "UA")
    asker = Actor("T1", "UA", Role.TEACHER, (anne.id,))
    with pytest.raises(NotAllowedError):
        reminders.send_now(session, school.id, found={}, by=asker, now=MONDAY_8)
    with pytest.raises(NobodyMatchesError):
        reminders.send_now(session, school.id, found={}, by=ADMIN, now=MONDAY_8)
    pause.pause_now(session, school.id, by=ADMIN, now=MONDAY_8)
    with pytest.raises(AlreadyPausedError):
        reminders.preview_now(session, school.id, found={}, by=ADMIN, now=MONDAY_8)


def test_five_hundred_teachers_take_as_many_statements_as_ten(sessions: Sessions):
    seen: list[str] = []
    count_statements(sessions.engine, seen.append)
    taken = []
    for teachers in (10, 500):
        with sessions.writing.begin() as session:
            make = Make(session)
            school = on(make)
            for number in range(teachers):
                who = teacher(make, school, f"U{number}")
                make.school_class(school, f"Classe {number}", who, student(make, school))
            school_id = school.id
        seen.clear()
        with sessions.writing.begin() as session:
            result = reminders.prepare(session, school_id, WEEK, found={}, now=MONDAY_8)
        assert result.teachers == teachers
        taken.append(len(seen))
    assert taken[0] == taken[1] <= 35


@pytest.mark.parametrize("changed", [{"reminders_on": False}, {"holidays": [["2026-11-23"] * 2]}])
def test_what_comes_by_itself_stops_when_it_is_switched_off_and_what_an_admin_sends_goes(
    session: Session, make: Make, changed: dict[str, object]
):
    school = on(make)
    make.school_class(school, "Piano", teacher(make, school, "UA"), student(make, school))
    prepare(session, school)
    (message,) = messages(session, school, "reminder_teacher")
    for name, value in changed.items():
        setattr(school, name, value)
    session.flush()
    assert schedule.timing(session, school.id, message.content, MONDAY_8 + HOUR).over
    message.state = "dropped"
    reminders.send_now(session, school.id, found={}, by=ADMIN, now=MONDAY_8 + HOUR)
    session.refresh(message)
    assert schedule.timing(session, school.id, message.content, MONDAY_8 + HOUR).go
