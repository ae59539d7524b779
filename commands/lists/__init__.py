"""Import a list: read it, preview it, answer what it asks, apply it.

Nothing is applied before a preview. The preview is a draft: its lines are rows
of their own, compared with the school's users anew after every answer, and what
is applied is what was shown. Functions take an open session; callers commit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from commands import credits, drafts, journal
from commands.access import Actor, require_admin
from commands.drafts import OpenDraft
from commands.errors import (
    FiguresMovedError,
    ListRefusedError,
    NothingToChangeError,
    NumberToTypeError,
    QuestionsOpenError,
    UnknownQuestionError,
)
from commands.lists.applying import ListWriter
from commands.lists.plan import make_plan
from commands.lists.previewing import (
    DRAFT,
    Progress,
    asked_of,
    begin,
    complete,
    figures_of,
    keep,
    stored_lines,
)
from commands.lists.rows import ClassNames, person, record_of, unclear_of
from commands.lists.safeguards import Guard, Safeguard
from commands.lists.uploaded import UploadedList, read
from commands.lists.values import (
    Answer,
    Asked,
    CellChange,
    ClassQuestion,
    ListApplied,
    ListFigures,
    ListKind,
    ListOptions,
    ListPreview,
    Outcome,
    PersonRow,
    Question,
    SamePerson,
    SharedAddress,
    Toggle,
)
from commands.loading import KIND, InDoubtError
from commands.matching import Unclear
from commands.rosters.lines import Rejected
from store.models import School
from store.queries import list_lines, schools

__all__ = [
    "Answer",
    "CellChange",
    "ClassQuestion",
    "ListApplied",
    "ListFigures",
    "ListKind",
    "ListOptions",
    "ListPreview",
    "Outcome",
    "PersonRow",
    "Safeguard",
    "SamePerson",
    "SharedAddress",
    "Toggle",
    "UnclearLine",
    "UploadedList",
    "answer",
    "apply",
    "full_rows",
    "preview",
    "read",
    "show",
    "unclear_lines",
]


@dataclass(frozen=True)
class UnclearLine:
    """A line to hand back for correction."""

    why: Unclear | Rejected
    cells: tuple[str, ...]
    """As the file has them, in its order of columns."""


def preview(
    session: Session,
    school_id: int,
    uploaded: UploadedList,
    options: ListOptions,
    *,
    draft_id: str | None = None,
    by: Actor,
    now: datetime,
    progress: Progress | None = None,
) -> ListPreview:
    """What the list would do, kept under a draft.

    With `draft_id` a corrected file takes that preview further: answers and
    toggles stay. `session` writes. Raises NotAllowedError, InDoubtError,
    DraftEndedError or AlreadyDoneError.
    """
    require_admin(session, school_id, by)
    roster = uploaded.roster
    if roster.doubt is not None:
        raise InDoubtError(roster.doubt)
    school = schools.get(session, school_id)
    asked = Asked(uploaded.kept, options)
    if draft_id is None:
        draft_id = begin(session, school, by=by, now=now)
    else:
        draft = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
        before = asked_of(draft.content)
        asked = Asked(asked.file, options, before.answers, before.toggles)
    return keep(
        session, school, draft_id, roster.lines, roster.rejected, asked, now=now, progress=progress
    )


def answer(
    session: Session,
    school_id: int,
    draft_id: str,
    *,
    answers: Mapping[str, Answer] | None = None,
    toggles: Mapping[Toggle, bool] | None = None,
    licence_for_new: bool | None = None,
    by: Actor,
    now: datetime,
    progress: Progress | None = None,
) -> ListPreview:
    """Answer questions by their ids, or switch something, and make the preview again.

    Raises NotAllowedError, DraftEndedError, AlreadyDoneError, or
    UnknownQuestionError for an answer to what is not asked any more.
    """
    school, draft = _open(session, school_id, draft_id, by=by, now=now)
    before = asked_of(draft.content)
    switched = set(before.toggles)
    for toggle, on in (toggles or {}).items():
        (switched.add if on else switched.discard)(toggle)
    options = before.options
    if licence_for_new is not None:
        options = replace(options, licence_for_new=licence_for_new)
    asked = Asked(before.file, options, {**before.answers, **(answers or {})}, frozenset(switched))
    lines, rejected = stored_lines(session, school_id, draft_id)
    shown = keep(session, school, draft_id, lines, rejected, asked, now=now, progress=progress)
    questions: tuple[Question, ...] = (
        *shown.shared_addresses,
        *shown.class_questions,
        *shown.same_people,
    )
    if set(answers or {}) - {question.id for question in questions}:
        raise UnknownQuestionError
    return shown


def show(
    session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime
) -> ListPreview:
    """The preview made again, as the school is now. Raises what `answer` raises."""
    return answer(session, school_id, draft_id, by=by, now=now)


def apply(
    session: Session,
    school_id: int,
    draft_id: str,
    *,
    typed_number: int | None = None,
    by: Actor,
    now: datetime,
    progress: Progress | None = None,
) -> ListApplied:
    """Do what was previewed, whole or not at all; one operation, which undo takes back.

    Raises NotAllowedError, DraftEndedError, AlreadyDoneError, QuestionsOpenError,
    ListRefusedError, NumberToTypeError, NothingToChangeError, or FiguresMovedError
    when the figures or the users are not those shown.
    """
    school = schools.get_locked(session, school_id)
    require_admin(session, school_id, by)
    draft = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
    asked, figures = asked_of(draft.content), figures_of(draft.content)
    _refuse(draft, figures, typed_number)
    if school.roster_version != draft.roster_version:
        _refuse_moved(session, school, draft, asked, now)
    if not figures.changes:
        raise NothingToChangeError(figures.people)
    instant = credits.settle(session, school, now)
    operation_id = journal.begin(session, school_id, KIND, by=by, now=now)
    drafts.take(session, school_id, draft_id, operation_id)
    made = draft.content["made"]
    writer = ListWriter(
        session,
        school,
        draft_id,
        operation_id,
        role=asked.options.role,
        figures=figures,
        now=now,
        progress=progress,
    )
    writer.write(made, instant)
    _tell(session, school, operation_id, asked, figures, writer.deletion_id, now)
    return ListApplied(
        operation_id,
        asked.options.role,
        _kind(asked),
        figures,
        tuple(made.values()),
        writer.deletion_id,
        credits.run_out(session, school, now),
    )


def full_rows(
    session: Session,
    school_id: int,
    draft_id: str,
    *,
    outcomes: tuple[Outcome, ...] = (),
    by: Actor,
    now: datetime,
) -> Iterator[PersonRow]:
    """The whole preview, or its lines of these outcomes, in order; streamed.

    The session must not be used for anything else meanwhile. Raises, before the
    first row, NotAllowedError, DraftEndedError or AlreadyDoneError.
    """
    _school, draft = _open(session, school_id, draft_id, by=by, now=now)
    names = ClassNames.of(session, school_id, draft.content["made"])
    rows = list_lines.lines(session, school_id, draft_id, outcomes=outcomes)
    return (person(row, names) for row in rows)


def unclear_lines(
    session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime
) -> tuple[tuple[str, ...] | None, Iterator[UnclearLine]]:
    """The header of the file, or None, and its unclear lines; streamed. Raises as `full_rows`."""
    school, draft = _open(session, school_id, draft_id, by=by, now=now)
    file, language = asked_of(draft.content).file, school.language
    rows = list_lines.lines(session, school_id, draft_id, outcomes=(Outcome.UNCLEAR,))
    found = (UnclearLine(unclear_of(row), record_of(row, file, language)) for row in rows)
    return file.header, found


def _open(
    session: Session, school_id: int, draft_id: str, *, by: Actor, now: datetime
) -> tuple[School, OpenDraft]:
    require_admin(session, school_id, by)
    draft = drafts.read(session, school_id, draft_id, DRAFT, by=by, now=now)
    return schools.get(session, school_id), draft


def _kind(asked: Asked) -> ListKind:
    return ListKind.MASTER if asked.is_master else ListKind.ADDITIVE


def _refuse(draft: OpenDraft, figures: ListFigures, typed: int | None) -> None:
    """Raise where the safeguard or an open question stands in the way."""
    content = draft.content
    if content["guard"] == Guard.REFUSED:
        raise ListRefusedError(content["because"], figures.deleted, content["of"])
    if content["open"]:
        raise QuestionsOpenError(content["open"])
    if content["guard"] == Guard.TYPE_NUMBER and typed != figures.deleted:
        raise NumberToTypeError(figures.deleted, typed)


def _refuse_moved(
    session: Session, school: School, draft: OpenDraft, asked: Asked, now: datetime
) -> None:
    """Make the preview again; raise if it is another one."""
    lines, rejected = stored_lines(session, school.id, draft.id)
    plan = make_plan(session, school.id, lines, rejected, asked, now)
    complete(session, school.id, draft.id, plan)
    before, after = draft.content["figures"], plan.figures.values()
    if plan.digest != draft.digest or before != after:
        raise FiguresMovedError(before, after)


def _tell(
    session: Session,
    school: School,
    operation_id: int,
    asked: Asked,
    figures: ListFigures,
    deletion_id: int | None,
    now: datetime,
) -> None:
    """Note what it came to: figures only."""
    told = {
        "role": asked.options.role,
        "list": _kind(asked),
        "digest": asked.file.digest,
        "people": figures.people,
        "added": figures.added,
        "changed": figures.changed,
        "unchanged": figures.unchanged + figures.offered,
        "deleted": figures.deleted,
        "restored": figures.restored,
        "enrolments": figures.begun,
        "enrolments_ended": figures.ended,
        "classes_made": figures.classes_made,
        "licences": figures.given,
        "licences_taken": figures.taken,
        "logins": figures.logins,
        "refused": figures.unclear,
        "deletion_id": deletion_id,
    }
    journal.finish(session, school.id, operation_id, told, kind=KIND, now=now)
