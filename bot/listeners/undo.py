"""The *Undo* button of every result."""

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot.context import Asker
from bot.turn import Turn, listener
from bot.views import common, operations
from bot.views import undo as views
from commands import undo


def register(app: App) -> None:
    app.action(common.UNDO)(listener(click))


def click(turn: Turn) -> None:
    """Undo, and say what came of it where the button stands."""
    turn.ack()
    asker = turn.who(for_change=True)
    with asker.services.sessions.writing.begin() as session:
        done = undo.undo(
            session,
            asker.school_id,
            int(turn.action["value"]),
            by=asker.actor,
            now=asker.now,
        )
    turn.committed()
    result = views.undone(done, asker.words)
    if turn.in_modal:
        turn.update(result)
    else:
        _strike(turn, asker)
        turn.client.views_open(trigger_id=turn.body["trigger_id"], view=result)


def _strike(turn: Turn, asker: Asker) -> None:
    """Take the button from the message that had it: what is undone is undone once."""
    message = turn.body.get("message")
    if message is None:
        return
    words = asker.school_words
    text, blocks = operations.undone_message(
        message["text"], words.time(asker.now), asker.name, words
    )
    try:
        turn.client.chat_update(
            channel=turn.channel_id or "", ts=message["ts"], text=text, blocks=blocks, parse="none"
        )
    except SlackApiError as error:
        if error.response["error"] not in {"message_not_found", "cant_update_message"}:
            raise
