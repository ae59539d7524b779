"""What is told of lists that were handed in and are not needed any more."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.tellings import Telling, kind
from bot.texts import Words, language_of
from bot.views.imports import result
from commands import people
from commands.lists.sources import LEFT
from commands.outbox import OutboxLine
from store.session import Session


@kind(LEFT)
def _left(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    """To whoever handed it in."""
    locale = people.locale_of(session, line.school_id, line.destination)
    words = Words(language_of(locale, line.language), ZoneInfo(line.time_zone))
    text, blocks = result.left(line.content["link"], words)
    return Telling(line.destination, text, blocks)
