"""How far long work is, told now and then while it goes on."""

import threading
from collections.abc import Callable
from types import TracebackType

from bot.trouble import noted

EVERY = 2.0
"""Seconds between two tellings; work that is done before is told of once, by its result."""


class Progress:
    """`with Progress(tell) as at:` calls `tell(percent)` while `at(done, of)` moves on.

    It tells from a thread of its own: the work, which may hold a lock, never waits for Slack.
    """

    def __init__(self, tell: Callable[[int], None], every: float = EVERY) -> None:
        self._tell, self._every = tell, every
        self._percent = 0
        self._over = threading.Event()
        self._telling = threading.Thread(target=self._run, name="progress", daemon=True)
        self.told = False
        """Whether anything was told, so that what stood there before is gone."""

    def __enter__(self) -> "Progress":
        self._telling.start()
        return self

    def __call__(self, done: int, of: int) -> None:
        """So much is done."""
        self._percent = min(99, done * 100 // of) if of else 0

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._telling.join()  # so that nothing is told after the result

    def _run(self) -> None:
        last = -1
        while not self._over.wait(self._every):
            percent = self._percent
            if percent == last:
                continue
            self.told, last = True, percent
            try:
                self._tell(percent)
            except Exception as error:  # progress is a courtesy; the work goes on
                noted(error)
                return
