"""What no other listener takes: buttons of messages from before an update, above all.

Left alone they would leave a person with a spinner and a warning of Slack's.
"""

import re

from slack_bolt import App

from bot.context import Asker
from bot.turn import Turn, listener
from bot.views import common

ANYTHING = re.compile(".*")


def register(app: App) -> None:
    """Register last: Bolt takes the first listener that fits."""
    app.action(ANYTHING)(listener(stale))
    app.view(ANYTHING)(listener(stale_form))
    app.view_closed(ANYTHING)(listener(lambda turn: turn.ack()))
    app.options(ANYTHING)(listener(lambda turn: turn.ack(options=[])))
    app.command(ANYTHING)(listener(stale))


def stale(turn: Turn) -> None:
    """A button or command that means nothing any more; a menu that only holds a choice."""
    turn.ack()
    if turn.body.get("type") == "block_actions" and turn.action.get("type") != "button":
        return
    asker = turn.who()
    turn.say(common.refused(_from_before(asker), asker.words))


def stale_form(turn: Turn) -> None:
    turn.wait()
    asker = turn.who()
    turn.answer(common.refused(_from_before(asker), asker.words))


def _from_before(asker: Asker) -> str:
    return asker.words.gettext("This is from an older version. Begin again from the command.")
