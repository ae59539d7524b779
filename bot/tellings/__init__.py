"""The words of each outbox row: where it goes, in which language, with which buttons."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.texts import Words, language_of
from bot.views import common, operations
from commands import class_names, classes, journal, people, schedule
from commands.journal import OperationLine
from commands.outbox import OutboxLine
from store.session import Session


@dataclass(frozen=True)
class Telling:
    """A message to post."""

    channel: str
    """A channel, or a person for a direct message."""
    text: str
    blocks: common.Blocks
    stays: str | None = None
    """Of a message with names of people: what is left of it when they go (`figures_only`)."""
    named: tuple[str, ...] = ()
    """Messages that did not get through, of whose teachers this one tells."""


class NotNowError(Exception):
    """This is not the time to say it, such as at night: it goes back to wait until `not_before`."""

    def __init__(self, not_before: datetime) -> None:
        self.not_before = not_before


Tell = Callable[[Session, OutboxLine, datetime], Telling | None]

_KINDS: dict[str, Tell] = {}


_BY_DAY: set[str] = set()


def kind(name: str, *, by_day: bool = False) -> Callable[[Tell], Tell]:
    """Register the words of one kind of outbox row.

    What comes by itself goes `by_day`, also where it could not be sent when it was wanted.
    """

    def register(tell: Tell) -> Tell:
        if by_day:
            _BY_DAY.add(name)
        _KINDS[name] = tell
        return tell

    return register


def telling(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    """What to post for this row; None when there is nobody to tell. Raises NotNowError."""
    if line.kind in _BY_DAY:
        goes_at = schedule.next_speaking(ZoneInfo(line.time_zone), now)
        if goes_at > now:
            raise NotNowError(goes_at)
    return _KINDS[line.kind](session, line, now)


def words_of(line: OutboxLine) -> Words:
    """The school's: what a channel is spoken to in."""
    return Words(line.language, ZoneInfo(line.time_zone))


@kind("operation")
def _operation(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    """An operation goes to the admins' channel; while none is chosen, to who did it."""
    found = _found(session, line.school_id, line.operation_id or 0, line.content)
    if found is None:
        return None
    by, words = found.line.by, words_of(line)
    channel = line.admins_channel or by
    if channel is None:
        return None
    if by and not line.admins_channel:
        locale = people.locale_of(session, line.school_id, by)
        words = Words(language_of(locale, line.language), ZoneInfo(line.time_zone))
    text, blocks = operations.message(found.line, found.who, found.class_names, words)
    return Telling(channel, text, blocks)


def operation_text(session: Session, school_id: int, operation_id: int, words: Words) -> str | None:
    """What the admins' channel was told of an operation; None for one that there is not."""
    found = _found(session, school_id, operation_id)
    return operations.text(found.line, found.who, found.class_names, words) if found else None


@dataclass(frozen=True)
class _Found:
    """An operation with the names that its message holds and the journal does not."""

    line: OperationLine
    who: str | None
    class_names: list[str]


def _found(
    session: Session, school_id: int, operation_id: int, content: dict[str, Any] | None = None
) -> _Found | None:
    """`content` is what else its message is to say."""
    line = journal.get(session, school_id, operation_id)
    if line is None:
        return None
    who = (people.name_of(session, school_id, line.by) or line.by) if line.by else None
    class_ids = (line.figures.get("selection") or {}).get("class_ids", ())
    names = list(classes.names_of(session, school_id, class_ids))
    named = {
        "people": _people_of(session, school_id, line.figures),
        "names": class_names.of_operation(session, school_id, line.id, line.figures),
    }
    return _Found(replace(line, figures=line.figures | named | (content or {})), who, names)


def _people_of(session: Session, school_id: int, figures: dict[str, Any]) -> dict[str, str]:
    """Names by Slack id of the people an operation was about: the journal keeps ids only."""
    lists = [figures.get(key) for key in ("added", "removed")]
    ids = [id_ for each in lists if isinstance(each, list) for id_ in each]
    ids += [figures["slack_id"]] if "slack_id" in figures else []
    return people.names_of(session, school_id, ids)
