"""The admins' channel: names of pupils are read there, so it is private and nobody else's."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from commands.errors import CommandError


class Reason(StrEnum):
    PUBLIC = "public"
    SHARED = "shared"
    ARCHIVED = "archived"
    NOT_IN = "not_in"
    """The bot is not in it, or, which looks the same to it, there is no such channel."""


@dataclass(eq=False)
class ChannelRefusedError(CommandError):
    """A channel that cannot be the admins'."""

    reason: Reason
    name: str = ""
    """As Slack gives it, without the sign in front; empty where Slack does not tell."""


def check(client: WebClient, channel_id: str | None) -> None:
    """Ask Slack about the channel; raises ChannelRefusedError. None is no channel, and fits."""
    if channel_id is None:
        return
    try:
        found: dict[str, Any] = client.conversations_info(channel=channel_id)["channel"]
    except SlackApiError as error:
        if error.response["error"] in {"channel_not_found", "not_in_channel"}:
            raise ChannelRefusedError(Reason.NOT_IN) from None
        raise
    if reason := _reason(found):
        raise ChannelRefusedError(reason, found.get("name", ""))


def _reason(found: dict[str, Any]) -> Reason | None:
    shared = ("is_ext_shared", "is_pending_ext_shared", "is_org_shared", "is_shared")
    if not found.get("is_private") or found.get("is_im") or found.get("is_mpim"):
        return Reason.PUBLIC
    if any(found.get(name) for name in shared):
        return Reason.SHARED
    if found.get("is_archived"):
        return Reason.ARCHIVED
    return None if found.get("is_member") else Reason.NOT_IN
