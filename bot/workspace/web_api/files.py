"""files.*: upload in three steps, look up, delete."""

from __future__ import annotations

from bot.workspace import shapes
from bot.workspace.files import FILE_BYTES
from bot.workspace.refusal import Json, Refusal
from bot.workspace.state import Channel, File
from bot.workspace.validate_messages import require_message
from bot.workspace.web_api.call import Call, Method
from bot.workspace.web_api.chat import destination


def get_upload_url(call: Call) -> Json:
    """Step one: announce a file by name and length."""
    name = str(call.required("filename"))
    length = _length(call)
    alt_text = str(call.get("alt_txt") or "")
    if len(alt_text) > 1000:
        raise Refusal("alt_txt_too_large")
    workspace = call.workspace
    file, key = workspace.files.expect(name, length, workspace.cast.bot.id, alt_text)
    return {"upload_url": f"{workspace.base_url}/upload/v1/{key}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """Step three: the bytes are there; share them, or keep them for the bot."""
    workspace = call.workspace
    asked = call.json("files")
    if not isinstance(asked, list) or not asked:
        raise Refusal("invalid_arguments", ["[ERROR] missing required field: files"])
    files = [_uploaded(call, item) for item in asked]
    channels = [destination(call, channel_id) for channel_id in _channel_ids(call)]
    blocks = require_message(call.arguments, text_optional=True)
    for file, item in zip(files, asked, strict=True):
        file.completed = file.visible_to_bot = True
        file.title = str(item.get("title") or file.name)
    for channel in channels:
        _share(call, channel, files, blocks)
    return {"files": [shapes.file(workspace, file) for file in files]}


def info(call: Call) -> Json:
    """One file that the bot may see."""
    return {"file": shapes.file(call.workspace, _seen(call))}


def delete(call: Call) -> Json:
    """Delete one of the bot's own files; the messages that carried it stay."""
    file = _seen(call)
    workspace = call.workspace
    if file.user != workspace.cast.bot.id:
        raise Refusal("cant_delete_file")
    for channel in workspace.conversations.all():
        for message in channel.messages:
            if file.id in message.files:
                left = [kept for kept in message.files if kept != file.id]
                workspace.conversations.change(channel, message, files=left)
    workspace.files.remove(file)
    return {}


def list_all(call: Call) -> Json:
    """The files that the bot may see, newest first."""
    channel, user = call.get("channel"), call.get("user")
    found = [
        file
        for file in reversed(call.workspace.files.all())
        if file.visible_to_bot
        and (channel is None or channel in file.channels)
        and (user is None or user == file.user)
    ]
    count, page = call.number("count", 100, 1000), call.number("page", 1, 10_000)
    part = found[(page - 1) * count : page * count]
    paging = {"count": count, "total": len(found), "page": page, "pages": -(-len(found) // count)}
    return {"files": [shapes.file(call.workspace, file) for file in part], "paging": paging}


def _length(call: Call) -> int:
    try:
        length = int(call.get("length", 0))
    except (TypeError, ValueError):
        raise Refusal("invalid_arguments") from None
    if length <= 0:
        raise Refusal("missing_argument")
    if length > FILE_BYTES:
        raise Refusal("file_upload_size_restricted")
    return length


def _uploaded(call: Call, item: object) -> File:
    file = call.workspace.files.get(item.get("id")) if isinstance(item, dict) else None
    if file is None or file.completed or file.user != call.workspace.cast.bot.id:
        raise Refusal("file_not_found")
    if file.body is None:
        raise Refusal("file_update_failed", ["[ERROR] nothing was uploaded for this file"])
    return file


def _channel_ids(call: Call) -> list[str]:
    asked = call.get("channels") or call.get("channel_id") or ""
    ids = asked if isinstance(asked, list) else str(asked).split(",")
    if len(ids) > 100:
        raise Refusal("invalid_arguments")
    return [channel_id for channel_id in ids if channel_id]


def _share(call: Call, channel: Channel, files: list[File], blocks: list[Json]) -> None:
    workspace = call.workspace
    thread_ts = call.get("thread_ts")
    message = workspace.conversations.post(
        channel,
        workspace.cast.bot.id,
        str(call.get("initial_comment") or ""),
        blocks=blocks,
        bot_id=workspace.cast.bot_id,
        files=[file.id for file in files],
        thread_ts=thread_ts,
    )
    for file in files:
        file.channels.append(channel.id)
        told = {"file_id": file.id, "user_id": file.user, "channel_id": channel.id}
        workspace.emit("file_shared", {**told, "file": {"id": file.id}, "ts": message.ts})


def _seen(call: Call) -> File:
    file = call.workspace.files.get(call.required("file", "file_not_found"))
    if file is None or not file.completed or not file.visible_to_bot:
        raise Refusal("file_not_found")
    return file


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, "files:write"),
    "files.completeUploadExternal": Method(complete_upload, "files:write"),
    "files.info": Method(info, "files:read"),
    "files.delete": Method(delete, "files:write"),
    "files.list": Method(list_all, "files:read"),
}
