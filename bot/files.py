"""Files to Slack: announced, streamed, shared. A file is never whole in memory."""

import shutil
import unicodedata
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile, SpooledTemporaryFile
from typing import BinaryIO, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk import WebClient

IN_MEMORY = 1_000_000
"""Bytes from which a file goes to the disk."""

TIMEOUT = 60
"""Seconds in which some part of a file must get through."""

SLACK_HOSTS = ("slack.com", "slack-gov.com")


class UploadBrokenError(Exception):
    """The bytes did not get through; nothing stands in Slack."""


def spooled() -> BinaryIO:
    """A file that is gone when it is closed."""
    return cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))


def upload(client: WebClient, file: BinaryIO, name: str) -> str:
    """Announce a file and stream its bytes; the id to share it by.

    Raises SlackApiError, or UploadBrokenError.
    """
    length = file.seek(0, 2)
    file.seek(0)
    announced = client.files_getUploadURLExternal(filename=name, length=length)
    _post(str(announced["upload_url"]), file, length, str(client.base_url))
    return str(announced["file_id"])


def share(client: WebClient, file_id: str, name: str, channel: str, comment: str) -> None:
    """Show an uploaded file in a channel the bot is in. Raises SlackApiError."""
    client.files_completeUploadExternal(
        files=[{"id": file_id, "title": name}], channel_id=channel, initial_comment=comment
    )


def direct_channel(client: WebClient, slack_id: str) -> str:
    """The direct message with somebody."""
    return str(client.conversations_open(users=slack_id)["channel"]["id"])


def may_receive(address: str, api_url: str) -> bool:
    """Whether a file may be sent to this address: Slack's, or the server that we speak to."""
    target, api = urlsplit(address), urlsplit(api_url)
    if (target.scheme, target.netloc) == (api.scheme, api.netloc):
        return True
    host = target.hostname or ""
    return target.scheme == "https" and any(
        host == known or host.endswith(f".{known}") for known in SLACK_HOSTS
    )


class _NoRedirects(HTTPRedirectHandler):
    """A file goes where it was announced to, and nowhere else."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


_opener = build_opener(_NoRedirects)


def _post(address: str, file: BinaryIO, length: int, api_url: str) -> None:
    if not may_receive(address, api_url):
        raise UploadBrokenError("not an address of Slack")
    request = Request(  # noqa: S310 - the address was looked at
        address,
        data=file,
        headers={"Content-Type": "application/octet-stream", "Content-Length": str(length)},
        method="POST",
    )
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            if answer.status != 200:
                raise UploadBrokenError(str(answer.status))
    except HTTPError as error:
        error.close()
        raise UploadBrokenError(str(error.code)) from None
    except (URLError, OSError) as error:
        raise UploadBrokenError(type(error).__qualname__) from error


def save(file: BinaryIO, path: Path) -> None:
    """Put a file on the disk whole or not at all, readable for its owner only."""
    file.seek(0)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as kept:
        try:
            shutil.copyfileobj(file, kept)
            kept.close()
            Path(kept.name).replace(path)
        except BaseException:
            Path(kept.name).unlink(missing_ok=True)
            raise


def list_name(role: str, class_name: str | None, day: date, language: str) -> str:
    """`eleves-piano-cycle-2-2026-11-23.csv`: plain signs only, whatever takes it up next."""
    names = {
        ("student", "fr"): "eleves",
        ("teacher", "fr"): "professeurs",
        ("student", "en"): "students",
        ("teacher", "en"): "teachers",
    }
    parts = [names[role, language], _slug(class_name or ""), day.isoformat()]
    return "-".join(part for part in parts if part) + ".csv"


def _slug(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in folded if c.isprintable())
    return "-".join(kept.split())[:60]
