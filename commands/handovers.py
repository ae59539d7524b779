"""Files with personal data that leave: noted before anybody can open them.

The operation is written first, as if the file had arrived: a process that dies
right after leaves it in the journal. What became of it follows: delivered, or
not, which is an operation of its own since no line of the journal is ever
changed. The admins' channel is told once the outcome is known; if it never
is, it is told so after a while. Functions take an open session; callers commit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from commands import drafts, journal, postings
from commands.access import Actor, require_admin
from store.queries import drafts as draft_rows
from store.queries import outbox, schools

KIND = "export"
UNDELIVERED = "export_undelivered"

PATIENCE = timedelta(minutes=3)
"""Longer than handing a file over may take."""

UNANSWERED = "unanswered"
"""Stands in what the channel is told as long as nobody knows whether the file arrived."""


@dataclass(frozen=True)
class About:
    """A file that goes with a list."""

    form: str
    """`preview`, `unclear` or `added`."""
    role: str

    def figures(self, rows: int) -> dict[str, Any]:
        """What the journal keeps of it."""
        return {"role": self.role, "form": self.form, "rows": rows}


def record(
    session: Session,
    school_id: int,
    figures: dict[str, Any],
    *,
    file_id: str | None = None,
    draft_id: str | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Note that a file is about to be handed over; the operation's id. Takes the draft, if any.

    `file_id` is of a file in Slack, which is removed again after its days.
    Raises NotAllowedError, DraftEndedError or AlreadyDoneError.
    """
    schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    operation_id = journal.begin(session, school_id, KIND, by=by, now=now)
    if draft_id is not None:
        drafts.take(session, school_id, draft_id, operation_id)
    if file_id is not None:
        postings.note_file(session, school_id, KIND, file_id, now=now)
    journal.finish(
        session,
        school_id,
        operation_id,
        figures,
        kind=KIND,
        now=now,
        content={UNANSWERED: True},
        not_before=now + PATIENCE,
    )
    return operation_id


def delivered(session: Session, school_id: int, operation_id: int) -> None:
    """It arrived: the admins' channel is told now."""
    outbox.hasten(session, school_id, journal.key_of(operation_id), {})


def unanswered(session: Session, school_id: int, operation_id: int) -> None:
    """Nobody knows whether it arrived: the channel is told so, and it can be tried again."""
    outbox.hasten(session, school_id, journal.key_of(operation_id), {UNANSWERED: True})
    draft_rows.give_back(session, school_id, operation_id)


def undelivered(
    session: Session, school_id: int, operation_id: int, error: str, *, by: Actor, now: datetime
) -> None:
    """It did not arrive, for this reason: nobody has to be told, and it can be tried again."""
    schools.get_locked(session, school_id)
    outbox.withdraw(session, school_id, journal.key_of(operation_id))
    draft_rows.give_back(session, school_id, operation_id)
    followed = journal.begin(session, school_id, UNDELIVERED, by=by, now=now)
    figures = {"export": operation_id, "error": error}
    journal.finish(session, school_id, followed, figures, kind=UNDELIVERED, now=now)
