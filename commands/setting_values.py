"""What each setting can be, as a form or the command line gives it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commands.errors import BadSettingError

LONGEST_NAME = 80
LONGEST_LINK = 1000
MOST_DAYS = 36_500
MOST_SLACK_DAYS = 365
"""Longer than a school year no name stands in Slack."""
MOST_HOLIDAYS = 100
FIRST_HOUR, LAST_HOUR = 7, 19
"""Between them a reminder may be due: nobody is written to at night."""
LANGUAGES = ("fr", "en")


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept; raises BadSettingError for the first that cannot be.

    Its reasons: `unknown_setting`, `empty`, `too_long`, `unknown`, `not_a_number`,
    `too_small`, `too_big`, `not_yes_or_no`, `not_a_day`, `ends_before_it_starts`,
    `too_many`, `not_a_link`.
    """
    return {name: _check(name, value) for name, value in values.items()}


def _check(name: str, value: object) -> Any:
    check = _CHECKS.get(name)
    if check is None:
        raise BadSettingError(name, "unknown_setting")
    return check(name, value)


def _name(name: str, value: object) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or not text.isprintable():
        raise BadSettingError(name, "empty")
    if len(text) > LONGEST_NAME:
        raise BadSettingError(name, "too_long")
    return text


def _language(name: str, value: object) -> str:
    if value not in LANGUAGES:
        raise BadSettingError(name, "unknown")
    return str(value)


def _time_zone(name: str, value: object) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a path, a folder of zones
        raise BadSettingError(name, "unknown") from error


def _channel(name: str, value: object) -> str | None:
    return None if value is None else _name(name, value)


def _yes_or_no(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadSettingError(name, "not_yes_or_no")
    return value


def _whole(least: int, most: int = MOST_DAYS) -> Callable[[str, object], int]:
    def check(name: str, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadSettingError(name, "not_a_number")
        if value < least:
            raise BadSettingError(name, "too_small")
        if value > most:
            raise BadSettingError(name, "too_big")
        return value

    return check


def _holidays(name: str, value: object) -> list[list[str]]:
    """Pairs of days, as dates or ISO texts; kept as texts, each once, in order."""
    if not isinstance(value, list | tuple):
        raise BadSettingError(name, "not_a_day")
    if len(value) > MOST_HOLIDAYS:
        raise BadSettingError(name, "too_many")
    found = set()
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise BadSettingError(name, "not_a_day")
        first, last = (_day(name, each) for each in pair)
        if last < first:
            raise BadSettingError(name, "ends_before_it_starts")
        found.add((first.isoformat(), last.isoformat()))
    return [list(pair) for pair in sorted(found)]


def _day(name: str, value: object) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise BadSettingError(name, "not_a_day") from error


def _link(name: str, value: object) -> str | None:
    """An address of the web, or none."""
    text = value.strip() if isinstance(value, str) else ""
    if value is None or text == "":
        return None
    if len(text) > LONGEST_LINK:
        raise BadSettingError(name, "too_long")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise BadSettingError(name, "not_a_link") from error
    plain = text.isprintable() and not any(c in text for c in ' <>|"')
    if parts.scheme not in ("https", "http") or not parts.hostname or not plain:
        raise BadSettingError(name, "not_a_link")
    return text


_CHECKS: dict[str, Callable[[str, object], Any]] = {
    "name": _name,
    "language": _language,
    "time_zone": _time_zone,
    "admins_channel": _channel,
    "meter_on": _yes_or_no,
    "retention_days": _whole(0),
    "login_age_days": _whole(1),
    "message_days": _whole(1, MOST_SLACK_DAYS),
    "file_days": _whole(1, MOST_SLACK_DAYS),
    "reminders_on": _yes_or_no,
    "reminder_day": _whole(1, 7),
    "reminder_hour": _whole(FIRST_HOUR, LAST_HOUR),
    "holidays": _holidays,
    "connection_guide": _link,
    "login_recovery": _link,
}
