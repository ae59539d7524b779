"""Make the preview of a list and keep it under its draft."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commands import credits, drafts
from commands.access import Actor
from commands.growing import growing
from commands.lists.plan import Plan, make_plan
from commands.lists.rows import (
    ClassNames,
    is_rejected,
    line_of,
    person,
    rejected_of,
    rows,
    unclear_of,
)
from commands.lists.safeguards import Safeguard, judge, missing_classes
from commands.lists.values import (
    SAMPLES,
    Answer,
    Asked,
    ListFigures,
    ListFile,
    ListKind,
    ListOptions,
    ListPreview,
    Outcome,
    PersonRow,
    Toggle,
    figures_from,
)
from commands.rosters.lines import Line, Rejected, SheetRead
from store.models import School
from store.queries import list_lines, lists

DRAFT = "list"

Progress = Callable[[int, int], None]
"""Told how many lines of how many are done."""


def keep(
    session: Session,
    school: School,
    draft_id: str,
    lines: Sequence[Line],
    rejected: Sequence[Rejected],
    asked: Asked,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> ListPreview:
    """Plan, write the lines in place of those before, and show it."""
    with growing:
        plan = make_plan(session, school.id, lines, rejected, asked, now)
        list_lines.drop(session, school.id, draft_id)
        total = len(lines) + len(rejected) + len(plan.left)
        for written in list_lines.write(
            session, school.id, draft_id, rows(plan, lines, asked.file)
        ):
            if progress is not None:
                progress(written, total)
    complete(session, school.id, draft_id, plan)
    safeguard = judged(session, school.id, plan, asked)
    drafts.change(
        session,
        school.id,
        draft_id,
        content_of(asked, plan, safeguard),
        roster_version=school.roster_version,
        digest=plan.digest,
    )
    return _preview(session, school, draft_id, plan, asked, safeguard, now)


def complete(session: Session, school_id: int, draft_id: str, plan: Plan) -> None:
    """The figures that only the users' rows tell."""
    figures = plan.figures
    if figures.deleted:
        figures.freed = lists.paying(session, school_id, draft_id, Outcome.DELETED)
    if figures.restored:
        figures.returned = lists.paying(session, school_id, draft_id, Outcome.RESTORED)


def judged(session: Session, school_id: int, plan: Plan, asked: Asked) -> Safeguard:
    figures, role = plan.figures, asked.options.role
    of, without_address = lists.count_role(session, school_id, role)
    is_positional = asked.file.header is None
    missing: tuple[str, ...] = ()
    if asked.is_master and figures.missing:
        members = lists.members(session, school_id, role)
        missing = missing_classes(members, plan.present, plan.classes.names)
    return judge(
        is_master=asked.is_master,
        people=figures.people,
        unclear=figures.unclear,
        deleted=figures.deleted,
        of=of,
        without_address=without_address if is_positional else 0,
        one_class=plan.one_class if missing else None,
        classes_missing=missing,
        held_back=asked.is_master and figures.unclear > 0 and figures.missing > 0,
    )


def content_of(asked: Asked, plan: Plan, safeguard: Safeguard) -> dict[str, Any]:
    """What the draft holds beside the lines: nobody's name and no address."""
    file = asdict(asked.file)
    return {
        "file": file | {"places": {str(k): list(v) for k, v in asked.file.places.items()}},
        "options": asdict(asked.options),
        "answers": dict(asked.answers),
        "toggles": sorted(asked.toggles),
        "figures": plan.figures.values(),
        "made": plan.classes.made,
        "open": sum(question.answer is None for question in plan.classes.questions),
        "guard": safeguard.guard,
        "because": safeguard.because,
        "of": safeguard.of,
    }


def asked_of(content: dict[str, Any]) -> Asked:
    """What `content_of` keeps."""
    file = dict(content["file"])
    file["places"] = {name: tuple(places) for name, places in file["places"].items()}
    for name in ("header", "further", "unsure_classes"):
        file[name] = tuple(file[name]) if file[name] is not None else None
    if file["sheet"] is not None:
        sheet = file["sheet"]
        file["sheet"] = SheetRead(sheet["name"], tuple(sheet["others"]), sheet["hidden_rows"])
    options = dict(content["options"])
    options["kind"] = ListKind(options["kind"])
    return Asked(
        ListFile(**file),
        ListOptions(**options),
        {name: Answer(value) for name, value in content["answers"].items()},
        frozenset(Toggle(name) for name in content["toggles"]),
    )


def figures_of(content: dict[str, Any]) -> ListFigures:
    return figures_from(content["figures"])


def stored_lines(
    session: Session, school_id: int, draft_id: str
) -> tuple[list[Line], list[Rejected]]:
    """The lines of the file as they were read."""
    lines: list[Line] = []
    rejected: list[Rejected] = []
    for number, said, _outcome, column, reason in list_lines.read(session, school_id, draft_id):
        if is_rejected(reason):
            rejected.append(rejected_of(number, said, column, reason or ""))
        else:
            lines.append(line_of(number, said))
    return lines, rejected


_SHOWN_FIRST = (Outcome.RESTORED, Outcome.CHANGED, Outcome.DELETED, Outcome.MISSING)


def samples(
    session: Session, school_id: int, draft_id: str, made: dict[str, str]
) -> tuple[PersonRow, ...]:
    """The first changes: of those who are here, then those who come."""
    found = list(
        list_lines.lines(session, school_id, draft_id, outcomes=_SHOWN_FIRST, limit=SAMPLES)
    )
    added = (Outcome.ADDED,)
    if len(found) < SAMPLES:
        left = SAMPLES - len(found)
        found += list_lines.lines(session, school_id, draft_id, outcomes=added, limit=left)
    if not found:
        return ()
    names = ClassNames.of(session, school_id, made)
    return tuple(person(row, names) for row in found)


def _preview(
    session: Session,
    school: School,
    draft_id: str,
    plan: Plan,
    asked: Asked,
    safeguard: Safeguard,
    now: datetime,
) -> ListPreview:
    paying = school.paying + plan.figures.paying
    unclear = list_lines.lines(
        session, school.id, draft_id, outcomes=(Outcome.UNCLEAR,), limit=SAMPLES
    )
    return ListPreview(
        draft_id=draft_id,
        filename=asked.file.filename,
        sheet=asked.file.sheet,
        options=asked.options,
        toggles=asked.toggles,
        figures=plan.figures,
        safeguard=safeguard,
        shared_addresses=plan.shared_addresses,
        class_questions=plan.classes.questions,
        same_people=plan.same_people,
        classes_made=tuple(plan.classes.made.values()),
        samples=samples(session, school.id, draft_id, plan.classes.made),
        unclear=tuple(unclear_of(row) for row in unclear),
        per_day_before=school.paying * 86_400,
        per_day_after=paying * 86_400,
        before=credits.run_out(session, school, now),
        after=credits.run_out(session, school, now, paying=paying),
    )


def begin(session: Session, school: School, *, by: Actor, now: datetime) -> str:
    """A draft, for the lines to hang on; it is filled by `keep`."""
    return drafts.start(
        session,
        school.id,
        DRAFT,
        {},
        roster_version=school.roster_version,
        by=by,
        now=now,
    )
