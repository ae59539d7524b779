"""What was handed in for a list, kept beside its preview.

The preview keeps what a list says; this keeps where it came from and how it is
to be read, so that a question about the file can be answered later, by any
process. Lines that were pasted are forgotten once they were read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from commands import drafts
from commands.access import Actor, require_admin
from commands.errors import DraftEndedError, NobodyLeftError
from commands.lists.previewing import DRAFT as PREVIEW
from commands.lists.previewing import figures_of
from commands.lists.safeguards import Guard
from commands.lists.values import ListFigures, ListKind, ListOptions
from commands.logins import MOST_ADDRESSES, Contacts
from commands.rosters.lines import ExportRow
from store.queries import drafts as rows
from store.queries import erasure, list_results, operations, outbox, schools

DRAFT = "list_source"
LEFT = "list_left"
"""A message in the outbox: the file of a list is still where it was handed in."""


@dataclass(frozen=True)
class ListSource:
    options: ListOptions
    place: str
    """Where the preview is shown; for whoever shows it."""
    file: str | None = None
    """By what the file is found where it was handed in; None for pasted lines."""
    filename: str | None = None
    link: str | None = None
    """Where a person finds the file."""
    text: str | None = None
    """Pasted lines that were not read yet."""
    readings: Mapping[str, str] = field(default_factory=dict)
    """Answers about how to read it, by the arguments of `lists.read`."""
    preview_id: str | None = None
    replaces: str | None = None
    """The id of the one that this corrects, until its own preview is made."""
    cleared: bool = False
    """The file is gone, or its author was told where it is."""

    @property
    def is_read(self) -> bool:
        """Whether its own preview was made; until then it may have that of the corrected list."""
        return self.preview_id is not None and self.replaces is None


@dataclass(frozen=True)
class LeftFile:
    """A file whose draft ended, and that may still be where it was handed in."""

    school_id: int
    source_id: str
    file: str


def keep(session: Session, school_id: int, source: ListSource, *, by: Actor, now: datetime) -> str:
    """Keep it under a draft; its id. Raises NotAllowedError."""
    require_admin(session, school_id, by)
    version = schools.get(session, school_id).roster_version
    return drafts.start(
        session, school_id, DRAFT, _content(source), roster_version=version, by=by, now=now
    )


def kept(
    session: Session, school_id: int, source_id: str, *, by: Actor, now: datetime
) -> ListSource:
    """What was handed in. Raises NotAllowedError or DraftEndedError."""
    require_admin(session, school_id, by)
    content = dict(drafts.read(session, school_id, source_id, DRAFT, by=by, now=now).content)
    options = dict(content.pop("options"))
    options["kind"] = ListKind(options["kind"])
    return ListSource(ListOptions(**options), **content)


def change(
    session: Session,
    school_id: int,
    source_id: str,
    source: ListSource,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Raises NotAllowedError or DraftEndedError."""
    kept(session, school_id, source_id, by=by, now=now)
    version = schools.get(session, school_id).roster_version
    drafts.change(session, school_id, source_id, _content(source), roster_version=version)


def previewed(
    session: Session, school_id: int, source_id: str, preview_id: str, *, by: Actor, now: datetime
) -> None:
    """It was read: its preview is this one, and pasted lines are forgotten."""
    source = kept(session, school_id, source_id, by=by, now=now)
    read = replace(source, preview_id=preview_id, replaces=None, text=None)
    change(session, school_id, source_id, read, by=by, now=now)


@dataclass(frozen=True)
class Promise:
    """What a preview showed last."""

    figures: ListFigures
    guard: Guard
    of: int
    """The role's undeleted users, as the safeguard counted them."""
    role: str


def promised(
    session: Session, school_id: int, preview_id: str, *, by: Actor, now: datetime
) -> Promise:
    """What applying would do, without making the preview again.

    Raises NotAllowedError, DraftEndedError or AlreadyDoneError.
    """
    require_admin(session, school_id, by)
    draft = drafts.read(session, school_id, preview_id, PREVIEW, by=by, now=now)
    content = draft.content
    return Promise(
        figures_of(content), Guard(content["guard"]), content["of"], content["options"]["role"]
    )


def replaced(
    session: Session, school_id: int, source_id: str, *, by: Actor, now: datetime
) -> ListSource:
    """A corrected list took its preview further: this one has none any more; what it was.

    Raises NotAllowedError or DraftEndedError.
    """
    source = kept(session, school_id, source_id, by=by, now=now)
    change(session, school_id, source_id, replace(source, preview_id=None), by=by, now=now)
    return source


def drop(session: Session, school_id: int, source_id: str, *, by: Actor, now: datetime) -> None:
    """Forget its preview, with every line; where its file is stays known until it is cleared.

    What was applied stays as it is. Raises NotAllowedError, DraftEndedError or AlreadyDoneError.
    """
    source = kept(session, school_id, source_id, by=by, now=now)
    change(session, school_id, source_id, replace(source, preview_id=None), by=by, now=now)
    if source.preview_id is None:
        return
    try:
        drafts.read(session, school_id, source.preview_id, PREVIEW, by=by, now=now)
    except DraftEndedError:
        return
    erasure.delete_drafts(session, school_id, [source.preview_id])


def cleared(session: Session, school_id: int, source_id: str) -> None:
    """Its file is gone, or its author was told where it is: nobody has to be told again."""
    found = rows.get(session, school_id, source_id)
    if found is not None:
        rows.change(session, school_id, source_id, content=found.content | {"cleared": True})


def left(session: Session, now: datetime) -> list[LeftFile]:
    """Files of drafts that ended and were not cleared, of every school."""
    return [
        LeftFile(draft.school_id, draft.id, draft.content["file"])
        for draft in rows.ended(session, DRAFT, now)
        if _is_left(draft.content)
    ]


def end(session: Session, now: datetime) -> int:
    """Delete the drafts that ended, of every school; how many authors are to be told of a file."""
    told = 0
    for school_id, draft_id, slack_id, content in rows.take_ended(session, DRAFT, now):
        if slack_id is None or not _is_left(content) or not content["link"]:
            continue
        outbox.want(
            session,
            school_id,
            key=f"{LEFT}:{draft_id}",
            operation_id=None,
            destination=slack_id,
            kind=LEFT,
            content={"link": content["link"]},
            now=now,
        )
        told += 1
    return told


def _is_left(content: Mapping[str, Any]) -> bool:
    return bool(content["file"]) and not content.get("cleared")


def added_by(
    session: Session, school_id: int, operation_id: int, *, by: Actor
) -> Iterator[ExportRow]:
    """Those whom an operation added and who are still here, in order of name; streamed.

    Raises, before the first row, NotAllowedError, or NobodyLeftError.
    """
    require_admin(session, school_id, by)
    rows = list_results.added_by(session, school_id, operation_id)
    first = next(rows, None)
    if first is None:
        raise NobodyLeftError
    return (ExportRow(*row) for row in chain([first], rows))


def role_of(session: Session, school_id: int, operation_id: int, *, by: Actor) -> str:
    """Whose list an operation applied. Raises NotAllowedError."""
    require_admin(session, school_id, by)
    return str(operations.figures_of(session, school_id, operation_id)["role"])


def contacts_of(session: Session, school_id: int, operation_id: int, *, by: Actor) -> Contacts:
    """The addresses of those whom an operation added, each once. Raises as `added_by`."""
    addresses: dict[str, str] = {}
    without, more = 0, False
    for row in added_by(session, school_id, operation_id, by=by):
        if not row.email:
            without += 1
        elif len(addresses) < MOST_ADDRESSES:
            addresses.setdefault(row.email.casefold(), row.email)
        else:
            more = True
    return Contacts(tuple(addresses.values()), without, more)


def _content(source: ListSource) -> dict[str, Any]:
    return asdict(source) | {"readings": dict(source.readings)}
