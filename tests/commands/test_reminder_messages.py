from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from commands import pause, reminder_messages, reminder_summary, reminders
from commands.reminder_messages import TeacherMessage
from store.models import OutboxMessage, School
from store.session import Sessions, count_statements
from tests.commands.reminding import DAY, HOUR, MONDAY_8, WEEK, messages, on, prepare, student
from tests.commands.reminding import teacher as a_teacher
from tests.factories import ADMIN, Make


def page(session: Session, school: School, who: str = "UA", **values) -> TeacherMessage:
    found = reminder_messages.teacher_message(
        session, school.id, WEEK, ("T1", who), **{"now": MONDAY_8} | values
    )
    assert found
    return found


def test_a_message_goes_class_by_class_and_the_longest_first(session: Session, make: Make):
    school = on(make, connection_guide="https://tivoli.example/guide")
    anne = a_teacher(make, school, "UA", first_name="Anne")
    young = student(make, school, created_at=MONDAY_8 - 10 * DAY)
    old = student(make, school, created_at=MONDAY_8 - 30 * DAY)
    last = student(make, school)
    make.school_class(school, "Piano", anne, last)
    make.school_class(school, "Chœur", anne, young, old)
    prepare(session, school)
    found = page(session, school)
    assert [(line.class_name, line.student_id, line.days) for line in found.lines] == [
        ("Chœur", old.id, 30),
        ("Chœur", young.id, 10),
        ("Piano", last.id, 60),
    ]
    assert (found.first_name, found.students, found.answered) == ("Anne", 3, 0)
    assert found.connection_guide == "https://tivoli.example/guide"
    assert (found.previous, found.next) == (None, None)
    nobody = reminder_messages.teacher_message(session, school.id, WEEK, ("T1", "UX"), now=MONDAY_8)
    assert nobody is None


def test_a_student_of_three_classes_of_one_teacher_stands_once(session: Session, make: Make):
    school = on(make)
    anne, zoe = a_teacher(make, school, "UA"), student(make, school)
    for name in ("Piano", "Chœur", "Solfège"):
        make.school_class(school, name, anne, zoe)
    prepare(session, school)
    found = page(session, school)
    assert [(line.student_id, line.class_name) for line in found.lines] == [(zoe.id, "Chœur")]
    assert found.students == 1


def test_the_pages_of_a_teacher_of_forty_classes_hold_every_student_once(
    session: Session, make: Make
):
    school = on(make)
    anne = a_teacher(make, school, "UA")
    expected = []
    for number in range(40):
        who = [student(make, school) for _ in range(2)]
        make.school_class(school, f"Classe {number:02}", anne, *who)
        expected += [each.id for each in who]
    prepare(session, school)
    seen, pages, found = [], [], page(session, school, limit=7)
    while True:
        pages.append([line.student_id for line in found.lines])
        seen += pages[-1]
        if found.next is None:
            break
        found = page(session, school, limit=7, after=found.next)
    assert seen == expected
    assert len(pages) == 12
    while found.previous is not None:
        pages.pop()
        found = page(session, school, limit=7, before=found.previous)
        assert [line.student_id for line in found.lines] == pages[-1]
    assert len(pages) == 1


def test_who_connected_since_is_said_so_and_who_was_deleted_is_gone(session: Session, make: Make):
    school = on(make)
    zoe, noe = student(make, school), student(make, school)
    make.school_class(school, "Piano", a_teacher(make, school, "UA"), zoe, noe)
    prepare(session, school)
    zoe.last_login_at = MONDAY_8 + HOUR
    deletion = make.deletion(school, MONDAY_8.date())
    noe.deleted_at, noe.deletion_id = MONDAY_8, deletion.id
    session.flush()
    found = page(session, school)
    assert [(line.student_id, line.connected, line.can_answer) for line in found.lines] == [
        (zoe.id, True, False)
    ]
    assert (found.students, found.connected) == (1, 1)


def test_a_message_about_one_class_speaks_of_that_class_only(session: Session, make: Make):
    school = on(make)
    anne, zoe = a_teacher(make, school, "UA"), student(make, school)
    piano = make.school_class(school, "Piano", anne, zoe)
    make.school_class(school, "Chœur", anne, student(make, school))
    reminders.send_now(session, school.id, class_id=piano.id, found={}, by=ADMIN, now=MONDAY_8)
    assert [line.student_id for line in page(session, school).lines] == [zoe.id]


def test_the_message_of_a_teacher_slack_does_not_know_can_be_copied(session: Session, make: Make):
    school = on(make)
    anne, zoe = a_teacher(make, school), student(make, school)
    make.school_class(school, "Piano", anne, zoe)
    prepare(session, school, found={anne.id: None})
    found = reminder_messages.message_of(session, school.id, WEEK, anne.id, now=MONDAY_8)
    assert found
    assert [line.student_id for line in found.lines] == [zoe.id]


def test_the_admins_get_the_figures_against_last_week(session: Session, make: Make):
    school = on(make)
    anne, lost = a_teacher(make, school, "UA"), a_teacher(make, school, email=None)
    zoe, alone = student(make, school), student(make, school)
    make.school_class(school, "Piano", anne, zoe, student(make, school, last_login_at=MONDAY_8))
    make.school_class(school, "Chœur", lost, student(make, school))
    make.school_class(school, "Harpe", alone)
    student(make, school, licence=False)
    prepare(session, school)
    found = reminder_summary.admins_message(session, school.id, WEEK, MONDAY_8)
    assert found
    assert (found.never, found.never_before, found.cannot_connect) == (4, 209, {"no_licence": 1})
    assert (found.teachers, found.chased) == (1, 1)
    assert [each.user_id for each in found.not_found] == [lost.id]
    assert [(s.user_id, s.classes) for s in found.without_teacher] == [(alone.id, ("Harpe",))]
    assert found.without_teacher_count == 1
    assert [(c.name, c.students, c.listed) for c in found.classes] == [
        ("Chœur", 1, 1),
        ("Harpe", 1, 1),
        ("Piano", 2, 1),
        (None, 1, 0),
    ]
    assert (found.other_classes, found.rehearsal, found.paused) == (None, False, None)
    assert (found.proposals, found.handed_over_count) == (0, 0)


def test_licences_nobody_has_used_are_told_with_what_they_have_cost(session: Session, make: Make):
    school = on(make)
    zoe = student(make, school)
    student(make, school, last_login_at=MONDAY_8)
    make.school_class(school, "Piano", a_teacher(make, school, "UA"), zoe)
    prepare(session, school)
    found = reminder_summary.admins_message(session, school.id, WEEK, MONDAY_8)
    assert found
    since = int((MONDAY_8 - school.settled_at) / timedelta(seconds=1))
    assert (found.unused_licences, found.unused_cost) == (1, since)


def test_more_than_twenty_classes_are_summed_in_the_last_one(session: Session, make: Make):
    school = on(make)
    anne = a_teacher(make, school, "UA")
    for number in range(23):
        size = 1 if number < 4 else 2
        make.school_class(
            school, f"Classe {number:02}", anne, *(student(make, school) for _ in range(size))
        )
    prepare(session, school)
    found = reminder_summary.admins_message(session, school.id, WEEK, MONDAY_8)
    assert found
    assert len(found.classes) == 19
    assert [each.name for each in found.classes] == [f"Classe {n:02}" for n in range(4, 23)]
    assert found.other_classes
    assert (found.other_classes.students, found.other_classes.listed) == (4, 4)


def test_a_teacher_slack_refuses_is_named_in_the_admins_message(session: Session, make: Make):
    school = on(make)
    anne = a_teacher(make, school, "UA")
    make.school_class(school, "Piano", anne, student(make, school))
    prepare(session, school)
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.school_id == school.id, OutboxMessage.kind == "reminder_teacher")
        .values(state="failed")
    )
    found = reminder_summary.admins_message(session, school.id, WEEK, MONDAY_8)
    assert found
    assert [each.user_id for each in found.unreachable] == [anne.id]
    assert [each.teachers for each in found.failures] == [(anne.id,)]


def test_a_skipped_week_says_for_how_long_the_school_has_been_paused(session: Session, make: Make):
    school = on(make)
    pause.pause_now(session, school.id, by=ADMIN, now=MONDAY_8 - 40 * DAY)
    prepare(session, school)
    content = messages(session, school, "reminder_skipped")[0].content
    found = reminder_summary.skipped_message(session, school.id, content, MONDAY_8)
    assert (found.reason, found.days) == ("paused", 40)
    assert reminder_summary.admins_message(session, school.id, WEEK, MONDAY_8) is None


def test_messages_take_as_many_statements_for_a_big_school_as_for_a_small_one(sessions: Sessions):
    seen: list[str] = []
    count_statements(sessions.engine, seen.append)
    taken = []
    for classes in (5, 100):
        with sessions.writing.begin() as session:
            make = Make(session)
            school = on(make)
            anne = a_teacher(make, school, "UA")
            for number in range(classes):
                make.school_class(school, f"Classe {number}", anne, student(make, school))
            prepare(session, school)
            school_id = school.id
        seen.clear()
        with sessions.reading() as session:
            reminder_messages.teacher_message(session, school_id, WEEK, ("T1", "UA"), now=MONDAY_8)
            reminder_summary.admins_message(session, school_id, WEEK, MONDAY_8)
        taken.append(len(seen))
    assert taken[0] == taken[1]
