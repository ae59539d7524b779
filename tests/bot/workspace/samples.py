"""Blocks and manifests that tests start from; each call makes a fresh one."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
SCOPES = [
    "commands",
    "chat:write",
    "users:read",
    "users:read.email",
    "channels:read",
    "groups:read",
    "im:read",
    "im:write",
    "im:history",
    "groups:history",
    "channels:history",
    "channels:join",
    "files:read",
    "files:write",
    "team:read",
]
EVENTS = [
    "app_home_opened",
    "message.im",
    "app_mention",
    "user_change",
    "member_joined_channel",
    "file_shared",
]


def manifest(*commands: str, scopes: list[str] | None = None) -> Json:
    """An app with these commands, and with all scopes unless told otherwise."""
    return {
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": [
                {"command": command, "description": f"Does {command}", "usage_hint": "[words]"}
                for command in commands
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES if scopes is None else scopes)}},
        "settings": {"event_subscriptions": {"bot_events": list(EVENTS)}},
    }


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str, text: str | None = None) -> Json:
    return {"text": plain(text or value), "value": value}


def section(text: str = "Hello", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def button(text: str = "Go", **more: Any) -> Json:
    return {"type": "button", "text": plain(text), **more}


def field(element: Json, label: str = "Name", **more: Any) -> Json:
    return {"type": "input", "label": plain(label), "element": element, **more}


def text_input(**more: Any) -> Json:
    return {"type": "plain_text_input", **more}


def select(*options: Json, **more: Any) -> Json:
    return {"type": "static_select", "options": list(options), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "title": plain("A window"),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def data_table(rows: int = 2, columns: int = 2, cell: str = "x", **more: Any) -> Json:
    row = [{"type": "raw_text", "text": cell} for _ in range(columns)]
    return {
        "type": "data_table",
        "caption": "People",
        "rows": [[dict(one) for one in row] for _ in range(rows)],
        **more,
    }


def bar_chart(**changes: Any) -> Json:
    chart = {
        "type": "bar",
        "series": [{"name": "Seen", "data": [{"label": "6A", "value": 3}]}],
        "axis_config": {"categories": ["6A"]},
    }
    return {"type": "data_visualization", "title": "By class", "chart": {**chart, **changes}}
