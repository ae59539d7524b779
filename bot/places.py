"""Where a file or a name may stand: what Slack says of a channel now."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

SHARED = ("is_ext_shared", "is_pending_ext_shared", "is_org_shared", "is_shared")


class Kind(StrEnum):
    DIRECT = "direct"
    """Between the person and the bot, or nowhere at all."""
    PRIVATE = "private"
    PUBLIC = "public"
    SHARED = "shared"
    """With another organisation: never a file, never a name."""
    OUTSIDE = "outside"
    """The bot is not in it."""


@dataclass(frozen=True)
class Place:
    kind: Kind
    id: str | None = None
    name: str = ""
    """Without the sign in front."""

    @property
    def takes_files(self) -> bool:
        return self.kind in (Kind.PRIVATE, Kind.PUBLIC)


def look(client: WebClient, channel_id: str | None, *, name: str = "") -> Place:
    """What the channel is; `name` for one that Slack does not tell of."""
    if channel_id is None or channel_id.startswith("D"):
        return Place(Kind.DIRECT)
    try:
        found: dict[str, Any] = client.conversations_info(channel=channel_id)["channel"]
    except SlackApiError as error:
        if error.response["error"] not in {"channel_not_found", "not_in_channel"}:
            raise
        return Place(Kind.OUTSIDE, channel_id, name)
    return Place(_kind(found), channel_id, str(found.get("name") or name))


def _kind(found: dict[str, Any]) -> Kind:
    if found.get("is_im"):
        return Kind.DIRECT
    if any(found.get(sign) for sign in SHARED):
        return Kind.SHARED
    if not found.get("is_member"):
        return Kind.OUTSIDE
    return Kind.PRIVATE if found.get("is_private") else Kind.PUBLIC
