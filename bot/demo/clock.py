"""The present of the demo: in the past while the school's story is played, ahead after weeks
that were let pass."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

VARIABLE = "PREAU_DEMO_CLOCK"
"""Names the file that tells a bot of the demo by how many seconds the present is ahead."""


class Clock:
    """The real clock, unless it is held at a moment or was moved ahead.

    With a file it tells others by how much, or is told by it: that is how the bot,
    a process of its own, has the demo's present.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._held: datetime | None = None
        self._file = file

    def now(self) -> datetime:
        return self._held or datetime.now(UTC) + timedelta(seconds=self._ahead())

    def seconds(self) -> float:
        """Since 1970, as the workspace reads it."""
        return self._held.timestamp() if self._held else time.time() + self._ahead()

    def move_to(self, moment: datetime) -> None:
        """From now on it is that moment, and time runs on from there."""
        assert self._file is not None  # noqa: S101 - only the stage's clock is moved
        written = self._file.with_suffix(".new")
        written.write_text(str((moment - datetime.now(UTC)).total_seconds()), encoding="ascii")
        os.replace(written, self._file)  # at once: nobody reads half of it

    @contextmanager
    def held_at(self, moment: datetime) -> Iterator[datetime]:
        self._held = moment
        try:
            yield moment
        finally:
            self._held = None

    def _ahead(self) -> float:
        try:
            return float(self._file.read_text(encoding="ascii")) if self._file else 0.0
        except FileNotFoundError:
            return 0.0
