"""What is told by itself beside the reminders: credits, planned pauses, who was not reached."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.postings import figures_only
from bot.tellings import Telling, kind, words_of
from bot.tellings.reminders import admins_place
from bot.texts import Words
from bot.views import notices as views
from commands import notices
from commands.notices import BEGUN, CREDITS, ENDED, ENDING, UNREACHED, PauseNotice
from commands.outbox import OutboxLine
from store.session import Session


def _telling(session: Session, line: OutboxLine, told: views.Told) -> Telling | None:
    channel = admins_place(session, line)
    return None if channel is None else Telling(channel, *told)


@kind(CREDITS, by_day=True)
def _credits(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    found = notices.credits_notice(session, line.school_id, now)
    return _telling(session, line, views.credits_low(found, words_of(line)))


def _pause(name: str, say: Callable[[PauseNotice, Words], views.Told]) -> None:
    """Register a message about a pause; one that was cancelled meanwhile is not told."""

    @kind(name, by_day=True)
    def tell(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
        found = notices.pause_notice(session, line.school_id, line.content["pause_id"], now)
        return None if found is None else _telling(session, line, say(found, words_of(line)))


_pause(BEGUN, views.pause_begun)
_pause(ENDED, views.pause_ended)
_pause(ENDING, views.pause_ending)


@kind(UNREACHED, by_day=True)
def _unreached(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    found = notices.unreached_notice(session, line.school_id, line.content)
    if not found:
        return None
    words, unsure = words_of(line), bool(line.content.get("unsure"))
    told = _telling(session, line, views.unreached(found, words, unsure=unsure))
    return replace(told, stays=figures_only(told.text, words)) if told else None
