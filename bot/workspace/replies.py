"""Messages that need no token: the answer to a command, and what comes by a response URL."""

from __future__ import annotations

from typing import Any

from bot.workspace.refusal import Json, Refusal
from bot.workspace.state import Channel, Message
from bot.workspace.triggers import ResponseUrl
from bot.workspace.validate_messages import require_message
from bot.workspace.workspace import Workspace


def post_reply(workspace: Workspace, user_id: str, channel: Channel, reply: Json) -> Message:
    """A new message of the app: for the person alone unless it says `in_channel`."""
    require_message(reply)
    in_channel = reply.get("response_type") == "in_channel"
    return workspace.conversations.post(
        channel,
        workspace.cast.bot.id,
        str(reply.get("text") or ""),
        blocks=reply.get("blocks") or [],
        bot_id=workspace.cast.bot_id,
        ephemeral_for=None if in_channel else user_id,
        thread_ts=reply.get("thread_ts"),
    )


def use_response_url(workspace: Workspace, key: str, reply: Any) -> None:
    """One use of a response URL. Raises Refusal with the word that Slack answers."""
    url = workspace.response_urls.get(key)
    if not isinstance(reply, dict):
        raise Refusal("invalid_payload")
    channel = workspace.conversations.get(url.channel_id)
    if channel is None:
        raise Refusal("channel_not_found")
    original = workspace.conversations.find_message(channel, url.original_ts)
    if reply.get("delete_original"):
        if original is not None:
            workspace.conversations.remove(channel, original)
    elif reply.get("replace_original") and original is not None:
        _replace(workspace, channel, original, reply)
    else:
        _post(workspace, url, channel, reply)
    url.left -= 1


def _replace(workspace: Workspace, channel: Channel, original: Message, reply: Json) -> None:
    require_message(reply)
    workspace.conversations.change(
        channel,
        original,
        text=str(reply.get("text") or ""),
        blocks=reply.get("blocks") or [],
        edited=original.ephemeral_for is None,
    )


def _post(workspace: Workspace, url: ResponseUrl, channel: Channel, reply: Json) -> None:
    if channel.is_archived:
        raise Refusal("is_archived")
    message = post_reply(workspace, url.user_id, channel, reply)
    if url.original_ts is None and message.ephemeral_for is not None:
        url.original_ts = message.ts
