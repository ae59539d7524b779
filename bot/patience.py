"""Slack's limits, as it tells them: a message a second in a conversation, and `Retry-After`."""

import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from slack_sdk.errors import SlackApiError, SlackClientError

Each = TypeVar("Each")

A_SECOND = 1.0
"""Between two messages in one conversation."""

RATE_LIMITED = {"ratelimited", "rate_limited"}
SOME_TIME = 30.0
"""Seconds to wait where Slack asks for patience and does not say how much."""


class RestingError(SlackClientError):
    """Slack asked not to be called so soon."""


def asked_to_wait(error: SlackApiError) -> float | None:
    """Seconds, where Slack refused a call because there were too many; None if it did not."""
    response = error.response
    if response.status_code != 429 and response.get("error") not in RATE_LIMITED:
        return None
    told = {name.lower(): value for name, value in response.headers.items()}
    try:
        return max(0.0, float(str(told["retry-after"])))
    except (KeyError, ValueError):
        return SOME_TIME


class Patience:
    """How long each method is not to be called, and each conversation not to be spoken in.

    Of one process; the others are told by Slack as well. Time is what passes in
    fact: no clock that can be set.
    """

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._until: dict[str, float] = {}
        self._spoken: dict[Hashable, float] = {}

    def rest(self, method: str, seconds: float) -> None:
        self._until[method] = self._monotonic() + seconds

    def rests(self, method: str) -> float:
        """Seconds that it is not to be called; 0 when it may be."""
        return max(0.0, self._until.get(method, 0.0) - self._monotonic())

    @contextmanager
    def asked(self, method: str) -> Iterator[None]:
        """Around calls of a method: not while it rests, and it rests when Slack says so."""
        if self.rests(method):
            raise RestingError(method)
        try:
            yield
        except SlackApiError as error:
            if (wait := asked_to_wait(error)) is not None:
                self.rest(method, wait)
            raise

    def spoke(self, place: Hashable) -> None:
        """Somebody speaks in this conversation now."""
        now = self._monotonic()
        self._spoken = {each: at for each, at in self._spoken.items() if now - at < A_SECOND}
        self._spoken[place] = now

    def next_of(self, waiting: Sequence[Each], place: Callable[[Each], Hashable]) -> Each:
        """The first whose conversation may be spoken in; if none, the first, when it may be."""
        now = self._monotonic()
        ready_at = [self._spoken.get(place(each), now - A_SECOND) + A_SECOND for each in waiting]
        for each, at in zip(waiting, ready_at, strict=True):
            if at <= now:
                return each
        soonest = min(ready_at)
        self._sleep(soonest - now)
        return waiting[ready_at.index(soonest)]
