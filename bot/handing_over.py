"""A file with names goes out: noted in the journal before, and what became of it after."""

from collections.abc import Callable
from http.client import HTTPException
from typing import TypeVar

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.context import Asker
from bot.files import UploadBrokenError
from bot.outbox import A_CODE, surely_refused
from bot.places import Place
from bot.texts import Words
from bot.turn import Turn
from bot.views import export as views
from commands import handovers
from store.session import Session

Where = TypeVar("Where")


class UnansweredError(Exception):
    """Nobody knows whether the file arrived."""


NOT_SENT = (SlackClientError, UploadBrokenError, UnansweredError, HTTPException, OSError)
"""What sending a file may end in."""


def hand_over(
    turn: Turn, asker: Asker, record: Callable[[Session], int], share: Callable[[], Where]
) -> Where:
    """Note it by `record`, `share` it, note the outcome; what `share` gives.

    Raises SlackApiError where Slack refused, so that nothing went out, and
    UnansweredError where that is open: the journal then stands as if it had.
    """
    school_id, sessions = asker.school_id, asker.services.sessions
    with sessions.writing.begin() as session:
        operation_id = record(session)
    try:
        where = share()
    except (SlackClientError, HTTPException, OSError) as error:
        refused = surely_refused(error) if isinstance(error, SlackApiError) else None
        with sessions.writing.begin() as session:
            if refused is None:
                handovers.unanswered(session, school_id, operation_id)
            else:
                handovers.undelivered(
                    session, school_id, operation_id, refused, by=asker.actor, now=asker.now
                )
        turn.committed()
        if refused is None:
            raise UnansweredError from error
        raise
    with sessions.writing.begin() as session:
        handovers.delivered(session, school_id, operation_id)
    turn.committed()
    return where


def not_sent(error: Exception, place: Place, words: Words) -> str:
    """Why a file did not come, and what to do."""
    if isinstance(error, UnansweredError):
        return views.unsure(words)
    if isinstance(error, SlackApiError):
        code = str(error.response.get("error"))
        return views.refusal(code if A_CODE.fullmatch(code) else "?", place, words)
    return views.broken(words)
