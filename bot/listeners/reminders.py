"""A teacher's weekly message: answers, its pages, the text for the families."""

import re

from slack_bolt import App

from bot.context import Asker
from bot.listeners import reminder_admins, reminder_settings
from bot.refusals import sentence
from bot.turn import Turn, View, listener
from bot.views import families
from bot.views import reminders as views
from bot.views.reminders import AddressFor, Asked
from commands import answers, logins, postings, reminder_messages, schedule
from commands.answers import Answer
from commands.errors import BadFieldError
from commands.reminder_messages import StudentLine, TeacherMessage


def register(app: App) -> None:
    app.action(views.ANSWER)(listener(answer))
    app.action(views.TOLD_ALL)(listener(answer_all))
    app.action(re.compile(f"^{views.PAGE}:"))(listener(turn_page))
    app.action(views.FAMILIES)(listener(open_families))
    app.view(views.ADDRESS_FORM)(listener(submit_address))
    reminder_admins.register(app)
    reminder_settings.register(app)


def answer(turn: Turn) -> None:
    """A student's menu: the answer is noted at once, a wrong address asks which first."""
    turn.ack()
    kind, student_id = views.read_answer(turn.action["selected_option"]["value"])
    asked = views.shown_page(turn.body["message"]["blocks"])
    if kind == views.WRONG_ADDRESS:
        where = (turn.channel_id or "", str(turn.body["message"]["ts"]))
        about = AddressFor(student_id, asked, *where)
        turn.open(lambda asker: _address_form(asker, about))
        return
    asker = turn.who(for_change=True)
    _note(asker, student_id, asked, Answer(kind), None)
    turn.committed()
    _redraw(turn, asker, asked)


def _note(asker: Asker, student_id: int, asked: Asked, kind: Answer, address: str | None) -> None:
    with asker.services.sessions.writing.begin() as session:
        answers.answer(
            session,
            asker.school_id,
            student_id,
            asked.week,
            kind,
            address=address,
            by=asker.actor,
            now=asker.now,
        )


def _address_form(asker: Asker, about: AddressFor, problem: str = "", typed: str = "") -> View:
    line = _line(asker, about)
    name = views.full_name(line) if line else ""
    return views.address_modal(
        about, name, line.email if line else None, asker.words, problem, typed
    )


def _line(asker: Asker, about: AddressFor) -> StudentLine | None:
    """The student in the message; None when they left it since."""
    found = _message(asker, about.asked)
    lines = found.lines if found else ()
    return next((line for line in lines if line.student_id == about.student_id), None)


def submit_address(turn: Turn) -> None:
    """Note the right address; one that is none is said above the form, which keeps it."""
    about, address = views.read_address_for(turn.draft_id), views.read_address(turn.values)
    turn.wait()
    asker = turn.who(for_change=True)
    try:
        _note(asker, about.student_id, about.asked, Answer.WRONG_ADDRESS, address)
    except BadFieldError as error:
        problem = sentence(error, asker)
        turn.answer(_address_form(asker, about, problem, address or ""))
        return
    turn.committed()
    line = _line(asker, about)
    name = views.full_name(line) if line else ""
    turn.answer(views.noted(name, asker.words))
    _draw(turn, asker, about.asked, about.channel, about.ts)


def answer_all(turn: Turn) -> None:
    """*I have told them all*: for those for whom nobody answered."""
    turn.ack()
    asked = views.read_asked(turn.action["value"])
    asker = turn.who(for_change=True)
    with asker.services.sessions.writing.begin() as session:
        answers.answer_all(session, asker.school_id, asked.week, by=asker.actor, now=asker.now)
    _redraw(turn, asker, asked)


def turn_page(turn: Turn) -> None:
    """The next or previous page takes the place of this one, in the same message."""
    turn.ack()
    _redraw(turn, turn.who(), views.read_asked(turn.action["value"]))


def _redraw(turn: Turn, asker: Asker, asked: Asked) -> None:
    _draw(turn, asker, asked, turn.channel_id or "", str(turn.body["message"]["ts"]))


def _draw(turn: Turn, asker: Asker, asked: Asked, channel: str, ts: str) -> None:
    found = _message(asker, asked)
    if found is None:  # the teachers they were are deleted
        return
    with asker.services.sessions.reading() as session:  # a form may have been open for long
        if not postings.may_name(session, asker.school_id, channel, ts, now=asker.now):
            return
    text, blocks = views.message(found, asked, asker.words)
    turn.client.chat_update(channel=channel, ts=ts, text=text, blocks=blocks, parse="none")


def _message(asker: Asker, asked: Asked) -> TeacherMessage | None:
    """That page of their own message, whoever's buttons were pressed."""
    who = (asker.actor.org_id or "", asker.actor.slack_id or "")
    with asker.services.sessions.reading() as session:
        return reminder_messages.teacher_message(
            session,
            asker.school_id,
            asked.week,
            who,
            after=asked.after,
            before=asked.before,
            now=asker.now,
        )


def open_families(turn: Turn) -> None:
    """The text for the families of their students, and the addresses."""
    turn.ack()

    def build(asker: Asker) -> View:
        with asker.services.sessions.reading() as session:
            found = logins.contacts(
                session,
                asker.school_id,
                teacher_user_ids=asker.actor.user_ids
                or logins.scope_of(session, asker.school_id, asker.actor),
                now=asker.now,
            )
            links = schedule.settings(session, asker.school_id, asker.now)
        return families.families_modal(
            found, asker.school.name, asker.words, asker.school_words, links=links
        )

    turn.open(build)
