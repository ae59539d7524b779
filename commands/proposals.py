"""What teachers' answers propose to the admins: correct an address, take a licence, delete.

Accepting acts through the command that an admin would use, as an operation with its
undo; dismissing changes nothing but that the answer is settled. Either way the
weeks of reminders are counted anew. Functions take an open session; callers commit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from commands import deletions, licences, profiles
from commands.access import Actor, require_admin
from commands.answers import Answer
from commands.errors import AnswerSettledError, ProposalChangedError, UnknownUserError
from commands.fields import UserChanges
from commands.licences import Action
from commands.selection import Selection
from store.models import ReminderAnswer
from store.queries import answers, reminder_lines, reminders, schools
from store.queries import people as rows_of_people


class Act(StrEnum):
    CHANGE_ADDRESS = "change_address"
    REVOKE = "revoke"
    DELETE = "delete"


ACTS = {Answer.WRONG_ADDRESS: (Act.CHANGE_ADDRESS,), Answer.LEFT: (Act.REVOKE, Act.DELETE)}
"""What can be done about which answer; nothing about the others."""


class State(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    """The teacher answered something else since."""
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    GONE = "gone"
    """The student was deleted since, though not by this proposal."""


@dataclass(frozen=True)
class Proposal:
    answer_id: int
    changes: int
    """Which version of the answer this is: give it back when acting."""
    kind: Answer
    state: State
    student_id: int
    first_name: str
    last_name: str
    classes: tuple[str, ...]
    email: str | None
    """On file."""
    address: str | None
    """The right one, as the teacher says."""
    by: str
    """Slack id of the teacher who answered."""
    by_name: str | None
    answered_at: datetime
    settled_by: str | None
    operation_id: int | None
    acts: tuple[Act, ...]
    """What can be done; none unless open."""


@dataclass(frozen=True)
class Accepted:
    operation_id: int
    act: Act
    student_id: int


def proposals(
    session: Session, school_id: int, *, after: int | None = None, limit: int = 20
) -> list[Proposal]:
    """Those that wait for an admin, oldest first; `after` is the last answer_id of the page before.

    Students deleted since are left out.
    """
    return _proposals(
        session, school_id, answers.opened(session, school_id, after=after, limit=limit)
    )


def proposal(
    session: Session, school_id: int, answer_id: int, *, changes: int | None = None
) -> Proposal | None:
    """One of them, in whatever state; None when its student was erased.

    With `changes`, as of that version: withdrawn when the answer is another one now.
    """
    found = answers.get(session, school_id, answer_id)
    if found is None:
        return None
    told = _proposals(session, school_id, [found], changes, deleted=True)
    return told[0] if told else None


def accept(
    session: Session,
    school_id: int,
    answer_id: int,
    act: Act,
    *,
    changes: int,
    address: str | None = None,
    by: Actor,
    now: datetime,
) -> Accepted:
    """Do what was proposed. `address` is an admin's own, in place of the teacher's.

    Raises NotAllowedError, UnknownUserError, AnswerSettledError (the first click's
    operation), ProposalChangedError, or what the command itself raises; then the
    proposal stays open.
    """
    schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    found = _open(session, school_id, answer_id, changes)
    if act not in ACTS.get(Answer(found.kind), ()):
        raise ProposalChangedError
    if act is Act.CHANGE_ADDRESS:
        right = UserChanges(email=address or found.address)
        operation_id = profiles.change(
            session, school_id, found.user_id, right, by=by, now=now
        ).operation_id
    else:
        operation_id = _ACTS[act](session, school_id, found.user_id, by, now)
    _settle(session, found, by, now, operation_id)
    return Accepted(operation_id, act, found.user_id)


def dismiss(
    session: Session, school_id: int, answer_id: int, *, changes: int, by: Actor, now: datetime
) -> None:
    """Settle it without doing anything. Raises what `accept` raises but the command's own."""
    schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    found = _open(session, school_id, answer_id, changes)
    _settle(session, found, by, now, None)


def _open(session: Session, school_id: int, answer_id: int, changes: int) -> ReminderAnswer:
    found = answers.get(session, school_id, answer_id)
    if found is None:
        raise UnknownUserError
    if found.settled_at is not None:
        raise AnswerSettledError(found.operation_id or 0, found.settled_at)
    if not found.proposes or found.changes != changes:
        raise ProposalChangedError
    return found


def _settle(
    session: Session, found: ReminderAnswer, by: Actor, now: datetime, operation_id: int | None
) -> None:
    found.settled_at, found.settled_by, found.operation_id = now, by.slack_id, operation_id
    session.flush()  # what follows in this transaction asks for it by SQL
    answers.count_again(session, found.school_id, found.user_id)


def _revoke(session: Session, school_id: int, user_id: int, by: Actor, now: datetime) -> int:
    selection = Selection(user_ids=(user_id,))
    preview = licences.start(session, school_id, Action.REVOKE, selection, by=by, now=now)
    return licences.apply(session, school_id, preview.draft_id, by=by, now=now).operation_id


def _delete(session: Session, school_id: int, user_id: int, by: Actor, now: datetime) -> int:
    return deletions.delete_one(session, school_id, user_id, by=by, now=now).operation_id


_ACTS: dict[Act, Callable[[Session, int, int, Actor, datetime], int]] = {
    Act.REVOKE: _revoke,
    Act.DELETE: _delete,
}


def _proposals(
    session: Session,
    school_id: int,
    rows: Sequence[ReminderAnswer],
    changes: int | None = None,
    *,
    deleted: bool = False,
) -> list[Proposal]:
    ids = [row.user_id for row in rows]
    names = reminder_lines.names_of(session, school_id, ids, deleted=deleted)
    classes = reminders.class_names(session, school_id, ids)
    teachers = rows_of_people.by_slack_ids(session, school_id, [row.slack_id for row in rows])
    called = {person.slack_id: person.name for person in teachers}
    return [
        _proposal(
            row,
            names[row.user_id],
            tuple(classes.get(row.user_id, ())),
            called.get(row.slack_id),
            changes,
        )
        for row in rows
        if row.user_id in names
    ]


def _proposal(
    row: ReminderAnswer,
    name: reminder_lines.Named,
    classes: tuple[str, ...],
    by_name: str | None,
    changes: int | None,
) -> Proposal:
    kind, state = Answer(row.kind), _state(row, changes, gone=name.is_deleted)
    return Proposal(
        answer_id=row.id,
        changes=row.changes,
        kind=kind,
        state=state,
        student_id=row.user_id,
        first_name=name.first_name,
        last_name=name.last_name,
        classes=classes,
        email=name.email,
        address=row.address,
        by=row.slack_id,
        by_name=by_name,
        answered_at=row.answered_at,
        settled_by=row.settled_by,
        operation_id=row.operation_id,
        acts=ACTS.get(kind, ()) if state is State.OPEN else (),
    )


def _state(row: ReminderAnswer, changes: int | None, *, gone: bool) -> State:
    if changes not in (None, row.changes) or not row.proposes:
        return State.WITHDRAWN
    if row.settled_at is None:
        return State.GONE if gone else State.OPEN
    return State.DISMISSED if row.operation_id is None else State.ACCEPTED
