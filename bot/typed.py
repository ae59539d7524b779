"""What people type after a command: words of both languages, days, amounts."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from bot.context import Asker
from bot.refusals import says
from bot.texts import escaped
from commands.errors import CommandError
from store.keys import plain

_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2}|\d{4}))?$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
_SPAN = re.compile(r"^(?:du|from)\s+(?P<first>\S+)\s+(?:au|to)\s+(?P<last>\S+)$")
_UNTIL = re.compile(r"^(?:jusqu'?\s?au|until)\s+(?P<last>\S+)$")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_DAYS = {"aujourd'hui": 0, "today": 0, "hier": 1, "yesterday": 1, "avant-hier": 2}


@dataclass(eq=False)
class NotUnderstoodError(CommandError):
    """Words that mean nothing here; `example` is a whole command that does."""

    text: str
    example: str


@says(NotUnderstoodError)
def _not_understood(error: NotUnderstoodError, asker: Asker) -> str:
    return asker.words.gettext("I did not understand “{text}”. For example: `{example}`").format(
        text=escaped(error.text[:100]), example=error.example
    )


def first_word(text: str) -> tuple[str, str]:
    """The first word by its plain form (no accents, lower case), and the rest as typed."""
    first, _, rest = text.strip().partition(" ")
    return plain(first), rest.strip()


def is_help(text: str) -> bool:
    return plain(text) in {"help", "aide", "?"}


def day(text: str, today: date, *, past: bool) -> date | None:
    """A day as people type it; without a year the nearest one before (`past`) or after today.

    `4/7` is the fourth of July in both languages: the school's office writes
    days first, and what was understood is shown before anything is done.
    """
    word = plain(text).removeprefix("le ")
    if word in _DAYS:
        return today - timedelta(days=_DAYS[word])
    if iso := _ISO.match(word):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if not (numeric := _NUMERIC.match(word)):
        return None
    number, month = int(numeric[1]), int(numeric[2])
    if numeric[3]:
        year = int(numeric[3])
        return _date(year + 2000 if year < 100 else year, month, number)
    for year in (today.year, today.year - 1) if past else (today.year, today.year + 1):
        found = _date(year, month, number)
        if found and (found <= today if past else found >= today):
            return found
    return None


def span(text: str, today: date) -> tuple[date, date] | None:
    """`du 4/7 au 31/8`, `from 4/7 to 31/8`: both days; the second after the first."""
    found = _SPAN.match(plain(text))
    if not found:
        return None
    first = day(found["first"], today, past=False)
    last = day(found["last"], first, past=False) if first else None
    return (first, last) if first and last else None


def until(text: str, today: date) -> date | None:
    """`jusqu’au 31/8`, `until 31/8`."""
    found = _UNTIL.match(plain(text))
    return day(found["last"], today, past=False) if found else None


def amount(text: str) -> Decimal | None:
    """A number as either language writes it: `1 250,5`, `1,250.5`, `-3`."""
    bare = re.sub(r"\s", "", text).replace("−", "-")
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    elif "," in bare and "." in bare:
        last = max(bare.rindex(","), bare.rindex("."))
        bare = re.sub(r"[,.]", "", bare[:last]) + "." + bare[last + 1 :]
    try:
        number = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
