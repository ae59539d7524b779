"""The *Undo* button of every result."""

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot.context import Asker
from bot.tellings import operation_text
from bot.turn import Turn, View, listener
from bot.views import common, operations
from bot.views import undo as views
from commands import outbox, undo

GONE = frozenset({"message_not_found", "cant_update_message", "channel_not_found", "is_archived"})


def register(app: App) -> None:
    app.action(common.UNDO)(listener(click))


def click(turn: Turn) -> None:
    """Undo, say what came of it, and take the button off the channel.

    Undoing much takes longer than Slack lets a click open a window: what comes of it then
    fills one that waits.
    """
    turn.ack()
    operation_id = int(turn.action["value"])
    undone: list[Asker] = []

    def build(asker: Asker) -> View:
        with asker.services.sessions.writing.begin() as session:
            done = undo.undo(session, asker.school_id, operation_id, by=asker.actor, now=asker.now)
        undone.append(asker)
        turn.committed()
        return views.undone(done, asker.words)

    try:
        turn.show(build, for_change=True)
    finally:
        for asker in undone:
            _strike(turn, asker, operation_id)


def _strike(turn: Turn, asker: Asker, operation_id: int) -> None:
    """Take the button from the message that told of the operation: it is undone once."""
    with asker.services.sessions.reading() as session:
        place = outbox.place_of(session, asker.school_id, operation_id)
        text = operation_text(session, asker.school_id, operation_id, asker.school_words)
    if place is None or text is None:
        return
    channel, ts = place
    words = asker.school_words
    text, blocks = operations.undone_message(text, words.time(asker.now), asker.name, words)
    try:
        turn.client.chat_update(channel=channel, ts=ts, text=text, blocks=blocks, parse="none")
    except SlackApiError as error:
        if error.response["error"] not in GONE:
            raise
