"""Sending a stored file, and showing its first lines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from bot.workspace.refusal import Json
from bot.workspace.state import File

CHUNK = 65536
PREVIEW_BYTES = 4096


def attachment(file: File) -> Response:
    """The bytes of a file, as a download under its name."""
    name = quote(file.name)
    headers = {
        "content-length": str(file.length),
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
        "x-content-type-options": "nosniff",
    }
    return StreamingResponse(_pieces(file), media_type=file.mimetype, headers=headers)


def preview(file: File) -> Json:
    """The beginning of a text file; other files show nothing."""
    if file.body is None:
        return {"text": "", "truncated": False}
    file.body.seek(0)
    start = file.body.read(PREVIEW_BYTES)
    truncated = file.length > len(start)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = start.decode(
                encoding, "ignore" if truncated and encoding[0] == "u" else "strict"
            )
        except UnicodeDecodeError:
            continue
        return {"text": "" if "\0" in text else text, "truncated": truncated}
    return {"text": "", "truncated": truncated}


async def _pieces(file: File) -> AsyncIterator[bytes]:
    """The file in pieces.

    Each seeks for itself, since several readers share the file; they take turns on the loop.
    """
    at = 0
    while file.body is not None and at < file.length:
        file.body.seek(at)
        piece = file.body.read(CHUNK)
        if not piece:
            return
        at += len(piece)
        yield piece
