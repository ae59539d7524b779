"""Sends what changes left to say, once, whatever crashes.

A message is a row, claimed before it is sent. *sending* is committed just
before the post, and the post carries the row's id as metadata: a message whose
sender died in between is looked for in its conversation before it is sent
again. No transaction is open while Slack is spoken to.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.context import Clock
from bot.tellings import NotNowError, Telling, telling
from commands import outbox
from commands.outbox import OutboxLine
from store.session import Sessions

log = logging.getLogger("preau")

EVENT = "preau_outbox"
"""The type of the metadata that a message carries."""

LEASE = timedelta(seconds=60)
"""More than twice the longest a post may take: ten seconds, tried after waits of Slack's."""

LATER = {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable"}
"""Slack's errors that pass; the message goes back to wait."""

ATTEMPTS = 20


class Sender:
    """Sends what is wanted. One a process; any number of processes."""

    def __init__(self, sessions: Sessions, client: WebClient, clock: Clock) -> None:
        self._sessions = sessions
        self._client = client
        self._clock = clock
        self.name = secrets.token_hex(8)

    def send_all(self) -> int:
        """Send until nothing is wanted any more; how many went."""
        sent = 0
        while lines := self._claim():
            for line in lines:
                try:
                    sent += self._send(line)
                except (SlackApiError, OSError) as error:
                    # Left as it stands: when the lease lapses it is taken up again, and a post
                    # that may have got through is looked for first. Late rather than twice.
                    log.warning("message %s waits: %s", line.id, type(error).__qualname__)
        return sent

    def _claim(self) -> list[OutboxLine]:
        with self._sessions.writing.begin() as session:
            return outbox.claim(session, self.name, self._clock(), LEASE)

    def _send(self, line: OutboxLine) -> bool:
        told = self._telling(line)
        if told is None:
            return False
        if line.look_up_first and (found := self._look_up(line, told.channel)) is not None:
            return self._mark(outbox.sent, line, now=self._clock(), channel=found[0], ts=found[1])
        if not self._mark(outbox.sending, line, now=self._clock(), lease=LEASE):
            return False
        try:
            posted = self._client.chat_postMessage(
                channel=told.channel,
                text=told.text,
                blocks=told.blocks,
                metadata={"event_type": EVENT, "event_payload": {"id": line.id}},
                unfurl_links=False,
                unfurl_media=False,
            )
        except SlackApiError as error:
            return self._refused(line, str(error.response["error"]))
        # A broken connection leaves the row as *sending*: it may stand in Slack, and is looked for
        channel, ts = str(posted["channel"]), str(posted["ts"])
        return self._mark(outbox.sent, line, now=self._clock(), channel=channel, ts=ts)

    def _telling(self, line: OutboxLine) -> Telling | None:
        """The words, in the language of the place; None when there is no place to say it."""
        when: datetime | None = None
        worded = True
        with self._sessions.reading() as session:
            try:
                told = telling(session, line, self._clock())
            except NotNowError as error:
                when, told = error.not_before, None
            except LookupError:
                log.error("message %s of kind %s has no words", line.id, line.kind)
                worded, told = False, None
        if when is not None:
            if not line.look_up_first:  # one that may stand in Slack stays so until looked for
                self._mark(outbox.release, line, not_before=when)
        elif not worded:
            self._mark(outbox.failed, line, error="no_words")
        elif told is None:
            self._mark(outbox.dropped, line)
        return told

    def _look_up(self, line: OutboxLine, channel: str) -> tuple[str, str] | None:
        """Channel and time of the message, if an earlier sender's post got through."""
        if channel.startswith("U"):
            channel = str(self._client.conversations_open(users=channel)["channel"]["id"])
        found = self._client.conversations_history(
            channel=channel, include_all_metadata=True, limit=100
        )
        for message in found["messages"]:
            metadata: dict[str, Any] = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT and payload.get("id") == line.id:
                return channel, str(message["ts"])
        return None

    def _refused(self, line: OutboxLine, error: str) -> bool:
        if error in LATER and line.attempts < ATTEMPTS:
            wait = timedelta(seconds=min(300, 2**line.attempts))
            self._mark(outbox.release, line, not_before=self._clock() + wait, error=error)
        else:
            log.warning("message %s was refused: %s", line.id, error)
            self._mark(outbox.failed, line, error=error)
        return False

    def _mark(self, step: Callable[..., bool], line: OutboxLine, **values: Any) -> bool:
        with self._sessions.writing.begin() as session:
            return step(session, line.id, claimant=self.name, **values)
