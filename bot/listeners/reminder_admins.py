"""What the admins do about reminders: proposals, sending now, copying a message."""

import re

from slack_bolt import App

from bot.context import Asker
from bot.looking_up import LookUps
from bot.turn import Turn, View, listener
from bot.views import reminder_admins as views
from bot.views import reminder_now, reminder_proposals
from commands import dry_run, people, proposals, reminder_messages, reminders, users
from commands.access import require_admin
from commands.errors import FiguresMovedError, UnknownUserError
from commands.proposals import Act, Proposal, State
from commands.reminders import SendNow
from commands.teachers import Found
from store.session import Session

SHOWN = 15
"""Proposals in one modal."""

COPIED = 200
"""Lines of a message to copy."""


def register(app: App) -> None:
    app.action(re.compile(f"^{reminder_proposals.ACCEPT}:"))(listener(settle))
    app.action(reminder_proposals.DISMISS)(listener(settle))
    app.action(views.PROPOSALS)(listener(open_proposals))
    app.action(views.COPY)(listener(copy))
    app.action(views.SEE)(listener(see))
    app.action(views.SEND_NOW)(listener(open_now))
    app.view(reminder_now.FORM)(listener(submit_now))


def settle(turn: Turn) -> None:
    """One click does what was proposed, or sets it aside; the message says which."""
    turn.ack()
    answer_id, changes, act = reminder_proposals.read_click(turn.action["value"])
    asker = turn.who(for_change=True)
    try:
        with asker.services.sessions.writing.begin() as session:
            _do(session, asker, answer_id, changes, act)
        turn.committed()
    finally:  # one that was refused shows what has become of it, too
        _redraw(turn, asker, answer_id, changes)


def _do(session: Session, asker: Asker, answer_id: int, changes: int, act: Act | None) -> None:
    school_id, by, now = asker.school_id, asker.actor, asker.now
    if act is None:
        proposals.dismiss(session, school_id, answer_id, changes=changes, by=by, now=now)
    else:
        proposals.accept(session, school_id, answer_id, act, changes=changes, by=by, now=now)


def _redraw(turn: Turn, asker: Asker, answer_id: int, changes: int) -> None:
    """The message, or the list that was opened, as things are now."""
    if turn.in_modal:
        turn.update(_list(asker))
        return
    with asker.services.sessions.reading() as session:
        found = proposals.proposal(session, asker.school_id, answer_id, changes=changes)
        by = _settled_by(asker, found)
    if found is None or found.state is State.OPEN:
        return
    in_channel = turn.channel_id == asker.school.admins_channel
    words = asker.school_words if in_channel else asker.words
    text, blocks = reminder_proposals.message(found, by, words)
    turn.client.chat_update(
        channel=turn.channel_id or "",
        ts=turn.body["message"]["ts"],
        text=text,
        blocks=blocks,
        parse="none",
    )


def _settled_by(asker: Asker, found: Proposal | None) -> str | None:
    if found is None or found.settled_by is None:
        return None
    with asker.services.sessions.reading() as session:
        return people.name_of(session, asker.school_id, found.settled_by) or found.settled_by


def open_proposals(turn: Turn) -> None:
    turn.ack()
    turn.open(_list)


def _list(asker: Asker) -> View:
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        found = proposals.proposals(session, asker.school_id, limit=SHOWN + 1)
    return reminder_proposals.list_modal(found[:SHOWN], len(found) > SHOWN, asker.words)


def copy(turn: Turn) -> None:
    """The message of a teacher who is not on Slack, as text."""
    turn.ack()
    week, _, teacher_id = turn.action["value"].partition(" ")

    def build(asker: Asker) -> View:
        with asker.services.sessions.reading() as session:
            require_admin(session, asker.school_id, asker.actor)
            found = reminder_messages.message_of(
                session, asker.school_id, week, int(teacher_id), limit=COPIED, now=asker.now
            )
            card = users.card(session, asker.school_id, int(teacher_id), now=asker.now)
        if found is None:
            raise UnknownUserError
        name = f"{card.first_name} {card.last_name}".strip()
        return reminder_now.copy_modal(found, name, asker.words, asker.school_words)

    turn.open(build)


def see(turn: Turn) -> None:
    """After a rehearsal: who would hear of whom."""
    turn.ack()

    def build(asker: Asker) -> View:
        with asker.services.sessions.reading() as session:
            require_admin(session, asker.school_id, asker.actor)
            found = dry_run.dry_run(session, asker.school_id, asker.now)
        return reminder_now.plan_modal(found, asker.words)

    turn.open(build)


def open_now(turn: Turn) -> None:
    """What sending now would do, of one class or of all."""
    turn.ack()
    class_id = int(turn.action["value"])
    turn.open(lambda asker: _now_form(turn, asker, class_id))


def _now_form(turn: Turn, asker: Asker, class_id: int) -> View:
    preview, _found = _preview(turn, asker, class_id)
    return reminder_now.now_modal(preview, class_id, asker.words)


def _preview(turn: Turn, asker: Asker, class_id: int) -> tuple[SendNow, Found]:
    """The figures, after Slack was asked for the teachers who are not known today."""
    found: Found = {}
    preview = _previewed(asker, class_id, found)
    if preview.to_find:
        asked = LookUps(asker.services, turn.client).look_up(asker.school_id, preview.to_find)
        found = asked.settled()
        preview = _previewed(asker, class_id, found)
    return preview, found


def _previewed(asker: Asker, class_id: int, found: Found) -> SendNow:
    with asker.services.sessions.reading() as session:
        return reminders.preview_now(
            session,
            asker.school_id,
            class_id=class_id or None,
            found=found,
            by=asker.actor,
            now=asker.now,
        )


def submit_now(turn: Turn) -> None:
    """The click on the figure; if it is another one by now, it is shown again first."""
    class_id, promised = reminder_now.read_form(turn.draft_id)
    turn.wait()
    asker = turn.who(for_change=True)
    preview, found = _preview(turn, asker, class_id)
    if preview.teachers != promised:
        turn.answer(reminder_now.now_modal(preview, class_id, asker.words))
        return
    with asker.services.sessions.writing.begin() as session:
        done = reminders.send_now(
            session,
            asker.school_id,
            class_id=class_id or None,
            found=found,
            by=asker.actor,
            now=asker.now,
        )
        if done.teachers != promised:
            raise FiguresMovedError
    turn.committed()
    turn.answer(reminder_now.sent(done, asker.words))
