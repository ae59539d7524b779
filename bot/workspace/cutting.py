"""Cutting the line: a protocol that lets a route drop its own connection."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

_transports: dict[tuple[str, int], asyncio.Transport] = {}


class CuttableProtocol(H11Protocol):
    """uvicorn's protocol, its transports kept by the address of the client."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the transport."""
        super().connection_made(transport)
        if self.client:
            _transports[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        if self.client:
            _transports.pop(self.client, None)
        super().connection_lost(exc)


async def cut(request: Request) -> Response:
    """Drop the connection without a byte of an answer; what is returned is never sent."""
    client: Any = request.client
    transport = _transports.get((client.host, client.port)) if client else None
    if transport is not None:
        transport.abort()
        await asyncio.sleep(0.01)  # the loop must see the loss before the response is tried
    return Response(status_code=503)
