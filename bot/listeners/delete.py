"""Delete one person or a selection, after a preview; erase a deleted one for good."""

from dataclasses import replace

from slack_bolt import App
from slackblocks import Option

from bot import forms
from bot.context import Asker
from bot.listeners.cards import refresh_below
from bot.turn import Turn, View, listener
from bot.views import common
from bot.views import delete as views
from bot.views.live import block_pattern, moved, option_values, promises_nothing
from bot.views.people import option_text
from commands import deletions, erasure, users
from commands.access import require_admin
from commands.deletions import DeletionPreview
from commands.errors import (
    CommandError,
    ConfirmationMissesError,
    FiguresMovedError,
    NobodyMatchesError,
)
from commands.selection import Selection
from commands.users import NameLine


def register(app: App) -> None:
    name = views.LEFT_OUT
    app.action({"action_id": name, "block_id": block_pattern(name)})(listener(redraw))
    app.options(name)(listener(suggest))
    app.view(views.FORM)(listener(submit))
    app.view(views.ERASE_FORM)(listener(submit_erase))


def start(asker: Asker, selection: Selection) -> View:
    """The preview of deleting a selection, with a draft of its own."""
    with asker.services.sessions.writing.begin() as session:
        preview = deletions.start(
            session, asker.school_id, selection, by=asker.actor, now=asker.now
        )
    return _drawn(asker, preview, ())


def start_one(asker: Asker, user_id: int) -> View:
    """The preview of deleting one person."""
    with asker.services.sessions.writing.begin() as session:
        preview = deletions.start_one(
            session, asker.school_id, user_id, by=asker.actor, now=asker.now
        )
    return _drawn(asker, preview, ())


def _drawn(asker: Asker, preview: DeletionPreview, left_out: tuple[Option, ...]) -> View:
    return views.delete_modal(preview, _only(asker, preview.selection), left_out, asker.words)


def _only(asker: Asker, selection: Selection) -> NameLine | None:
    """The person whom a selection of one id means, to be named."""
    if len(selection.user_ids) != 1:
        return None
    with asker.services.sessions.reading() as session:
        found = users.search(session, asker.school_id, selection, now=asker.now, limit=1).rows
    return found[0] if found else None


def redraw(turn: Turn) -> None:
    """Somebody was taken out by hand, or put in again: the preview follows."""
    turn.ack()
    asker = turn.who()
    turn.update(_changed(turn, asker))


def _changed(turn: Turn, asker: Asker) -> View:
    left_out = views.read_left_out(turn.values)
    selection = replace(_prepared(turn, asker), left_out=views.ids_of(left_out))
    with asker.services.sessions.writing.begin() as session:
        preview = deletions.change(
            session, asker.school_id, turn.draft_id, selection, by=asker.actor, now=asker.now
        )
    return _drawn(asker, preview, left_out)


def _prepared(turn: Turn, asker: Asker) -> Selection:
    with asker.services.sessions.reading() as session:
        return deletions.prepared(
            session, asker.school_id, turn.draft_id, by=asker.actor, now=asker.now
        )


def submit(turn: Turn) -> None:
    """The click on the figure; a form that says something else than its figure is drawn anew."""
    turn.wait()
    asker = turn.who(for_change=True)
    selection = _prepared(turn, asker)
    left_out = views.ids_of(views.read_left_out(turn.values))
    if selection.left_out != left_out or promises_nothing(turn.view):
        turn.answer(_changed(turn, asker))
        return
    try:
        with asker.services.sessions.writing.begin() as session:
            done = deletions.apply(
                session, asker.school_id, turn.draft_id, by=asker.actor, now=asker.now
            )
    except (FiguresMovedError, NobodyMatchesError):
        turn.answer(moved(_changed(turn, asker), asker.words))
        return
    turn.committed()
    turn.answer(views.done(done, asker.words))
    if len(selection.user_ids) == 1:  # pressed on a card, which is below
        refresh_below(turn, asker, selection.user_ids[0])


def suggest(turn: Turn) -> None:
    """People of the selection by name; nobody once the preview has ended."""
    asker = turn.who_admin()
    looked_for = str(turn.body.get("value", ""))
    try:
        selection = replace(_prepared(turn, asker), left_out=())
    except CommandError:  # said when the form is sent
        turn.ack(options=[])
        return
    narrowed = replace(selection, text=f"{selection.text} {looked_for}".strip())
    with asker.services.sessions.reading() as session:
        found = users.search(session, asker.school_id, narrowed, now=asker.now).rows
    options = [common.option(option_text(each, asker.words), str(each.id)) for each in found]
    turn.ack(options=option_values(options))


def erasing(asker: Asker, user_id: int, problem: str = "") -> View:
    """The form that erases one deleted person: their name is to be typed."""
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        card = users.card(session, asker.school_id, user_id, now=asker.now)
    return views.erase_modal(card, asker.words, problem)


def submit_erase(turn: Turn) -> None:
    """Erase; a name that is not theirs is said where it is typed again."""
    user_id, name = int(turn.draft_id), forms.text(turn.values, views.NAME)
    turn.wait()
    asker = turn.who(for_change=True)
    try:
        with asker.services.sessions.writing.begin() as session:
            erasure.erase_one(
                session, asker.school_id, user_id, name, by=asker.actor, now=asker.now
            )
    except ConfirmationMissesError:
        turn.answer(erasing(asker, user_id, views.name_misses(asker.words)))
        return
    turn.committed()
    turn.answer(views.erased(asker.words))
