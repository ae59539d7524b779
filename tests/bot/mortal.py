"""A whole bot in a process of its own, which kills itself at one point on its way."""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from slack_sdk import WebClient

from bot import outbox as sending
from bot import reminders, running
from bot.looking_up import LookUps
from bot.outbox import Sender
from bot.running import RunningBot
from bot.settings import Settings
from commands import outbox
from store.session import make_sessions

POINTS = (
    "looked up",
    "prepared",
    "claimed",
    "marked as sending",
    "in the middle of the post",
    "posted",
    "marked as sent",
)
"""On the way of a message, in order."""

SLOW = 0.4
"""Seconds a post takes while a process dies in its middle; the message comes to stand all the
same."""


@dataclass(frozen=True)
class Life:
    """How a bot lives."""

    database_url: str
    bot_token: str
    app_token: str
    api_url: str
    dies: str | None = None
    lease: float = 2.0
    """Seconds; half of it is the longest a post may take."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def live(life: Life) -> None:
    """Work until killed."""
    sending.LEASE = timedelta(seconds=life.lease)
    sending.LONGEST_POST = timedelta(seconds=life.lease / 2)
    running.POLLS = 0.1
    if life.dies:
        arrange(life.dies)
    settings = Settings(
        database_url=life.database_url,
        bot_token=life.bot_token,
        app_token=life.app_token,
        api_url=life.api_url,
    )
    with RunningBot(settings, make_sessions(life.database_url), lambda: datetime.now(UTC)):
        threading.Event().wait()


def arrange(point: str) -> None:
    """Die after that step is done and committed."""
    if point == "looked up":
        after(LookUps, "_ask")
    elif point == "prepared":
        after(reminders, "prepare")
    elif point == "claimed":
        after(Sender, "_claim", if_=lambda result, args: bool(result))
    elif point == "marked as sending":
        after(Sender, "_mark", if_=lambda result, args: args[1] is outbox.sending)
    elif point == "in the middle of the post":
        in_the_middle(WebClient.chat_postMessage)
    elif point == "posted":
        after(WebClient, "chat_postMessage")
    elif point == "marked as sent":
        after(Sender, "_mark", if_=lambda result, args: args[1] is outbox.sent)


def after(
    owner: Any, name: str, if_: Callable[[Any, tuple[Any, ...]], bool] = lambda result, args: True
) -> None:
    done = getattr(owner, name)

    @wraps(done)
    def last(*args: Any, **more: Any) -> Any:
        result = done(*args, **more)
        if if_(result, args):
            die()
        return result

    setattr(owner, name, last)


def in_the_middle(post: Callable[..., Any]) -> None:
    @wraps(post)
    def cut_short(*args: Any, **more: Any) -> Any:
        threading.Timer(SLOW / 2, die).start()
        return post(*args, **more)

    WebClient.chat_postMessage = cut_short  # type: ignore[method-assign]
