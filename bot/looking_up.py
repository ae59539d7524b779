"""Which Slack person an address is: asked of Slack within its limits, a few at a time.

Who is found is kept at once and known for a day, by every process. Of whom Slack
knows nobody, this process asks again after an hour: so that a school whose
teachers are not all in Slack gets to the end of its list.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.context import Services, ask_slack
from bot.patience import Patience, RestingError, asked_to_wait
from commands import people
from commands.teachers import TeacherToFind, Who

log = logging.getLogger("preau")

NOBODY = {"users_not_found", "user_not_found", "user_not_visible"}
"""Slack knows nobody of that address, or shows nobody to the bot."""

NOBODY_FOR = timedelta(hours=1)

PATIENCE = timedelta(minutes=30)
"""So long a week waits for a look-up that failed; then that teacher is named
to the admins, and the others are told."""

AWAY = timedelta(hours=6)
"""So long it waits while Slack asks for patience, or if every look-up failed: Slack is away, and
could be told nothing either."""

ASKS = "users.lookupByEmail"


@dataclass
class LookedUp:
    """What Slack said of teachers' addresses."""

    said: dict[int, Who | None] = field(default_factory=dict)
    """By user id; None for nobody of that address."""
    unsaid: list[int] = field(default_factory=list)
    """Slack refused, or did not answer: another time."""
    busy: bool = False
    """Slack asked for patience; the rest was not asked for."""

    def settled(self) -> dict[int, Who | None]:
        """As if nobody had been found where Slack did not answer."""
        return {**dict.fromkeys(self.unsaid), **self.said}

    def asked_for(self, wanted: Sequence[TeacherToFind]) -> bool:
        """Whether there is nothing more to ask of them in this round."""
        return all(each.user_id in self.said or each.user_id in self.unsaid for each in wanted)

    def worth_waiting(self, late: timedelta) -> bool:
        if not self.unsaid:
            return False
        return late < (PATIENCE if self.said and not self.busy else AWAY)


class LookUps:
    """Asks Slack. One a process for what comes by itself."""

    def __init__(
        self, services: Services, client: WebClient, patience: Patience | None = None
    ) -> None:
        self._services = services
        self._client = client
        self._patience = patience or Patience()
        self._nobody: dict[str, datetime] = {}
        """Addresses of nobody, and when Slack said so."""
        self._waiting: dict[tuple[int, str], datetime] = {}
        """Since when a school's week waits for look-ups: not since it was due, which may be days
        ago when the bot was down."""

    def look_up(
        self,
        school_id: int,
        wanted: Sequence[TeacherToFind],
        found: LookedUp | None = None,
        *,
        most: int | None = None,
    ) -> LookedUp:
        """Ask for these, but for what was `found` already; not for more than `most`."""
        found = found or LookedUp()
        asked = [t for t in wanted if t.user_id not in found.said and t.user_id not in found.unsaid]
        for teacher in asked[:most]:
            try:
                found.said[teacher.user_id] = self._who(school_id, teacher)
            except (SlackClientError, OSError) as error:
                log.warning("a teacher could not be looked up: %s", _code(error))
                found.unsaid.append(teacher.user_id)
                if _is_busy(error):
                    found.busy = True
                    break
        if found.busy:
            left = [t.user_id for t in asked if t.user_id not in found.said]
            found.unsaid = [*dict.fromkeys([*found.unsaid, *left])]
        return found

    def worth_waiting(self, found: LookedUp, school_id: int, week: str) -> bool:
        """Whether what was not said may be said if the week waits some more."""
        now = self._services.clock()
        since = self._waiting.setdefault((school_id, week), now)
        return found.worth_waiting(abs(now - since))

    def _who(self, school_id: int, teacher: TeacherToFind) -> Who | None:
        now = self._services.clock()
        since = self._nobody.get(teacher.email)
        if since is not None and now - NOBODY_FOR < since <= now:
            return None
        who = self._ask(school_id, teacher)
        if who is None:
            self._nobody[teacher.email] = now
        return who

    def _ask(self, school_id: int, teacher: TeacherToFind) -> Who | None:
        """Organisation and id. A second question tells their language, which the first does not.

        Who answers to the address is kept with it, though Slack may not show it in the profile.
        """
        try:
            with self._patience.asked(ASKS):
                user = self._client.users_lookupByEmail(email=teacher.email)["user"]
                told = ask_slack(self._client, str(user["id"]))
        except SlackApiError as error:
            if error.response["error"] in NOBODY:
                return None
            raise
        facts = replace(told, email=teacher.email)
        with self._services.sessions.writing.begin() as session:
            people.keep(session, school_id, facts, now=self._services.clock())
        return facts.org_id, facts.slack_id


def _is_busy(error: Exception) -> bool:
    if isinstance(error, SlackApiError):
        return asked_to_wait(error) is not None
    return isinstance(error, RestingError)


def _code(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return str(error.response["error"])
    return type(error).__qualname__
