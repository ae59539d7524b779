"""Trigger ids and response URLs: rights that a person's act lends to the app for a while."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.workspace.refusal import Refusal

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass
class Trigger:
    """Lets the app open one modal for `user_id`, soon. `view_id` is the modal it came from."""

    user_id: str
    ends_at: float
    view_id: str | None = None
    channel_id: str | None = None
    spent: bool = False


@dataclass
class ResponseUrl:
    """Lets the app answer where the person was, without a token and without being a member."""

    user_id: str
    channel_id: str
    ends_at: float
    original_ts: str | None = None
    left: int = RESPONSE_USES


class Triggers:
    """All trigger ids given out."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._issued: dict[str, Trigger] = {}

    def issue(
        self, user_id: str, *, view_id: str | None = None, channel_id: str | None = None
    ) -> str:
        """A new trigger id, good for three seconds and for one call."""
        trigger_id = (
            f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        )
        ends_at = self._clock() + TRIGGER_SECONDS
        self._issued[trigger_id] = Trigger(user_id, ends_at, view_id, channel_id)
        return trigger_id

    def spend(self, trigger_id: object) -> Trigger:
        """Use it up. Raises Refusal when it is unknown, used, or older than three seconds."""
        trigger = self._issued.get(str(trigger_id))
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.spent:
            raise Refusal("exchanged_trigger_id")
        if self._clock() > trigger.ends_at:
            raise Refusal("expired_trigger_id")
        trigger.spent = True
        return trigger


class ResponseUrls:
    """All response URLs given out, by their secret part."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, user_id: str, channel_id: str, original_ts: str | None = None) -> str:
        """The secret part of a new one: five uses within half an hour."""
        key = secrets.token_urlsafe(18)
        ends_at = self._clock() + RESPONSE_SECONDS
        self._issued[key] = ResponseUrl(user_id, channel_id, ends_at, original_ts)
        return key

    def get(self, key: str) -> ResponseUrl:
        """The one that may still be used. Raises Refusal otherwise; the use is not yet counted."""
        url = self._issued.get(key)
        if url is None:
            raise Refusal("invalid_url")
        if self._clock() > url.ends_at:
            raise Refusal("expired_url")
        if url.left <= 0:
            raise Refusal("used_url")
        return url
