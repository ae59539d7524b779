"""The payloads that tell the app what a person did, field by field as Slack's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.workspace import shapes
from bot.workspace.conversations import history_item
from bot.workspace.elements import STATE_KEYS
from bot.workspace.refusal import Json
from bot.workspace.state import Channel, Member, Message, View

if TYPE_CHECKING:
    from bot.workspace.workspace import Workspace

VERIFICATION = "verification-token"


def slash_command(
    workspace: Workspace, member: Member, channel: Channel, command: str, text: str
) -> Json:
    """A typed command."""
    key = workspace.response_urls.issue(member.id, channel.id)
    return {
        "token": VERIFICATION,
        "team_id": workspace.team.id,
        "team_domain": workspace.team.domain,
        "channel_id": channel.id,
        "channel_name": shapes.channel_name(channel),
        "user_id": member.id,
        "user_name": member.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.cast.app_id,
        "is_enterprise_install": "false",
        "response_url": f"{workspace.base_url}/commands/{workspace.team.id}/{key}",
        "trigger_id": workspace.triggers.issue(member.id, channel_id=channel.id),
    }


def message_actions(
    workspace: Workspace, member: Member, channel: Channel, message: Message, action: Json
) -> Json:
    """A click or a choice in a message; an ephemeral one does not come along."""
    key = workspace.response_urls.issue(member.id, channel.id, message.ts)
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_for is not None,
    }
    payload = _base(workspace, member, "block_actions") | {
        "container": container,
        "trigger_id": workspace.triggers.issue(member.id, channel_id=channel.id),
        "channel": {"id": channel.id, "name": shapes.channel_name(channel)},
        "state": {"values": message.values.get(member.id, {})},
        "response_url": f"{workspace.base_url}/actions/{workspace.team.id}/{key}",
        "actions": [action],
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    if message.ephemeral_for is None:
        payload["message"] = history_item(
            channel, message, workspace.cast.app_id, workspace.team.id
        )
    return payload


def view_actions(workspace: Workspace, member: Member, view: View, action: Json) -> Json:
    """A click or a choice in a modal or Home tab."""
    return _base(workspace, member, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": workspace.triggers.issue(
            member.id, view_id=view.id, channel_id=view.channel_id
        ),
        "view": shapes.view(workspace, view),
        "actions": [action],
    }


def view_submission(workspace: Workspace, member: Member, view: View) -> Json:
    """The submit button of a modal, with a response URL for each select that asks for one."""
    return _base(workspace, member, "view_submission") | {
        "trigger_id": workspace.triggers.issue(
            member.id, view_id=view.id, channel_id=view.channel_id
        ),
        "view": shapes.view(workspace, view),
        "response_urls": _response_urls(workspace, member, view),
    }


def view_closed(workspace: Workspace, member: Member, view: View, *, cleared: bool) -> Json:
    """A modal that was closed without submitting."""
    return _base(workspace, member, "view_closed") | {
        "view": shapes.view(workspace, view),
        "is_cleared": cleared,
    }


def block_suggestion(
    workspace: Workspace, member: Member, block_id: str, action_id: str, typed: str
) -> Json:
    """What was typed in an external select; the surface is for the caller to add."""
    return _base(workspace, member, "block_suggestion") | {
        "block_id": block_id,
        "action_id": action_id,
        "value": typed,
    }


def action(block: Json, element: Json, entry: Json | None, now: float) -> Json:
    """One item of `actions`."""
    acted: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": f"{now:.6f}",
    }
    for name in ("text", "value", "style", "url", "placeholder"):
        if name in element:
            acted[name] = element[name]
    if entry is not None:
        key = STATE_KEYS.get(element["type"], "selected_option")
        acted[key] = entry[key]
    return acted


def _base(workspace: Workspace, member: Member, kind: str) -> Json:
    home_team = member.team_id or workspace.team.id
    return {
        "type": kind,
        "team": {"id": workspace.team.id, "domain": workspace.team.domain},
        "user": {
            "id": member.id,
            "username": member.name,
            "name": member.name,
            "team_id": home_team,
        },
        "api_app_id": workspace.cast.app_id,
        "token": VERIFICATION,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _response_urls(workspace: Workspace, member: Member, view: View) -> list[Json]:
    urls: list[Json] = []
    for block in view.blocks:
        element = block.get("element", {})
        if not element.get("response_url_enabled"):
            continue
        entry = view.values[block["block_id"]][element["action_id"]]
        channel_id = entry[STATE_KEYS[element["type"]]]
        if channel_id:
            key = workspace.response_urls.issue(member.id, channel_id)
            urls.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel_id,
                    "response_url": f"{workspace.base_url}/app/{workspace.team.id}/{key}",
                }
            )
    return urls
