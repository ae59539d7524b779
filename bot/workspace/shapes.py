"""How people, channels, files and views look in Slack's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.workspace.files import filetype
from bot.workspace.refusal import Json
from bot.workspace.state import Channel, File, Member, View

if TYPE_CHECKING:
    from bot.workspace.workspace import Workspace


def user(member: Member, *, with_email: bool, with_locale: bool = False) -> Json:
    """The user object. Strangers, bots and the deactivated lack fields, as at Slack."""
    profile: Json = {"real_name": member.real_name, "display_name": member.real_name}
    profile["title"] = member.title
    if with_email and member.email and not member.is_stranger:
        profile["email"] = member.email
    shape: Json = {
        "id": member.id,
        "team_id": member.team_id,
        "name": member.name,
        "deleted": member.deleted,
        "profile": profile,
        "is_bot": member.is_bot,
        "is_app_user": False,
        "updated": 1_764_590_400,
    }
    if member.deleted:
        return shape
    shape |= {
        "real_name": member.real_name,
        "is_admin": member.is_admin,
        "is_owner": member.is_owner,
        "is_primary_owner": member.is_owner,
        "is_restricted": member.is_restricted,
        "is_ultra_restricted": member.is_ultra_restricted,
    }
    if member.is_stranger:
        shape["is_stranger"] = True
    if member.tz:
        shape["tz"] = member.tz
    if with_locale:
        shape["locale"] = member.locale
    return shape


def channel(found: Channel, bot_user: str) -> Json:
    """The channel object of conversations.info and its kin."""
    shape: Json = {
        "id": found.id,
        "created": found.created,
        "is_im": found.kind == "dm",
        "is_mpim": False,
        "is_channel": found.kind == "public",
        "is_group": False,
        "is_private": found.kind != "public",
        "is_archived": found.is_archived,
        "is_org_shared": False,
    }
    if found.kind == "dm":
        return shape | {"user": found.other_member(bot_user), "is_open": True}
    return shape | {
        "name": found.name,
        "name_normalized": found.name,
        "creator": found.creator,
        "is_general": found.name == "general",
        "is_shared": found.is_ext_shared,
        "is_ext_shared": found.is_ext_shared,
        "is_pending_ext_shared": False,
        "is_member": bot_user in found.members,
        "topic": {"value": found.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(found.members),
    }


def channel_name(found: Channel) -> str:
    """The `channel_name` of a slash command."""
    return {"dm": "directmessage", "private": "privategroup"}.get(found.kind, found.name)


def file(workspace: Workspace, found: File) -> Json:
    """The file object."""
    name = quote(found.name)
    base = f"{workspace.base_url}/files-pri/{workspace.team.id}-{found.id}"
    return {
        "id": found.id,
        "created": found.created,
        "timestamp": found.created,
        "name": found.name,
        "title": found.title,
        "mimetype": found.mimetype,
        "filetype": filetype(found.name),
        "pretty_type": filetype(found.name).upper(),
        "user": found.user,
        "user_team": workspace.team.id,
        "editable": False,
        "size": found.length,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{base}/{name}",
        "url_private_download": f"{base}/download/{name}",
        "permalink": f"{workspace.base_url}/files/{found.user}/{found.id}/{name}",
        "channels": [c for c in found.channels if c.startswith("C")],
        "groups": [],
        "ims": [c for c in found.channels if c.startswith("D")],
        "has_more_shares": False,
        "file_access": "visible",
    }


def view(workspace: Workspace, found: View) -> Json:
    """The view object of answers and payloads, with its state."""
    text = {"title", "submit", "close"} if found.type == "modal" else set()
    shape: Json = {
        "id": found.id,
        "team_id": workspace.team.id,
        "type": found.type,
        "blocks": found.blocks,
        "private_metadata": found.body.get("private_metadata") or "",
        "callback_id": found.body.get("callback_id") or "",
        "external_id": found.external_id,
        "state": {"values": found.values},
        "hash": found.hash,
        "clear_on_close": bool(found.body.get("clear_on_close")),
        "notify_on_close": bool(found.body.get("notify_on_close")),
        "previous_view_id": found.previous_id,
        "root_view_id": found.root_id,
        "app_id": workspace.cast.app_id,
        "app_installed_team_id": workspace.team.id,
        "bot_id": workspace.cast.bot_id,
    }
    for name in ("title", "submit", "close"):
        words = found.body.get(name) if name in text else None
        shape[name] = {"emoji": True, **words} if words else None
    return shape
