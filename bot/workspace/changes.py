"""Who is told when something they see has changed, and the record of what went over the wire."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.workspace.refusal import Json


class Changes:
    """One queue a listening page; the same change waits in it once only."""

    def __init__(self) -> None:
        self._listeners: list[tuple[str, asyncio.Queue[set[str] | None]]] = []

    def listen(self, user_id: str) -> asyncio.Queue[set[str] | None]:
        """A queue of what changes for that person; None ends it."""
        queue: asyncio.Queue[set[str] | None] = asyncio.Queue()
        self._listeners.append((user_id, queue))
        return queue

    def leave(self, queue: asyncio.Queue[set[str] | None]) -> None:
        """Stop filling that queue."""
        self._listeners = [pair for pair in self._listeners if pair[1] is not queue]

    def tell(self, user_ids: Iterable[str], *what: str) -> None:
        """Say that `what` changed (`views`, `home`, `conversations`, `messages:C…`)."""
        told = set(user_ids)
        for user_id, queue in self._listeners:
            if user_id in told:
                queue.put_nowait(set(what))

    def end(self) -> None:
        """Close every stream, so that the server can stop."""
        for _user_id, queue in self._listeners:
            queue.put_nowait(None)


@dataclass
class Traffic:
    """The last 500 calls, envelopes and acknowledgements."""

    clock: Callable[[], float]
    entries: deque[Json] = field(default_factory=lambda: deque(maxlen=500))

    def note(self, direction: str, kind: str, name: str, *, ms: float = 0.0, ok: bool) -> None:
        """`direction` is `to_bot` or `from_bot`; `ms` how long the answer took."""
        self.entries.append(
            {
                "at": self.clock(),
                "direction": direction,
                "kind": kind,
                "name": name,
                "ms": round(ms, 1),
                "ok": ok,
            }
        )
