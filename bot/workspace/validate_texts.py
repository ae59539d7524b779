"""Composition objects: text, options, confirmation dialogs, filters."""

from __future__ import annotations

from typing import Any

from bot.workspace.problems import (
    Check,
    Report,
    boolean,
    list_of,
    one_of,
    shape,
    string,
    typed,
)
from bot.workspace.refusal import Json

OPTIONS, GROUPS, CHOICES = 100, 100, 10
URL = string(1, 3000)
ID = string(1, 255)


def _plain_shape(high: int) -> Check:
    return shape({"type": one_of("plain_text"), "text": string(1, high)}, {"emoji": boolean})


def plain(high: int) -> Check:
    """A plain_text object."""
    return typed({"plain_text": _plain_shape(high)}, "plain_text expected")


def text(high: int) -> Check:
    """A plain_text or mrkdwn object."""
    mrkdwn = shape({"type": one_of("mrkdwn"), "text": string(1, high)}, {"verbatim": boolean})
    return typed({"plain_text": _plain_shape(high), "mrkdwn": mrkdwn}, "text expected")


def option(*, mrkdwn: bool = False, url: bool = False) -> Check:
    """One entry of a select, menu or list of boxes."""
    words = text(75) if mrkdwn else plain(75)
    more: dict[str, Check] = {"description": words}
    if url:
        more["url"] = URL
    return shape({"text": words, "value": string(1, 150)}, more)


GROUP = shape({"label": plain(75), "options": list_of(option(), 1, OPTIONS)}, {})
CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
DISPATCH = shape(
    {},
    {"trigger_actions_on": list_of(one_of("on_enter_pressed", "on_character_entered"), 1, 2)},
)
FILTER = shape(
    {},
    {
        "include": list_of(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_bot_users": boolean,
        "exclude_external_shared_channels": boolean,
    },
)


def same_option(one: Any, other: Any) -> bool:
    """Whether two options are equal, whatever spells out `emoji` and `verbatim`."""
    return bool(_bare(one) == _bare(other))


def initial_among_options(report: Report, at: str, element: Json) -> None:
    """`initial_option(s)` must repeat an option exactly; options and groups exclude each other."""
    options, groups = element.get("options"), element.get("option_groups")
    if (options is None) == (groups is None):
        report.add(at, "options", "provide exactly one of: options, option_groups")
        return
    offered = options
    if groups is not None:
        parts = [group.get("options") for group in groups if isinstance(group, dict)]
        offered = [entry for part in parts if isinstance(part, list) for entry in part]
    if not isinstance(offered, list):
        return
    initial = element.get("initial_options", [])
    if "initial_option" in element:
        initial = [element["initial_option"]]
    for one in initial if isinstance(initial, list) else []:
        if not any(same_option(one, other) for other in offered):
            name = "initial_option" if "initial_option" in element else "initial_options"
            report.add(f"{at}/{name}", "initial_option", f"{name} must match one of the options")


def _bare(node: Any) -> Any:
    if isinstance(node, dict):
        return {k: _bare(v) for k, v in node.items() if k not in ("emoji", "verbatim")}
    return node
