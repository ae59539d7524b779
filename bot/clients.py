"""Clients of Slack: what is tried again by itself, and what never is.

A call that may be repeated is tried again after a broken connection or a server's
error. One that would then stand in Slack twice is not: whoever makes it finds out.
"""

from typing import Any

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)
from slack_sdk.http_retry.handler import RetryHandler

NEVER_TWICE = ("chat.postMessage", "chat.postEphemeral", "files.completeUploadExternal")
"""Calls that a lost answer must not repeat."""

TIMEOUT = 10
"""Seconds that one step of a call may take: to connect, to shake hands, to be answered."""


class RepeatableConnection(ConnectionErrorRetryHandler):
    """Tries a broken connection again, but not for what would then stand in Slack twice."""

    def _can_retry(self, *, request: Any, **rest: Any) -> bool:
        return _repeatable(request) and bool(super()._can_retry(request=request, **rest))


class RepeatableServerError(ServerErrorRetryHandler):
    """Likewise for a server's error, after which nobody knows what was done."""

    def _can_retry(self, *, request: Any, **rest: Any) -> bool:
        return _repeatable(request) and bool(super()._can_retry(request=request, **rest))


def _repeatable(request: Any) -> bool:
    return not request.url.endswith(NEVER_TWICE)


def _repeats() -> list[RetryHandler]:
    return [RepeatableConnection(max_retry_count=1), RepeatableServerError(max_retry_count=1)]


def make_client(token: str, api_url: str) -> WebClient:
    """A client for whoever waits for its answer: it waits where Slack asks for patience."""
    retries = [*_repeats(), RateLimitErrorRetryHandler(max_retry_count=2)]
    return WebClient(token=token, base_url=api_url, timeout=TIMEOUT, retry_handlers=retries)


def make_quick_client(token: str, api_url: str) -> WebClient:
    """A client for what works by itself: it tells at once that Slack asks for patience.

    Sleeping in the middle of a call would outlive a lease, and stop what could go meanwhile.
    """
    return WebClient(token=token, base_url=api_url, timeout=TIMEOUT, retry_handlers=_repeats())
