"""The workspace as a whole: what it holds, what the app may do in it, and where time comes from."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

from bot.workspace import shapes
from bot.workspace.changes import Changes, Traffic
from bot.workspace.conversations import Conversations
from bot.workspace.faults import Faults
from bot.workspace.files import Files
from bot.workspace.people import SLACKBOT, Cast, demo_cast
from bot.workspace.refusal import Json, PersonRefusal
from bot.workspace.socket_mode import SocketMode
from bot.workspace.state import Channel, Member, Message, Team
from bot.workspace.triggers import ResponseUrls, Triggers
from bot.workspace.views import Views

RETRY_DELAYS = (0.0, 60.0, 300.0)
"""Seconds before each new try of an event that was not acknowledged."""


class Workspace:
    """Everything in one place; touched on the server's event loop only.

    `manifest` is a Slack app manifest: only the commands, events and scopes in
    it work. `clock` gives seconds since 1970. `ack_seconds` is how long the app
    has to acknowledge.
    """

    def __init__(
        self,
        manifest: Json,
        *,
        cast: Cast | None = None,
        clock: Callable[[], float] = time.time,
        ack_seconds: float = 3.0,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        bot_token: str | None = None,
        app_token: str | None = None,
    ) -> None:
        self.manifest = manifest
        self.cast = cast or demo_cast()
        self.clock = clock
        self.bot_token = bot_token or f"xoxb-{secrets.token_hex(12)}"
        self.app_token = app_token or f"xapp-{secrets.token_hex(12)}"
        self.base_url = ""
        """Where it is served; set by the server."""
        self.changes = Changes()
        self.traffic = Traffic(clock)
        self.faults = Faults()
        self.triggers = Triggers(clock)
        self.response_urls = ResponseUrls(clock)
        self.views = Views(clock)
        self.files = Files(clock)
        self.members = {m.id: m for m in [self.cast.bot, *self.cast.members]}
        self.conversations = Conversations(
            self.cast.channels, self.cast.bot.id, clock, self.changes
        )
        self.suggested: dict[tuple[str, str, str, str], dict[str, Json]] = {}
        """What the app offered so far: (person, surface, block, action) -> value -> option."""
        self.pass_week: Callable[[], None] | None = None
        """Lets a week pass, where somebody plays with time; works in a thread of its own."""
        self.sockets = SocketMode(
            self.traffic, ack_seconds=ack_seconds, retry_delays=tuple(retry_delays)
        )
        self.lets_in = asyncio.Event()
        """Until it is set, an app that asks for a connection waits at the door."""
        self.lets_in.set()

    @property
    def team(self) -> Team:
        """The Slack team itself."""
        return self.cast.team

    @property
    def scopes(self) -> list[str]:
        """What the app was granted."""
        granted: list[str] = self.manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])
        return granted

    @property
    def commands(self) -> list[Json]:
        """The app's slash commands."""
        found: list[Json] = self.manifest.get("features", {}).get("slash_commands", [])
        return found

    @property
    def app_home(self) -> Json:
        """The manifest's settings of the app's own tabs."""
        found: Json = self.manifest.get("features", {}).get("app_home", {})
        return found

    def subscribes(self, name: str) -> bool:
        """Whether the app asked for events of that name, as the manifest writes it."""
        asked = self.manifest.get("settings", {}).get("event_subscriptions", {})
        return name in asked.get("bot_events", [])

    def person(self, user_id: str) -> Member:
        """Somebody who can act here. Raises PersonRefusal."""
        member = self.members.get(user_id)
        if member is None or member.is_bot or member.deleted:
            raise PersonRefusal(404, "user_not_found", "There is no such person here.")
        return member

    def place(self, user_id: str, channel_id: str) -> Channel:
        """A conversation that this person is in. Raises PersonRefusal."""
        direct = self.conversations.direct(user_id)
        if channel_id == direct.id:
            return direct
        channel = self.conversations.get(channel_id)
        if channel is None or user_id not in channel.members:
            raise PersonRefusal(404, "channel_not_found", "You are not in that conversation.")
        return channel

    def notice(self, user_id: str, channel: Channel, text: str) -> Message:
        """A line from Slackbot that only one person sees."""
        return self.conversations.post(channel, SLACKBOT, text, ephemeral_for=user_id)

    def emit(self, name: str, event: Json) -> None:
        """Send an event to the app if it subscribed to it; does not wait for the answer."""
        if not self.subscribes(name):
            return
        event_id = f"Ev{secrets.token_hex(5).upper()}"
        payload = {
            "token": "verification-token",
            "team_id": self.team.id,
            "api_app_id": self.cast.app_id,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(self.clock()),
            "is_ext_shared_channel": False,
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self.team.id,
                    "user_id": self.cast.bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "event": {"type": name.split(".")[0], **event, "event_ts": f"{self.clock():.6f}"},
        }
        self.sockets.send_event(payload, twice=self.faults.take_twice(name))

    def change_person(self, user_id: str, **fields: Any) -> None:
        """Change somebody's account, as a workspace admin would; the app hears `user_change`."""
        member = self.members[user_id]
        for name, value in fields.items():
            setattr(member, name, value)
        with_email = "users:read.email" in self.scopes
        shape = shapes.user(member, with_email=with_email, with_locale=True)
        self.emit("user_change", {"user": shape})
