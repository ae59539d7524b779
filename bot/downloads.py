"""Files from Slack: fetched with the bot's token, from Slack's own hosts only."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot.settings import SLACK_API
from commands.errors import CommandError
from commands.rosters.errors import TooLargeError

TIMEOUT = 30
"""Seconds in which some part of a file must get through."""
LONGEST = 120
"""Seconds that a whole file may take."""
_PIECE = 65_536


class NotFetched(StrEnum):
    """Why a file did not come."""

    FOREIGN = "foreign"
    """It is not at Slack's: such an address gets no token."""
    LOGIN_PAGE = "login_page"
    """A page came in its place, as Slack sends to a bot that may not read files."""
    BROKEN = "broken"
    GONE = "gone"


@dataclass(eq=False)
class FileNotFetchedError(CommandError):
    reason: NotFetched


@dataclass(frozen=True)
class Door:
    """From where a file may come, and with which token."""

    token: str
    api_url: str
    hosts: Collection[str] = ()
    """Further hosts, of a workspace that lives elsewhere."""

    def opens(self, address: str) -> bool:
        """Whether this address may be given the token."""
        try:
            target, api = urlsplit(address), urlsplit(self.api_url)
            host = (target.hostname or "").casefold()
        except ValueError:
            return False
        if "@" in target.netloc:
            return False
        if api.netloc != urlsplit(SLACK_API).netloc and (target.scheme, target.netloc) == (
            api.scheme,
            api.netloc,
        ):
            return True
        return target.scheme == "https" and (
            host.endswith(".slack.com") or host in self.hosts or target.netloc in self.hosts
        )


def download(address: str, door: Door, *, size: int | None, limit: int) -> bytes:
    """The bytes of a file of at most `limit`; `size` is what Slack says it has.

    Raises FileNotFetchedError or TooLargeError.
    """
    if size is not None and size > limit:
        raise TooLargeError(limit)
    if not door.opens(address):
        raise FileNotFetchedError(NotFetched.FOREIGN)
    request = Request(  # noqa: S310 - the address was looked at
        address, headers={"Authorization": f"Bearer {door.token}"}
    )
    try:
        with build_opener(_Guarded(door)).open(request, timeout=TIMEOUT) as answer:
            content = _read(answer, limit)
    except HTTPError as error:
        error.close()
        gone = error.code in {404, 410}
        raise FileNotFetchedError(NotFetched.GONE if gone else NotFetched.BROKEN) from None
    except (URLError, OSError, HTTPException):
        raise FileNotFetchedError(NotFetched.BROKEN) from None
    if size is not None and len(content) != size:
        raise FileNotFetchedError(NotFetched.BROKEN)
    return content


class _Guarded(HTTPRedirectHandler):
    """Follows a redirect only where the token may go."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if not self._door.opens(newurl):
            fp.close()
            raise FileNotFetchedError(NotFetched.FOREIGN)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _read(answer: Any, limit: int) -> bytes:
    """All of it, unless it is a page, too large, or does not end."""
    if answer.headers.get_content_type() == "text/html":
        raise FileNotFetchedError(NotFetched.LOGIN_PAGE)
    ends_at = time.monotonic() + LONGEST
    content = bytearray()
    while piece := answer.read(_PIECE):
        content += piece
        if len(content) > limit:
            raise TooLargeError(limit)
        if time.monotonic() > ends_at:
            raise FileNotFetchedError(NotFetched.BROKEN)
    return bytes(content)
