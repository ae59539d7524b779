"""Socket Mode: up to ten connections, each payload to one of them, acknowledged in time."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import secrets
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.changes import Traffic
from bot.workspace.refusal import Json

MOST_CONNECTIONS = 10


@dataclass
class Ack:
    """What came back: the payload (None if there was none), or why nothing did."""

    payload: Any = None
    error: str | None = None


@dataclass
class SocketMode:
    """The open connections and the envelopes that wait for their acknowledgement."""

    traffic: Traffic
    ack_seconds: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    _sockets: list[WebSocket] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    _turn: itertools.count[int] = field(default_factory=itertools.count)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def connected(self) -> int:
        """How many connections are open."""
        return len(self._sockets)

    def ticket(self) -> str:
        """The secret of a new connection address; serves once."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket, app_id: str) -> None:
        """Hold one connection until either side ends it."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        if len(self._sockets) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return
        self._sockets.append(socket)
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await socket.send_json(self._hello(app_id))
            while True:
                self._acknowledged(await socket.receive_text())
        if socket in self._sockets:
            self._sockets.remove(socket)

    async def ask(self, kind: str, name: str, payload: Json, *, answerable: bool) -> Ack:
        """Send a command or interaction, once, and wait for its acknowledgement."""
        envelope = {"type": kind, "payload": payload, "accepts_response_payload": answerable}
        return await self._send(envelope, name)

    def send_event(self, payload: Json, *, twice: bool = False) -> None:
        """Send an event in the background, again when it is not acknowledged."""
        self._in_background(self._deliver_event(payload))
        if twice:
            self._in_background(self._send_once_more(payload))

    async def disconnect_all(self, reason: str | None = "refresh_requested") -> None:
        """What Slack does every few hours: ask each client to connect anew, then hang up.

        Without a reason it hangs up without a word.
        """
        for socket in list(self._sockets):
            self._sockets.remove(socket)
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                if reason is not None:
                    await socket.send_json({"type": "disconnect", "reason": reason})
                await socket.close()

    def stop(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()

    async def _deliver_event(self, payload: Json) -> None:
        name = payload["event"]["type"]
        for attempt, delay in enumerate((0.0, *self.retry_delays)):
            await asyncio.sleep(delay)
            reason = "timeout" if attempt else ""
            if not (await self._send(_event_envelope(payload, attempt, reason), name)).error:
                return

    async def _send_once_more(self, payload: Json) -> None:
        await self._send(_event_envelope(payload, 1, "timeout"), payload["event"]["type"])

    async def _send(self, envelope: Json, name: str) -> Ack:
        started = time.monotonic()
        ack = await self._exchange(envelope, name)
        ms = (time.monotonic() - started) * 1000
        self.traffic.note("from_bot", "ack", name, ms=ms, ok=ack.error is None)
        return ack

    async def _exchange(self, envelope: Json, name: str) -> Ack:
        if not self._sockets:
            return Ack(error="dispatch_failed")
        socket = self._sockets[next(self._turn) % len(self._sockets)]
        envelope_id = secrets.token_hex(16)
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = future
        self.traffic.note("to_bot", envelope["type"], name, ok=True)
        try:
            await socket.send_text(json.dumps({"envelope_id": envelope_id, **envelope}))
            answer = await asyncio.wait_for(future, self.ack_seconds)
        except TimeoutError:
            return Ack(error="operation_timeout")
        except (RuntimeError, WebSocketDisconnect):
            return Ack(error="dispatch_failed")
        finally:
            del self._waiting[envelope_id]
        return Ack(answer.get("payload") if envelope["accepts_response_payload"] else None)

    def _acknowledged(self, text: str) -> None:
        """Match a frame with its envelope; what comes too late or is no ack is dropped."""
        with contextlib.suppress(ValueError, AttributeError):
            frame = json.loads(text)
            future = self._waiting.get(frame.get("envelope_id", ""))
            if future is None:
                self.traffic.note("from_bot", "late ack", "", ok=False)
            elif not future.done():
                future.set_result(frame)

    def _hello(self, app_id: str) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._sockets),
            "debug_info": {
                "host": "embedded",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": app_id},
        }

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _event_envelope(payload: Json, attempt: int, reason: str) -> Json:
    return {
        "type": "events_api",
        "payload": payload,
        "accepts_response_payload": False,
        "retry_attempt": attempt,
        "retry_reason": reason,
    }
