"""The account at one glance: state, licences in use, credits, logins, what was done last."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands import credits, journal
from commands.journal import OperationLine
from commands.pause import PauseLine, current_pause, planned_pause
from commands.schools import SchoolFacts, facts
from store.models import School
from store.queries import account, logins, schools


@dataclass(frozen=True)
class Account:
    """A school at one moment. Licence-seconds are exact; the bot rounds when it speaks."""

    school: SchoolFacts
    at: datetime
    paused: PauseLine | None
    """Since when, by whom and until when; None while it is not paused."""
    planned: PauseLine | None
    """The planned pause that has not ended, begun or not."""
    students: int
    teachers: int
    """Licences in use. While paused they are remembered, not usable."""
    external: int
    balance: int
    per_day: int
    """Licence-seconds that all licences take in an active day."""
    run_out: credits.RunOut
    deleted: int
    """Who can still be restored."""
    never_connected: int
    asked: bool
    """Whether the application ever asked who can connect: if not, a pause shuts nobody out."""
    logins_known_at: datetime | None
    logins_stale: bool
    latest: tuple[OperationLine, ...]

    @property
    def licences(self) -> int:
        return self.students + self.teachers


def view(session: Session, school_id: int, now: datetime, *, operations: int = 5) -> Account:
    """The account as it is at `now`, with the newest `operations`; writes nothing."""
    school = schools.get(session, school_id)
    read = credits.meter(session, school, now)
    teachers = account.count_paying_teachers(session, school_id)
    return Account(
        school=facts(school),
        at=read.at,
        paused=current_pause(session, school, now),
        planned=planned_pause(session, school, now),
        students=school.paying - teachers,
        teachers=teachers,
        external=account.count_external(session, school_id),
        balance=read.balance,
        per_day=school.paying * 86_400,
        run_out=credits.run_out(session, school, now),
        deleted=account.count_deleted(session, school_id),
        never_connected=logins.count_never(session, school_id),
        asked=school.asked_at is not None,
        logins_known_at=school.logins_known_at,
        logins_stale=is_stale(school, now),
        latest=tuple(journal.latest(session, school_id, limit=operations)),
    )


def is_stale(school: School, now: datetime) -> bool:
    """Whether the newest report of logins is too old to chase anybody by, or there is none."""
    age = timedelta(days=school.login_age_days)
    return school.logins_known_at is None or now - school.logins_known_at > age
