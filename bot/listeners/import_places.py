"""The message that a list's preview lives in: posted once, then changed in place."""

from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.context import Asker
from bot.postings import Named, figures_only
from bot.turn import Turn
from bot.views.common import Blocks
from commands import postings

GONE = frozenset(
    {"message_not_found", "cant_update_message", "channel_not_found", "edit_window_closed"}
)


@dataclass(frozen=True)
class Place:
    channel: str
    ts: str

    @property
    def written(self) -> str:
        return f"{self.channel}:{self.ts}"

    @classmethod
    def read(cls, written: str) -> "Place":
        channel, _, ts = written.partition(":")
        return cls(channel, ts)


@dataclass(frozen=True)
class Shown:
    """A message, and what of it names nobody."""

    text: str
    blocks: Blocks
    figures: str


def post(turn: Turn, asker: Asker, text: str, blocks: Blocks) -> Place:
    """A direct message to who asks, in which names will be read."""
    posted = turn.tell_names(_named(text, asker), blocks)
    return Place(posted.channel, posted.ts)


def show_names(turn: Turn, asker: Asker, place: Place, shown: Shown) -> None:
    """Say it in the message: what stays of it later is noted first."""
    with asker.services.sessions.writing.begin() as session:
        where = (asker.school_id, place.channel, place.ts)
        postings.say(session, *where, figures_only(shown.figures, asker.words))
    show(turn, place, shown.text, shown.blocks)


def show_result(turn: Turn, asker: Asker, place: Place, text: str, blocks: Blocks) -> None:
    """Say how it ended, without names: the message stays as it is from now on."""
    show(turn, place, text, blocks)
    with asker.services.sessions.writing.begin() as session:
        postings.has_none(session, asker.school_id, place.channel, place.ts)


def show(turn: Turn, place: Place, text: str, blocks: Blocks) -> None:
    """Say it in the message; in a new one where that one is gone."""
    try:
        turn.client.chat_update(
            channel=place.channel, ts=place.ts, text=text, blocks=blocks, parse="none"
        )
    except SlackApiError as error:
        if error.response["error"] not in GONE:
            raise
        turn.tell_names(_named(text, turn.asker or turn.who()), blocks)


def _named(text: str, asker: Asker) -> Named:
    return Named("list", text, figures_only("", asker.words))
