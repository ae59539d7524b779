"""What each setting can be, as a form or the command line gives it."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commands.errors import BadSettingError

LONGEST_NAME = 80
MOST_DAYS = 36_500
LANGUAGES = ("fr", "en")


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept; raises BadSettingError for the first that cannot be.

    Its reasons: `unknown_setting`, `empty`, `too_long`, `unknown`, `not_a_number`,
    `too_small`, `too_big`, `not_yes_or_no`.
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


def _days(least: int) -> Callable[[str, object], int]:
    def check(name: str, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadSettingError(name, "not_a_number")
        if value < least:
            raise BadSettingError(name, "too_small")
        if value > MOST_DAYS:
            raise BadSettingError(name, "too_big")
        return value

    return check


_CHECKS: dict[str, Callable[[str, object], Any]] = {
    "name": _name,
    "language": _language,
    "time_zone": _time_zone,
    "admins_channel": _channel,
    "meter_on": _yes_or_no,
    "retention_days": _days(0),
    "login_age_days": _days(1),
}
