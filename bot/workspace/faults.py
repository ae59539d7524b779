"""Trouble on demand: what a network or a busy Slack does to a call, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = ("ratelimited", "server_error", "cut", "lost_answer", "refuse", "slow")
"""`cut` breaks the line before the work is done, `lost_answer` after it."""


@dataclass
class Fault:
    """What happens to the next `count` calls of `method` (`*` stands for all)."""

    method: str
    kind: str
    count: int = 1
    retry_after: int = 1
    code: str = "fatal_error"
    seconds: float = 0.0


@dataclass
class Faults:
    """The faults that wait, and the events to deliver twice."""

    waiting: list[Fault] = field(default_factory=list)
    twice: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        method: str,
        kind: str,
        *,
        count: int = 1,
        retry_after: int = 1,
        code: str = "fatal_error",
        seconds: float = 0.0,
    ) -> None:
        """Order a fault; `upload` and `response_url` name the two doors beside the API methods.

        Raises ValueError for a kind that there is not.
        """
        if kind not in KINDS:
            raise ValueError(f"no such fault: {kind}")
        self.waiting.append(Fault(method, kind, count, retry_after, code, seconds))

    def take(self, method: str) -> Fault | None:
        """The fault that befalls this call, if any; it is counted down."""
        for fault in self.waiting:
            if fault.method in (method, "*"):
                fault.count -= 1
                if fault.count <= 0:
                    self.waiting.remove(fault)
                return fault
        return None

    def deliver_twice(self, event_type: str, count: int = 1) -> None:
        """The next `count` events of that type reach the app two times, under one event id."""
        self.twice[event_type] = self.twice.get(event_type, 0) + count

    def take_twice(self, event_type: str) -> bool:
        """Whether this event is one to deliver twice."""
        left = self.twice.get(event_type, 0)
        if left:
            self.twice[event_type] = left - 1
        return left > 0

    def clear(self) -> None:
        """Back to good weather."""
        self.waiting.clear()
        self.twice.clear()
