"""What a list comes to, in plain values: choices, questions, figures, preview and result."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum

from commands import credits
from commands.lists.safeguards import Safeguard
from commands.matching import Unclear
from commands.rosters.columns import Column
from commands.rosters.lines import Rejected, SheetRead

SAMPLES = 100
"""So many changes, and so many unclear lines, a preview shows."""


class ListKind(StrEnum):
    MASTER = "master"
    """The whole truth: who is missing is deleted."""
    ADDITIVE = "additive"


class Outcome(StrEnum):
    """What a line comes to."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    RESTORED = "restored"
    OFFERED = "offered"
    """A deleted user, left deleted unless the admin says to restore."""
    AGAIN = "again"
    """Another line of a person already named: a further class."""
    UNCLEAR = "unclear"
    DELETED = "deleted"
    """A user whom a master list leaves out."""
    MISSING = "missing"
    """The same, and nobody is deleted: a line is unclear, or the admin said so."""


class Toggle(StrEnum):
    """What an admin may switch under a preview; off unless said."""

    ADDITIVE = "additive"
    """Take a master list as an additive one."""
    KEEP_ENROLMENTS = "keep_enrolments"
    RESTORE = "restore"
    """Restore the deleted users whom the list names."""
    WITHOUT_DELETING = "without_deleting"
    TAKE_DIFFERENCES = "take_differences"
    """An additive list also corrects names, addresses and further columns."""
    TAKE_IDS = "take_ids"
    """Where address and name agree, the list's identifier is the right one."""


class Answer(StrEnum):
    SIBLINGS = "siblings"
    MISTAKE = "mistake"
    SAME = "same"
    NEW = "new"
    SEVERAL = "several"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class ListOptions:
    """What was chosen in the form."""

    role: str
    kind: ListKind
    into_class: str | None = None
    """A class that everybody listed is enrolled in, made if there is none of this name."""
    licence_for_new: bool = False
    follow_licences: bool = False


@dataclass(frozen=True)
class SharedAddress:
    """Unlike names under one address: `siblings` or `mistake`. Unclear until answered.

    `known` is the user of the address, where an additive list has another first
    name under it: then `same` (renamed) is an answer too.
    """

    id: str
    email: str
    names: tuple[str, ...]
    lines: tuple[int, ...]
    known: str | None = None
    answer: Answer | None = None


@dataclass(frozen=True)
class ClassQuestion:
    """A class that would be made: is it `like` (answer `same`), `several` classes, or `new`?

    Nothing is applied before each is answered.
    """

    id: str
    name: str
    like: str | None
    """An existing class whose name differs by spaces, punctuation or abbreviation; of a date
    what a spreadsheet perhaps made it of, which need not be there."""
    parts: tuple[str, ...]
    """What a `/` or a comma would cut it into."""
    lines: int
    answer: Answer | None = None
    is_date: bool = False


@dataclass(frozen=True)
class SamePerson:
    """A removal and an addition that are probably one person: `yes` makes them one change."""

    id: str
    user_id: int
    name: str
    line: int
    old_email: str | None
    new_email: str | None
    answer: Answer | None = None


Question = SharedAddress | ClassQuestion | SamePerson


@dataclass(frozen=True)
class CellChange:
    """A cell that differs. `column` None: a further column."""

    column: Column | None
    old: str
    new: str


@dataclass(frozen=True)
class PersonRow:
    """One line of the preview, as a table or a CSV shows it."""

    outcome: Outcome
    line: int | None
    user_id: int | None
    """None for somebody new."""
    first_name: str
    last_name: str
    email: str | None
    """Name and address as they are now; of somebody new, as the list has them."""
    cells: tuple[CellChange, ...] = ()
    begun: tuple[str, ...] = ()
    """Names of classes."""
    ended: tuple[str, ...] = ()
    licence: bool | None = None
    """Given or taken; None: neither."""
    login: datetime | None = None
    """The later login that the list tells."""
    unclear: "Unclear | Rejected | None" = None


@dataclass
class ListFigures:
    """people = added + changed + unchanged + restored + offered.

    Who is changed has another profile, licence, login, or other classes.
    """

    people: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    restored: int = 0
    offered: int = 0
    """Deleted users whom the list names, left deleted."""
    deleted: int = 0
    missing: int = 0
    """Live users whom a master list leaves out, deleted or not."""
    unclear: int = 0
    """Lines."""
    again: int = 0
    """Lines of a person already named."""
    blank: int = 0
    profiles: int = 0
    """Of the changed and restored: a cell of theirs is other than before."""
    differing: int = 0
    """People whose cells differ from an additive list, and stay as they are."""
    begun: int = 0
    ended: int = 0
    """Enrolments."""
    would_end: int = 0
    """The same, whether they are kept or not."""
    given: int = 0
    taken: int = 0
    """Licences; those of deleted and restored users are not meant."""
    freed: int = 0
    """Paying licences of the deleted."""
    returned: int = 0
    """Paying licences of the restored."""
    logins: int = 0
    future_logins: int = 0
    """Later than now, and left out."""
    ids_cut: int = 0
    """Recognised although a spreadsheet took the zeros."""
    ids_differ: int = 0
    """Unclear lines that the toggle `take_ids` may make clear."""
    classes_made: int = 0

    def values(self) -> dict[str, int]:
        return asdict(self)

    @property
    def paying(self) -> int:
        """By how much the paying licences would move."""
        return self.given - self.taken - self.freed + self.returned

    @property
    def changes(self) -> int:
        return self.added + self.changed + self.restored + self.deleted


def figures_from(values: Mapping[str, int]) -> ListFigures:
    known = {each.name for each in fields(ListFigures)}
    return ListFigures(**{name: value for name, value in values.items() if name in known})


@dataclass(frozen=True)
class ListPreview:
    draft_id: str
    filename: str | None
    options: ListOptions
    """As chosen first; `kind` is the one that counts now."""
    toggles: frozenset[Toggle]
    figures: ListFigures
    safeguard: Safeguard
    shared_addresses: tuple[SharedAddress, ...]
    class_questions: tuple[ClassQuestion, ...]
    same_people: tuple[SamePerson, ...]
    classes_made: tuple[str, ...]
    samples: tuple[PersonRow, ...]
    """The first changes: restored, changed and deleted, then added."""
    unclear: tuple["Unclear | Rejected", ...]
    """The first unclear lines."""
    per_day_before: int
    per_day_after: int
    """Licence-seconds that all licences take in an active day."""
    before: credits.RunOut
    after: credits.RunOut
    sheet: SheetRead | None = None
    """None for a text."""

    @property
    def open_questions(self) -> int:
        """Those without whose answer nothing is applied."""
        return sum(question.answer is None for question in self.class_questions)


@dataclass(frozen=True)
class ListApplied:
    operation_id: int
    role: str
    kind: ListKind
    figures: ListFigures
    """What was done."""
    classes_made: tuple[str, ...]
    deletion_id: int | None
    after: credits.RunOut


@dataclass(frozen=True)
class ListFile:
    """What the draft keeps of the file beside its lines."""

    filename: str | None
    digest: str
    """SHA-256 of its bytes."""
    blank: int
    header: tuple[str, ...] | None
    """None in the positional form."""
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)
    width: int = 3
    further: tuple[int | None, ...] = ()
    unsure_classes: tuple[str, ...] = ()
    sheet: SheetRead | None = None
    """None for a text."""

    def has(self, column: Column) -> bool:
        return column in self.places


@dataclass
class Asked:
    """All that a plan depends on beside the school."""

    file: ListFile
    options: ListOptions
    answers: Mapping[str, Answer] = field(default_factory=dict)
    toggles: frozenset[Toggle] = frozenset()

    @property
    def is_master(self) -> bool:
        return self.options.kind is ListKind.MASTER and Toggle.ADDITIVE not in self.toggles
