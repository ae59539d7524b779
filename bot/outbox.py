"""Sends what changes left to say, once, whatever crashes.

A message is a row, claimed before it is sent. *sending* is committed just
before the post, and the post carries the row's id as metadata: a message whose
sender died in between is looked for in its conversation before it is sent
again. No transaction is open while Slack is spoken to, and nothing sleeps in
the middle of a post: a lease never lapses while its holder waits.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from http.client import HTTPException
from secrets import token_hex
from threading import Lock

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import wordings
from bot.context import Clock
from bot.patience import Patience, asked_to_wait
from bot.tellings import NotNowError, Telling, telling
from bot.trouble import noted
from commands import outbox
from commands.outbox import OutboxLine
from store.session import UNAVAILABLE, Sessions

log = logging.getLogger("preau")

EVENT = "preau_outbox"
"""The type of the metadata that a message carries."""

LONGEST_POST = timedelta(seconds=40)
"""Two addresses to connect to, the handshake, the answer: ten seconds each."""

LEASE = 2.25 * LONGEST_POST
"""At least twice the longest a post may take."""

UNSURE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
"""Slack's errors after which a message may stand all the same, as Slack says itself."""

SERVER_TROUBLE = 500
"""From this status on it may have been done all the same."""

A_CODE = re.compile(r"[a-z_]+")
"""Whatever else stands in an error's place is a page of somebody between us and Slack."""

ATTEMPTS = 20
"""So often a message that this program has trouble with is tried."""

UNTIL = timedelta(days=7)
"""A message that may stand in Slack, and can neither be found nor sent, is given up then."""

PAGE, MOST_PAGES = 200, 20
"""Of a conversation in which a message is looked for; further back would be guessing."""


def surely_refused(error: SlackApiError) -> str | None:
    """Slack's code where it did nothing; None where what was asked may be done all the same."""
    code = str(error.response.get("error"))
    if asked_to_wait(error) is not None:
        return code
    is_open = error.response.status_code >= SERVER_TROUBLE or code in UNSURE
    return None if is_open or not A_CODE.fullmatch(code) else code


class Sender:
    """Sends what is wanted. One a process; any number of processes."""

    def __init__(
        self,
        sessions: Sessions,
        client: WebClient,
        clock: Clock,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        wordings.load_all()
        self._sessions = sessions
        self._client = client
        self._clock = clock
        self._monotonic = monotonic
        self._patience = Patience(monotonic, sleep)
        self._not_there: dict[int, float] = {}
        """Since when, by no clock that can be set, a message is known not to stand in Slack."""
        self._one_at_a_time = Lock()
        """A claim is known by its claimant: two threads under one name would be one to the rows."""
        self.name = token_hex(8)

    def send_all(self) -> int:
        """Send until nothing is wanted any more, or Slack asks for patience; how many went."""
        sent = 0
        with self._one_at_a_time:
            while not self._patience.rests("chat.postMessage") and (lines := self._claim()):
                sent += self._send_these(lines)
        return sent

    def rests_for(self) -> float:
        """Seconds until Slack may be spoken to again."""
        return self._patience.rests("chat.postMessage")

    def _claim(self) -> list[OutboxLine]:
        with self._sessions.writing.begin() as session:
            return outbox.claim(session, self.name, self._clock(), LEASE)

    def _send_these(self, lines: list[OutboxLine]) -> int:
        """Each in a second of its own in its conversation; what the time is too short for waits."""
        sent, waiting = 0, list(lines)
        ends_at = self._monotonic() + LEASE.total_seconds() / 3
        while waiting:
            if self._patience.rests("chat.postMessage") or self._monotonic() > ends_at:
                self._give_back(waiting)
                break
            line = self._patience.next_of(waiting, _place)
            waiting.remove(line)
            try:
                sent += self._send(line)
            except (SlackClientError, HTTPException, OSError) as error:
                # Left as it stands: when the lease lapses it is taken up again, and a post
                # that may have got through is looked for first. Late rather than twice.
                log.warning("message %s waits: %s", line.id, type(error).__qualname__)
            except UNAVAILABLE:
                raise
            except Exception as error:  # one message's trouble stops no other's
                noted(error)
                self._trouble(line)
        return sent

    def _send(self, line: OutboxLine) -> bool:
        if line.look_up_first:
            if (found := self._look_up(line)) is not None:
                channel, ts = found
                return self._mark(outbox.sent, line, now=self._clock(), channel=channel, ts=ts)
            if not self._surely_not_there(line):
                return False
        told = self._telling(line)
        return told is not None and self._post(line, told)

    def _post(self, line: OutboxLine, told: Telling) -> bool:
        began = self._monotonic()
        place = {"channel": told.channel, "lease": LEASE, "stays": told.stays, "named": told.named}
        if not self._mark(outbox.sending, line, now=self._clock(), **place):
            return False
        if self._monotonic() - began > LONGEST_POST.total_seconds():
            return False  # the commit took so long that somebody else may have it already
        self._not_there.pop(line.id, None)
        self._patience.spoke(_place(line))
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
            return self._refused(line, error)
        # A broken connection leaves the row as *sending*: it may stand in Slack, and is looked for
        channel, ts = str(posted["channel"]), str(posted["ts"])
        return self._mark(outbox.sent, line, now=self._clock(), channel=channel, ts=ts)

    def _telling(self, line: OutboxLine) -> Telling | None:
        """The words, in the language of the place; None when there is no place to say it."""
        try:
            with self._sessions.reading() as session:
                told = telling(session, line, self._clock())
        except NotNowError as error:
            self._mark(outbox.release, line, not_before=error.not_before)
            return None
        if told is None:
            self._mark(outbox.dropped, line)
        return told

    def _look_up(self, line: OutboxLine) -> tuple[str, str] | None:
        """Channel and time of the message, if an earlier sender's post got through.

        Raises what Slack does, or LookupError where there is more to read than can be read.
        """
        if self._clock() - line.created_at > UNTIL:
            self._mark(outbox.failed, line, error=outbox.NOT_LOOKED_UP)
            raise SlackClientError("nobody could look for it")
        channel = line.channel or ""
        with self._patience.asked("conversations.history"):
            if channel.startswith(("U", "W")):
                channel = str(self._client.conversations_open(users=channel)["channel"]["id"])
            pages = self._client.conversations_history(
                channel=channel, include_all_metadata=True, limit=PAGE
            )
            for number, page in enumerate(pages, 1):
                for message in page["messages"]:
                    if _is_of(message, line):
                        return channel, str(message["ts"])
                    if float(message["ts"]) < (line.created_at - UNTIL).timestamp():
                        return None
                if number == MOST_PAGES:
                    raise SlackClientError("too much was said since")
        return None

    def _surely_not_there(self, line: OutboxLine) -> bool:
        """Whether the post that was begun is over, whatever a clock says that was set.

        Its lease lapsed by a clock that may have jumped: it is looked for again
        when a post's longest time has passed in fact.
        """
        since = self._not_there.setdefault(line.id, self._monotonic())
        if self._monotonic() - since >= LONGEST_POST.total_seconds():
            return True
        place = {"channel": line.channel, "lease": LONGEST_POST}
        self._mark(outbox.sending, line, now=self._clock(), **place)
        return False

    def _refused(self, line: OutboxLine, error: SlackApiError) -> bool:
        wait = asked_to_wait(error)
        code = str(error.response["error"])
        if wait is not None:
            self._patience.rest("chat.postMessage", wait)
            self._mark(outbox.release, line, error=code)
        elif surely_refused(error) is None:
            log.warning("message %s waits: nobody knows whether it got through", line.id)
        else:
            log.warning("message %s was refused: %s", line.id, code)
            self._mark(outbox.failed, line, error=code)
        return False

    def _give_back(self, lines: Iterable[OutboxLine]) -> None:
        """Unsent, for whoever is next; one that may stand in Slack stays so until looked for."""
        with self._sessions.writing.begin() as session:
            for line in lines:
                if not line.look_up_first:
                    outbox.release(session, line.id, claimant=self.name)

    def _trouble(self, line: OutboxLine) -> None:
        """It stays claimed until its lease lapses, and is not tried for ever."""
        if line.attempts >= ATTEMPTS and not line.look_up_first:
            self._mark(outbox.failed, line, error="no_words")

    def _mark(self, step: Callable[..., bool], line: OutboxLine, **values: object) -> bool:
        with self._sessions.writing.begin() as session:
            return step(session, line.id, claimant=self.name, **values)


def _place(line: OutboxLine) -> tuple[int, str]:
    """Each stands for one conversation: *admins* is one a school."""
    return line.school_id, line.destination


def _is_of(message: dict[str, object], line: OutboxLine) -> bool:
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT:
        return False
    return (metadata.get("event_payload") or {}).get("id") == line.id
