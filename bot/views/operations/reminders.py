"""What the admins' channel is told of the reminders' settings."""

from typing import Any

from bot.texts import Words, escaped
from bot.views.operations import tells
from bot.views.reminder_settings import DAY, GUIDE, HOLIDAYS, HOUR, ON, RECOVERY, day_names
from bot.views.selection import of_figures


@tells("remind_now")
def _remind_now(figures: dict[str, Any], words: Words) -> str:
    """Whom it was about: one class, or all; and who was told before, or is not on Slack."""
    n = words.ngettext
    text = n(
        "🔔 Reminders sent: {n} teacher.", "🔔 Reminders sent: {n} teachers.", figures["teachers"]
    )
    if figures["selection"]["class_ids"]:
        who = of_figures(figures["selection"], figures["class_names"], words)
        text = n(
            "🔔 Reminders sent: {n} teacher, about {classes}.",
            "🔔 Reminders sent: {n} teachers, about {classes}.",
            figures["teachers"],
        ).format(classes=who)
    if figures["already"]:
        text += " " + n(
            "{n} had been told this week already.",
            "{n} had been told this week already.",
            figures["already"],
        )
    if figures["not_found"]:
        text += " " + n(
            "{n} is not found on Slack.", "{n} are not found on Slack.", figures["not_found"]
        )
    return text


SETTINGS = (ON, DAY, HOUR, HOLIDAYS, GUIDE, RECOVERY)


def setting(name: str, after: Any, words: Words) -> str:
    """One of these settings and its new value."""
    _ = words.gettext
    if name == ON:
        return _("weekly reminders on") if after else _("weekly reminders off")
    if name == DAY:
        return _("day of the reminders: {day}").format(day=day_names(words)[str(after)])
    if name == HOUR:
        return _("hour of the reminders: {hour}").format(hour=f"{int(after):02}:00")
    if name == HOLIDAYS:
        if not after:
            return _("no holidays")
        return words.ngettext("{n} holiday", "{n} holidays", len(after))
    if name == GUIDE:
        text = _("connection guide {link}") if after else _("no connection guide")
    else:
        text = _("forgotten password {link}") if after else _("no link for a forgotten password")
    return text.format(link=f"<{escaped(str(after))}>")
