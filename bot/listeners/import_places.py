"""The message that a list's preview lives in: posted once, then changed in place."""

from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.turn import Turn
from bot.views.common import Blocks

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


def post(turn: Turn, text: str, blocks: Blocks) -> Place:
    """A direct message to who asks."""
    sent = turn.client.chat_postMessage(
        channel=turn.user_id, text=text, blocks=blocks, unfurl_links=False, unfurl_media=False
    )
    return Place(str(sent["channel"]), str(sent["ts"]))


def show(turn: Turn, place: Place, text: str, blocks: Blocks) -> None:
    """Say it in the message; in a new one where that one is gone."""
    try:
        turn.client.chat_update(
            channel=place.channel, ts=place.ts, text=text, blocks=blocks, parse="none"
        )
    except SlackApiError as error:
        if error.response["error"] not in GONE:
            raise
        turn.tell(text, blocks)
