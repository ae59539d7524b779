"""The welcome of a new admin: what is said to them, in their own language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.tellings import Telling, kind
from bot.texts import Words, language_of
from bot.views import welcome
from commands import people
from commands.outbox import OutboxLine
from store.session import Session


@kind("welcome_admin")
def _welcome(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    """To whoever was named."""
    locale = people.locale_of(session, line.school_id, line.destination)
    words = Words(language_of(locale, line.language), ZoneInfo(line.time_zone))
    text, blocks = welcome.message(line.admins_channel, words)
    return Telling(line.destination, text, blocks)
