"""What the admins' channel is told of lists that came in or went out."""

from typing import Any

from bot.texts import Words
from bot.views.operations import tells
from bot.views.selection import of_figures


@tells("import")
def _import(figures: dict[str, Any], words: Words) -> str:
    n = words.ngettext
    if figures["role"] == "teacher":
        text = n(
            "📋 List of teachers imported: {n} added, {changed} completed, {unchanged} unchanged.",
            "📋 List of teachers imported: {n} added, {changed} completed, {unchanged} unchanged.",
            figures["added"],
        )
    else:
        text = n(
            "📋 List of students imported: {n} added, {changed} completed, {unchanged} unchanged.",
            "📋 List of students imported: {n} added, {changed} completed, {unchanged} unchanged.",
            figures["added"],
        )
    text = text.format(
        changed=words.number(figures["changed"]), unchanged=words.number(figures["unchanged"])
    )
    if figures["licences"]:
        given = n("{n} licence assigned.", "{n} licences assigned.", figures["licences"])
        text += " " + given
    if figures["refused"]:
        text += " " + n("{n} line refused.", "{n} lines refused.", figures["refused"])
    return text


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
