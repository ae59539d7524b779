"""One interaction: read, acknowledge, one command in one transaction, answer.

Every listener takes a `Turn`. Whatever goes wrong after the acknowledgement is
met here: a refusal becomes a sentence where the person is looking, anything
else a number that stands in the log too. Nothing is left to Bolt, which would
undo an acknowledgement for an exception that comes right after it.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYetError
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt import Ack, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import postings
from bot.context import Asker, services_of, who_asks
from bot.postings import Named, Posted, figures_only
from bot.refusals import sentence, sentence_of_trouble
from bot.socket_mode import ACKNOWLEDGED
from bot.texts import LANGUAGES, Words, translations
from bot.trouble import noted, without_data
from bot.views import common
from commands.access import require_admin
from commands.errors import CommandError
from commands.postings import require_names

log = logging.getLogger("preau")

ACK_SECONDS = 3.0
"""Slack waits no longer for an acknowledgement."""

QUICK = 1.0
"""Seconds the store may take before a loading view is shown; a trigger lives three."""

View = dict[str, Any]


class Turn:
    """A slash command, a click, a submitted form, or a visit to the Home tab."""

    def __init__(
        self, ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        self._ack = ack
        self.body = body
        self.client = client
        self.context = context
        self.asker: Asker | None = None
        self._waiting = False

    # What was sent ---------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The words after a slash command."""
        return str(self.body.get("text", "")).strip()

    @property
    def view(self) -> View:
        found: View = self.body["view"]
        return found

    @property
    def draft_id(self) -> str:
        """What the view carries: the id of its draft."""
        return str(self.view.get("private_metadata", ""))

    @property
    def values(self) -> dict[str, dict[str, Any]]:
        """`state.values` of the view or message."""
        state = self.body.get("view", self.body).get("state") or {}
        found: dict[str, dict[str, Any]] = state.get("values", {})
        return found

    @property
    def action(self) -> dict[str, Any]:
        """The one action of a click."""
        found: dict[str, Any] = self.body["actions"][0]
        return found

    @property
    def in_modal(self) -> bool:
        view: View = self.body.get("view") or {}
        return view.get("type") == "modal"

    @property
    def form_words(self) -> Words:
        """The language a form was shown in, told by its *Close*: a field's error is said
        with the acknowledgement, before the store can be asked who this is."""
        close = (self.view.get("close") or {}).get("text")
        shown = [each for each in LANGUAGES if translations(each).gettext("Close") == close]
        return Words(shown[0] if shown else "fr", ZoneInfo("UTC"))

    @property
    def channel_id(self) -> str | None:
        """Where the command was typed or the message stands; None in a view."""
        channel = self.body.get("channel") or {}
        return self.body.get("channel_id") or channel.get("id")

    @property
    def message_ts(self) -> str | None:
        """The message that was clicked in."""
        found: str | None = (self.body.get("message") or {}).get("ts")
        return found

    @property
    def user_id(self) -> str:
        return self.context.actor_user_id or self.context.user_id or ""

    # Answering -------------------------------------------------------------------------

    def ack(self, **answer: Any) -> None:
        """Acknowledge; with `options=` or `response_action=` where Slack takes an answer."""
        self._ack(**answer)

    def wait(self) -> None:
        """Acknowledge a submitted form and turn it into one that waits for `answer`."""
        self._ack(response_action="update", view=common.WAITING)
        self._waiting = True

    def who(self, *, for_change: bool = False) -> Asker:
        """Who asks; call after the acknowledgement.

        Raises NamesGoneError for a click in a message older than its names may be: whatever
        the click would write there would bring them back.
        """
        asker = self.asker = who_asks(self.context, self.client, for_change=for_change)
        if self.channel_id and self.message_ts:
            with asker.services.sessions.reading() as session:
                where = (self.channel_id, self.message_ts)
                require_names(session, asker.school_id, *where, now=asker.now)
        return asker

    def who_admin(self) -> Asker:
        """Who asks, if it is an admin: what a menu offers is checked like any other step."""
        asker = self.who()
        with asker.services.sessions.reading() as session:
            require_admin(session, asker.school_id, asker.actor)
        return asker

    def open(self, build: Callable[[Asker], View], *, for_change: bool = False) -> None:
        """Open a modal: filled if that is quick, else a loading one that is filled later."""

        def present(view: View) -> str:
            shown = self.client.views_open(trigger_id=self.body["trigger_id"], view=view)
            return str(shown["view"]["id"])

        self._show(build, present, for_change)

    def push(self, build: Callable[[Asker], View], *, for_change: bool = False) -> None:
        """Put a modal on the one that was clicked in; in its place where three stand already."""

        def present(view: View) -> str:
            try:
                shown = self.client.views_push(trigger_id=self.body["trigger_id"], view=view)
            except SlackApiError as error:
                if error.response["error"] != "push_limit_reached":
                    raise
                return self._in_place(view)
            return str(shown["view"]["id"])

        self._show(build, present, for_change)

    def show(self, build: Callable[[Asker], View], *, for_change: bool = False) -> None:
        """Lead on: in a modal in its place, so that nothing out of date waits below."""
        if self.in_modal:
            self._show(build, self._in_place, for_change)
        else:
            self.open(build, for_change=for_change)

    def update(self, view: View) -> None:
        """Replace the view that was clicked in, unless it changed meanwhile."""
        try:
            self.client.views_update(view_id=self.view["id"], hash=self.view.get("hash"), view=view)
        except SlackApiError as error:
            # a later click has drawn it anew, or the person closed it
            if error.response["error"] not in {"hash_conflict", "not_found"}:
                raise

    def answer(self, view: View) -> None:
        """Fill the form that `wait` left, if the person did not close it."""
        self._fill(self.view["id"], view)

    def tell(self, text: str, blocks: list[dict[str, Any]] | None = None) -> None:
        """A direct message to who asks, without names of people."""
        self.client.chat_postMessage(
            channel=self.user_id, text=text, blocks=blocks, unfurl_links=False, unfurl_media=False
        )

    def tell_names(
        self, told: Named, blocks: common.Blocks | None = None, *, channel: str | None = None
    ) -> Posted:
        """A message with names of people, in private unless `channel` is given."""
        asker = self.asker or self.who()
        place = channel or self.user_id
        return postings.post(self.client, asker.services, asker.school_id, place, told, blocks)

    def whisper(self, text: str, *, names: bool = False) -> None:
        """One line that only who asks sees, where they are; in private if that cannot be."""
        url = self.body.get("response_url") or self.context.response_url
        if url and self.context.respond is not None:
            answer = self.context.respond(
                text=text, response_type="ephemeral", replace_original=False
            )
            if answer.status_code == 200:
                return
        self._sentence(text, names)

    def _sentence(self, text: str, names: bool) -> None:
        """In private; `names`: it may name people."""
        if names and self.asker is not None:
            self.tell_names(Named("sentence", text, figures_only("", self.asker.words)))
        else:
            self.tell(text)

    def committed(self) -> None:
        """Say what the outbox holds, now that the change is kept."""
        services_of(self.context).kick_outbox()

    # Trouble ---------------------------------------------------------------------------

    def refuse(self, error: CommandError) -> None:
        """Say a refusal where the person is looking; a menu has no place for words."""
        if self._suggesting():
            self._ack(options=[])
            return
        asker = self.asker or self.who()
        text = sentence(error, asker)
        self.say(common.refused(text, asker.words, error))

    def trouble(self, error: BaseException) -> None:
        """Something unexpected: a number for the log and for the person."""
        number = noted(error)
        if self._suggesting():
            self._ack(options=[])
            return
        language = self.asker.words.language if self.asker else None
        self.say(common.trouble(sentence_of_trouble(error, number, language)), names=False)

    def say(self, view: View, *, names: bool = True) -> None:
        """Show a sentence where the person is looking; `names`: it may name people."""
        if self._waiting or (self.body.get("type") == "block_actions" and self.in_modal):
            self._fill(self.view["id"], view)
        elif "trigger_id" in self.body:
            try:
                self.client.views_open(trigger_id=self.body["trigger_id"], view=view)
            except SlackApiError:  # the trigger was used, or is too old
                self.whisper(common.text_of(view), names=names)
        else:
            self._sentence(common.text_of(view), names)

    def _suggesting(self) -> bool:
        return self.body.get("type") == "block_suggestion"

    def _show(
        self,
        build: Callable[[Asker], View],
        present: Callable[[View], str],
        for_change: bool,
    ) -> None:
        """Present what `build` gives; if that takes a while, a waiting view until then."""
        filling: Future[View] = services_of(self.context).fillers.submit(
            self._filled, build, for_change
        )
        try:
            view = filling.result(timeout=QUICK)
        except NotYetError:
            self._fill(present(common.WAITING), filling.result())
        else:
            present(view)

    def _in_place(self, view: View) -> str:
        """Show it instead of the view that was clicked in."""
        self._fill(self.view["id"], view)
        return str(self.view["id"])

    def _filled(self, build: Callable[[Asker], View], for_change: bool) -> View:
        """The view, or what there is to say instead."""
        try:
            asker = self.who(for_change=for_change)
            try:
                return build(asker)
            except CommandError as error:
                return common.refused(sentence(error, asker), asker.words, error)
        except Exception as error:
            number = noted(error)
            language = self.asker.words.language if self.asker else None
            return common.trouble(sentence_of_trouble(error, number, language))

    def _fill(self, view_id: str, view: View) -> None:
        if self._waiting and ACKNOWLEDGED in self.context:
            self.context[ACKNOWLEDGED].wait(timeout=ACK_SECONDS)
        try:
            self.client.views_update(view_id=view_id, view=view)
        except SlackApiError as error:
            if error.response["error"] != "not_found":  # closed: they know what they did
                raise


def listener(handle: Callable[[Turn], None]) -> Callable[..., None]:
    """A Bolt listener out of a function of a Turn; nothing it raises reaches Bolt."""

    @wraps(handle, updated=())
    def listen(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        turn = Turn(ack, body, client, context)
        try:
            handle(turn)
        except CommandError as error:
            refusal = error
            _last_word(turn, lambda: turn.refuse(refusal))
        except Exception as error:
            trouble = error
            _last_word(turn, lambda: turn.trouble(trouble))

    del listen.__wrapped__  # Bolt reads the arguments of what it wraps
    return listen


def _last_word(turn: Turn, speak: Callable[[], None]) -> None:
    try:
        speak()
    except Exception as error:
        log.error("trouble, and could not say so: %s", without_data(error))
