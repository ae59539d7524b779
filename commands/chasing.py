"""Whom a reminder may speak of: students who could connect for a week, and never did.

Nobody is spoken of who could not connect for the last 7 days without a break.
That is read where it is kept, never from a stamp, since an undo gives the former
stamp back:

- no account, deleted, without licence or of other access in between: the
  journal's change rows of these days;
- the school paused in between: its pauses;
- no credits in between: what was entered in these days tells what was left
  before, and a balance can rise from zero by an entry only.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from commands import credits
from commands.access import why_not
from commands.days import today
from store.models import School
from store.queries import credits as entries
from store.queries import schools
from store.queries.spoken_of import Chased

KINDS = (("external", False), ("internal", True), ("internal", False))
"""All that access and licence can be together."""

UNBROKEN = timedelta(days=7)
MOST_WEEKS = 4
"""After so many weeks of reminders a student is handed to the admins."""


def chased(
    session: Session, school: School, now: datetime, *, class_id: int | None = None
) -> Chased:
    """The conditions at `now`; with `class_id`, of the students of that class."""
    since = now - UNBROKEN
    state = credits.state_at(session, school, now)
    kinds = tuple(
        (access, held)
        for access, held in KINDS
        if why_not(state, deleted=False, access=access, licence=held) is None
    )
    shut = _shut_since(session, school, since, now)
    return Chased(
        school_id=school.id,
        kinds=kinds,
        open_kinds=tuple(kind for kind in kinds if kind[0] == "external") if shut else kinds,
        since=since,
        today=today(now, school.zone),
        most=MOST_WEEKS,
        class_id=class_id,
    )


def _shut_since(session: Session, school: School, since: datetime, now: datetime) -> bool:
    """Whether the school's own licences did not work for a while since then."""
    pauses = schools.pauses_since(session, school.id, since)
    if any(pause.starts_at <= now for pause in pauses):
        return True
    if not school.meter_on:
        changed = entries.setting_changed_at(session, school.id, "meter_on")
        return school.balance == 0 and changed is not None and changed > since
    return any(
        _left_before(amount, kind, figures) <= 0
        for amount, kind, figures in entries.entered_since(session, school.id, since)
        if amount > 0
    )


def _left_before(amount: int, kind: str, figures: dict[str, Any]) -> int:
    """Licence-seconds left before an entry; none where its operation does not tell (an undo)."""
    if kind not in ("purchase", "correction"):
        return 0
    return int(figures.get("balance", amount)) - amount
