"""Block elements: their fields, their limits, and which block and surface takes them."""

from __future__ import annotations

import re
from typing import Any

from bot.workspace.problems import (
    Check,
    Report,
    anything,
    boolean,
    integer,
    list_of,
    one_of,
    shape,
    string,
)
from bot.workspace.refusal import Json
from bot.workspace.validate_texts import (
    CHOICES,
    CONFIRM,
    DISPATCH,
    FILTER,
    GROUP,
    GROUPS,
    ID,
    OPTIONS,
    URL,
    initial_among_options,
    option,
    plain,
    text,
)

ANYWHERE = ("message", "modal", "home")
CHOOSING = ("section", "actions", "input")

COMMON: dict[str, Check] = {"type": anything, "action_id": ID}
SELECT: dict[str, Check] = {
    **COMMON,
    "placeholder": plain(150),
    "confirm": CONFIRM,
    "focus_on_load": boolean,
}
MULTI: dict[str, Check] = {**SELECT, "max_selected_items": integer(1, 10_000)}
TYPING: dict[str, Check] = {
    **COMMON,
    "placeholder": plain(150),
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
}
ENTRY = option()
STATIC: dict[str, Check] = {
    "options": list_of(ENTRY, 1, OPTIONS),
    "option_groups": list_of(GROUP, 1, GROUPS),
}
BOXES = list_of(option(mrkdwn=True), 1, CHOICES)
PICKER: dict[str, Check] = {**COMMON, "confirm": CONFIRM, "focus_on_load": boolean}


def _matching(pattern: str, what: str) -> Check:
    def check(report: Report, at: str, value: Any) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            report.add(at, "bad_format", f"must be {what}")

    return check


DAY = _matching(r"\d{4}-\d{2}-\d{2}", "a date as YYYY-MM-DD")
HOUR = _matching(r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm")
NUMERIC = _matching(r"-?\d+(\.\d+)?", "a number in a string")
USER = _matching(r"[UW][A-Z0-9]+", "a user id")
PLACE = _matching(r"[CDG][A-Z0-9]+", "a conversation id")

ELEMENTS: dict[str, Check] = {
    "button": shape(
        {"text": plain(75)},
        {
            **COMMON,
            "value": string(1, 2000),
            "url": URL,
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(1, 75),
            "agent_prompt": string(1, 4000),
            "agent_prompt_display": anything,
            "visible_to_user_ids": anything,
        },
    ),
    "static_select": shape({}, {**SELECT, **STATIC, "initial_option": ENTRY}),
    "multi_static_select": shape(
        {}, {**MULTI, **STATIC, "initial_options": list_of(ENTRY, 1, OPTIONS)}
    ),
    "external_select": shape(
        {}, {**SELECT, "min_query_length": integer(0, 1000), "initial_option": ENTRY}
    ),
    "multi_external_select": shape(
        {},
        {
            **MULTI,
            "min_query_length": integer(0, 1000),
            "initial_options": list_of(ENTRY, 1, OPTIONS),
        },
    ),
    "users_select": shape({}, {**SELECT, "initial_user": USER}),
    "multi_users_select": shape({}, {**MULTI, "initial_users": list_of(USER, 0, 1000)}),
    "conversations_select": shape(
        {},
        {
            **SELECT,
            "initial_conversation": PLACE,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": FILTER,
        },
    ),
    "multi_conversations_select": shape(
        {},
        {
            **MULTI,
            "initial_conversations": list_of(PLACE, 0, 1000),
            "default_to_current_conversation": boolean,
            "filter": FILTER,
        },
    ),
    "channels_select": shape(
        {}, {**SELECT, "initial_channel": PLACE, "response_url_enabled": boolean}
    ),
    "multi_channels_select": shape({}, {**MULTI, "initial_channels": list_of(PLACE, 0, 1000)}),
    "checkboxes": shape({"options": BOXES}, {**PICKER, "initial_options": BOXES}),
    "radio_buttons": shape({"options": BOXES}, {**PICKER, "initial_option": option(mrkdwn=True)}),
    "datepicker": shape({}, {**PICKER, "placeholder": plain(150), "initial_date": DAY}),
    "timepicker": shape(
        {},
        {
            **PICKER,
            "placeholder": plain(150),
            "initial_time": HOUR,
            "timezone": string(1, 255),
        },
    ),
    "datetimepicker": shape(
        {}, {**PICKER, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    ),
    "overflow": shape({"options": list_of(option(url=True), 1, 5)}, {**COMMON, "confirm": CONFIRM}),
    "plain_text_input": shape(
        {},
        {
            **TYPING,
            "initial_value": string(0, 3000),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
    ),
    "number_input": shape(
        {"is_decimal_allowed": boolean},
        {**TYPING, "initial_value": NUMERIC, "min_value": NUMERIC, "max_value": NUMERIC},
    ),
    "email_text_input": shape({}, {**TYPING, "initial_value": string(1, 3000)}),
    "url_text_input": shape({}, {**TYPING, "initial_value": string(1, 3000)}),
    "rich_text_input": shape(
        {},
        {
            **TYPING,
            "initial_value": anything,
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        },
    ),
    "file_input": shape(
        {},
        {
            **COMMON,
            "filetypes": list_of(string(1, 20), 1, 100),
            "max_files": integer(1, 10),
        },
    ),
    "image": shape(
        {"alt_text": string(1, 2000)}, {"type": anything, "image_url": URL, "slack_file": anything}
    ),
    "workflow_button": shape(
        {"text": plain(75), "workflow": anything},
        {**COMMON, "style": one_of("primary", "danger"), "accessibility_label": string(1, 75)},
    ),
    "mrkdwn": text(3000),
    "plain_text": text(3000),
    "feedback_buttons": shape({"positive_button": anything, "negative_button": anything}, COMMON),
    "icon_button": shape(
        {"icon": string(1, 100), "text": plain(75)}, {**COMMON, "value": string(1, 2000)}
    ),
}

PLACES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    **dict.fromkeys(ELEMENTS, (CHOOSING, ANYWHERE)),
    "button": (("section", "actions", "card", "data_table"), ANYWHERE),
    "overflow": (("section", "actions"), ANYWHERE),
    "workflow_button": (("section", "actions"), ("message",)),
    "datetimepicker": (("actions", "input"), ("message", "modal")),
    "plain_text_input": (("input",), ANYWHERE),
    "rich_text_input": (("input", "actions"), ("modal", "home")),
    "number_input": (("input",), ("modal",)),
    "email_text_input": (("input",), ("modal",)),
    "url_text_input": (("input",), ("modal",)),
    "file_input": (("input",), ("modal",)),
    "image": (("section", "context"), ANYWHERE),
    "mrkdwn": (("context",), ANYWHERE),
    "plain_text": (("context",), ANYWHERE),
    "feedback_buttons": (("context_actions",), ("message",)),
    "icon_button": (("context_actions",), ("message",)),
}
"""Element type -> the blocks and the surfaces that take it."""


def element_in(block: str, surface: str) -> Check:
    """A check for one element inside that kind of block on that surface."""

    def check(report: Report, at: str, value: Any) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            report.add(at, "missing_field", "missing required field: type")
            return
        blocks, surfaces = PLACES.get(kind, ((), ()))
        if block not in blocks or surface not in surfaces:
            report.add(
                f"{at}/type", "unsupported_type", f"unsupported type: {kind} in {block} ({surface})"
            )
            return
        ELEMENTS[kind](report, at, value)
        _check_between_fields(report, at, value)

    return check


def _check_between_fields(report: Report, at: str, element: Json) -> None:
    """What no single field shows."""
    kind = element["type"]
    if kind in ("static_select", "multi_static_select", "checkboxes", "radio_buttons"):
        initial_among_options(report, at, element)
    if kind == "image" and ("image_url" in element) == ("slack_file" in element):
        report.add(at, "image_source", "provide exactly one of: image_url, slack_file")
    low, high = element.get("min_length"), element.get("max_length")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        report.add(f"{at}/min_length", "out_of_range", "must not be more than max_length")
    most = element.get("max_selected_items")
    initial = element.get("initial_options")
    if isinstance(most, int) and isinstance(initial, list) and len(initial) > most:
        report.add(f"{at}/initial_options", "too_many", f"no more than {most} items allowed")
