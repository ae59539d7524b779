"""The form of the weekly reminders' settings: when they come, and what they lead to."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from slackblocks import (
    Block,
    InputBlock,
    PlainText,
    PlainTextInput,
    RadioButtonGroup,
    StaticSelectMenu,
)

from bot import forms, typed
from bot.texts import Words
from bot.views import common
from commands.errors import BadSettingError
from commands.schedule import ReminderSettings
from commands.setting_values import FIRST_HOUR, LAST_HOUR, MOST_HOLIDAYS, checked

REMINDERS = "reminders"
"""Its button in the overview, and the end of the form's callback id."""
FORM = f"setting:{REMINDERS}"

ON, DAY, HOUR = "reminders_on", "reminder_day", "reminder_hour"
HOLIDAYS, GUIDE, RECOVERY = "holidays", "connection_guide", "login_recovery"
YES, NO = "yes", "no"

_SPLIT = re.compile(r"\s+(?:-|–|—|au|to|à)\s+|\s*[–—]\s*")

Holidays = tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Entered:
    """What the form holds, as it was typed."""

    on: bool
    day: int
    hour: int
    holidays: str
    connection_guide: str
    login_recovery: str


def of_settings(found: ReminderSettings, words: Words) -> Entered:
    """The present values."""
    return Entered(
        found.on,
        found.day,
        found.hour,
        holidays_text(found.holidays, words),
        found.connection_guide or "",
        found.login_recovery or "",
    )


def holidays_text(holidays: Holidays, words: Words) -> str:
    """One a line, as they are typed again."""
    return "\n".join(
        words.short_day(first)
        if first == last
        else f"{words.short_day(first)} - {words.short_day(last)}"
        for first, last in holidays
    )


def form_modal(entered: Entered, words: Words, problem: str = "") -> common.View:
    _ = words.gettext
    shown: list[Block] = [common.section(f"⚠️ {problem}", "problem")] if problem else []
    return common.modal(
        words,
        _("Weekly reminders"),
        [*shown, *_when(entered, words), *_with(entered, words)],
        submit=_("Save"),
        callback_id=FORM,
    )


def _when(entered: Entered, words: Words) -> list[InputBlock]:
    _ = words.gettext
    switch = {YES: _("On: teachers are told each week"), NO: _("Off: nobody is told")}
    return [
        _radio(_("Reminders to the teachers"), ON, switch, YES if entered.on else NO),
        _select(_("Day"), DAY, day_names(words), str(entered.day)),
        _select(_("Hour"), HOUR, _hours(), str(entered.hour)),
    ]


def _with(entered: Entered, words: Words) -> list[InputBlock]:
    _ = words.gettext
    return [
        _text(
            _("Holidays, one a line"),
            HOLIDAYS,
            entered.holidays,
            hint=_("A day, or the first and the last: 19/12/2026 - 3/1/2027"),
            multiline=True,
        ),
        _text(
            _("Link to the connection guide"),
            GUIDE,
            entered.connection_guide,
            hint=_("Teachers find it in their message. It begins with https://"),
        ),
        _text(
            _("Link for a forgotten password"),
            RECOVERY,
            entered.login_recovery,
            hint=_("Families are given it. It begins with https://"),
        ),
    ]


def day_names(words: Words) -> dict[str, str]:
    """The days of the week by their ISO number."""
    monday = date(2026, 11, 23)
    names = [weekday(monday + timedelta(days=ahead), words) for ahead in range(7)]
    return {str(number): name for number, name in enumerate(names, 1)}


def weekday(day: date, words: Words) -> str:
    """`lundi`: the first word of a day, as its language writes it."""
    return words.day(day).split()[0].rstrip(",")


def _hours() -> dict[str, str]:
    return {str(hour): f"{hour:02}:00" for hour in range(FIRST_HOUR, LAST_HOUR + 1)}


def _radio(label: str, name: str, texts: dict[str, str], chosen: str) -> InputBlock:
    options = {value: common.option(text, value) for value, text in texts.items()}
    group = RadioButtonGroup(name, list(options.values()), options[chosen])
    return InputBlock(PlainText(label), group, block_id=name)


def _select(label: str, name: str, texts: dict[str, str], chosen: str) -> InputBlock:
    options = {value: common.option(text, value) for value, text in texts.items()}
    menu = StaticSelectMenu(name, list(options.values()), initial_option=options[chosen])
    return InputBlock(PlainText(label), menu, block_id=name)


def _text(label: str, name: str, value: str, *, hint: str, multiline: bool = False) -> InputBlock:
    field = PlainTextInput(name, initial_value=value or None, multiline=multiline)
    return InputBlock(PlainText(label), field, block_id=name, hint=PlainText(hint), optional=True)


def read(values: forms.Values) -> Entered:
    return Entered(
        on=forms.choice(values, ON) == YES,
        day=int(forms.choice(values, DAY) or 1),
        hour=int(forms.choice(values, HOUR) or 8),
        holidays=forms.text(values, HOLIDAYS),
        connection_guide=forms.text(values, GUIDE),
        login_recovery=forms.text(values, RECOVERY),
    )


def values_of(entered: Entered, today: date) -> dict[str, Any]:
    """As commands.settings names them; raises BadHolidayError."""
    return {
        ON: entered.on,
        DAY: entered.day,
        HOUR: entered.hour,
        HOLIDAYS: list(read_holidays(entered.holidays, today)),
        GUIDE: entered.connection_guide or None,
        RECOVERY: entered.login_recovery or None,
    }


class BadHolidayError(ValueError):
    """A line of the holidays that is no day or two; `number` counts from 1."""

    def __init__(self, number: int) -> None:
        self.number = number


def read_holidays(text: str, today: date) -> Holidays:
    """Each line a day, or two with a dash or *to* between; raises BadHolidayError."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        days = _days(line, today)
        if days is None or days[1] < days[0]:
            raise BadHolidayError(number)
        found.append(days)
    return tuple(found)


def _days(line: str, today: date) -> tuple[date, date] | None:
    if found := typed.span(line, today):
        return found
    parts = _SPLIT.split(line.strip(), maxsplit=1)
    first = typed.day(parts[0], today, past=False)
    if first is None or len(parts) == 1:
        return (first, first) if first else None
    last = typed.day(parts[1], first, past=False)
    return (first, last) if last else None


def errors(entered: Entered, today: date, words: Words) -> dict[str, str]:
    """What cannot be, at its field."""
    _, found = words.gettext, {}
    try:
        holidays = read_holidays(entered.holidays, today)
    except BadHolidayError as error:
        text = _("Line {number} is no day, nor two in their order.")
        found[HOLIDAYS] = text.format(number=error.number)
    else:
        if len(holidays) > MOST_HOLIDAYS:
            found[HOLIDAYS] = _("These are too many: at most {number} lines.").format(
                number=MOST_HOLIDAYS
            )
    for name, link in ((GUIDE, entered.connection_guide), (RECOVERY, entered.login_recovery)):
        try:
            checked({name: link})
        except BadSettingError:
            found[name] = _("This is no link: it begins with https:// and has no space.")
    return found


def overview_text(found: ReminderSettings, words: Words) -> str:
    """The reminders as the overview of the settings shows them."""
    _ = words.gettext
    if found.next_due_at is None:
        return _("Off: nobody is told.")
    when = words.moment(found.next_due_at)
    if found.rehearsal_next:
        return _("On. Next: {when}, a rehearsal that only the admins see.").format(when=when)
    return _("On. Next: {when}.").format(when=when)
