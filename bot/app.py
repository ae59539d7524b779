"""The Bolt app: one middleware, the listeners of every job, one error handler."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import App, BoltContext
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
)
from slack_sdk.http_retry.handler import RetryHandler

from bot.context import Services
from bot.listeners import register_listeners

log = logging.getLogger("preau")

LISTENERS = 20
"""Listeners at work at once; Bolt's own five are filled by five slow clicks."""

NEVER_TWICE = ("chat.postMessage", "files.completeUploadExternal")
"""Calls that a lost answer must not repeat."""


class RepeatableOnly(ConnectionErrorRetryHandler):
    """Tries a broken connection again, but not for what would then stand in Slack twice."""

    def _can_retry(self, *, request: Any, **rest: Any) -> bool:
        if request.url.endswith(NEVER_TWICE):
            return False
        return bool(super()._can_retry(request=request, **rest))


def make_client(token: str, api_url: str) -> WebClient:
    """A client of Slack that waits when asked to, and gives up before an answer is due."""
    retries: list[RetryHandler] = [
        RepeatableOnly(max_retry_count=1),
        RateLimitErrorRetryHandler(max_retry_count=2),
    ]
    return WebClient(token=token, base_url=api_url, timeout=10, retry_handlers=retries)


def make_app(client: WebClient, services: Services) -> App:
    """The app with every listener; asks Slack once who the bot is."""
    app = App(
        client=client,
        listener_executor=ThreadPoolExecutor(LISTENERS, "listener"),
        raise_error_for_unhandled_request=False,
    )

    @app.middleware
    def hand_in(context: BoltContext, next: Callable[[], None]) -> None:
        context["services"] = services
        next()

    @app.error
    def never_silent(error: Exception) -> None:
        # Listeners meet their own trouble (bot.turn); what comes here is Bolt's
        log.error("trouble in Bolt: %s", type(error).__qualname__)

    register_listeners(app)
    return app
