"""Speaking on a terminal: which language, and text as it is."""

import sys
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.texts import LANGUAGES, Words, language_of

DONE, IN_PART, NOT_DONE = 0, 1, 2
"""Exit codes."""


def say(text: str) -> None:
    """A line on standard output."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """A line on standard error."""
    _write(sys.stderr, text)


def _write(stream: object, text: str) -> None:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    plain = text.replace("\u202f", "\u00a0")  # older terminals know only the wider one
    stream.write(plain.encode(encoding, "replace").decode(encoding) + "\n")  # type: ignore[attr-defined]


def asked_language(environment: Mapping[str, str], chosen: str | None, otherwise: str) -> str:
    """The language chosen by hand, else the machine's if we speak it, else the other one."""
    if chosen in LANGUAGES:
        return str(chosen)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return language_of(value.replace("_", "-"), otherwise)
    return otherwise


def file_trouble(error: OSError, words: Words) -> str:
    """Why a file could not be read or written."""
    _ = words.gettext
    if isinstance(error, FileNotFoundError):
        return _("there is no such file or folder")
    if isinstance(error, PermissionError):
        return _("it is not allowed")
    if isinstance(error, IsADirectoryError):
        return _("it is a folder")
    return _("the disk refuses")


def words_for(language: str, zone: ZoneInfo | None = None) -> Words:
    return Words(language, zone or ZoneInfo("UTC"))


def as_it_is(text: str) -> str:
    """Text from data on a terminal: without the signs that would steer it."""
    return "".join(c if c.isprintable() else " " for c in text)
