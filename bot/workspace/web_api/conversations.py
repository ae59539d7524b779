"""conversations.*: what channels there are, who is in them, what was said."""

from __future__ import annotations

from bot.workspace import shapes
from bot.workspace.conversations import history_item
from bot.workspace.refusal import Json, Refusal
from bot.workspace.state import Channel, Message
from bot.workspace.web_api.call import Call, Method

FAMILIES = {"public": "channels", "private": "groups", "dm": "im"}
TYPES = {"public_channel": "public", "private_channel": "private", "im": "dm", "mpim": "mpim"}


def open_direct(call: Call) -> Json:
    """The direct message with one person."""
    if call.get("channel"):
        channel = call.workspace.conversations.reachable(call.get("channel"))
        return {"channel": {"id": channel.id}}
    users = [user for user in str(call.get("users") or "").split(",") if user]
    if not users:
        raise Refusal("not_enough_users")
    if len(users) > 1:
        call.need("mpim:write")
        raise Refusal("too_many_users" if len(users) > 8 else "not_allowed")
    member = call.member(users[0])
    if member.deleted:
        raise Refusal("user_disabled")
    if member.is_bot:
        raise Refusal("cannot_dm_bot")
    channel = call.workspace.conversations.direct(member.id)
    if call.flag("return_im"):
        return {"channel": shapes.channel(channel, call.workspace.cast.bot.id)}
    return {"channel": {"id": channel.id}}


def info(call: Call) -> Json:
    """One conversation; a private one only if the bot is in it."""
    channel = _visible(call)
    shape = shapes.channel(channel, call.workspace.cast.bot.id)
    if not call.flag("include_num_members"):
        shape.pop("num_members", None)
    return {"channel": shape}


def list_all(call: Call) -> Json:
    """The conversations of the asked types that the bot can see."""
    kinds = _kinds(call)
    bot = call.workspace.cast.bot.id
    found = [
        channel
        for channel in call.workspace.conversations.all()
        if channel.kind in kinds
        and (channel.kind == "public" or bot in channel.members)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    page, metadata = call.page(found)
    return {
        "channels": [shapes.channel(channel, bot) for channel in page],
        "response_metadata": metadata,
    }


def users_conversations(call: Call) -> Json:
    """The conversations that the bot, or a person, is in."""
    kinds = _kinds(call)
    bot = call.workspace.cast.bot.id
    user = str(call.get("user") or bot)
    if user != bot:
        call.member(user)
    found = [
        channel
        for channel in call.workspace.conversations.of(user)
        if channel.kind in kinds
        and (channel.kind == "public" or bot in channel.members)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    page, metadata = call.page(found)
    return {
        "channels": [shapes.channel(channel, bot) for channel in page],
        "response_metadata": metadata,
    }


def members(call: Call) -> Json:
    """Who is in a conversation."""
    channel = _visible(call)
    page, metadata = call.page(sorted(channel.members))
    return {"members": page, "response_metadata": metadata}


def history(call: Call) -> Json:
    """What was said, newest first; ephemeral messages are not kept."""
    channel = _readable(call)
    found = [m for m in _between(call, channel) if m.thread_ts in (None, m.ts)]
    page, metadata = call.page(found[::-1], high=999)
    return {
        "messages": [_item(call, channel, message) for message in page],
        "has_more": bool(metadata["next_cursor"]),
        "response_metadata": metadata,
    }


def replies(call: Call) -> Json:
    """A thread, its first message first."""
    channel = _readable(call)
    ts = str(call.required("ts"))
    found = [m for m in _between(call, channel) if ts in (m.ts, m.thread_ts)]
    if not found:
        raise Refusal("thread_not_found")
    page, metadata = call.page(found)
    return {
        "messages": [_item(call, channel, message) for message in page],
        "has_more": bool(metadata["next_cursor"]),
        "response_metadata": metadata,
    }


def join(call: Call) -> Json:
    """The bot comes into a public channel."""
    workspace = call.workspace
    channel = workspace.conversations.get(call.required("channel", "channel_not_found"))
    if channel is None or channel.kind != "public":
        raise Refusal("channel_not_found")
    if channel.is_archived:
        raise Refusal("is_archived")
    answer: Json = {}
    if workspace.cast.bot.id in channel.members:
        answer["warning"] = "already_in_channel"
    workspace.conversations.joined(channel, workspace.cast.bot.id)
    return answer | {"channel": shapes.channel(channel, workspace.cast.bot.id)}


def _kinds(call: Call) -> set[str]:
    asked = str(call.get("types") or "public_channel").split(",")
    if any(name.strip() not in TYPES for name in asked):
        raise Refusal("invalid_types")
    kinds = {TYPES[name.strip()] for name in asked}
    for kind in sorted(kinds):
        call.need(f"{FAMILIES.get(kind, kind)}:read")
    return kinds


def _visible(call: Call) -> Channel:
    """The conversation that the call names, if the bot may know of it."""
    channel = call.workspace.conversations.get(call.required("channel", "channel_not_found"))
    bot = call.workspace.cast.bot.id
    if channel is None or (channel.kind != "public" and bot not in channel.members):
        raise Refusal("channel_not_found")
    call.need(f"{FAMILIES[channel.kind]}:read")
    return channel


def _readable(call: Call) -> Channel:
    channel_id = call.required("channel", "channel_not_found")
    channel = call.workspace.conversations.reachable(channel_id)
    call.need(f"{FAMILIES[channel.kind]}:history")
    return channel


def _between(call: Call, channel: Channel) -> list[Message]:
    """Lasting messages between `oldest` and `latest`, oldest first."""
    oldest, latest = str(call.get("oldest") or "0"), str(call.get("latest") or "")
    try:
        low, high = float(oldest), float(latest) if latest else float("inf")
    except ValueError:
        raise Refusal("invalid_ts_oldest") from None
    inclusive = call.flag("inclusive")
    return [
        message
        for message in channel.messages
        if message.ephemeral_for is None
        and (low < float(message.ts) < high or (inclusive and message.ts in (oldest, latest)))
    ]


def _item(call: Call, channel: Channel, message: Message) -> Json:
    workspace = call.workspace
    item = history_item(channel, message, workspace.cast.app_id, workspace.team.id)
    if message.metadata:
        kept = message.metadata if call.flag("include_all_metadata") else None
        item["metadata"] = kept or {"event_type": message.metadata["event_type"]}
        if kept is None:
            del item["metadata"]
    if message.files:
        found = [workspace.files.get(file_id) for file_id in message.files]
        item["files"] = [shapes.file(workspace, file) for file in found if file is not None]
    return item


METHODS = {
    "conversations.open": Method(open_direct, "im:write"),
    "conversations.info": Method(info),
    "conversations.list": Method(list_all),
    "conversations.members": Method(members),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
    "conversations.join": Method(join, "channels:join"),
    "users.conversations": Method(users_conversations),
}
