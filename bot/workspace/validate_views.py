"""Modals and Home tabs as a whole."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bot.workspace.elements import walk
from bot.workspace.problems import (
    Problem,
    Report,
    anything,
    as_json,
    boolean,
    messages_of,
    one_of,
    shape,
    string,
)
from bot.workspace.refusal import Json, Refusal
from bot.workspace.validate_blocks import check_blocks
from bot.workspace.validate_texts import plain
from bot.workspace.views import view_bytes

VIEW_BYTES = 250_000

SHARED = {
    "private_metadata": string(0, 3000),
    "callback_id": string(0, 255),
    "external_id": string(0, 255),
}
MODAL = shape(
    {"type": one_of("modal"), "title": plain(24), "blocks": anything},
    {
        **SHARED,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
HOME = shape({"type": one_of("home"), "blocks": anything}, SHARED)


def check_view(view: Any, at: str = "/view") -> list[Problem]:
    """Everything that Slack would refuse in this view."""
    report = Report()
    kind = view.get("type") if isinstance(view, dict) else None
    if kind not in ("modal", "home"):
        report.add(f"{at}/type", "unsupported_type", "must be one of: modal, home")
        return report.problems
    (MODAL if kind == "modal" else HOME)(report, at, view)
    if "blocks" in view:
        report.problems += check_blocks(view["blocks"], kind, f"{at}/blocks")
    if kind == "modal" and "submit" not in view and _has_inputs(view):
        report.add(at, "missing_field", "missing required field: submit")
    return report.problems


def require_view(view: Any, scopes: Collection[str], kind: str = "modal") -> Json:
    """The view, if Slack would take it as that kind. Raises Refusal."""
    body = as_json(view)
    if not isinstance(body, dict):
        raise Refusal("invalid_arguments", ["[ERROR] must provide an object [json-pointer:/view]"])
    if view_bytes(body) > VIEW_BYTES:
        raise Refusal("view_too_large")
    problems = check_view(body)
    if not problems and body["type"] != kind:
        problems = [Problem("/view/type", "wrong_type", f"must be of type {kind}")]
    if problems:
        raise Refusal("invalid_arguments", messages_of(problems))
    inputs = [block.get("element", {}) for block in walk(body["blocks"])]
    if "files:read" not in scopes and any(e.get("type") == "file_input" for e in inputs):
        raise Refusal("missing_scope", needed="files:read", provided=",".join(scopes))
    return body


def _has_inputs(view: Json) -> bool:
    blocks = view.get("blocks")
    return isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )
