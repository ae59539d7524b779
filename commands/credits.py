"""Credits and their exact meter.

The balance is an integer of licence-seconds: one credit pays one licence for
365 days. `settle` takes what was consumed since it was last called, and is
called, with the school's row locked, before anything that the meter depends on
changes. Functions take an open session; callers commit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from commands import drafts, journal
from commands.access import Actor, SchoolState, require_admin
from commands.errors import BadAmountError, MeterOffError, NotEnoughCreditsError
from store.models import CreditEntry, Pause, School
from store.queries import schools

CREDIT = 365 * 24 * 3600
"""Licence-seconds in one credit: 31 536 000."""

DRAFT = "credits"

MOST_CREDITS = 10_000_000
"""More than any school buys at once; a slip of the keyboard is above it."""


class Forecast(StrEnum):
    """Why there is no day on which the balance reaches zero, or that there is one."""

    METER_OFF = "meter_off"
    EMPTY = "empty"
    NO_LICENCES = "no_licences"
    OPEN_PAUSE = "open_pause"
    DAY = "day"


@dataclass(frozen=True)
class RunOut:
    """When the balance reaches zero, if nothing changes but the planned pause."""

    forecast: Forecast
    at: datetime | None = None
    day: date | None = None
    """In the school's zone."""
    far: bool = False
    """More than ten years away: the day says nothing any more."""


@dataclass(frozen=True)
class Meter:
    """The meter at one moment, computed from the last settlement without writing."""

    at: datetime
    balance: int
    spent: int
    odometer: int
    paused: bool


@dataclass(frozen=True)
class CreditsForm:
    """What the form that enters credits shows."""

    draft_id: str
    balance: int


@dataclass(frozen=True)
class CreditsEntered:
    operation_id: int
    amount: int
    balance: int
    run_out: RunOut


def whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def settle(session: Session, school: School, now: datetime) -> datetime:
    """Take what was consumed up to `now`; returns the instant from which changes count.

    The school's row must be locked. The instant is a whole second and never
    before the last settlement: a clock that went back settles nothing.
    """
    instant = max(whole_second(now), school.settled_at)
    if instant > school.settled_at:
        read = meter(session, school, instant)
        school.balance = read.balance
        school.spent = read.spent
        school.odometer = read.odometer
        school.settled_at = instant
    return instant


def meter(session: Session, school: School, now: datetime) -> Meter:
    """What the meter shows at `now`; at or before the last settlement, what it showed then."""
    instant = max(whole_second(now), school.settled_at)
    pauses = schools.pauses_since(session, school.id, school.settled_at)
    active = active_seconds(pauses, school.settled_at, instant)
    taken, metered = consumed(school.balance if school.meter_on else 0, school.paying, active)
    return Meter(
        at=instant,
        balance=school.balance - taken,
        spent=school.spent + taken,
        odometer=school.odometer + metered,
        paused=is_paused(pauses, instant),
    )


def consumed(balance: int, paying: int, active: int) -> tuple[int, int]:
    """Licence-seconds taken, and seconds in which the meter took anything.

    The second in which the balance runs out counts whole for each licence: it
    could still be used in it.
    """
    if balance <= 0:
        return 0, 0
    if paying == 0:
        return 0, active
    return min(balance, paying * active), min(active, -(-balance // paying))


def is_paused(pauses: Iterable[Pause], moment: datetime) -> bool:
    return any(p.starts_at <= moment and (p.ends_at is None or moment < p.ends_at) for p in pauses)


def active_seconds(pauses: Iterable[Pause], start: datetime, end: datetime) -> int:
    """Whole seconds of [start, end) in no pause. Pauses may overlap; earliest first."""
    active, reached = 0, start
    for pause in pauses:
        if pause.starts_at >= end:
            break
        if pause.starts_at > reached:
            active += _seconds(reached, pause.starts_at)
        reached = max(reached, end if pause.ends_at is None else min(pause.ends_at, end))
    return active + (_seconds(reached, end) if reached < end else 0)


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())


def state_at(session: Session, school: School, now: datetime) -> SchoolState:
    """What connecting depends on at `now`."""
    read = meter(session, school, now)
    return SchoolState(
        at=read.at, paused=read.paused, meter_on=school.meter_on, balance=read.balance
    )


def run_out(
    session: Session,
    school: School,
    now: datetime,
    *,
    paying: int | None = None,
    resumed: bool = False,
) -> RunOut:
    """When credits run out; with `paying` licences instead of today's, if given.

    With `resumed`, as if what pauses now ended at once.
    """
    licences = school.paying if paying is None else paying
    read = meter(session, school, now)
    if not school.meter_on:
        return RunOut(Forecast.METER_OFF)
    if read.balance <= 0:
        return RunOut(Forecast.EMPTY)
    if licences <= 0:
        return RunOut(Forecast.NO_LICENCES)
    pauses = schools.pauses_since(session, school.id, read.at)
    if resumed:
        pauses = [p for p in pauses if p.starts_at > read.at]
    at = _reach(pauses, read.at, -(-read.balance // licences))
    if at is None:
        return RunOut(Forecast.OPEN_PAUSE)
    far = at - read.at > timedelta(days=3653)
    return RunOut(Forecast.DAY, at=at, day=at.astimezone(school.zone).date(), far=far)


def _reach(pauses: Iterable[Pause], start: datetime, active: int) -> datetime | None:
    """The moment after `active` seconds outside the pauses; None if an open pause comes first."""
    reached = start
    for pause in pauses:
        if pause.starts_at > reached:
            until = _seconds(reached, pause.starts_at)
            if active <= until:
                break
            active -= until
        if pause.ends_at is None:
            return None
        reached = max(reached, pause.ends_at)
    # a balance of centuries is as good as one of a lifetime
    return reached + timedelta(seconds=min(active, 200 * CREDIT))


def start(session: Session, school_id: int, *, by: Actor, now: datetime) -> CreditsForm:
    """Begin to enter credits; the draft makes that a form sent twice enters them once.

    Raises NotAllowedError or MeterOffError.
    """
    require_admin(session, school_id, by)
    school = schools.get(session, school_id)
    if not school.meter_on:
        raise MeterOffError
    draft_id = drafts.start(
        session, school_id, DRAFT, {}, roster_version=school.roster_version, by=by, now=now
    )
    return CreditsForm(draft_id, meter(session, school, now).balance)


def buy(
    session: Session,
    school_id: int,
    *,
    credits: Decimal,
    draft_id: str | None = None,
    by: Actor,
    now: datetime,
) -> CreditsEntered:
    """Enter credits that were bought; fractions of a credit are rounded to the licence-second.

    Raises NotAllowedError, MeterOffError, BadAmountError, and with a draft
    DraftEndedError or AlreadyDoneError.
    """
    if not credits.is_finite() or not 0 < credits <= MOST_CREDITS:
        raise BadAmountError
    amount = licence_seconds(credits)
    return _enter(session, school_id, "purchase", amount, None, draft_id, by=by, now=now)


def correct(
    session: Session,
    school_id: int,
    *,
    credits: Decimal,
    reason: str,
    draft_id: str | None = None,
    by: Actor,
    now: datetime,
) -> CreditsEntered:
    """Enter a correction, up or down, with its reason; the balance never goes below zero.

    Raises NotAllowedError, MeterOffError, BadAmountError, NotEnoughCreditsError,
    and with a draft DraftEndedError or AlreadyDoneError.
    """
    if not credits.is_finite() or not 0 < abs(credits) <= MOST_CREDITS:
        raise BadAmountError
    amount = licence_seconds(credits)
    return _enter(session, school_id, "correction", amount, reason, draft_id, by=by, now=now)


def _enter(
    session: Session,
    school_id: int,
    kind: str,
    amount: int,
    reason: str | None,
    draft_id: str | None,
    *,
    by: Actor,
    now: datetime,
) -> CreditsEntered:
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    if not school.meter_on:
        raise MeterOffError
    if amount == 0:
        raise BadAmountError
    if draft_id is not None:
        drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
    at = settle(session, school, now)
    if school.balance + amount < 0:
        raise NotEnoughCreditsError(balance=school.balance, wanted=-amount)
    operation_id = journal.begin(session, school_id, kind, by=by, now=now)
    if draft_id is not None:
        drafts.take(session, school_id, draft_id, operation_id)
    add_entry(session, school, operation_id, kind, amount, reason, at)
    figures = {"amount": amount, "balance": school.balance}
    journal.finish(session, school_id, operation_id, figures, kind=kind, now=now)
    return CreditsEntered(operation_id, amount, school.balance, run_out(session, school, now))


def add_entry(
    session: Session,
    school: School,
    operation_id: int,
    kind: str,
    amount: int,
    reason: str | None,
    at: datetime,
) -> None:
    """Move the balance by an entry; the caller has settled and seen that it stays above zero."""
    school.balance += amount
    session.add(
        CreditEntry(
            school_id=school.id,
            operation_id=operation_id,
            at=at,
            kind=kind,
            amount=amount,
            reason=reason,
        )
    )
    session.flush()  # undo in the same transaction would have to see it


def licence_seconds(credits: Decimal) -> int:
    """Credits as the integer the balance is kept in, rounded half to even."""
    return int((credits * CREDIT).to_integral_value(ROUND_HALF_EVEN))
