"""What forms share that are drawn anew as they change, and menus that search as one types."""

import re
from collections.abc import Sequence
from typing import Any

from slackblocks import ExternalMultiSelectMenu, ExternalSelectMenu, Option, PlainText

from bot.texts import Words
from bot.views import common


def option_values(options: Sequence[Option]) -> list[dict[str, Any]]:
    """Options as an answer to a menu that asks for them."""
    return [
        {"text": {"type": "plain_text", "text": o.text.text}, "value": o.value} for o in options
    ]


def block_pattern(name: str) -> re.Pattern[str]:
    """The block of an input, whatever stands behind its colon."""
    return re.compile(f"^{name}(:|$)")


def promises_nothing(view: common.View) -> bool:
    """Whether the button that was clicked had no figure on it."""
    return not any(sign.isdigit() for sign in view["submit"]["text"])


def moved(view: common.View, words: Words) -> common.View:
    """The form with new figures, saying that nothing was applied."""
    text = words.gettext(
        "Meanwhile the accounts have changed. Here are the figures now; nothing was applied."
    )
    return view | {
        "blocks": [*common.rendered([common.section(f"⚠️ {text}", "moved")]), *view["blocks"]]
    }


def class_menu(action_id: str, chosen: Option | None, words: Words) -> ExternalSelectMenu:
    """One class, searched as one types."""
    return ExternalSelectMenu(
        action_id=action_id,
        min_query_length=0,
        initial_option=chosen,
        placeholder=PlainText(words.gettext("Type the beginning of a name")),
    )


def classes_menu(action_id: str, chosen: Sequence[Option], words: Words) -> ExternalMultiSelectMenu:
    """Classes, searched as one types."""
    return ExternalMultiSelectMenu(
        action_id=action_id,
        min_query_length=0,
        initial_options=list(chosen) or None,
        max_selected_items=100,
        placeholder=PlainText(words.gettext("Type the beginning of a name")),
    )
