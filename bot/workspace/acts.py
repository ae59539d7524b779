"""What a person does outside of forms: type a command, say something, visit the Home tab."""

from __future__ import annotations

from typing import Any

from bot.workspace import interactions, notices, shapes
from bot.workspace.refusal import Json, PersonRefusal, Refusal
from bot.workspace.replies import post_reply
from bot.workspace.state import Channel, Member
from bot.workspace.workspace import Workspace

EVENT_KINDS = {"dm": "im", "public": "channel", "private": "group"}


async def run_command(
    workspace: Workspace, user_id: str, channel_id: str, command: str, text: str
) -> Json:
    """A slash command; returns once the app has acknowledged it, or has failed to."""
    member, channel = workspace.person(user_id), workspace.place(user_id, channel_id)
    if command not in [known["command"] for known in workspace.commands]:
        words = notices.unknown_command(command, member.locale)
        workspace.notice(user_id, channel, words)
        return {"ok": False, "error": "unknown_command"}
    payload = interactions.slash_command(workspace, member, channel, command, text)
    ack = await workspace.sockets.ask("slash_commands", command, payload, answerable=True)
    if ack.error:
        words = notices.command_failed(command, ack.error, member.locale)
        workspace.notice(user_id, channel, words)
        return {"ok": False, "error": ack.error}
    return _immediate_answer(workspace, member, channel, f"{command} {text}".strip(), ack.payload)


def say(workspace: Workspace, user_id: str, channel_id: str, text: str) -> Json:
    """A plain message; `/invite @bot` brings the bot in instead."""
    member, channel = workspace.person(user_id), workspace.place(user_id, channel_id)
    if text.startswith("/invite"):
        _invite(workspace, member, channel, text.removeprefix("/invite").strip())
        return {"ok": True}
    if channel.is_archived:
        raise PersonRefusal(409, "is_archived", "This channel is archived.")
    message = workspace.conversations.post(channel, user_id, text)
    bot = workspace.cast.bot.id
    if bot in channel.members:
        kind = EVENT_KINDS[channel.kind]
        told = {"user": user_id, "text": text, "channel": channel.id, "ts": message.ts}
        name = "message.groups" if kind == "group" else f"message.{kind}"
        name = "message.channels" if kind == "channel" else name
        workspace.emit(name, {**told, "channel_type": kind})
        if f"<@{bot}>" in text:
            workspace.emit("app_mention", told)
    return {"ok": True, "ts": message.ts}


def visit_home(workspace: Workspace, user_id: str) -> None:
    """Open the app's Home tab; the app hears `app_home_opened` each time."""
    workspace.person(user_id)
    event: Json = {
        "user": user_id,
        "channel": workspace.conversations.direct(user_id).id,
        "tab": "home",
    }
    home = workspace.views.home(user_id)
    if home is not None:
        event["view"] = shapes.view(workspace, home)
    workspace.emit("app_home_opened", event)


def mark_read(workspace: Workspace, user_id: str, channel_id: str) -> None:
    """The person has seen all that is in the conversation."""
    channel = workspace.place(user_id, channel_id)
    seen = workspace.conversations.seen_by(channel, user_id)
    if seen:
        channel.read_up_to[user_id] = seen[-1].ts
        workspace.changes.tell([user_id], "conversations")


def _immediate_answer(
    workspace: Workspace, member: Member, channel: Channel, typed: str, payload: Any
) -> Json:
    """Show the message that came with the acknowledgement, if one did.

    The typed command itself is shown only when that answer is for the channel.
    """
    if not payload:
        return {"ok": True}
    if isinstance(payload, str):
        payload = {"text": payload}
    if payload.get("response_type") == "in_channel":
        workspace.conversations.post(channel, member.id, typed)
    try:
        post_reply(workspace, member.id, channel, payload)
    except Refusal as refusal:
        words = notices.command_failed(typed.split()[0], refusal.code, member.locale)
        workspace.notice(member.id, channel, words)
        return {"ok": False, "error": "dispatch_failed", "message": "; ".join(refusal.messages)}
    return {"ok": True}


def _invite(workspace: Workspace, member: Member, channel: Channel, whom: str) -> None:
    bot = workspace.cast.bot
    names = {f"@{bot.name}", f"@{bot.real_name.casefold()}", f"<@{bot.id}>".casefold()}
    if whom.casefold() not in names:
        raise PersonRefusal(
            400, "user_not_found", f"There is no {whom or 'such person'} to invite."
        )
    if bot.id not in channel.members:
        workspace.conversations.joined(channel, bot.id)
        joined = {"user": bot.id, "channel": channel.id, "inviter": member.id}
        workspace.emit("member_joined_channel", {**joined, "team": workspace.team.id})
