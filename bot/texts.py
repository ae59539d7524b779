"""Words: gettext catalogues, and dates and numbers as each language writes them.

English is the source; `locale/<language>/LC_MESSAGES/messages.po` translates.
Catalogues are read from the .po files themselves, so that none can be stale.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

LANGUAGES = ("en", "fr")
CATALOGUES = Path(__file__).parent / "locale"
CREDIT = 365 * 24 * 3600
"""Licence-seconds in a credit, as the service layer counts them."""


@dataclass(frozen=True)
class Words:
    """What one person, or one channel, is spoken to with: a language and a time zone."""

    language: str
    zone: ZoneInfo

    @property
    def t(self) -> NullTranslations:
        return translations(self.language)

    def gettext(self, text: str) -> str:
        return self.t.gettext(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The sentence for `number`, with `{n}` filled in as this language writes it."""
        return self.t.ngettext(one, many, number).replace("{n}", self.number(number))

    def number(self, value: int | float) -> str:
        """1 248 in French, 1,248 in English."""
        return format_decimal(value, locale=self._locale)

    def credits(self, licence_seconds: int) -> str:
        """Licence-seconds as credits, to one decimal."""
        return format_decimal(
            round(licence_seconds / CREDIT, 1), format="#,##0.#", locale=self._locale
        )

    def in_credits(self, licence_seconds: int) -> str:
        """`412,5 crédits`; a sum too small for one decimal is more than nothing, and said so."""
        shown = abs(round(licence_seconds / CREDIT, 1))
        if licence_seconds > 0 and shown == 0:
            return self.gettext("less than 0.1 credit")
        # French says 1,5 crédit, English 1.5 credits; both catalogues read 0 as it should be
        number = int(shown) if shown == 1 or shown >= 2 else 0
        text = self.t.ngettext("{credits} credit", "{credits} credits", number)
        return text.format(credits=self.credits(licence_seconds))

    def day(self, day: date | datetime, *, weekday: bool = True) -> str:
        """`lundi 23 novembre 2026`; an instant is read in the zone."""
        local = self._local(day)
        if self.language == "fr":
            first = format_date(local, "EEEE ", locale=self._locale) if weekday else ""
            number = "1er" if local.day == 1 else str(local.day)
            return f"{first}{number} {format_date(local, 'MMMM y', locale=self._locale)}"
        return format_date(local, "EEEE, d MMMM y" if weekday else "d MMMM y", locale=self._locale)

    def short_day(self, day: date | datetime) -> str:
        """`23/11/2026`: for tables and choices."""
        return format_date(self._local(day), "dd/MM/y", locale=self._locale)

    def time(self, moment: datetime) -> str:
        """`16:42`, in the zone."""
        return format_time(moment.astimezone(self.zone), "HH:mm", locale=self._locale)

    def today_or_day(self, moment: datetime, today: date) -> str:
        """The hour if `moment` is of today, the day and the hour if not."""
        if self._local(moment) == today:
            return self.time(moment)
        return self.moment(moment)

    def moment(self, moment: datetime) -> str:
        """`lundi 23 novembre 2026 à 16:42`, in the zone."""
        text = self.gettext("{day} at {time}")
        return text.format(day=self.day(moment), time=self.time(moment))

    def joined(self, items: list[str]) -> str:
        """`a, b et c`."""
        if len(items) < 2:
            return "".join(items)
        _ = self.gettext
        return _("{list} and {last}").format(list=", ".join(items[:-1]), last=items[-1])

    def _local(self, day: date | datetime) -> date:
        return day.astimezone(self.zone).date() if isinstance(day, datetime) else day

    @property
    def _locale(self) -> Locale:
        return Locale.parse("fr" if self.language == "fr" else "en_GB")


def marked(text: str) -> str:
    """A text for the catalogues that is translated later, where it is shown."""
    return text


def language_of(locale: str | None, otherwise: str) -> str:
    """The language for a Slack locale such as `fr-FR`; `otherwise` for one we do not speak."""
    language = (locale or "").partition("-")[0].lower()
    return language if language in LANGUAGES else otherwise


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; English needs none."""
    if language == "en":
        return NullTranslations()
    with catalogue_file(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def catalogue_file(language: str) -> Path:
    """Where the texts of a language other than English stand."""
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def escaped(text: str) -> str:
    """Text from data, so that Slack reads nothing in it: a name pings nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, length: int) -> str:
    """At most `length` characters, the last one an ellipsis where something is missing."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
