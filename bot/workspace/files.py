"""Files: kept in temporary files that stay in memory while they are small."""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import AsyncIterable, Callable
from pathlib import PurePath
from tempfile import SpooledTemporaryFile

from bot.workspace.refusal import Refusal
from bot.workspace.state import File

IN_MEMORY_BYTES = 1_000_000
FORM_FILE_BYTES = 10 * 1024 * 1024
"""The most that one file of a `file_input` may have."""
FILE_BYTES = 1024**3


class Files:
    """All files by id, and the upload addresses given out."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._files: dict[str, File] = {}
        self._uploads: dict[str, str] = {}

    def all(self) -> list[File]:
        """Every completed file, oldest first."""
        return [file for file in self._files.values() if file.completed]

    def get(self, file_id: object) -> File | None:
        """The file of that id, complete or not."""
        return self._files.get(str(file_id))

    def expect(self, name: str, length: int, user: str, alt_text: str = "") -> tuple[File, str]:
        """A file that is announced, and the secret part of its one-time upload address."""
        file = self._new(name, length, user)
        file.alt_text = alt_text
        key = secrets.token_urlsafe(18)
        self._uploads[key] = file.id
        return file, key

    async def receive(self, key: str, chunks: AsyncIterable[bytes]) -> File:
        """Take the bytes for an upload address. Raises Refusal if it is unknown or used."""
        file = self.get(self._uploads.pop(key, ""))
        if file is None:
            raise Refusal("invalid_upload_url")
        body = await spooled(chunks, min(file.length, FILE_BYTES))
        size = body.tell()
        if size != file.length:
            body.close()
            raise Refusal("length_mismatch")
        file.body = body
        return file

    def keep(self, name: str, body: SpooledTemporaryFile[bytes], size: int, user: str) -> File:
        """A file that a person chose in a form."""
        file = self._new(name, size, user)
        file.body, file.completed = body, True
        return file

    def remove(self, file: File) -> None:
        """Forget a file and its bytes."""
        del self._files[file.id]
        if file.body is not None:
            file.body.close()

    def close(self) -> None:
        """Let go of all bytes."""
        for file in list(self._files.values()):
            self.remove(file)

    def _new(self, name: str, length: int, user: str) -> File:
        file_id = f"F{secrets.token_hex(5).upper()}"
        mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = File(file_id, name, name, length, user, int(self._clock()), mimetype)
        self._files[file_id] = file
        return file


async def spooled(chunks: AsyncIterable[bytes], limit: int) -> SpooledTemporaryFile[bytes]:
    """The bytes in a temporary file, its position at their end; reading stops past `limit`."""
    body: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - kept open as long as the file lives
    async for chunk in chunks:
        body.write(chunk)
        if body.tell() > limit:
            break
    return body


def filetype(name: str) -> str:
    """Slack's short name of a type: the extension, `text` without one."""
    return PurePath(name).suffix.lstrip(".").casefold() or "text"
