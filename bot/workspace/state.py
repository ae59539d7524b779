"""What a workspace holds: people, channels, messages, files and views."""

from __future__ import annotations

from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile

from bot.workspace.refusal import Json

Values = dict[str, dict[str, Json]]
"""`state.values` of a view or message: block id, then action id, then the entry."""


@dataclass(frozen=True)
class Team:
    id: str
    name: str
    domain: str


@dataclass
class Member:
    """Somebody of the workspace: a person, or the bot's user."""

    id: str
    name: str
    real_name: str
    email: str | None = None
    locale: str = "fr-FR"
    tz: str | None = "Europe/Paris"
    title: str = ""
    note: str = ""
    """Who this is for the demo, in one line; Slack has no such field."""
    team_id: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    deleted: bool = False


@dataclass
class Message:
    """One message; an ephemeral one is for one person, and no API call can change it."""

    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    bot_id: str | None = None
    ephemeral_for: str | None = None
    edited: bool = False
    files: list[str] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    values: dict[str, Values] = field(default_factory=dict)
    """What each person has chosen in it so far, by user id."""


@dataclass
class Channel:
    """A channel, or a direct message between the bot and one person (`kind` is `dm`)."""

    id: str
    name: str
    kind: str = "public"
    members: set[str] = field(default_factory=set)
    topic: str = ""
    creator: str = ""
    created: int = 0
    is_archived: bool = False
    is_ext_shared: bool = False
    messages: list[Message] = field(default_factory=list)
    read_up_to: dict[str, str] = field(default_factory=dict)

    def other_member(self, user_id: str) -> str:
        """In a direct message, the one who is not `user_id`."""
        return next(member for member in self.members if member != user_id)


@dataclass
class File:
    """A file on its way in (no `body` yet) or stored; it is shown once `completed`."""

    id: str
    name: str
    title: str
    length: int
    user: str
    created: int
    mimetype: str = "application/octet-stream"
    body: SpooledTemporaryFile[bytes] | None = None
    completed: bool = False
    channels: list[str] = field(default_factory=list)
    visible_to_bot: bool = False
    alt_text: str = ""


@dataclass
class View:
    """An open modal of one person, or their Home tab."""

    id: str
    user: str
    type: str
    body: Json
    """As the app sent it, with every block and action given an id."""
    hash: str
    root_id: str
    previous_id: str | None = None
    channel_id: str | None = None
    """Where the person was when it opened, for `default_to_current_conversation`."""
    values: Values = field(default_factory=dict)

    @property
    def external_id(self) -> str:
        return str(self.body.get("external_id") or "")

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.body["blocks"]
        return blocks
