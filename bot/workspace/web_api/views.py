"""views.*: open, push, update and publish."""

from __future__ import annotations

from bot.workspace import shapes
from bot.workspace.refusal import Json, Refusal
from bot.workspace.state import View
from bot.workspace.validate_views import require_view
from bot.workspace.web_api.call import Call, Method


def open_view(call: Call) -> Json:
    """A modal for the person whose act gave the trigger."""
    body = require_view(call.required("view"), call.workspace.scopes)
    trigger = call.workspace.triggers.spend(call.required("trigger_id"))
    return _told(call, call.workspace.views.open(trigger, body))


def push(call: Call) -> Json:
    """A modal over the one that the trigger came from."""
    body = require_view(call.required("view"), call.workspace.scopes)
    trigger = call.workspace.triggers.spend(call.required("trigger_id"))
    below = call.workspace.views.find(trigger.view_id) if trigger.view_id else None
    if below is None or below.type != "modal":
        raise Refusal("not_found")
    return _told(call, call.workspace.views.push(below, body))


def update(call: Call) -> Json:
    """Replace an open modal."""
    if not call.get("view_id") and not call.get("external_id"):
        raise Refusal("invalid_arguments", ["[ERROR] missing required field: view_id"])
    body = require_view(call.required("view"), call.workspace.scopes)
    view = call.workspace.views.find(call.get("view_id"), call.get("external_id"))
    if view is None or view.type != "modal":
        raise Refusal("not_found")
    return _told(call, call.workspace.views.update(view, body, call.get("hash")))


def publish(call: Call) -> Json:
    """Put a person's Home tab in place."""
    body = require_view(call.required("view"), call.workspace.scopes, "home")
    if not call.workspace.app_home.get("home_tab_enabled"):
        raise Refusal("not_enabled")
    member = call.member(call.required("user_id"))
    return _told(call, call.workspace.views.publish(member.id, body, call.get("hash")))


def _told(call: Call, view: View) -> Json:
    call.workspace.changes.tell([view.user], "home" if view.type == "home" else "views")
    return {"view": shapes.view(call.workspace, view)}


METHODS = {
    "views.open": Method(open_view),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
