"""What a prepared week leaves: its row, the students' rows, and the messages to send."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from commands import logins, schedule
from commands.schedule import Skip, SkipReason
from commands.teachers import Ways, Who
from store.models import School
from store.queries import reminder_weeks, reminders, schools, spoken_of, wanted
from store.queries.spoken_of import Chased

TEACHER, ADMINS, SKIPPED, REHEARSAL = (
    "reminder_teacher",
    "reminder_admins",
    "reminder_skipped",
    "reminder_rehearsal",
)
"""Kinds of messages in the outbox."""


class Outcome(StrEnum):
    SENT = "sent"
    REHEARSED = "rehearsed"
    SKIPPED = "skipped"
    TO_FIND = "to_find"
    """Nothing was written: Slack is to be asked for `to_find` first."""
    NOT_DUE = "not_due"
    """Nothing was written: another replica was faster, or the settings changed."""


def message_key(week: str, who: Who) -> str:
    """What makes a teacher's message one a week."""
    return f"reminder:{week}:{who[0]}/{who[1]}"


def already(session: Session, school_id: int, week: str, found: Ways) -> set[Who]:
    """Whoever has this week's message, or will; not those whom Slack refused, or for whom it was
    dropped since the school was paused at the time."""
    return _asked_for(session, school_id, week, found)[0]


def _asked_for(
    session: Session, school_id: int, week: str, found: Ways
) -> tuple[set[Who], set[Who]]:
    """`already`, and those others for whom a message was asked for and given up."""
    keys = {message_key(week, who): who for who in found.people}
    asked = wanted.keys_among(session, school_id, keys)
    given_up = wanted.given_up(session, school_id, asked)
    return {keys[key] for key in asked - given_up}, {keys[key] for key in given_up}


def write(
    session: Session,
    chased: Chased,
    week: str,
    found: Ways,
    *,
    until: datetime,
    by_itself: bool,
    now: datetime,
) -> tuple[int, int]:
    """The teachers' messages, and of whom they speak; how many are told, and were before.

    `by_itself` ones go only while the reminders are switched on.
    """
    school = schools.get(session, chased.school_id)
    told_before, given_up = _asked_for(session, chased.school_id, week, found)
    people = {who: ids for who, ids in found.people.items() if who not in told_before}
    not_before = schedule.next_speaking(school.zone, now)
    reminders.add(
        session, chased, week, told={user_id for ids in people.values() for user_id in ids}
    )
    messages = [
        {
            "school_id": chased.school_id,
            "key": message_key(week, who),
            "destination": who[1],
            "kind": TEACHER,
            "content": {
                "week": week,
                "org_id": who[0],
                "teachers": list(ids),
                "class_id": chased.class_id,
                "until": until.isoformat(),
                "by_itself": by_itself,
            },
            "not_before": None if not_before == now else not_before,
            "created_at": now,
        }
        for who, ids in people.items()
    ]
    again = {message_key(week, who) for who in given_up}
    wanted.want_anew(session, [each for each in messages if each["key"] in again])
    wanted.want(session, messages)
    return len(people), len(told_before)


def figures(
    session: Session, school: School, chased: Chased, found: Ways, now: datetime
) -> dict[str, Any]:
    """What the admins are told, and next week is compared with: figures and ids only."""
    counts = spoken_of.count(session, chased)
    totals = logins.totals(session, school.id, now=now)
    return {
        "never": totals.never_connected,
        "listed": totals.listed,
        "cannot": {str(reason): n for reason, n in totals.cannot_connect.items()},
        "chased": counts.chased,
        "young": counts.young,
        "broken": counts.broken,
        "quiet": counts.quiet,
        "handed_over": counts.handed_over,
        "without_teacher": counts.without_teacher,
        "teachers": len(found.people),
        "not_found": list(found.not_found),
    }


def skip(
    session: Session, school: School, week: str, why: Skip, due_at: datetime, now: datetime
) -> None:
    """Each week of an open pause or of old logins is told; holidays and planned pauses once."""
    key = week
    if why.holiday is not None:
        key = f"holiday:{why.holiday[0].isoformat()}"
    elif why.pause is not None and why.pause.ends_at is not None:
        key = f"pause:{why.pause.id}"
    _add_week(session, school, week, Outcome.SKIPPED, {}, due_at, now, reason=why.reason)
    content = {"week": week, "reason": str(why.reason)}
    _want(session, school.id, f"reminder-skipped:{key}", SKIPPED, content, now)


def finish(
    session: Session,
    school: School,
    week: str,
    outcome: Outcome,
    figures: dict[str, Any],
    due_at: datetime,
    now: datetime,
) -> None:
    """The week is done; the admins hear of it after the teachers."""
    _add_week(session, school, week, outcome, figures, due_at, now)
    kind = ADMINS if outcome is Outcome.SENT else REHEARSAL
    _want(session, school.id, f"reminder-admins:{week}", kind, {"week": week}, now)


def _add_week(
    session: Session,
    school: School,
    week: str,
    outcome: Outcome,
    figures: dict[str, Any],
    due_at: datetime,
    now: datetime,
    *,
    reason: SkipReason | None = None,
) -> None:
    reminder_weeks.add(
        session,
        school.id,
        week,
        outcome=str(outcome),
        reason=None if reason is None else str(reason),
        due_at=due_at,
        prepared_at=now,
        switched_on=schools.setting_stamp(session, school.id, "reminders_on"),
        figures=figures,
    )


def _want(
    session: Session,
    school_id: int,
    key: str,
    kind: str,
    content: Mapping[str, Any],
    now: datetime,
) -> None:
    row = {
        "school_id": school_id,
        "key": key,
        "destination": "admins",
        "kind": kind,
        "content": dict(content),
        "created_at": now,
    }
    wanted.want(session, [row])
