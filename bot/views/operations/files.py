"""What the admins' channel is told of lists that came in or went out."""

from typing import Any

from bot.texts import Words
from bot.views.operations import tells
from bot.views.selection import of_figures
from commands.handovers import UNANSWERED


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
    text = _of_a_list(figures, words) or _whole(figures, words)
    if figures.get(UNANSWERED):
        text += " " + words.gettext("Slack did not confirm it: it may not have arrived.")
    return text


def _of_a_list(figures: dict[str, Any], words: Words) -> str | None:
    """A file that goes with a list that is being previewed, or was applied."""
    n, rows = words.ngettext, figures["rows"]
    told = {
        "preview": n(
            "📋 File handed over: complete preview of a list, {n} line.",
            "📋 File handed over: complete preview of a list, {n} lines.",
            rows,
        ),
        "unclear": n(
            "📋 File handed over: {n} line to correct of a list.",
            "📋 File handed over: {n} lines to correct of a list.",
            rows,
        ),
        "added": n(
            "📋 File handed over: {n} new person of a list.",
            "📋 File handed over: {n} new people of a list.",
            rows,
        ),
    }
    return told.get(figures["form"])


def _whole(figures: dict[str, Any], words: Words) -> str:
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
