"""The present of the demo, which stands in the past while the school's story is played."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


class Clock:
    """The real clock, unless it is held at a moment."""

    def __init__(self) -> None:
        self._held: datetime | None = None

    def now(self) -> datetime:
        return self._held or datetime.now(UTC)

    def seconds(self) -> float:
        """Since 1970, as the workspace reads it."""
        return self._held.timestamp() if self._held else time.time()

    @contextmanager
    def held_at(self, moment: datetime) -> Iterator[datetime]:
        self._held = moment
        try:
            yield moment
        finally:
            self._held = None
