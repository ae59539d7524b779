"""What the app answers to a submitted modal, and what becomes of the modal then."""

from __future__ import annotations

from typing import Any

from bot.workspace import notices
from bot.workspace.refusal import Json, Refusal
from bot.workspace.state import Member, View
from bot.workspace.validate_views import require_view
from bot.workspace.workspace import Workspace


def apply_submission_answer(workspace: Workspace, member: Member, view: View, answer: Any) -> Json:
    """Close, keep, replace or cover the submitted modal, as the acknowledgement says."""
    try:
        return _apply(workspace, view, answer or {})
    except Refusal as refusal:
        why = "; ".join([refusal.code, *refusal.messages])
        workspace.traffic.note("from_bot", "bad answer", why, ok=False)
        words = notices.trouble_connecting(member.locale)
        return {"ok": False, "error": "dispatch_failed", "message": words, "detail": why}
    finally:
        workspace.changes.tell([view.user], "views")


def _apply(workspace: Workspace, view: View, answer: Any) -> Json:
    if not isinstance(answer, dict):
        raise Refusal("invalid_response")
    if view not in workspace.views.stack(view.user):
        return {"ok": True}  # closed by the person while the app was thinking
    action = answer.get("response_action")
    if action is None and not answer:
        workspace.views.close(view)
    elif action == "clear":
        workspace.views.close_stack(view)
    elif action == "errors":
        return {"ok": False, "errors": _errors(view, answer.get("errors"))}
    elif action in ("update", "push"):
        body = require_view(answer.get("view"), workspace.scopes)
        if action == "update":
            workspace.views.update(view, body)
        else:
            workspace.views.push(view, body)
    else:
        raise Refusal("invalid_response")
    return {"ok": True}


def _errors(view: View, errors: Any) -> dict[str, str]:
    """The errors, if each stands under an input block; Slack shows none of them otherwise."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise Refusal("invalid_response", ["no errors given"])
    if strange := sorted(set(errors) - inputs):
        raise Refusal("invalid_response", [f"no input block has these ids: {', '.join(strange)}"])
    return {block_id: str(text) for block_id, text in errors.items()}
