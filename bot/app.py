"""The Bolt app: one middleware, the listeners of every job, one error handler."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from bot.context import Services
from bot.listeners import register_listeners

log = logging.getLogger("preau")

LISTENERS = 20
"""Listeners at work at once; Bolt's own five are filled by five slow clicks."""


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
