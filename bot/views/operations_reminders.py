"""What the admins' channel is told of the reminders' settings."""

from typing import Any

from bot.texts import Words, escaped
from bot.views.reminder_settings import DAY, GUIDE, HOLIDAYS, HOUR, ON, RECOVERY, day_names

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
