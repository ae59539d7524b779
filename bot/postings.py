"""What the bot posts with names in it, and how the names go again.

A message is noted before it is posted and carries its row's id as metadata, a
file before it is shown: a process that dies in between leaves nothing that
nobody knows of. Once an hour what is too old is claimed, as the outbox does;
no transaction is open while Slack is spoken to.
"""

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from itertools import chain
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.context import Services
from bot.outbox import EVENT as OUTBOX
from bot.outbox import surely_refused
from bot.patience import asked_to_wait
from bot.texts import Words, cut
from bot.views.common import Blocks
from commands import postings, schools
from commands.postings import PostingLine

log = logging.getLogger("preau")

EVENT = "preau_names"
"""The type of the metadata that a message with names carries."""

LEASE = timedelta(minutes=10)
"""More than twice the longest that a batch may take."""

AROUND = timedelta(minutes=10)
"""Within this time of being noted a message stands in Slack, whatever its clock and ours say."""

BATCHES, BETWEEN = 25, 20.0
"""So many batches a run, and seconds between them: what Slack allows. The rest is for the next."""

ATTEMPTS = 12
SOME_TIME = timedelta(minutes=1)
"""So long the others wait too, where Slack asks for patience."""
LONGEST_WAIT = timedelta(hours=24)

GONE = frozenset({"message_not_found", "file_not_found", "file_deleted"})
"""There is nothing to take names from any more. A channel that is not found may be one that the
bot was put out of: its messages stand there all the same."""

NOT_TO_EDIT = frozenset({"edit_window_closed", "cant_update_message"})
"""A workspace may let nobody change old messages: then the whole message goes."""

PAGE = 200
"""Messages asked for at once where one is looked for."""

TEXT = 3900
"""Characters of a message that may be changed."""


@dataclass(frozen=True)
class Named:
    """The words of a message with names of people in it, in its blocks above all."""

    kind: str
    text: str
    """What a notification shows."""
    stays: str
    """What is left of it when its names go, by `figures_only`; in its own language."""


@dataclass(frozen=True)
class Posted:
    """Where a message stands."""

    channel: str
    ts: str

    @property
    def written(self) -> str:
        """As a draft keeps it."""
        return f"{self.channel}:{self.ts}"

    @classmethod
    def read(cls, written: str) -> "Posted":
        channel, _, ts = written.partition(":")
        return cls(channel, ts)


def figures_only(figures: str, words: Words) -> str:
    """What stays of a message: its figures, and why there is no more."""
    note = words.gettext("🕓 The names in this message were removed: their time was over.")
    return f"{cut(figures, TEXT - len(note) - 1)}\n{note}".strip()


def post(
    client: WebClient,
    services: Services,
    school_id: int,
    channel: str,
    told: Named,
    blocks: Blocks | None = None,
) -> Posted:
    """Post a message with names in it.

    Where Slack does not say that it refused, the message may stand there: it stays noted.
    """
    with services.sessions.writing.begin() as session:
        now = services.clock()
        noted = postings.note(
            session, school_id, told.kind, channel=channel, words=told.stays, now=now
        )
    try:
        sent = client.chat_postMessage(
            channel=channel,
            text=told.text,
            blocks=blocks,
            metadata={"event_type": EVENT, "event_payload": {"id": noted}},
            unfurl_links=False,
            unfurl_media=False,
        )
    except SlackApiError as error:
        if surely_refused(error) is not None:
            with services.sessions.writing.begin() as session:
                postings.never_stood(session, school_id, noted)
        raise
    posted = Posted(str(sent["channel"]), str(sent["ts"]))
    with services.sessions.writing.begin() as session:
        postings.stands(session, school_id, noted, posted.channel, posted.ts)
    return posted


# Taking the names away ------------------------------------------------------------------


def remove_due(services: Services, client: WebClient) -> None:
    """Of every school: messages keep their figures only, files go. Any replica, any time."""
    remover = Remover(services, client)
    with services.sessions.reading() as session:
        found = schools.every(session)
    for school in found:
        remover.run(school.id)
        with services.sessions.writing.begin() as session:
            postings.forget_old(session, school.id, services.clock())


class Remover:
    """Takes names away. One a run; any number at once."""

    def __init__(
        self, services: Services, client: WebClient, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._sleep = sleep
        self._services = services
        self._client = client
        self._resting = False
        self.name = secrets.token_hex(8)

    def run(self, school_id: int) -> int:
        """Until nothing is due any more, or Slack asks for patience; how many were done."""
        done = 0
        for batch in range(BATCHES):
            lines = [] if self._rests() else self._claim(school_id)
            if not lines:
                break
            if batch:
                self._sleep(BETWEEN)
            for line in lines:
                if self._rests():
                    self._wait(line, SOME_TIME, "rests")
                else:
                    done += self._do(line)
        return done

    def _rests(self) -> bool:
        return self._resting

    def _claim(self, school_id: int) -> list[PostingLine]:
        with self._services.sessions.writing.begin() as session:
            return postings.claim(session, school_id, self.name, self._services.clock(), LEASE)

    def _do(self, line: PostingLine) -> bool:
        try:
            self._take_away(line)
        except SlackApiError as error:
            code = str(error.response.get("error"))
            if (seconds := asked_to_wait(error)) is not None:
                self._resting = True
                return self._wait(line, timedelta(seconds=seconds), code)
            if code not in GONE:
                return self._later(line, code)
        except (SlackClientError, HTTPException, OSError) as error:
            return self._later(line, type(error).__qualname__)
        self._mark(postings.removed, line, now=self._services.clock())
        return True

    def _take_away(self, line: PostingLine) -> None:
        if line.file_id is not None:
            self._client.files_delete(file=line.file_id)
            return
        where = self._where(line)
        if where is not None:
            self._blank(where, line.words or "…")

    def _blank(self, where: Posted, words: str) -> None:
        try:
            self._client.chat_update(
                channel=where.channel, ts=where.ts, text=words, blocks=[], parse="none"
            )
        except SlackApiError as error:
            if error.response["error"] not in NOT_TO_EDIT:
                raise
            self._client.chat_delete(channel=where.channel, ts=where.ts)

    def _where(self, line: PostingLine) -> Posted | None:
        """Where it stands; one whose process died while posting it is looked for by its id."""
        channel = line.channel or ""
        if line.ts is not None:
            return Posted(channel, line.ts)
        if channel.startswith(("U", "W")):
            channel = str(self._client.conversations_open(users=channel)["channel"]["id"])
        pages = self._client.conversations_history(
            channel=channel,
            oldest=_seconds(line, -AROUND),
            latest=_seconds(line, AROUND),
            include_all_metadata=True,
            limit=PAGE,
        )
        by_outbox = line.outbox_id is not None
        event, number = (OUTBOX, line.outbox_id) if by_outbox else (EVENT, line.id)
        for message in chain.from_iterable(page["messages"] for page in pages):
            metadata: dict[str, Any] = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == event and payload.get("id") == number:
                return Posted(channel, str(message["ts"]))
        return None

    def _later(self, line: PostingLine, error: str) -> bool:
        """Try again, less and less often; at last give up and say so."""
        if line.attempts >= ATTEMPTS:
            log.error("names of posting %s (%s) stay: %s", line.id, line.kind, error)
            self._mark(postings.failed, line, error=error)
            return False
        wait = min(timedelta(minutes=10) * 2**line.attempts, LONGEST_WAIT)
        return self._wait(line, wait, error)

    def _wait(self, line: PostingLine, wait: timedelta, error: str) -> bool:
        not_before = self._services.clock() + wait
        self._mark(postings.release, line, not_before=not_before, error=error)
        return False

    def _mark(self, step: Callable[..., None], line: PostingLine, **values: Any) -> None:
        with self._services.sessions.writing.begin() as session:
            step(session, line.id, claimant=self.name, **values)


def _seconds(line: PostingLine, by: timedelta) -> str:
    return f"{(line.posted_at + by).timestamp():.6f}"
