"""chat.*: post, change and take back messages."""

from __future__ import annotations

from typing import Any

from bot.workspace.conversations import history_item
from bot.workspace.refusal import Json, Refusal
from bot.workspace.state import Channel, Message
from bot.workspace.validate_messages import (
    MARKDOWN_TEXT,
    POSTED_TEXT,
    UPDATED_TEXT,
    require_message,
    require_metadata,
)
from bot.workspace.web_api.call import Call, Method


def destination(call: Call, channel_id: object) -> Channel:
    """Where the bot may post: a conversation, or a person's direct message."""
    workspace = call.workspace
    member = workspace.members.get(str(channel_id))
    if member is not None:
        if member.deleted or member.is_bot:
            raise Refusal("channel_not_found")
        channel = workspace.conversations.direct(member.id)
    else:
        found = workspace.conversations.get(channel_id)
        if found is not None and found.kind == "public" and "chat:write.public" in workspace.scopes:
            channel = found
            if channel.is_archived:
                raise Refusal("is_archived")
        else:
            channel = workspace.conversations.reachable(channel_id, write=True)
    if channel.kind == "dm" and not workspace.app_home.get("messages_tab_enabled", True):
        raise Refusal("messages_tab_disabled")
    return channel


def post_message(call: Call) -> Json:
    """A new message."""
    blocks = _content(call)
    metadata = require_metadata(call.get("metadata"))
    channel = destination(call, call.required("channel", "channel_not_found"))
    text = str(call.get("text") or call.get("markdown_text") or "")
    message = call.workspace.conversations.post(
        channel,
        call.workspace.cast.bot.id,
        text[:POSTED_TEXT],
        blocks=blocks,
        bot_id=call.workspace.cast.bot_id,
        metadata=metadata or None,
        thread_ts=_thread(call, channel),
    )
    answer = {"channel": channel.id, "ts": message.ts, "message": _shown(call, channel, message)}
    if len(text) > POSTED_TEXT:
        answer["warning"] = "message_truncated"
    return answer


def post_ephemeral(call: Call) -> Json:
    """A new message for one person of the channel."""
    blocks = _content(call)
    channel = destination(call, call.required("channel", "channel_not_found"))
    member = call.member(call.required("user"))
    if member.id not in channel.members:
        raise Refusal("user_not_in_channel")
    message = call.workspace.conversations.post(
        channel,
        call.workspace.cast.bot.id,
        str(call.get("text") or ""),
        blocks=blocks,
        bot_id=call.workspace.cast.bot_id,
        ephemeral_for=member.id,
        thread_ts=_thread(call, channel),
    )
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Change one of the bot's own messages."""
    channel, message = _own(call, "cant_update_message")
    if len(str(call.get("text") or "")) > UPDATED_TEXT:
        raise Refusal("msg_too_long")
    fields: dict[str, Any] = {}
    metadata = require_metadata(call.get("metadata"))
    blocks = require_message(call.arguments, text_optional=metadata is not None)
    if call.get("text") is not None:
        fields["text"] = str(call.get("text"))
    if call.get("blocks") is not None:
        fields["blocks"] = blocks
    if metadata is not None:
        fields["metadata"] = metadata or None
    call.workspace.conversations.change(channel, message, edited=True, **fields)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": _shown(call, channel, message),
    }


def delete(call: Call) -> Json:
    """Take one of the bot's own messages back."""
    channel, message = _own(call, "cant_delete_message")
    call.workspace.conversations.remove(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """An address for a message."""
    channel = call.workspace.conversations.reachable(call.required("channel", "channel_not_found"))
    ts = call.required("message_ts", "message_not_found")
    if call.workspace.conversations.find_message(channel, ts) is None:
        raise Refusal("message_not_found")
    place = f"{channel.id}/p{str(ts).replace('.', '')}"
    return {"channel": channel.id, "permalink": f"{call.workspace.base_url}/archives/{place}"}


def _content(call: Call) -> list[Json]:
    """The blocks of a new message, after its words were checked."""
    markdown = call.get("markdown_text")
    if markdown is not None:
        if call.get("text") is not None or call.get("blocks") is not None:
            raise Refusal("markdown_text_conflict")
        if len(str(markdown)) > MARKDOWN_TEXT:
            raise Refusal("msg_too_long")
        return []
    return require_message(call.arguments)


def _thread(call: Call, channel: Channel) -> str | None:
    ts = call.get("thread_ts")
    if ts is None:
        return None
    if call.workspace.conversations.find_message(channel, ts) is None:
        raise Refusal("thread_not_found")
    return str(ts)


def _own(call: Call, code: str) -> tuple[Channel, Message]:
    """The message that the call names; it must be the bot's, and not an ephemeral one."""
    channel = destination(call, call.required("channel", "channel_not_found"))
    message = call.workspace.conversations.find_message(channel, call.required("ts"))
    if message is None or message.ephemeral_for is not None:
        raise Refusal("message_not_found")
    if message.user != call.workspace.cast.bot.id:
        raise Refusal(code)
    return channel, message


def _shown(call: Call, channel: Channel, message: Message) -> Json:
    workspace = call.workspace
    shown = history_item(channel, message, workspace.cast.app_id, workspace.team.id)
    return shown | ({"metadata": message.metadata} if message.metadata else {})


METHODS = {
    "chat.postMessage": Method(post_message, "chat:write"),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write"),
    "chat.update": Method(update, "chat:write"),
    "chat.delete": Method(delete, "chat:write"),
    "chat.getPermalink": Method(get_permalink),
}
