"""A list's file, read: nothing is previewed or changed yet."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from sqlalchemy.orm import Session

from commands.lists.values import ListFile
from commands.loading import known_classes
from commands.rosters.reading import FORM_BYTES, Roster, read_roster
from store.queries import schools


@dataclass(frozen=True)
class UploadedList:
    """A file that was read."""

    roster: Roster
    """With a doubt: ask, and read again."""
    digest: str
    """SHA-256 of the bytes."""
    filename: str | None

    @property
    def kept(self) -> ListFile:
        """What a draft keeps of the file beside its lines."""
        roster, layout = self.roster, self.roster.layout
        return ListFile(
            self.filename,
            self.digest,
            roster.blank,
            layout.header,
            {column.value: places for column, places in layout.places.items()},
            layout.width,
            layout.further,
            roster.unsure_classes,
            roster.sheet,
        )


def read(
    session: Session,
    school_id: int,
    data: BinaryIO | bytes,
    *,
    filename: str | None = None,
    follow_licences: bool = False,
    encoding: str | None = None,
    separator: str | None = None,
    name_order: str | None = None,
    date_order: str | None = None,
    max_bytes: int = FORM_BYTES,
    progress: Callable[[int], None] | None = None,
) -> UploadedList:
    """Read a file in the school's zone, with its classes. Raises RosterError.

    What comes after `follow_licences` are answers to a doubt.
    """
    content = data if isinstance(data, bytes) else data.read(max_bytes + 1)
    school = schools.get(session, school_id)
    roster = read_roster(
        content,
        zone=school.zone,
        known_classes=known_classes(session, school_id),
        follow_licences=follow_licences,
        language=school.language,
        encoding=encoding,
        separator=separator,
        name_order=name_order,
        date_order=date_order,
        max_bytes=max_bytes,
        progress=progress,
    )
    return UploadedList(roster, sha256(content).hexdigest(), filename)
