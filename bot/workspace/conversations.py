"""Channels, direct messages and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bot.workspace.changes import Changes
from bot.workspace.elements import with_ids
from bot.workspace.refusal import Json, Refusal
from bot.workspace.state import Channel, Message


class Conversations:
    """All conversations of the workspace; each change is told to those who see it."""

    def __init__(
        self, channels: Iterable[Channel], bot_user: str, clock: Callable[[], float], told: Changes
    ) -> None:
        self._channels = {channel.id: channel for channel in channels}
        self._bot_user = bot_user
        self._clock = clock
        self._told = told
        self._last_ts = 0

    def all(self) -> list[Channel]:
        """Every conversation, in the order of making."""
        return list(self._channels.values())

    def get(self, channel_id: object) -> Channel | None:
        """The conversation of that id."""
        return self._channels.get(str(channel_id))

    def of(self, user_id: str) -> list[Channel]:
        """Those that a person (or the bot) is in."""
        return [channel for channel in self.all() if user_id in channel.members]

    def direct(self, user_id: str) -> Channel:
        """The direct message between the bot and that person, made at need."""
        channel_id = "D" + user_id[1:]
        if channel_id not in self._channels:
            self._channels[channel_id] = Channel(
                channel_id,
                "directmessage",
                kind="dm",
                members={user_id, self._bot_user},
                created=int(self._clock()),
            )
        return self._channels[channel_id]

    def reachable(self, channel_id: object, *, write: bool = False) -> Channel:
        """The channel if the bot may read (or write) there; Slack's refusal otherwise."""
        channel = self.get(channel_id)
        inside = channel is not None and self._bot_user in channel.members
        if channel is None or (channel.kind != "public" and not inside):
            raise Refusal("channel_not_found")
        if not inside:
            raise Refusal("not_in_channel")
        if write and channel.is_archived:
            raise Refusal("is_archived")
        return channel

    def post(self, channel: Channel, user: str, text: str, **more: Any) -> Message:
        """A new message; `more` fills the further fields of Message."""
        more["blocks"] = with_ids(more.get("blocks") or [])
        message = Message(self._next_ts(), user, text, **more)
        channel.messages.append(message)
        self._tell(channel, message)
        return message

    def change(self, channel: Channel, message: Message, **fields: Any) -> None:
        """Change a message in place."""
        if "blocks" in fields:
            fields["blocks"] = with_ids(fields["blocks"] or [])
        for name, value in fields.items():
            setattr(message, name, value)
        self._tell(channel, message)

    def remove(self, channel: Channel, message: Message) -> None:
        """Take a message away."""
        channel.messages.remove(message)
        self._tell(channel, message)

    def find_message(self, channel: Channel, ts: object) -> Message | None:
        """The message of that time stamp."""
        return next((m for m in channel.messages if m.ts == str(ts)), None)

    def seen_by(self, channel: Channel, user_id: str) -> list[Message]:
        """What one person sees of a conversation, oldest first."""
        return [m for m in channel.messages if m.ephemeral_for in (None, user_id)]

    def unread(self, channel: Channel, user_id: str) -> int:
        """How many messages of others came after the person last looked."""
        mark = channel.read_up_to.get(user_id, "")
        return sum(
            message.ts > mark and message.user != user_id
            for message in self.seen_by(channel, user_id)
        )

    def joined(self, channel: Channel, user_id: str) -> None:
        """Somebody comes in."""
        channel.members.add(user_id)
        self._told.tell(channel.members, "conversations")

    def _tell(self, channel: Channel, message: Message) -> None:
        who = {message.ephemeral_for} if message.ephemeral_for else channel.members
        self._told.tell((w for w in who if w), f"messages:{channel.id}", "conversations")

    def _next_ts(self) -> str:
        """The time in seconds with six decimals; never twice the same."""
        self._last_ts = max(self._last_ts + 1, round(self._clock() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"


def history_item(channel: Channel, message: Message, app_id: str, team_id: str) -> Json:
    """A message as the API shows it; metadata are for the caller to add."""
    item: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": team_id,
    }
    if message.bot_id:
        item |= {"bot_id": message.bot_id, "app_id": app_id}
    if message.blocks:
        item["blocks"] = message.blocks
    if message.edited:
        item["edited"] = {"user": message.user, "ts": message.ts}
    for name in ("thread_ts", "subtype"):
        if getattr(message, name):
            item[name] = getattr(message, name)
    return item
