"""A click under a preview that has ended: the message says so, and its buttons go."""

from collections.abc import Callable
from functools import wraps

from bot.listeners.import_message import show_result
from bot.postings import Posted
from bot.refusals import sentence
from bot.turn import Turn
from bot.views import imports as views
from commands.errors import DraftEndedError
from commands.lists import sources

Act = Callable[[Turn], None]


def puts_away(act: Act) -> Act:
    """The click, after which nothing is left to press where there is nothing left to do."""

    @wraps(act)
    def click(turn: Turn) -> None:
        try:
            act(turn)
        except DraftEndedError as error:
            _put_away(turn, error)
            raise

    return click


def _put_away(turn: Turn, error: DraftEndedError) -> None:
    """Unless it was dropped or replaced: then the message has said so."""
    asker, channel, ts = turn.asker, turn.channel_id, turn.message_ts
    if asker is None or channel is None or ts is None:
        return
    source_id = str(turn.action["value"]).partition("|")[0]
    try:
        with asker.services.sessions.reading() as session:
            source = sources.kept(
                session, asker.school_id, source_id, by=asker.actor, now=asker.now
            )
    except DraftEndedError:
        pass
    else:
        if source.preview_id is None:
            return
    text, blocks = views.message(f"⚠️ {sentence(error, asker)}", views.again_button(asker.words))
    show_result(turn, asker, Posted(channel, ts), text, blocks)
