"""The words of each outbox row: where it goes, in which language, with which buttons."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.texts import Words, language_of
from bot.views import common, operations
from commands import classes, journal, people
from commands.outbox import OutboxLine
from store.session import Session


@dataclass(frozen=True)
class Telling:
    """A message to post."""

    channel: str
    """A channel, or a person for a direct message."""
    text: str
    blocks: common.Blocks


Tell = Callable[[Session, OutboxLine, datetime], Telling | None]

_KINDS: dict[str, Tell] = {}


def kind(name: str) -> Callable[[Tell], Tell]:
    """Register the words of one kind of outbox row."""

    def register(tell: Tell) -> Tell:
        _KINDS[name] = tell
        return tell

    return register


def telling(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    """What to post for this row; None when there is nobody to tell."""
    return _KINDS[line.kind](session, line, now)


def words_of(line: OutboxLine) -> Words:
    """The school's: what a channel is spoken to in."""
    return Words(line.language, ZoneInfo(line.time_zone))


@kind("operation")
def _operation(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    """An operation goes to the admins' channel; while none is chosen, to who did it."""
    found = journal.get(session, line.school_id, line.operation_id or 0)
    if found is None:
        return None
    channel = line.admins_channel or found.by
    if channel is None:
        return None
    words = words_of(line)
    who = None
    if found.by:
        who = people.name_of(session, line.school_id, found.by) or found.by
        if not line.admins_channel:
            locale = people.locale_of(session, line.school_id, found.by)
            words = Words(language_of(locale, line.language), ZoneInfo(line.time_zone))
    class_ids = (found.figures.get("selection") or {}).get("class_ids", ())
    names = list(classes.names_of(session, line.school_id, class_ids))
    named = _people_of(session, line.school_id, found.figures)
    told = replace(found, figures=found.figures | {"people": named})
    text, blocks = operations.message(told, who, names, words)
    return Telling(channel, text, blocks)


def _people_of(session: Session, school_id: int, figures: dict[str, Any]) -> dict[str, str]:
    """Names by Slack id of the people an operation was about: the journal keeps ids only."""
    lists = [figures.get(key) for key in ("added", "removed")]
    ids = [id_ for each in lists if isinstance(each, list) for id_ in each]
    ids += [figures["slack_id"]] if "slack_id" in figures else []
    found = {id_: people.name_of(session, school_id, id_) for id_ in ids}
    return {id_: name for id_, name in found.items() if name}
