"""What keeps a tired person from deleting a school by a list (rule 16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

FEW = 3
"""So many may always be deleted."""
ASKED_ABOVE = 5
"""Percent of the role's undeleted users."""
REFUSED_ABOVE = 50


class Guard(StrEnum):
    NONE = "none"
    TYPE_NUMBER = "type_number"
    """The number of those deleted has to be typed."""
    REFUSED = "refused"


class RefusedBecause(StrEnum):
    EMPTY = "empty"
    """A master list without anybody."""
    MORE_THAN_HALF = "more_than_half"
    NO_ADDRESS = "no_address"
    """The positional form knows people by their address, and some here have none."""


@dataclass(frozen=True)
class Safeguard:
    guard: Guard
    because: RefusedBecause | None
    deleted: int
    of: int
    """The role's undeleted users."""
    without_address: int = 0
    held_back: bool = False
    """Unclear lines: nobody is deleted."""
    one_class: str | None = None
    """All of the list are in this class, and other classes would go: it is not the school."""
    classes_missing: tuple[str, ...] = ()
    """Classes that have members, none of whom is in the list."""


def judge(
    *,
    is_master: bool,
    people: int,
    unclear: int,
    deleted: int,
    of: int,
    without_address: int,
    one_class: str | None,
    classes_missing: tuple[str, ...],
    held_back: bool,
) -> Safeguard:
    """`without_address` counts only for a list in the positional form."""
    guard, because = Guard.NONE, None
    if is_master and without_address:
        guard, because = Guard.REFUSED, RefusedBecause.NO_ADDRESS
    elif is_master and people == 0 and unclear == 0:
        guard, because = Guard.REFUSED, RefusedBecause.EMPTY
    elif deleted > FEW and deleted * 100 > of * REFUSED_ABOVE:
        guard, because = Guard.REFUSED, RefusedBecause.MORE_THAN_HALF
    elif deleted > FEW and deleted * 100 > of * ASKED_ABOVE:
        guard = Guard.TYPE_NUMBER
    return Safeguard(
        guard,
        because,
        deleted,
        of,
        without_address,
        held_back,
        one_class,
        classes_missing,
    )


def missing_classes(
    members: Mapping[int, int], present: Mapping[int, int], names: Mapping[int, str]
) -> tuple[str, ...]:
    """Names of the classes with members, of whom none is present, in order of name."""
    return tuple(
        name
        for class_id, name in names.items()
        if members.get(class_id) and not present.get(class_id)
    )
