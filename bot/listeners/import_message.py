"""The message that a list's preview lives in: posted once, then changed in place."""

from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.context import Asker
from bot.postings import Named, Posted, figures_only
from bot.turn import Turn
from bot.views.common import Blocks
from commands import postings

KIND = "list"
"""Of the messages in which names are noted."""

GONE = frozenset(
    {"message_not_found", "cant_update_message", "channel_not_found", "edit_window_closed"}
)


@dataclass(frozen=True)
class Shown:
    """A message, and what of it names nobody."""

    text: str
    blocks: Blocks
    figures: str


def post(turn: Turn, asker: Asker, text: str, blocks: Blocks) -> Posted:
    """A direct message to who asks, in which names will be read."""
    return turn.tell_names(_named(text, asker), blocks)


def show_names(turn: Turn, asker: Asker, place: Posted, shown: Shown) -> None:
    """Say it in the message, or in a new one where the names of that one went already.

    What stays of it later is noted first, whatever came in between: a preview that was
    dropped while this was made is noted no more.
    """
    stays = figures_only(shown.figures, asker.words)
    where = (asker.school_id, place.channel, place.ts)
    with asker.services.sessions.writing.begin() as session:
        young = postings.may_name(session, *where, now=asker.now)
        if young and not postings.say(session, *where, stays):
            postings.note(
                session,
                asker.school_id,
                KIND,
                channel=place.channel,
                ts=place.ts,
                words=stays,
                now=asker.now,
            )
    if not young or not show_in_place(turn, place, shown.text, shown.blocks):
        turn.tell_names(Named(KIND, shown.text, stays), shown.blocks)


def show_result(turn: Turn, asker: Asker, place: Posted, text: str, blocks: Blocks) -> None:
    """Say how it ended, without names: the message stays as it is from now on."""
    if not show_in_place(turn, place, text, blocks):
        turn.tell(text, blocks)
    with asker.services.sessions.writing.begin() as session:
        postings.has_none(session, asker.school_id, place.channel, place.ts)


def show(turn: Turn, place: Posted, text: str, blocks: Blocks) -> None:
    """Say it in the message; in a new one where that one is gone."""
    if not show_in_place(turn, place, text, blocks):
        turn.tell_names(_named(text, turn.asker or turn.who()), blocks)


def show_in_place(turn: Turn, place: Posted, text: str, blocks: Blocks) -> bool:
    """Say it in the message if it is still there; progress needs no other."""
    try:
        turn.client.chat_update(
            channel=place.channel, ts=place.ts, text=text, blocks=blocks, parse="none"
        )
    except SlackApiError as error:
        if error.response["error"] not in GONE:
            raise
        return False
    return True


def _named(text: str, asker: Asker) -> Named:
    return Named(KIND, text, figures_only("", asker.words))
