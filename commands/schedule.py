"""When reminders are due: the school's day and hour, weeks, holidays, and why one is skipped.

A week is the ISO week of the due instant in the school's zone, written
`2026-W48`. Nothing here changes anything; `commands.reminders` does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from commands.account import is_stale
from commands.days import today
from commands.pause import PauseLine, current_pause
from store.models import School
from store.queries import reminder_weeks, schools

LATE = timedelta(days=7)
"""A week missed while the bot was down is sent when it is back, if due less long ago."""

MORNING, EVENING = 7, 20
"""Nobody is written to before the one and from the other on, in the school's zone."""

NEVER_IN_ONE_STEP = timedelta(hours=26)
"""More than a clock ever jumped: a zone that changed its side of the world skipped a day."""

WHEN_CHANGED = ("reminders_on", "reminder_day", "reminder_hour")


class SkipReason(StrEnum):
    """Why a week goes without reminders; the first that holds."""

    PAUSED = "paused"
    HOLIDAY = "holiday"
    STALE = "stale"
    """Logins are known too long ago, or not at all: the reminder could be wrong."""


@dataclass(frozen=True)
class Skip:
    reason: SkipReason
    pause: PauseLine | None = None
    holiday: tuple[date, date] | None = None
    """First and last day."""
    known_at: datetime | None = None
    """As of when logins are known; None when nothing ever told of any."""


@dataclass(frozen=True)
class DueWeek:
    """A reminder to prepare now."""

    school_id: int
    week: str
    due_at: datetime


@dataclass(frozen=True)
class ReminderSettings:
    """The settings of the reminders, and when they come next."""

    on: bool
    day: int
    """ISO day of the week: 1 is Monday."""
    hour: int
    holidays: tuple[tuple[date, date], ...]
    connection_guide: str | None
    login_recovery: str | None
    next_due_at: datetime | None
    """None while switched off."""
    next_week: str | None
    rehearsal_next: bool
    """The first week after switching on is shown to the admins only."""


@dataclass(frozen=True)
class Timing:
    """What a sender does with a reminder to a teacher; `go` or one of the others."""

    go: bool
    not_before: datetime | None = None
    """It is night: give it back until then."""
    over: bool = False
    """Too late for this week, or the school was paused or switched off reminders: drop it."""


def settings(session: Session, school_id: int, now: datetime) -> ReminderSettings:
    school = schools.get(session, school_id)
    due = next_due(session, school, now) if school.reminders_on else None
    return ReminderSettings(
        on=school.reminders_on,
        day=school.reminder_day,
        hour=school.reminder_hour,
        holidays=holidays_of(school),
        connection_guide=school.connection_guide,
        login_recovery=school.login_recovery,
        next_due_at=due.due_at if due else None,
        next_week=due.week if due else None,
        rehearsal_next=is_rehearsal(session, school),
    )


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def week_after(week: str) -> str:
    return week_of(date.fromisocalendar(int(week[:4]), int(week[6:]), 1) + timedelta(days=7))


def due_at(school: School, week: str) -> datetime:
    """The instant at which this week's reminder is due: 08:00 stays 08:00 all year."""
    day = date.fromisocalendar(int(week[:4]), int(week[6:]), school.reminder_day)
    return at_hour(day, school.reminder_hour, school.zone)


def at_hour(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """That hour of that day; the first instant after, where the clocks pass over it.

    Of an hour that comes twice, the first.
    """
    wanted = datetime.combine(day, time(hour))
    high = wanted.replace(tzinfo=zone).astimezone(UTC)
    if high.astimezone(zone).replace(tzinfo=None) == wanted:
        return high
    low = high - NEVER_IN_ONE_STEP
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) >= wanted:
            high = middle
        else:
            low = middle
    return high


@dataclass(frozen=True)
class ReminderTime:
    """When a school wants its reminders."""

    school_id: int
    day: int
    """ISO day of the week: 1 is Monday."""
    hour: int
    time_zone: str


def times(session: Session) -> list[ReminderTime]:
    """Of every school that has its reminders switched on."""
    return [
        ReminderTime(school.id, school.reminder_day, school.reminder_hour, school.time_zone)
        for school in reminder_weeks.switched_on(session)
    ]


def due(session: Session, now: datetime, *, school_id: int | None = None) -> list[DueWeek]:
    """The weeks to prepare now, by few statements; `session` may be a reading one.

    A week that was prepared or skipped is not due again; one that was due
    before the reminders were switched on, or their day was changed, never was.
    """
    found = [s for s in reminder_weeks.switched_on(session) if school_id in (None, s.id)]
    if not found:
        return []
    ids = [school.id for school in found]
    changed = reminder_weeks.settings_changed_at(session, ids, WHEN_CHANGED)
    candidates = [
        candidate
        for school in found
        if (candidate := latest_due(school, now))
        and candidate.due_at >= changed.get(school.id, school.created_at)
        and may_speak(school.zone, now)
    ]
    handled = reminder_weeks.handled(session, [(each.school_id, each.week) for each in candidates])
    return [each for each in candidates if (each.school_id, each.week) not in handled]


def is_due(session: Session, school: School, week: str, now: datetime) -> bool:
    """Whether this week is still to be prepared: asked again once the school is locked."""
    candidate = latest_due(school, now)
    if not school.reminders_on or candidate is None or candidate.week != week:
        return False
    changed = reminder_weeks.settings_changed_at(session, [school.id], WHEN_CHANGED)
    return (
        candidate.due_at >= changed.get(school.id, school.created_at)
        and may_speak(school.zone, now)
        and not reminder_weeks.handled(session, [(school.id, week)])
    )


def latest_due(school: School, now: datetime) -> DueWeek | None:
    """The newest week that is due; None when that is too long ago."""
    day = today(now, school.zone)
    for ago in (0, 7):
        week = week_of(day - timedelta(days=ago))
        at = due_at(school, week)
        if at <= now:
            return DueWeek(school.id, week, at) if now - at < LATE else None
    return None


def next_due(session: Session, school: School, now: datetime) -> DueWeek:
    """The next reminder: this week's while it is neither past nor done, else next week's."""
    day = today(now, school.zone)
    weeks = [week_of(day + timedelta(days=ahead)) for ahead in (0, 7, 14)]
    done = reminder_weeks.handled(session, [(school.id, week) for week in weeks])
    ahead = [DueWeek(school.id, week, due_at(school, week)) for week in weeks]
    wanted = (e for e in ahead if e.due_at > now and (school.id, e.week) not in done)
    return next(wanted, ahead[-1])  # none is left where a clock was set back by weeks


def next_hour(session: Session, school_id: int, now: datetime) -> datetime:
    """When the day and hour of the reminders come next, whether they are on or not."""
    school = schools.get(session, school_id)
    day = today(now, school.zone)
    hours = (due_at(school, week_of(day + timedelta(days=ahead))) for ahead in (0, 7, 14))
    return next(hour for hour in hours if hour > now)


def is_rehearsal(session: Session, school: School) -> bool:
    """Whether no week has come since the reminders were switched on.

    Known by the operation that the setting carries: undoing a switching off
    gives back the former one, and asks for no second rehearsal.
    """
    stamp = schools.setting_stamp(session, school.id, "reminders_on")
    return not reminder_weeks.came_since(session, school.id, stamp)


def skip_at(session: Session, school: School, due: datetime, now: datetime) -> Skip | None:
    """Why nothing goes at `now`; None if it does."""
    pause = current_pause(session, school, now)
    if pause is not None:
        return Skip(SkipReason.PAUSED, pause=pause)
    for moment in (due, now):
        holiday = _holiday(school, today(moment, school.zone))
        if holiday is not None:
            return Skip(SkipReason.HOLIDAY, holiday=holiday)
    if is_stale(school, now):
        return Skip(SkipReason.STALE, known_at=school.logins_known_at)
    return None


def _goes_by_itself(school: School, now: datetime) -> bool:
    """The settings may have changed since the week was prepared."""
    return school.reminders_on and _holiday(school, today(now, school.zone)) is None


def _holiday(school: School, day: date) -> tuple[date, date] | None:
    return next((each for each in holidays_of(school) if each[0] <= day <= each[1]), None)


def holidays_of(school: School) -> tuple[tuple[date, date], ...]:
    return tuple(
        (date.fromisoformat(first), date.fromisoformat(last)) for first, last in school.holidays
    )


def speaks_until(school: School, due: datetime, now: datetime) -> datetime:
    """When a week due then is over, prepared now: after some days, or when holidays begin."""
    begin = (at_hour(first, 0, school.zone) for first, _last in holidays_of(school))
    return min([due + LATE, *(moment for moment in begin if moment > now)])


def may_speak(zone: ZoneInfo, now: datetime) -> bool:
    return MORNING <= now.astimezone(zone).hour < EVENING


def next_speaking(zone: ZoneInfo, now: datetime) -> datetime:
    """`now` by day; at night the morning that follows."""
    if may_speak(zone, now):
        return now
    day = today(now, zone)
    if now.astimezone(zone).hour >= EVENING:
        day += timedelta(days=1)
    return at_hour(day, MORNING, zone)


def timing(session: Session, school_id: int, content: Mapping[str, Any], now: datetime) -> Timing:
    """What to do with a message to a teacher that is to be sent now, by its row's content.

    A sender that was down for long must neither write at night nor tell a
    teacher of last week beside this one.
    """
    school = schools.get(session, school_id)
    until = datetime.fromisoformat(content["until"])
    if now >= until or current_pause(session, school, now) is not None:
        return Timing(go=False, over=True)
    if content.get("by_itself") and not _goes_by_itself(school, now):
        return Timing(go=False, over=True)
    if not may_speak(school.zone, now):
        return Timing(go=False, not_before=next_speaking(school.zone, now))
    return Timing(go=True)
