"""The weekly reminders: due, told once, answered, proposed and acted on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import reminders as by_itself
from bot.clients import make_quick_client
from bot.commandline import reminders as terminal
from bot.commandline.arguments import make_parser
from bot.commandline.terminal import words_for
from bot.looking_up import LookedUp
from bot.outbox import Sender
from bot.texts import LANGUAGES, Words
from bot.views import reminder_admins, reminder_now
from bot.views import reminders as views
from bot.workspace.reading import Json
from commands import pause, reminders
from commands.logins import ClassFigures, LineKey
from commands.reminder_messages import StudentLine, TeacherMessage
from commands.reminder_summary import AdminsMessage, NamedStudent, NamedTeacher
from commands.reminders import SendNow
from store.models import Enrolment, OutboxMessage, ReminderWeek, School, SchoolClass, User
from tests.bot.conftest import TEAM, House
from tests.factories import ADMIN, Make

SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONDAY_8 = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
WEEK = "2026-W48"
DAY = timedelta(days=1)
JAMES = "james.carter@conservatoire-tivoli.example"
SECRETARIAT = "secretariat"
ALICE = "alice.laroche@conservatoire-tivoli.example"


@pytest.fixture
def term(house: House) -> House:
    """The house in term time: reminders on since long ago, past their rehearsal; Sunday noon."""
    begin(house)
    with house.sessions.writing.begin() as session:
        session.add(
            ReminderWeek(
                school_id=house.school.id,
                week="2026-W47",
                outcome="rehearsed",
                due_at=MONDAY_8 - timedelta(days=7),
                prepared_at=MONDAY_8 - timedelta(days=7),
                figures={"never": 19},
                switched_on=None,
            )
        )
    return house


def begin(house: House, **values: Any) -> None:
    """Sunday noon; everybody's account and the settings are older than the reminders ask."""
    house.clock.now = SUNDAY
    long_ago = SUNDAY - timedelta(days=60)
    wanted = {"reminders_on": True, "logins_known_at": MONDAY_8, "created_at": long_ago}
    with house.sessions.writing.begin() as session:
        session.execute(update(School).values(**wanted | {"settled_at": SUNDAY} | values))
        session.execute(update(User).values(created_at=SUNDAY - timedelta(days=22)))


def monday(house: House, *, days: int = 0) -> None:
    """It is Monday, eight o'clock, or some days later: what runs by itself runs."""
    house.clock.now = MONDAY_8 + timedelta(days=days)
    run(house)


def run(house: House) -> None:
    house.timetable.remind(house.school.id)


def rows(house: House, kind: str) -> list[str]:
    """States of the messages of one kind."""
    query = select(OutboxMessage.state).filter_by(kind=kind).order_by(OutboxMessage.id)
    return list(house.read(lambda session: session.scalars(query).all()))


def change(house: House, do: Callable[[Any, School], Any]) -> None:
    with house.sessions.writing.begin() as session:
        do(session, session.get(School, house.school.id))


def reminder_of(house: House, name: str, words: str = "🔔") -> Json:
    return house.person(name).wait_for_message(words)


def test_a_due_week_tells_each_teacher_and_the_admins_once_however_often_it_runs(term: House):
    run(term)
    assert rows(term, "reminder_teacher") == []
    monday(term)
    run(term)
    client = make_quick_client(term.workspace.bot_token, term.workspace.api_url)
    helene, claire = term.person("Hélène"), term.person("Claire")
    found = helene.wait_for_message("🔔")
    Sender(term.sessions, client, term.clock).send_all()
    text = helene.read_text(found)
    assert "🔔 Bonjour Hélène. 12 de vos élèves n’ont pas encore réussi" in text
    assert "*Piano cycle 2*" in text
    assert "compte ouvert il y a 23 jours" in text
    assert "Nom" not in found["text"], "a notification names no student"
    told = claire.wait_for_message("Cette semaine", channel="secretariat")
    text = claire.read_text(told)
    assert "15 élèves sans connexion (−4)." in text
    assert "1 professeur reçoit un message, au sujet de 12 élèves." in text
    assert "3 élèves sans professeur" in text
    assert "Zoé Martin · Chœur d'enfants" in text
    assert "Jamais\tPiano cycle 2\t12" in text
    [table] = [each for each in told["blocks"] if each["type"] == "data_table"]
    figures = [[cell["text"] for cell in row] for row in table["rows"]]
    assert ["Piano cycle 2", "15", "3", "12", "0"] in figures
    term.clock.pass_(days=1)
    run(term)
    Sender(term.sessions, client, term.clock).send_all()
    assert len(helene.messages()) == 1
    assert len(claire.messages("secretariat")) == 1
    assert rows(term, "reminder_teacher") == ["sent"]


def test_an_answer_becomes_a_proposal_that_an_admin_accepts(term: House):
    monday(term)
    helene, claire = term.person("Hélène"), term.person("Claire")
    found = helene.wait_for_message("🔔")
    first = lines_of(found)[0]
    helene.choose(first, "A quitté l’école", in_=found)
    found = helene.wait_for_message("Le secrétariat est prévenu\u00a0: a quitté l’école")
    asked = claire.wait_for_message("a quitté l’école", channel="secretariat")
    assert "Hélène Bodin pense qu’un élève a quitté l’école" in claire.read_text(asked)

    helene.choose(first, "C’est fait, prévenu", in_=found)
    found = helene.wait_for_message("Plus de rappel avant deux semaines")
    claire.press("Retirer la licence", asked)
    claire.wait_for_modal(containing="a donné une autre réponse")
    claire.wait_for_message("a donné une autre réponse", channel="secretariat")
    claire.close()

    second = lines_of(found)[1]
    helene.choose(second, "Adresse à corriger…", in_=found)
    modal = helene.read_text(helene.wait_for_modal("Adresse à corriger"))
    assert "Adresse enregistrée\u00a0: eleve" in modal
    helene.fill("La bonne adresse", "juste(at)tivoli.example")
    helene.submit()
    helene.wait_for_modal(containing="n’est pas une adresse")
    helene.fill("La bonne adresse", "juste@tivoli.example")
    helene.submit()
    helene.wait_for_modal(containing="C’est noté. Plus de rappel pour")
    helene.close()
    asked = claire.wait_for_message("donne une autre adresse", channel="secretariat")
    assert "→ *juste@tivoli.example*" in claire.read_text(asked)
    claire.press("Changer l’adresse", asked)
    claire.wait_for_message("Réglé par Claire Morel", channel="secretariat")
    query = select(User).filter_by(email="juste@tivoli.example")
    assert term.read(lambda session: session.scalars(query).one())
    claire.wait_for_message("[Défaire]", channel="secretariat")

    helene.press("J’ai prévenu tout le monde", helene.wait_for_message("🔔"))
    helene.wait_for_message("12 réponses notées")
    assert "J’ai prévenu tout le monde" not in helene.read_text(helene.messages()[0])


def lines_of(message: Json) -> list[str]:
    """The ids of the students' menus, top to bottom."""
    return [
        block["block_id"]
        for block in message["blocks"]
        if block.get("accessory", {}).get("type") == "static_select"
    ]


def test_switching_on_is_checked_at_each_field_and_begins_with_a_rehearsal(house: House):
    begin(house, reminders_on=False)
    emma, helene = house.person("Emma"), house.person("Hélène")
    emma.command("/school-settings", "reminders")
    emma.wait_for_modal("Weekly reminders")
    emma.choose("Reminders to the teachers", "On: teachers are told each week")
    emma.fill("Holidays", "19/12/2026 - 3/1/2027\n32/13/2026")
    emma.fill("Link to the connection guide", "our guide")
    assert emma.submit() == {
        "holidays": "Line 2 is no day, nor two in their order.",
        "connection_guide": "This is no link: it begins with https:// and has no space.",
    }
    emma.fill("Holidays", "19/12/2026 - 3/1/2027\n1/5/2027")
    emma.fill("Link to the connection guide", "https://tivoli.example/guide")
    assert emma.submit() is None
    emma.wait_for_modal(containing="Saved")
    told = emma.wait_for_message("rappels hebdomadaires en marche", channel="secretariat")
    assert "2 périodes de vacances" in emma.read_text(told)
    emma.close()
    emma.command("/school-settings")
    text = emma.read_text(emma.wait_for_modal("Settings", containing="a rehearsal that only"))
    assert "On. Next: Monday, 23 November 2026 at 08:00, a rehearsal" in text
    emma.close()

    monday(house)
    told = emma.wait_for_message("Essai à blanc", channel="secretariat")
    assert "1 professeur recevrait un message, au sujet de 12 élèves." in emma.read_text(told)
    assert helene.messages() == []
    emma.press("Voir les messages", told)
    text = emma.read_text(emma.wait_for_modal("The messages"))
    assert "*Hélène Bodin* · 12 students" in text
    emma.close()
    house.clock.pass_(days=7)
    with house.sessions.writing.begin() as session:
        session.execute(update(School).values(logins_known_at=house.clock()))
    run(house)
    found = helene.wait_for_message("🔔 Bonjour Hélène")
    assert "<https://tivoli.example/guide|Guide de connexion>" in helene.read_text(found)


def test_a_week_that_is_skipped_says_why(term: House):
    claire = term.person("Claire")
    change(term, lambda _s, school: setattr(school, "logins_known_at", SUNDAY - 10 * DAY))
    monday(term)
    claire.wait_for_message("Les dernières connexions datent du jeudi 12", channel="secretariat")

    change(term, lambda _s, school: setattr(school, "holidays", [["2026-11-28", "2026-12-06"]]))
    monday(term, days=7)
    claire.wait_for_message("Pas de rappel pendant les vacances, du", channel="secretariat")

    with term.sessions.writing.begin() as session:
        pause.pause_now(session, term.school.id, by=ADMIN, now=MONDAY_8 + 9 * DAY)
    monday(term, days=14)
    claire.wait_for_message("est en pause depuis 5 jours, sans date de fin", "secretariat")
    assert term.person("Hélène").messages() == []


def test_a_teacher_whom_slack_does_not_know_is_named_and_stops_nobody(term: House):
    with term.sessions.writing.begin() as session:
        make = Make(session)
        school = session.get(School, term.school.id)
        old = SUNDAY - timedelta(days=22)
        for first, address in (("Jean", "jean@ailleurs.example"), ("Alice", ALICE)):
            student = make.user(school, licence=True, created_at=old, first_name=f"Élève {first}")
            teacher = make.user(
                school, role="teacher", first_name=first, last_name="Prof", email=address
            )
            make.school_class(school, f"Classe {first}", student, teacher)
    term.fail("chat.postMessage", kind="ratelimited", retry_after=1)
    monday(term)
    for name in ("Hélène", "Alice"):
        term.person(name).wait_for_message("🔔", timeout=15)
    claire = term.person("Claire")
    told = claire.wait_for_message("1 professeur que Slack ne permet pas de joindre", SECRETARIAT)
    text = claire.read_text(told)
    assert "Jean Prof · jean@ailleurs.example" in text
    assert "2 professeurs reçoivent un message" in text
    claire.press("Copier son message", told)
    text = claire.read_text(claire.wait_for_modal("Copier son message"))
    assert "À copier dans un message à Jean Prof" in text
    assert "- Élève Jean" in text
    claire.close()
    claire.press("Relier", told)
    claire.wait_for_modal("Professeurs sur Slack")
    assert [len(term.person(name).messages()) for name in ("Hélène", "Alice")] == [1, 1]


def test_a_look_up_without_an_answer_is_waited_for_and_then_the_others_are_told(term: House):
    term.fail("users.lookupByEmail", kind="refuse", code="internal_error", times=2)
    monday(term)
    assert rows(term, "reminder_admins") == []
    term.clock.pass_(hours=7)
    run(term)
    term.person("Claire").wait_for_message("ne permet pas de joindre", SECRETARIAT)
    assert term.person("Hélène").messages() == []


def test_an_admin_sends_now_and_nobody_is_told_twice_in_a_week(term: House):
    term.clock.now = MONDAY_8 - timedelta(hours=15)
    change(term, lambda _s, school: setattr(school, "reminders_on", False))
    emma, helene = term.person("Emma"), term.person("Hélène")
    emma.command("/school-logins", "piano cycle 2")
    emma.press("Remind the teachers…", emma.wait_for_message("*12 students*"))
    text = emma.read_text(emma.wait_for_modal("Remind the teachers"))
    assert "1 teacher gets their message, in private." in text
    assert "[Send (1)]" in text
    emma.submit()
    emma.wait_for_modal(containing="1 teacher gets their message")
    helene.wait_for_message("🔔 Bonjour Hélène. 12 de vos élèves")
    told = emma.wait_for_message("Rappels envoyés", channel=SECRETARIAT)
    assert "1 professeur, pour «\u00a0Piano cycle 2\u00a0». Par Emma Wilson." in told["text"]
    assert "[Défaire]" not in emma.read_text(told)
    emma.close()
    emma.press("Remind the teachers…", emma.wait_for_message("*12 students*"))
    text = emma.read_text(emma.wait_for_modal(containing="was told this week already"))
    assert "There is nothing to send." in text
    assert "[Send" not in text
    emma.close()
    assert "Remind" not in helene.read_text(helene.messages()[0])
    term.take_admin_away("Emma")
    term.clock.pass_(minutes=6)
    emma.press("Remind the teachers…", emma.wait_for_message("*12 students*"))
    emma.wait_for_modal(containing="This is for the school's admins")


def test_planned_pauses_and_credits_are_told_once(term: House):
    with term.sessions.writing.begin() as session:
        first = SUNDAY.date() + DAY
        pause.plan(
            session,
            term.school.id,
            first_day=first,
            last_day=first + 2 * DAY,
            by=ADMIN,
            now=SUNDAY,
        )
    term.clock.now = MONDAY_8
    for _ in range(2):
        by_itself.tell_notices(term.bot.services)
    claire = term.person("Claire")
    claire.wait_for_message("La pause programmée a commencé", SECRETARIAT)
    term.clock.pass_(days=3)
    by_itself.tell_notices(term.bot.services)
    claire.wait_for_message("La pause est terminée", SECRETARIAT)
    told = [m["text"] for m in claire.messages(SECRETARIAT)]
    assert len([text for text in told if "a commencé" in text]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_messages_and_forms_keep_to_slacks_limits(language: str):
    words = Words(language, School(time_zone="Europe/Paris").zone)
    key = LineKey("k" * 80, SUNDAY, 10**9)
    lines = tuple(
        StudentLine(
            key, n, "É" * 60, "&" * 60, None, f"{n} " + "C" * 76, 9999, False, a, None, True
        )
        for n, a in enumerate([*views.KINDS, *[None] * 16])
    )
    link = "https://" + "x" * 900
    found = TeacherMessage("É", "fr", WEEK, "&" * 60, lines, 10**6, 9, 9, key, key, link, link)
    _text, blocks = views.message(found, views.Asked(WEEK, after=key), words)
    assert len(blocks) <= 50
    assert views.shown_page(blocks) == views.Asked(WEEK, after=key)
    parts = reminder_now.parts(reminder_now.as_text(found, words))
    assert max(map(len, parts)) <= 3000
    preview = SendNow(WEEK, 10**6, 10**6, 10**6, 10**6, stale=True)
    assert len(reminder_now.now_modal(preview, 0, words)["submit"]["text"]) <= 24
    at_night = replace(preview, waits_until=MONDAY_8)
    for view in (reminder_now.now_modal(at_night, 0, words), reminder_now.sent(at_night, words)):
        assert words.time(MONDAY_8) in view["blocks"][0]["text"]["text"]
    named = tuple(NamedStudent(n, "É" * 60, "&" * 60, ("C" * 80,) * 9, 999) for n in range(100))
    teachers = tuple(NamedTeacher(n, "É" * 60, "&" * 60, "a" * 200) for n in range(500))
    classes = tuple(ClassFigures(n, "Formation musicale " + "x" * 60, 9, 3, 1) for n in range(19))
    week = AdminsMessage(
        WEEK, True, 10**6, 0, {}, 9, 9, 9, 9, teachers, teachers, (), named, 10**6, named, 10**6,
        classes, ClassFigures(None, None, 9, 1, 1), 9, 10**9, 9, None, True,
    )  # fmt: skip
    _text, blocks = reminder_admins.message(week, words)
    assert len(blocks) <= 50
    assert max(len(b["text"]["text"]) for b in blocks if b["type"] == "section") <= 3000
    assert len(set(reminder_admins.unlike(["x" * 30] * 20))) == 20


def test_at_night_a_teachers_message_waits_until_the_morning(term: House):
    term.clock.now = MONDAY_8 + timedelta(hours=14)
    with term.sessions.writing.begin() as session:
        found = reminders.send_now(
            session,
            term.school.id,
            found=dict.fromkeys([teacher_id(term)], (TEAM, "U0HELENE01")),
            by=ADMIN,
            now=MONDAY_8,
        )
    assert found.teachers == 1
    term.bot.sender.send_all()
    assert rows(term, "reminder_teacher") == ["wanted"]
    term.clock.now = MONDAY_8 + timedelta(hours=24)
    term.bot.sender.send_all()
    assert rows(term, "reminder_teacher") == ["sent"]


def test_what_the_admins_could_not_be_told_by_day_waits_for_the_morning_too(term: House):
    term.clock.now = MONDAY_8 + timedelta(hours=10)
    with term.sessions.writing.begin() as session:
        found = dict.fromkeys([teacher_id(term)], (TEAM, "U0HELENE01"))
        reminders.prepare(session, term.school.id, WEEK, found=found, now=term.clock.now)
    term.clock.pass_(hours=5)
    term.bot.sender.send_all()
    assert rows(term, "reminder_admins") == rows(term, "reminder_teacher") == ["wanted"]
    term.clock.pass_(hours=9)
    term.bot.sender.send_all()
    assert rows(term, "reminder_admins") == rows(term, "reminder_teacher") == ["sent"]


def test_who_connects_while_a_message_waits_is_not_counted_and_if_all_did_nothing_goes(
    term: House,
):
    for days, connected in ((0, 11), (1, 12)):
        term.clock.now = MONDAY_8 + timedelta(hours=14) + 7 * days * DAY
        with term.sessions.writing.begin() as session:
            reminders.send_now(
                session,
                term.school.id,
                found=dict.fromkeys([teacher_id(term)], (TEAM, "U0HELENE01")),
                by=ADMIN,
                now=term.clock.now,
            )
            mine = (
                select(Enrolment.user_id)
                .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
                .where(SchoolClass.name == "Piano cycle 2")
                .order_by(Enrolment.user_id)
            )
            students = session.scalars(
                select(User.id).where(User.id.in_(mine), User.role == "student").order_by(User.id)
            ).all()
            session.execute(
                update(User)
                .where(User.id.in_(students[:connected]))
                .values(last_login_at=term.clock.now)
            )
        term.clock.pass_(hours=12)
        term.bot.sender.send_all()
    assert rows(term, "reminder_teacher") == ["sent", "dropped"]
    (told,) = [m for m in term.person("Hélène").messages() if "Bonjour" in m["text"]]
    assert "1 de vos élèves n’a pas" in told["text"]


def teacher_id(house: House) -> int:
    query = select(User.id).filter_by(role="teacher")
    return int(house.read(lambda session: session.scalars(query).one()))


def test_the_dry_run_tells_figures_by_teacher_and_no_pupils_name_unless_asked(
    term: House, capsys: pytest.CaptureFixture[str]
):
    for more, names in (([], False), (["--names"], True)):
        arguments = make_parser(words_for("fr")).parse_args(["reminders", "--dry-run", *more])
        assert terminal.run(arguments, term.sessions, {}, MONDAY_8) == 0
        said = capsys.readouterr().out
        assert "Prochains rappels\u00a0: lundi 30 novembre 2026 à 08:00." in said
        assert "Hélène Bodin · 12 élèves · adresse à chercher sur Slack" in said
        assert "dont sans professeur\u00a0: 3" in said
        assert said.endswith("Rien n’est parti.\n")
        assert ("Piano cycle 2" in said) is names
    assert rows(term, "reminder_teacher") == []


def test_a_long_message_is_turned_page_by_page_and_answered_on_any(term: House):
    with term.sessions.writing.begin() as session:
        make = Make(session)
        school = session.get(School, term.school.id)
        old = SUNDAY - timedelta(days=40)
        james = make.user(school, role="teacher", first_name="James", email=JAMES)
        twins = [
            make.user(school, licence=True, created_at=old, first_name="Léa", last_name="Roy")
            for _ in range(2)
        ]
        many = [make.user(school, licence=True, created_at=old) for _ in range(21)]
        make.school_class(school, "Jazz", james, *twins, *many)
        addresses = [twin.email for twin in twins]
    monday(term)
    james = term.person("James")
    found = james.wait_for_message("🔔 Hello James. 23 of your students")
    text = james.read_text(found)
    assert all(f"Léa Roy ({address})" in text for address in addresses)
    assert len(lines_of(found)) == 20
    assert "[Previous]" not in text
    james.press("Next", found)
    found = james.wait_for_message("[Previous]")
    assert len(lines_of(found)) == 3
    james.choose(lines_of(found)[1], "Remind me next week", in_=found)
    found = james.wait_for_message("Noted: you are reminded next week")
    assert len(lines_of(found)) == 3
    james.press("Text for the families", found)
    assert "*23 addresses*" in james.read_text(james.wait_for_modal("For the families"))
    james.close()
    james.press("Previous", found)
    james.wait_for_message("[Next]")
    assert len(lines_of(james.messages()[0])) == 20


def test_one_look_up_that_fails_is_waited_for_a_while_and_slack_being_away_for_longer():
    minutes = [timedelta(minutes=number) for number in (5, 45, 600)]
    one, every = LookedUp({1: None}, [2]), LookedUp({}, [2])
    assert [one.worth_waiting(late) for late in minutes] == [True, False, False]
    assert [every.worth_waiting(late) for late in minutes] == [True, True, False]
    busy = LookedUp({1: None}, [2], busy=True)
    assert [busy.worth_waiting(late) for late in minutes] == [True, True, False]
    assert not LookedUp({1: ("T", "U")}).worth_waiting(minutes[0])
    assert one.settled() == {1: None, 2: None}
