"""What a person does in modals, Home tabs and messages: choose, press, submit, close."""

from __future__ import annotations

from typing import Any

from bot.workspace import elements, interactions, notices, shapes
from bot.workspace.answers import apply_submission_answer
from bot.workspace.files import FORM_FILE_BYTES
from bot.workspace.refusal import Json, PersonRefusal
from bot.workspace.socket_mode import Ack
from bot.workspace.state import Channel, Member, Message, Values, View
from bot.workspace.values import entered, initial_values, static_option, unfinished
from bot.workspace.workspace import Workspace

Sent = dict[str, dict[str, Any]]
"""What a client sends of a form: block id, action id, value."""


def modal_of(workspace: Workspace, user_id: str, view_id: str) -> View:
    """A modal that this person has open."""
    workspace.person(user_id)
    for view in workspace.views.stack(user_id):
        if view.id == view_id:
            return view
    raise PersonRefusal(404, "not_found", "This window is closed.")


def message_of(
    workspace: Workspace, user_id: str, channel_id: str, ts: str
) -> tuple[Channel, Message]:
    """A message that this person sees."""
    workspace.person(user_id)
    channel = workspace.place(user_id, channel_id)
    message = workspace.conversations.find_message(channel, ts)
    if message is None or message.ephemeral_for not in (None, user_id):
        raise PersonRefusal(404, "message_not_found", "This message is gone.")
    return channel, message


async def submit(workspace: Workspace, user_id: str, view_id: str, sent: Sent) -> Json:
    """Press the submit button of a modal."""
    member, view = workspace.person(user_id), modal_of(workspace, user_id, view_id)
    if workspace.views.stack(user_id)[-1] is not view:
        raise PersonRefusal(409, "not_on_top", "Another window is in front of this one.")
    if not view.body.get("submit"):
        raise PersonRefusal(409, "no_submit", "This window has nothing to submit.")
    take_values(workspace, user_id, view.id, view.blocks, view.values, sent)
    if errors := unfinished(view.blocks, view.values):
        return {"ok": False, "errors": errors}
    for file_id in _chosen_files(view.values):
        if (file := workspace.files.get(file_id)) is not None:
            file.visible_to_bot = True
    payload = interactions.view_submission(workspace, member, view)
    name = view.body.get("callback_id") or "view_submission"
    ack = await workspace.sockets.ask("interactive", f"submit {name}", payload, answerable=True)
    if ack.error:
        return _failed(ack.error, member)
    return apply_submission_answer(workspace, member, view, ack.payload)


async def close(workspace: Workspace, user_id: str, view_id: str, *, whole: bool = False) -> Json:
    """Close a modal, or with `whole` (the cross) everything in its stack."""
    member, view = workspace.person(user_id), modal_of(workspace, user_id, view_id)
    cleared = whole or bool(view.body.get("clear_on_close"))
    gone = workspace.views.close_stack(view) if cleared else [view]
    workspace.views.close(view)
    workspace.changes.tell([user_id], "views")
    for one in gone:
        if one.body.get("notify_on_close"):
            payload = interactions.view_closed(workspace, member, one, cleared=cleared)
            name = f"closed {one.body.get('callback_id') or one.id}"
            await workspace.sockets.ask("interactive", name, payload, answerable=False)
    return {"ok": True}


async def act_in_view(workspace: Workspace, user_id: str, view: View, act: Json) -> Json:
    """Press or choose something in a modal or Home tab."""
    member = workspace.person(user_id)
    sent = act.get("state") or {}
    take_values(workspace, user_id, view.id, view.blocks, view.values, sent)
    acted = _act(workspace, user_id, view.id, view.blocks, view.values, act)
    if acted is None:
        return {"ok": True, "sent": False}
    payload = interactions.view_actions(workspace, member, view, acted)
    return _outcome(await _ask(workspace, payload, acted))


async def act_in_message(
    workspace: Workspace, user_id: str, channel_id: str, ts: str, act: Json
) -> Json:
    """Press or choose something in a message."""
    member = workspace.person(user_id)
    channel, message = message_of(workspace, user_id, channel_id, ts)
    values = message.values.setdefault(user_id, {})
    for block_id, entries in initial_values(message.blocks).items():
        for action_id, entry in entries.items():
            values.setdefault(block_id, {}).setdefault(action_id, entry)
    sent = act.get("state") or {}
    take_values(workspace, user_id, ts, message.blocks, values, sent)
    acted = _act(workspace, user_id, ts, message.blocks, values, act)
    if acted is None:
        return {"ok": True, "sent": False}
    payload = interactions.message_actions(workspace, member, channel, message, acted)
    ack = await _ask(workspace, payload, acted)
    if ack.error:
        workspace.notice(user_id, channel, notices.action_failed(ack.error, member.locale))
    return _outcome(ack)


async def suggest(workspace: Workspace, user_id: str, act: Json) -> Json:
    """Ask the app for the options of an external select, for what was typed so far."""
    member = workspace.person(user_id)
    blocks, surface_id, surface = _surface(workspace, user_id, act)
    block_id, action_id = str(act.get("block_id")), str(act.get("action_id"))
    found = elements.find_element(blocks, block_id, action_id)
    if found is None or "external" not in found[1]["type"]:
        raise PersonRefusal(404, "not_found", "There is no such list to search.")
    typed = str(act.get("value") or "")
    if len(typed) < found[1].get("min_query_length", 3):
        return {"options": []}
    payload = interactions.block_suggestion(workspace, member, block_id, action_id, typed)
    name = f"options {action_id}"
    ack = await workspace.sockets.ask("interactive", name, payload | surface, answerable=True)
    return _remembered(workspace, (user_id, surface_id, block_id, action_id), ack)


def take_values(
    workspace: Workspace,
    user_id: str,
    surface_id: str,
    blocks: list[Json],
    held: Values,
    sent: Sent,
) -> None:
    """Put what the client sent into the state; what it did not send stays as it was.

    The client may be one update behind: fields that are gone meanwhile are passed over.
    """
    for block_id, entries in sent.items():
        for action_id, value in entries.items():
            found = elements.find_element(blocks, block_id, action_id)
            if found is not None:
                held[block_id][action_id] = _entered(workspace, user_id, surface_id, found, value)


def _act(
    workspace: Workspace,
    user_id: str,
    surface_id: str,
    blocks: list[Json],
    values: Values,
    act: Json,
) -> Json | None:
    """The item of `actions`, its value taken into the state; None if the app is not to be told."""
    block_id, action_id = str(act.get("block_id")), str(act.get("action_id"))
    found = elements.find_element(blocks, block_id, action_id)
    if found is None:
        raise PersonRefusal(404, "unknown_element", f"There is no {block_id}/{action_id} here.")
    block, element = found
    entry: Json | None = None
    if element["type"] == "overflow":
        option = static_option(element, str(act.get("value")))
        if option is None:
            raise PersonRefusal(400, "unknown_option", "There is no such entry in this menu.")
        entry = {"selected_option": option}
    elif element["type"] in elements.STATE_KEYS:
        if "value" in act:
            value = act["value"]
            values[block_id][action_id] = _entered(workspace, user_id, surface_id, found, value)
        entry = values[block_id][action_id]
    if block["type"] == "input" and not block.get("dispatch_action"):
        return None
    return interactions.action(block, element, entry, workspace.clock())


def _entered(
    workspace: Workspace, user_id: str, surface_id: str, found: tuple[Json, Json], value: Any
) -> Json:
    def find_option(block: Json, element: Json, wanted: str) -> Json | None:
        key = (user_id, surface_id, block["block_id"], element["action_id"])
        offered = workspace.suggested.get(key, {})
        return offered.get(wanted) or static_option(element, wanted)

    def find_file(file_id: str) -> Json:
        file = workspace.files.get(file_id)
        if file is None or file.user != user_id or not file.completed:
            raise PersonRefusal(404, "file_not_found", "There is no such file of yours.")
        if file.length > FORM_FILE_BYTES:
            raise PersonRefusal(413, "file_too_large", "A form takes files of up to 10 MB.")
        return shapes.file(workspace, file)

    block, element = found
    return entered(block, element, value, find_option, find_file)


def _surface(workspace: Workspace, user_id: str, act: Json) -> tuple[list[Json], str, Json]:
    """The blocks, the id and the payload part of the view or message that `act` names."""
    if act.get("view_id"):
        home = workspace.views.home(user_id)
        view_id = str(act["view_id"])
        view = home if home and home.id == view_id else modal_of(workspace, user_id, view_id)
        container = {"type": "view", "view_id": view.id}
        return view.blocks, view.id, {"container": container, "view": shapes.view(workspace, view)}
    channel_id, ts = str(act.get("channel")), str(act.get("ts"))
    channel, message = message_of(workspace, user_id, channel_id, ts)
    container = {"type": "message", "message_ts": ts, "channel_id": channel_id}
    place = {"id": channel.id, "name": shapes.channel_name(channel)}
    return message.blocks, ts, {"container": container, "channel": place}


def _remembered(workspace: Workspace, key: tuple[str, str, str, str], ack: Ack) -> Json:
    """The options that came back, kept so that the person's choice can be looked up."""
    if ack.error:
        return {"options": [], "error": ack.error}
    answer = ack.payload if isinstance(ack.payload, dict) else {}
    offered = answer if "option_groups" in answer else {"options": answer.get("options") or []}
    kept = elements.with_ids([{"type": "offered", **offered}])[0]
    options = elements.options_of(kept)
    if len(options) > 100 and "options" in offered:
        return {"options": [], "error": "too_many_options"}
    known = workspace.suggested.setdefault(key, {})
    known |= {option["value"]: option for option in options}
    return {name: kept[name] for name in offered}


async def _ask(workspace: Workspace, payload: Json, acted: Json) -> Ack:
    name = f"action {acted['action_id']}"
    return await workspace.sockets.ask("interactive", name, payload, answerable=False)


def _outcome(ack: Ack) -> Json:
    return {"ok": False, "error": ack.error} if ack.error else {"ok": True}


def _failed(error: str, member: Member) -> Json:
    return {"ok": False, "error": error, "message": notices.trouble_connecting(member.locale)}


def _chosen_files(values: Values) -> list[str]:
    entries = [entry for block in values.values() for entry in block.values()]
    return [file["id"] for entry in entries for file in entry.get("files", [])]
