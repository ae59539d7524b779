"""What else comes by itself: credits that will run out, planned pauses, reminders that failed.

Each is told once, whatever runs twice: `due_notices` finds what is to be said, by
reading; `tell` writes it as messages with unique keys. At night they wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from commands import credits, schedule
from commands.credits import Forecast, RunOut
from commands.pause import PauseLine, line_of
from commands.reminder_rows import ADMINS, TEACHER
from commands.reminder_summary import (
    STUCK,
    Failure,
    NamedTeacher,
    failure_of,
    named_teachers,
)
from store.models import Pause, School
from store.queries import account, notices, schools, wanted
from store.queries import credits as entries

CREDITS, BEGUN, ENDED, ENDING, UNREACHED = (
    "credits_low",
    "pause_begun",
    "pause_ended",
    "pause_ending",
    "reminder_unreached",
)
"""Kinds of messages in the outbox."""

DAYS_LEFT = (3, 14, 30)
"""Told once each a purchase; the tightest that holds, and none once a tighter one was told."""

BEFORE_IT_ENDS = timedelta(days=14)
NEWS = timedelta(days=7)
"""What happened longer ago is no news, when the bot was down."""


@dataclass(frozen=True)
class Notice:
    """Something to tell the admins; `content` holds figures and ids only."""

    school_id: int
    kind: str
    key: str
    content: dict[str, Any]


@dataclass(frozen=True)
class CreditsNotice:
    balance: int
    days: int | None
    """Whole days until they run out."""
    run_out: RunOut
    paying: int


@dataclass(frozen=True)
class PauseNotice:
    pause: PauseLine
    students: int
    teachers: int
    """Licences that the pause turned off, and that resuming gives back."""
    balance: int
    run_out: RunOut
    """With the pause as it is planned."""
    meter_on: bool


def due_notices(session: Session, school_id: int, now: datetime) -> list[Notice]:
    """What a school is to be told now and was not; `session` may be a reading one."""
    school = schools.get(session, school_id)
    if school.set_up_at is None:
        return []
    found = [
        *_credits(session, school, now),
        *_pauses(session, school, now),
        *_unreached(session, school, now),
    ]
    told = wanted.keys_among(session, school_id, [each.key for each in found])
    return [each for each in found if each.key not in told]


def tell(session: Session, found: Sequence[Notice], now: datetime) -> None:
    """Want these messages; what another replica wanted meanwhile changes nothing.

    The schools are locked, so that no two replicas name the same teacher in two messages.
    """
    ids = sorted({each.school_id for each in found})
    zones = {id_: schools.get_locked(session, id_).zone for id_ in ids}
    told = {id_: _told_of(session, id_, now) for id_ in ids}
    waits = {id_: schedule.next_speaking(zone, now) for id_, zone in zones.items()}
    wanted.want(
        session,
        [
            {
                "school_id": each.school_id,
                "key": each.key,
                "destination": "admins",
                "kind": each.kind,
                "content": each.content,
                "not_before": None if waits[each.school_id] == now else waits[each.school_id],
                "created_at": now,
            }
            for each in found
            if told[each.school_id].isdisjoint(each.content.get("messages", ()))
        ],
    )


def credits_notice(session: Session, school_id: int, now: datetime) -> CreditsNotice:
    """What is said of the credits, as it is when it is sent."""
    school = schools.get(session, school_id)
    run_out = credits.run_out(session, school, now)
    return CreditsNotice(
        balance=credits.meter(session, school, now).balance,
        days=_days_left(run_out, now),
        run_out=run_out,
        paying=school.paying,
    )


def pause_notice(
    session: Session, school_id: int, pause_id: int, now: datetime
) -> PauseNotice | None:
    """What is said of a pause; None when there is no such pause, or it was cancelled."""
    pause = schools.get_pause(session, school_id, pause_id)
    if pause is None or pause.cancelled_at is not None:
        return None
    school = schools.get(session, school_id)
    teachers = account.count_paying_teachers(session, school_id)
    return PauseNotice(
        pause=line_of(pause, school),
        students=school.paying - teachers,
        teachers=teachers,
        balance=credits.meter(session, school, now).balance,
        run_out=credits.run_out(session, school, now),
        meter_on=school.meter_on,
    )


def unreached_notice(
    session: Session, school_id: int, content: dict[str, Any]
) -> tuple[NamedTeacher, ...]:
    """The teachers of messages that Slack refused."""
    return named_teachers(session, school_id, content["teachers"])


def _credits(session: Session, school: School, now: datetime) -> list[Notice]:
    """One notice, of the tightest number of days; none for a school that never bought any."""
    days = _days_left(credits.run_out(session, school, now), now)
    if days is None or days > max(DAYS_LEFT):
        return []
    purchase = entries.last_purchase(session, school.id)
    if purchase is None:
        return []
    keys = {left: f"credits:{left}:{purchase}" for left in DAYS_LEFT}
    tight = min(left for left in DAYS_LEFT if days <= left)
    told = wanted.keys_among(session, school.id, list(keys.values()))
    if any(keys[left] in told for left in DAYS_LEFT if left <= tight):
        return []
    return [Notice(school.id, CREDITS, keys[tight], {"days": tight, "purchase_id": purchase})]


def _days_left(run_out: RunOut, now: datetime) -> int | None:
    if run_out.forecast is not Forecast.DAY or run_out.at is None:
        return None
    return -(-int((run_out.at - now).total_seconds()) // 86_400)


def _pauses(session: Session, school: School, now: datetime) -> list[Notice]:
    """Pauses that began or ended by their plan, not by somebody's click, and that will end."""
    return [
        Notice(school.id, kind, key, {"pause_id": pause.id})
        for pause, put_at in notices.pauses(session, school.id, since=now - NEWS)
        for kind, key in _of_pause(pause, put_at, now)
    ]


def _of_pause(pause: Pause, put_at: datetime, now: datetime) -> list[tuple[str, str]]:
    """Kind and key of what is to be told of it; a moved end is told anew."""
    found = []
    starts, ends = pause.starts_at, pause.ends_at
    if pause.planned and now - NEWS < starts <= now and (ends is None or now < ends):
        found.append((BEGUN, f"pause-begun:{pause.id}"))
    if ends is None:
        return found
    if put_at < ends and now - NEWS < ends <= now:
        found.append((ENDED, f"pause-ended:{pause.id}:{ends.isoformat()}"))
    if starts <= ends - BEFORE_IT_ENDS <= now < ends:
        found.append((ENDING, f"pause-ending:{pause.id}:{ends.isoformat()}"))
    return found


def _unreached(session: Session, school: School, now: datetime) -> list[Notice]:
    """Teachers whose message Slack refused, or of whom nobody can tell whether they got it.

    One notice for all of whom the admins were not told yet, by the week's message or a
    notice: Slack may refuse a whole school's.
    """
    failed = wanted.failed(session, school.id, (TEACHER,), now - NEWS, stuck_before=now - STUCK)
    if not failed:
        return []
    told = _told_of(session, school.id, now)
    found = []
    for unsure in (False, True):
        of_kind = (failure_of(each) for each in failed if (each.state == "sending") is unsure)
        if new := [each for each in of_kind if each.name not in told]:
            found.append(_not_reached(school.id, new, unsure=unsure))
    return found


def _not_reached(school_id: int, failures: Sequence[Failure], *, unsure: bool) -> Notice:
    teachers = [id_ for each in failures for id_ in each.teachers]
    return Notice(
        school_id,
        UNREACHED,
        f"reminder-unreached:{failures[0].name}",
        {
            "messages": [each.name for each in failures],
            "teachers": list(dict.fromkeys(teachers)),
            "unsure": unsure,
        },
    )


def _told_of(session: Session, school_id: int, now: datetime) -> set[str]:
    """The messages of which the admins were told that they did not get through."""
    contents = wanted.contents(session, school_id, (UNREACHED, ADMINS), since=now - NEWS)
    return {name for content in contents for name in content.get("messages", ())}
