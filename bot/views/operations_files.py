"""What the admins' channel is told of lists that came in or went out."""

from typing import Any

from bot.texts import Words
from bot.views.operations import tells
from bot.views.selection import of_figures


def counted(added: int, changed: int, unchanged: int, words: Words) -> str:
    """What a list came to, each figure that is not zero."""
    n = words.ngettext
    told = (
        (added, n("{n} added", "{n} added", added)),
        (changed, n("{n} completed", "{n} completed", changed)),
        (unchanged, n("{n} unchanged", "{n} unchanged", unchanged)),
    )
    return ", ".join(text for number, text in told if number) or told[-1][1]


@tells("export")
def _export(figures: dict[str, Any], words: Words) -> str:
    n = words.ngettext
    if figures["role"] == "teacher":
        text = n(
            "📋 List handed over: {n} teacher ({who}).",
            "📋 List handed over: {n} teachers ({who}).",
            figures["rows"],
        )
    else:
        text = n(
            "📋 List handed over: {n} student ({who}).",
            "📋 List handed over: {n} students ({who}).",
            figures["rows"],
        )
    return text.format(who=of_figures(figures["selection"], figures["class_names"], words))
