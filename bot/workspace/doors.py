"""The doors of the app side: API methods, response URLs, file bytes, the Socket Mode link."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.workspace.cutting import cut
from bot.workspace.downloads import attachment
from bot.workspace.faults import Fault
from bot.workspace.refusal import Json, Refusal
from bot.workspace.replies import use_response_url
from bot.workspace.web_api import METHODS
from bot.workspace.web_api.call import Call, Method
from bot.workspace.workspace import Workspace


class Doors:
    """The routes that the app uses, bound to one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def routes(self) -> list[BaseRoute]:
        """Every route, by Slack's own layout as far as the app sees it."""
        hook = self.response_url
        return [
            Route("/api/{method}", self.api, methods=["GET", "POST"]),
            *(
                Route(f"/{kind}/{{team}}/{{key}}", hook, methods=["POST"])
                for kind in ("commands", "actions", "app")
            ),
            Route("/upload/v1/{key}", self.upload, methods=["POST"]),
            Route("/files-pri/{place}/{name}", self.download),
            Route("/files-pri/{place}/download/{name}", self.download),
            WebSocketRoute("/link/", self.link),
        ]

    async def api(self, request: Request) -> Response:
        """One call of a Web API method."""
        started, name = time.monotonic(), request.path_params["method"]
        body = await read_arguments(request)
        fault = self.workspace.faults.take(name)
        if fault is not None and (broken := await _before(request, fault)):
            self.workspace.traffic.note("from_bot", fault.kind, name, ok=False)
            return broken
        if name == "apps.connections.open":
            await self.workspace.lets_in.wait()
        answer = self._answer(name, body, request)
        ms = (time.monotonic() - started) * 1000
        self.workspace.traffic.note("from_bot", "call", name, ms=ms, ok=answer["ok"])
        if fault is not None and fault.kind == "lost_answer":
            return await cut(request)
        return JSONResponse(answer, headers={"x-oauth-scopes": ",".join(self.workspace.scopes)})

    def _answer(self, name: str, arguments: Json, request: Request) -> Json:
        """Run the method; a refusal is an answer too."""
        try:
            method = METHODS.get(name)
            if method is None:
                raise Refusal("unknown_method", req_method=name)
            self._check_token(method, _token(request, arguments))
            call = Call(self.workspace, arguments)
            if method.scope:
                call.need(method.scope)
            return {"ok": True, **method.run(call)}
        except Refusal as refusal:
            return refusal.body()

    def _check_token(self, method: Method, token: str | None) -> None:
        if method.caller == "anybody":
            return
        if not token:
            raise Refusal("not_authed")
        known = {"bot": self.workspace.bot_token, "app": self.workspace.app_token}
        if token not in known.values():
            raise Refusal("invalid_auth")
        if token != known[method.caller]:
            raise Refusal("not_allowed_token_type")

    async def response_url(self, request: Request) -> Response:
        """A message by a response URL: 200 `ok`, or 404 with the word for why not."""
        raw = await request.body()
        fault = self.workspace.faults.take("response_url")
        if fault is not None and (broken := await _before(request, fault)):
            return broken
        try:
            use_response_url(self.workspace, request.path_params["key"], _parsed(raw))
        except Refusal as refusal:
            self.workspace.traffic.note("from_bot", "response_url", refusal.code, ok=False)
            gone = refusal.code in ("used_url", "expired_url", "invalid_url")
            return PlainTextResponse(refusal.code, 404 if gone else 400)
        self.workspace.traffic.note("from_bot", "response_url", "", ok=True)
        return await cut(request) if _is_lost(fault) else PlainTextResponse("ok")

    async def upload(self, request: Request) -> Response:
        """The bytes of an announced file, raw or as a form; no token."""
        fault = self.workspace.faults.take("upload")
        if fault is not None and (broken := await _before(request, fault)):
            return broken
        try:
            file = await self.workspace.files.receive(request.path_params["key"], _bytes(request))
        except Refusal as refusal:
            self.workspace.traffic.note("from_bot", "upload", refusal.code, ok=False)
            return PlainTextResponse(refusal.code, 400)
        except ClientDisconnect:
            return PlainTextResponse("", 400)
        self.workspace.traffic.note("from_bot", "upload", file.name, ok=True)
        return await cut(request) if _is_lost(fault) else PlainTextResponse(f"OK - {file.length}")

    async def download(self, request: Request) -> Response:
        """A file's bytes for the bot's token; for anybody else a login page, with status 200."""
        file = self.workspace.files.get(request.path_params["place"].rpartition("-")[2])
        allowed = (
            _token(request, {}) == self.workspace.bot_token
            and "files:read" in self.workspace.scopes
        )
        if not allowed:
            return HTMLResponse("<!DOCTYPE html><html><body>Sign in to Slack</body></html>")
        if file is None or not file.visible_to_bot or not file.completed:
            return HTMLResponse("<!DOCTYPE html><html><body>Not found</body></html>", 404)
        return attachment(file)

    async def link(self, socket: WebSocket) -> None:
        """One Socket Mode connection."""
        await self.workspace.sockets.serve(socket, self.workspace.cast.app_id)


async def read_arguments(request: Request) -> Json:
    """The arguments of a call, from its query and from a form or JSON body."""
    arguments: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        body = _parsed(await request.body())
        return arguments | (body if isinstance(body, dict) else {})
    if "form" in kind:
        async with request.form() as form:
            return arguments | dict(form)
    return arguments


async def _before(request: Request, fault: Fault) -> Response | None:
    """What a fault does before the work is done; None when the work goes on."""
    if fault.kind == "ratelimited":
        wait = {"Retry-After": str(fault.retry_after)}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers=wait)
    if fault.kind == "server_error":
        return JSONResponse({"ok": False, "error": "internal_error"}, 500)
    if fault.kind == "refuse":
        return JSONResponse({"ok": False, "error": fault.code})
    if fault.kind == "cut":
        return await cut(request)
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    return None


def _is_lost(fault: Fault | None) -> bool:
    return fault is not None and fault.kind == "lost_answer"


def _token(request: Request, arguments: Json) -> str | None:
    header = request.headers.get("authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip()
    return arguments.get("token")


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None


async def _bytes(request: Request) -> AsyncIterator[bytes]:
    """The body in pieces; of a form, its first file."""
    if not request.headers.get("content-type", "").startswith("multipart/"):
        async for chunk in request.stream():
            yield chunk
        return
    async with request.form() as form:
        for value in form.values():
            if isinstance(value, UploadFile):
                while chunk := await value.read(65536):
                    yield chunk
                return
