"""The doors of the person side: what the page, the tour and the tests use."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.workspace import acts, forms, shapes
from bot.workspace.downloads import attachment, preview
from bot.workspace.files import FORM_FILE_BYTES, spooled
from bot.workspace.refusal import Json, PersonRefusal
from bot.workspace.state import Channel, File, Message
from bot.workspace.workspace import Workspace

Answer = Callable[[Request], Awaitable[Any]]


class PersonApi:
    """The routes under `/person`, bound to one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def routes(self) -> list[BaseRoute]:
        """Every route; user and channel are Slack ids."""
        user, place = "/person/{user}", "/person/{user}/conversations/{channel}"
        return [
            _route("GET", "/person/workspace", self.whole),
            _route("GET", "/person/traffic", self.traffic),
            _route("GET", "/person/clock", self.clock),
            _route("POST", "/person/week", self.pass_week),
            _route("GET", f"{user}/conversations", self.conversations),
            _route("GET", f"{place}/messages", self.messages),
            _route("POST", f"{place}/read", self.read),
            _route("POST", f"{place}/say", self.say),
            _route("POST", f"{user}/command", self.command),
            _route("GET", f"{user}/views", self.views),
            _route("POST", f"{user}/views/{{view}}/submit", self.submit),
            _route("POST", f"{user}/views/{{view}}/action", self.view_action),
            _route("POST", f"{user}/views/{{view}}/close", self.close),
            _route("POST", f"{user}/messages/{{channel}}/{{ts}}/action", self.message_action),
            _route("POST", f"{user}/options", self.options),
            _route("POST", f"{user}/home", self.visit),
            _route("GET", f"{user}/home", self.home),
            _route("POST", f"{user}/home/action", self.home_action),
            _route("POST", f"{user}/files", self.upload),
            _route("GET", f"{user}/files/{{file}}", self.download),
            _route("GET", f"{user}/files/{{file}}/preview", self.preview),
            _route("GET", f"{user}/stream", self.stream),
        ]

    async def whole(self, request: Request) -> Json:
        """Who is here, and what can be typed."""
        workspace = self.workspace
        bot = workspace.cast.bot
        return {
            "team": {"id": workspace.team.id, "name": workspace.team.name},
            "people": [
                {
                    "id": member.id,
                    "name": member.real_name,
                    "email": member.email,
                    "locale": member.locale,
                    "tz": member.tz,
                    "title": member.title,
                    "note": member.note,
                }
                for member in workspace.cast.members
                if not member.is_bot and not member.deleted
            ],
            "commands": [
                {
                    "command": command["command"],
                    "description": command.get("description", ""),
                    "usage_hint": command.get("usage_hint", ""),
                }
                for command in workspace.commands
            ],
            "bot": {"id": workspace.cast.bot_id, "name": bot.real_name, "user_id": bot.id},
        }

    async def clock(self, request: Request) -> Json:
        """The workspace's present, and whether weeks can be let pass."""
        return {"now": self.workspace.clock(), "weeks": self.workspace.pass_week is not None}

    async def pass_week(self, request: Request) -> Json:
        """Let a week pass; every page is told."""
        if self.workspace.pass_week is None:
            raise PersonRefusal(404, "not_found", "Time cannot be moved here.")
        await asyncio.to_thread(self.workspace.pass_week)
        self.workspace.changes.tell(self.workspace.members, "clock")
        return await self.clock(request)

    async def traffic(self, request: Request) -> Json:
        """What went over the wire."""
        return {"entries": list(self.workspace.traffic.entries)}

    async def conversations(self, request: Request) -> Json:
        """Where this person is; the direct message with the bot comes last."""
        user = self._user(request)
        direct = self.workspace.conversations.direct(user)
        found = [c for c in self.workspace.conversations.of(user) if c.kind != "dm"]
        return {"conversations": [self._conversation(c, user) for c in [*found, direct]]}

    def _conversation(self, channel: Channel, user: str) -> Json:
        workspace = self.workspace
        bot = workspace.cast.bot
        seen = workspace.conversations.seen_by(channel, user)
        return {
            "id": channel.id,
            "name": bot.real_name if channel.kind == "dm" else channel.name,
            "kind": channel.kind,
            "topic": channel.topic,
            "bot_is_member": bot.id in channel.members,
            "is_ext_shared": channel.is_ext_shared,
            "last_ts": seen[-1].ts if seen else None,
            "unread": workspace.conversations.unread(channel, user),
        }

    async def messages(self, request: Request) -> Json:
        """What this person sees there, oldest first."""
        user = self._user(request)
        channel = self.workspace.place(user, request.path_params["channel"])
        seen = self.workspace.conversations.seen_by(channel, user)
        return {"messages": [self._message(message, user) for message in seen]}

    def _message(self, message: Message, user: str) -> Json:
        member = self.workspace.members.get(message.user)
        files = [self.workspace.files.get(file_id) for file_id in message.files]
        return {
            "ts": message.ts,
            "user": message.user,
            "name": member.real_name if member else "Slackbot",
            "is_bot": member is None or member.is_bot,
            "text": message.text,
            "blocks": message.blocks,
            "ephemeral": message.ephemeral_for is not None,
            "edited": message.edited,
            "thread_ts": message.thread_ts,
            "state": {"values": message.values.get(user, {})},
            "files": [
                {"id": f.id, "name": f.name, "size": f.length, "mimetype": f.mimetype}
                for f in files
                if f is not None
            ],
        }

    async def read(self, request: Request) -> Json:
        """Mark a conversation read."""
        acts.mark_read(self.workspace, self._user(request), request.path_params["channel"])
        return {"ok": True}

    async def say(self, request: Request) -> Json:
        """A plain message, or /invite."""
        body = await _body(request)
        channel_id = request.path_params["channel"]
        return acts.say(self.workspace, self._user(request), channel_id, str(body.get("text", "")))

    async def command(self, request: Request) -> Json:
        """A slash command."""
        body = await _body(request)
        words = [str(body.get(name) or "") for name in ("channel", "command", "text")]
        return await acts.run_command(self.workspace, self._user(request), *words)

    async def views(self, request: Request) -> Json:
        """The open modals, bottom to top."""
        stack = self.workspace.views.stack(self._user(request))
        return {"views": [shapes.view(self.workspace, view) for view in stack]}

    async def submit(self, request: Request) -> Json:
        """The submit button."""
        body = await _body(request)
        view_id, state = request.path_params["view"], body.get("state") or {}
        return await forms.submit(self.workspace, self._user(request), view_id, state)

    async def view_action(self, request: Request) -> Json:
        """A click or choice in a modal."""
        user, body = self._user(request), await _body(request)
        view = forms.modal_of(self.workspace, user, request.path_params["view"])
        return await forms.act_in_view(self.workspace, user, view, body)

    async def close(self, request: Request) -> Json:
        """The close button; `{"all": true}` is the cross, which closes the whole stack."""
        user, body = self._user(request), await _body(request)
        view_id, whole = request.path_params["view"], bool(body.get("all"))
        return await forms.close(self.workspace, user, view_id, whole=whole)

    async def message_action(self, request: Request) -> Json:
        """A click or choice in a message."""
        user, body = self._user(request), await _body(request)
        channel, ts = request.path_params["channel"], request.path_params["ts"]
        return await forms.act_in_message(self.workspace, user, channel, ts, body)

    async def options(self, request: Request) -> Json:
        """What an external select offers for the typed text."""
        return await forms.suggest(self.workspace, self._user(request), await _body(request))

    async def visit(self, request: Request) -> Json:
        """Go to the Home tab."""
        acts.visit_home(self.workspace, self._user(request))
        return {"ok": True}

    async def home(self, request: Request) -> Json:
        """What the Home tab shows."""
        home = self.workspace.views.home(self._user(request))
        return {"view": shapes.view(self.workspace, home) if home else None}

    async def home_action(self, request: Request) -> Json:
        """A click or choice in the Home tab."""
        user, body = self._user(request), await _body(request)
        home = self.workspace.views.home(user)
        if home is None:
            raise PersonRefusal(404, "not_found", "The Home tab is empty.")
        return await forms.act_in_view(self.workspace, user, home, body)

    async def upload(self, request: Request) -> Json:
        """A file for a form, in the field `file`."""
        user = self._user(request)
        async with request.form() as form:
            chosen = form.get("file")
            if not isinstance(chosen, UploadFile):
                raise PersonRefusal(400, "no_file", "There is no file in the field “file”.")
            body = await spooled(_chunks(chosen), FORM_FILE_BYTES)
            size = body.tell()
            if size > FORM_FILE_BYTES:
                body.close()
                raise PersonRefusal(413, "file_too_large", "A form takes files of up to 10 MB.")
            file = self.workspace.files.keep(chosen.filename or "file", body, size, user)
        return {"id": file.id, "name": file.name, "size": file.length}

    async def download(self, request: Request) -> Response:
        """The bytes of a file that this person may see."""
        return attachment(self._file(request))

    async def preview(self, request: Request) -> Json:
        """The first lines of a file that this person may see."""
        return preview(self._file(request))

    async def stream(self, request: Request) -> Response:
        """What changes, as it changes."""
        queue = self.workspace.changes.listen(self._user(request))
        return StreamingResponse(self._events(queue), media_type="text/event-stream")

    async def _events(self, queue: asyncio.Queue[set[str] | None]) -> AsyncIterator[str]:
        try:
            yield ": open\n\n"
            while (changed := await queue.get()) is not None:
                while not queue.empty():
                    more = queue.get_nowait()
                    if more is None:
                        return
                    changed |= more
                yield f"data: {json.dumps({'changed': sorted(changed)})}\n\n"
        finally:
            self.workspace.changes.leave(queue)

    def _user(self, request: Request) -> str:
        return self.workspace.person(request.path_params["user"]).id

    def _file(self, request: Request) -> File:
        user = self._user(request)
        file = self.workspace.files.get(request.path_params["file"])
        places = {channel.id for channel in self.workspace.conversations.of(user)}
        if file is None or not (file.user == user or places & set(file.channels)):
            raise PersonRefusal(404, "file_not_found", "There is no such file for you.")
        return file


def _route(method: str, path: str, answer: Answer) -> Route:
    """A route whose function returns JSON or a whole response, and whose refusals become 4xx."""

    async def endpoint(request: Request) -> Response:
        try:
            found = await answer(request)
        except PersonRefusal as refusal:
            body = {"error": refusal.code, "message": refusal.message}
            return JSONResponse(body, refusal.status)
        return found if isinstance(found, Response) else JSONResponse(found)

    return Route(path, endpoint, methods=[method])


async def _body(request: Request) -> Json:
    raw = await request.body()
    try:
        found = json.loads(raw) if raw else {}
    except ValueError:
        raise HTTPException(400, "This is not JSON.") from None
    return found if isinstance(found, dict) else {}


async def _chunks(chosen: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await chosen.read(65536):
        yield chunk
