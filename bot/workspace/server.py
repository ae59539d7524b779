"""Serving a workspace on this machine, and only to it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import TypeVar

import uvicorn
from slack_bolt.adapter.socket_mode import SocketModeHandler
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.workspace.cutting import CuttableProtocol
from bot.workspace.doors import Doors
from bot.workspace.page import PageFiles
from bot.workspace.person_api import PersonApi
from bot.workspace.workspace import Workspace

LOOPBACK = "127.0.0.1"
Found = TypeVar("Found")


def make_app(workspace: Workspace) -> Starlette:
    """The whole server: the app's doors, the person's doors, the page."""

    async def fault(request: Request) -> Response:
        try:
            workspace.faults.add(**await request.json())
        except (TypeError, ValueError) as error:
            return JSONResponse({"error": "bad_fault", "message": str(error)}, 400)
        return JSONResponse({"ok": True})

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        workspace.sockets.stop()
        workspace.files.close()

    return Starlette(
        routes=[
            *Doors(workspace).routes(),
            *PersonApi(workspace).routes(),
            Route("/faults", fault, methods=["POST"]),
            *PageFiles().routes(),
        ],
        lifespan=lifespan,
    )


class WorkspaceServer(uvicorn.Server):
    """uvicorn's server; it ends the pages' streams first, which would keep it up otherwise."""

    def __init__(self, config: uvicorn.Config, workspace: Workspace) -> None:
        super().__init__(config)
        self._workspace = workspace

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut down."""
        self._workspace.changes.end()
        await super().shutdown(sockets)


def _config(workspace: Workspace) -> uvicorn.Config:
    return uvicorn.Config(
        make_app(workspace),
        http=CuttableProtocol,
        ws="websockets-sansio",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )


def serve(workspace: Workspace, port: int) -> None:
    """Serve until interrupted."""
    workspace.base_url = f"http://{LOOPBACK}:{port}"
    config = _config(workspace)
    config.host, config.port = LOOPBACK, port
    WorkspaceServer(config, workspace).run()


class RunningWorkspace:
    """A workspace served from a thread of its own, on a free port unless told which.

    Reading its state from other threads is fine between acts; to change it, use `on_loop`.
    """

    def __init__(self, workspace: Workspace, port: int = 0) -> None:
        self.workspace = workspace
        # Named as TCP: else asyncio leaves Nagle's algorithm on, and each answer waits 40 ms
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((LOOPBACK, port))
        workspace.base_url = f"http://{LOOPBACK}:{self._listener.getsockname()[1]}"
        self._server = WorkspaceServer(_config(workspace), workspace)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)

    @property
    def url(self) -> str:
        """Where the page is."""
        return self.workspace.base_url

    @property
    def api_url(self) -> str:
        """The base of the Web API, for the app."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The app's bot token."""
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        """The app's app-level token."""
        return self.workspace.app_token

    def __enter__(self) -> RunningWorkspace:
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the workspace did not start")
            time.sleep(0.005)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self.join()

    def stop(self) -> None:
        """Begin to shut down."""
        self._server.should_exit = True

    def join(self) -> None:
        """Wait until it is down."""
        self._thread.join(10)
        self._listener.close()

    def on_loop(self, work: Callable[[], Found]) -> Found:
        """Run something on the server's loop, where the state may be changed."""
        done = threading.Event()
        found: list[Found] = []

        def run() -> None:
            try:
                found.append(work())
            finally:
                done.set()

        assert self._loop is not None  # noqa: S101 - set before `__enter__` returns
        self._loop.call_soon_threadsafe(run)
        done.wait(10)
        if not found:
            raise RuntimeError("the work on the workspace's loop failed")
        return found[0]

    def let_go(self, handler: SocketModeHandler) -> None:
        """Close an app's connection at once.

        The SDK's own `close` waits for its socket up to three seconds, and for its queue up to
        one; hanging up and an empty message wake them.
        """
        client = handler.client
        client.auto_reconnect_enabled = False
        hang_up = self.workspace.sockets.disconnect_all
        self.on_loop(lambda: asyncio.ensure_future(hang_up(None)))
        ends_at = time.monotonic() + 3
        while client.is_connected() and time.monotonic() < ends_at:
            time.sleep(0.005)
        client.message_processor.event.set()
        client.enqueue_message("{}")
        handler.close()  # type: ignore[no-untyped-call]

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._server.serve(sockets=[self._listener])
