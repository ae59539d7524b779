"""What the admins' channel is told of a list that was loaded or applied; no names."""

from typing import Any

from bot.texts import Words
from bot.views.operations import tells
from bot.views.operations.files import counted


@tells("import")
def _import(figures: dict[str, Any], words: Words) -> str:
    _, n = words.gettext, words.ngettext
    if figures["role"] == "teacher":
        text = _("📋 List of teachers imported: {figures}.")
    else:
        text = _("📋 List of students imported: {figures}.")
    changed = figures["changed"]
    parts = [counted(figures["added"], changed, figures["unchanged"], words)]
    if figures.get("restored"):
        parts.append(n("{n} restored", "{n} restored", figures["restored"]))
    if figures.get("deleted"):
        parts.append(n("{n} deleted", "{n} deleted", figures["deleted"]))
    text = text.format(figures=", ".join(parts))
    told = (
        (
            figures["licences"],
            n("{n} licence assigned.", "{n} licences assigned.", figures["licences"]),
        ),
        (
            figures.get("enrolments_ended", 0),
            n("{n} enrolment ended.", "{n} enrolments ended.", figures.get("enrolments_ended", 0)),
        ),
        (figures["refused"], n("{n} line refused.", "{n} lines refused.", figures["refused"])),
    )
    return " ".join([text, *(sentence for number, sentence in told if number)])
