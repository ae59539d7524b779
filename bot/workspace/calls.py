"""Calls of the person API over HTTP, with nothing but the standard library."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import uuid4

from bot.workspace.refusal import Json


class NotOnScreenError(AssertionError):
    """Something that the person looked for was not there; says what was."""


@dataclass(frozen=True)
class PersonCalls:
    """One person's calls. Refusals are raised as NotOnScreenError, with the server's words."""

    base_url: str
    user_id: str

    def get(self, path: str) -> Json:
        """What is at that path under the person."""
        found: Json = json.loads(self.send("GET", path))
        return found

    def post(self, path: str, body: Json) -> Json:
        """Do something at that path under the person."""
        raw = json.dumps(body).encode()
        found: Json = json.loads(self.send("POST", path, raw))
        return found

    def upload(self, name: str, content: bytes) -> Json:
        """Send a file for a form."""
        edge = uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        found: Json = json.loads(self.send("POST", "files", body, kind))
        return found

    def send(
        self, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> bytes:
        """The bytes of the answer."""
        url = f"{self.base_url}/person/{self.user_id}/{path}"
        headers = {"Content-Type": kind}
        request = Request(url, body, headers, method=method)  # noqa: S310 - our own server
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310 - likewise
                content: bytes = answer.read()
                return content
        except HTTPError as error:
            with error:
                words = error.read().decode()
            raise NotOnScreenError(f"{method} {path}: {error.code} {words}") from None
