"""One person's card, and what its buttons open."""

import re
from collections.abc import Callable

from slack_bolt import App

from bot.context import Asker
from bot.listeners import delete, restore, user_form
from bot.listeners.cards import card_view, refresh_below
from bot.turn import Turn, View, listener
from bot.views import licence_figures
from bot.views import restore as restore_views
from bot.views import user_card as views
from commands import joining, licences, users
from commands.errors import NothingToChangeError
from commands.licences import Action
from commands.selection import Selection


def register(app: App) -> None:
    app.action(re.compile(f"^{views.SHOW}:"))(listener(show))
    app.action(re.compile(f"^{views.JOIN}:"))(listener(join))
    opens: dict[str, Callable[[Asker, int], View]] = {
        views.CHANGE: user_form.changing,
        views.DELETE: delete.start_one,
        views.ERASE: delete.erasing,
        views.RESTORE: restore.start_one,
    }
    for action_id, build in opens.items():
        app.action(action_id)(listener(_pushes(build)))
    app.action(views.LICENCE)(listener(open_licence))
    app.view(views.LICENCE_FORM)(listener(submit_licence))


def show(turn: Turn) -> None:
    """Another one's card takes the place of this view."""
    turn.ack()
    asker = turn.who()
    turn.update(card_view(asker, int(turn.action["value"])))


def _pushes(build: Callable[[Asker, int], View]) -> Callable[[Turn], None]:
    def run(turn: Turn) -> None:
        turn.ack()
        user_id = int(turn.action["value"])
        turn.push(lambda asker: build(asker, user_id))

    return run


def join(turn: Turn) -> None:
    """A deleted account of the same person becomes one with this."""
    turn.ack()
    asker = turn.who(for_change=True)
    gone, _, live = turn.action["value"].partition(":")
    with asker.services.sessions.writing.begin() as session:
        done = joining.join(
            session, asker.school_id, int(gone), int(live), by=asker.actor, now=asker.now
        )
    turn.committed()
    turn.update(restore_views.joined(done, asker.words))


def open_licence(turn: Turn) -> None:
    turn.ack()
    action, _, user_id = turn.action["value"].partition(":")
    turn.push(lambda asker: licence_view(asker, Action(action), int(user_id)))


def licence_view(asker: Asker, action: Action, user_id: int) -> View:
    """Assign or revoke the licence of one person, previewed."""
    with asker.services.sessions.writing.begin() as session:
        preview = licences.start(
            session,
            asker.school_id,
            action,
            Selection(user_ids=(user_id,)),
            by=asker.actor,
            now=asker.now,
        )
        card = users.card(session, asker.school_id, user_id, now=asker.now)
    if preview.to_change == 0:  # somebody else did so since the card was drawn
        raise NothingToChangeError(matched=1)
    return views.licence_modal(preview, views.full_name(card), asker.words)


def submit_licence(turn: Turn) -> None:
    turn.wait()
    asker = turn.who(for_change=True)
    draft_id = turn.draft_id
    with asker.services.sessions.writing.begin() as session:
        _action, selection, _given = licences.prepared(session, draft_id=draft_id, **asker.asking)
        done = licences.apply(session, draft_id=draft_id, **asker.asking)
    turn.committed()
    turn.answer(licence_figures.done(done, asker.words))
    refresh_below(turn, asker, selection.user_ids[0])
