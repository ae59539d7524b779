"""What teachers answer about a student who never connected.

One answer settles a student for all their teachers, and can be changed until an
admin acts on it. It keeps the student out of reminders for two weeks, but for
*remind me next week*. Where there is something to do it is a proposal to the
admins, never an act. Functions take an open session; callers commit.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from commands import people
from commands.access import Actor, Role, admin_ids
from commands.days import today
from commands.errors import AnswerSettledError, BadFieldError, NotAllowedError, UnknownUserError
from commands.reminder_rows import message_key
from commands.rosters.cells import BadCellError, parse_address
from commands.rosters.lines import Reason
from store.models import ReminderAnswer, School
from store.queries import answers, schools, wanted
from store.queries.reminder_lines import Audience

PROPOSAL = "reminder_proposal"
"""The kind of the outbox row that tells the admins."""

QUIET = timedelta(days=14)


class Answer(StrEnum):
    TOLD = "told"
    WRONG_ADDRESS = "wrong_address"
    LEFT = "left"
    LATER = "later"
    """Remind me next week."""


PROPOSING = (Answer.WRONG_ADDRESS, Answer.LEFT)


@dataclass(frozen=True)
class Answered:
    answer_id: int
    student_id: int
    kind: Answer
    quiet_until: date | None
    """The first day on which the student may be spoken of again; None: next week's reminder."""
    proposes: bool
    """Whether the admins are told."""


@dataclass(frozen=True)
class AllTold:
    answered: int
    """Students nobody had answered for; the other answers stay."""
    quiet_until: date


def answer(
    session: Session,
    school_id: int,
    student_id: int,
    week: str,
    kind: Answer,
    *,
    address: str | None = None,
    by: Actor,
    now: datetime,
) -> Answered:
    """Answer about one student of that week's reminder, or change the answer.

    `address` is the right one, for a wrong address. Raises NotAllowedError for who is
    no teacher, UnknownUserError for a student of whom they were not told,
    BadFieldError, or AnswerSettledError once an admin acted.
    """
    school = schools.get_locked(session, school_id)
    audience = _audience(session, school_id, week, by)
    reminder_id = answers.reminder_for(session, audience, student_id)
    if reminder_id is None:
        raise UnknownUserError
    right = _address(address) if kind is Answer.WRONG_ADDRESS else None
    found = answers.of_reminder(session, school_id, reminder_id)
    if found is not None and found.settled_at is not None:
        raise AnswerSettledError(found.operation_id or 0, found.settled_at)
    if found is not None and (found.kind, found.address) == (kind, right):
        return _answered(found)
    values = _values(school, kind, right, by, now)
    if found is None:
        found = ReminderAnswer(
            school_id=school_id,
            reminder_id=reminder_id,
            user_id=student_id,
            settled_at=None,
            settled_by=None,
            operation_id=None,
            **values,
        )
        session.add(found)
    else:
        for name, value in (values | {"changes": found.changes + 1}).items():
            setattr(found, name, value)
    session.flush()  # gives a new answer its id
    if found.proposes:
        _propose(session, found, now)
    return _answered(found)


def answer_all(session: Session, school_id: int, week: str, *, by: Actor, now: datetime) -> AllTold:
    """*I have told them all*: for every student of the message for whom nobody answered.

    Raises NotAllowedError for who is no teacher.
    """
    school = schools.get_locked(session, school_id)
    audience = _of_message(session, _audience(session, school_id, week, by), by)
    values = _values(school, Answer.TOLD, None, by, now)
    return AllTold(answers.tell_all(session, audience, values), values["quiet_until"])


def _audience(session: Session, school_id: int, week: str, by: Actor) -> Audience:
    """The teachers this person is now, whatever they were when the message was sent."""
    if by.org_id is None or by.slack_id is None:
        raise NotAllowedError(admin_ids(session, school_id))
    who = people.actor(session, school_id, by.org_id, by.slack_id)
    if who.role is Role.NOBODY or not who.user_ids:
        raise NotAllowedError(admin_ids(session, school_id))
    return Audience(school_id, week, who.user_ids)


def _of_message(session: Session, audience: Audience, by: Actor) -> Audience:
    """Only of the class that their message was about, where it was about one."""
    key = message_key(audience.week, (by.org_id or "", by.slack_id or ""))
    message = wanted.get(session, audience.school_id, key)
    return replace(audience, class_id=message.content["class_id"]) if message else audience


def _address(text: str | None) -> str:
    try:
        found = parse_address(text or "")
    except BadCellError as error:
        raise BadFieldError("email", error.reason, (text or "")[:100]) from error
    if found is None:
        raise BadFieldError("email", Reason.BAD_ADDRESS)
    return found


def _values(
    school: School, kind: Answer, address: str | None, by: Actor, now: datetime
) -> dict[str, Any]:
    quiet_until = None if kind is Answer.LATER else today(now, school.zone) + QUIET
    return {
        "kind": str(kind),
        "address": address,
        "proposes": kind in PROPOSING,
        "changes": 0,
        "org_id": by.org_id,
        "slack_id": by.slack_id,
        "answered_at": now,
        "quiet_until": quiet_until,
    }


def _propose(session: Session, found: ReminderAnswer, now: datetime) -> None:
    wanted.want(
        session,
        [
            {
                "school_id": found.school_id,
                "key": f"reminder-proposal:{found.id}:{found.changes}",
                "destination": "admins",
                "kind": PROPOSAL,
                "content": {"answer_id": found.id, "changes": found.changes},
                "created_at": now,
            }
        ],
    )


def _answered(found: ReminderAnswer) -> Answered:
    return Answered(
        answer_id=found.id,
        student_id=found.user_id,
        kind=Answer(found.kind),
        quiet_until=found.quiet_until,
        proposes=found.proposes,
    )
