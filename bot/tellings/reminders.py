"""The weekly reminders as messages: to each teacher in private, and to the admins' channel."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.postings import figures_only
from bot.tellings import NotNowError, Telling, kind, words_of
from bot.texts import Words, language_of
from bot.views import reminder_admins, reminder_proposals, reminder_skipped
from bot.views import reminders as views
from commands import access, people, proposals, reminder_messages, reminder_summary, schedule
from commands.answers import PROPOSAL
from commands.outbox import OutboxLine
from commands.proposals import State
from commands.reminder_rows import ADMINS, REHEARSAL, SKIPPED, TEACHER
from store.session import Session


@kind(TEACHER)
def _teacher(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    """A teacher's message of the week, by day and while it is of use."""
    timing = schedule.timing(session, line.school_id, line.content, now)
    if timing.not_before is not None:
        raise NotNowError(timing.not_before)
    if not timing.go:
        return None
    who, week = (line.content["org_id"], line.destination), line.content["week"]
    found = reminder_messages.teacher_message(session, line.school_id, week, who, now=now)
    if found is None or not found.waiting:  # all of them connected, or left, meanwhile
        return None
    words = _own_words(session, line)
    text, blocks = views.message(found, views.Asked(week), words)
    return Telling(line.destination, text, blocks, figures_only(views.figures(found, words), words))


def _own_words(session: Session, line: OutboxLine) -> Words:
    """The person's language; the school's where Slack told none that we speak."""
    locale = people.locale_of(session, line.school_id, line.destination)
    return Words(language_of(locale, line.language), ZoneInfo(line.time_zone))


@kind(ADMINS, by_day=True)
def _admins(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    return _week(session, line, now)


@kind(REHEARSAL, by_day=True)
def _rehearsal(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    return _week(session, line, now)


def _week(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    found = reminder_summary.admins_message(session, line.school_id, line.content["week"], now)
    channel = admins_place(session, line)
    if found is None or channel is None:
        return None
    words = words_of(line)
    text, blocks = reminder_admins.message(found, words)
    stays = figures_only(reminder_admins.figures(found, words), words)
    return Telling(channel, text, blocks, stays, reminder_admins.named(found))


@kind(SKIPPED, by_day=True)
def _skipped(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    channel = admins_place(session, line)
    if channel is None:
        return None
    content: dict[str, Any] = line.content
    found = reminder_summary.skipped_message(session, line.school_id, content, now)
    text, blocks = reminder_skipped.message(found, words_of(line))
    return Telling(channel, text, blocks)


def admins_place(session: Session, line: OutboxLine) -> str | None:
    """The admins' channel; while none is chosen, the admin who was named first."""
    return line.admins_channel or next(iter(access.admin_ids(session, line.school_id)), None)


@kind(PROPOSAL)
def _proposal(session: Session, line: OutboxLine, now: datetime) -> Telling | None:
    """A teacher's proposal; one that was changed before it could be told is not told."""
    channel = admins_place(session, line)
    found = proposals.proposal(
        session, line.school_id, line.content["answer_id"], changes=line.content["changes"]
    )
    if found is None or channel is None or found.state is not State.OPEN:
        return None
    words = words_of(line)
    text, blocks = reminder_proposals.message(found, None, words)
    return Telling(channel, text, blocks, figures_only(text, words))
