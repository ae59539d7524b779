"""What runs by itself for the weekly reminders: prepare what is due, once, by any replica.

The database holds what is wanted and what was done; a process that dies in
between leaves nothing half said, and the next minute's run goes on from there.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.context import Services, ask_slack
from bot.trouble import noted
from commands import notices, people, reminders
from commands.reminders import DueWeek, Outcome
from commands.teachers import TeacherToFind, Who

log = logging.getLogger("preau")

NOBODY = {"users_not_found", "user_not_found", "user_not_visible"}
"""Slack knows nobody of that address, or shows nobody to the bot."""

PATIENCE = timedelta(minutes=30)
"""So long after it is due a week waits for a look-up that failed; then that teacher is named
to the admins, and the others are told."""

AWAY = timedelta(hours=6)
"""So long it waits if every look-up failed: Slack is away, and could be told nothing either."""


@dataclass
class LookedUp:
    """What Slack said of teachers' addresses."""

    said: dict[int, Who | None] = field(default_factory=dict)
    """By user id; None for nobody of that address."""
    unsaid: list[int] = field(default_factory=list)
    """Slack refused, or did not answer: another time."""

    def settled(self) -> dict[int, Who | None]:
        """As if nobody had been found where Slack did not answer."""
        return {**dict.fromkeys(self.unsaid), **self.said}

    def worth_waiting(self, late: timedelta) -> bool:
        if not self.unsaid:
            return False
        return late < (PATIENCE if self.said else AWAY)


def prepare_due(services: Services, client: WebClient) -> None:
    """Prepare the week of every school whose reminder is due; nothing to do costs one look."""
    with services.sessions.reading() as session:
        due = reminders.due(session, services.clock())
    for week in due:
        try:
            prepare(services, client, week)
        except Exception as error:  # one school's trouble stops no other's
            noted(error)


def tell_notices(services: Services) -> None:
    """Credits that will run out, planned pauses that begin or end, teachers not reached."""
    now = services.clock()
    with services.sessions.reading() as session:
        found = notices.due_notices(session, now)
    if not found:
        return
    with services.sessions.writing.begin() as session:
        notices.tell(session, found, now)
    services.kick_outbox()


def prepare(services: Services, client: WebClient, due: DueWeek) -> Outcome | None:
    """Find the teachers, then write the week's messages; None while it waits for Slack."""
    with services.sessions.reading() as session:
        wanted = reminders.teachers_to_find(session, due.school_id, due.week, services.clock())
    found = look_up(services, client, due.school_id, wanted)
    if found.worth_waiting(services.clock() - due.due_at):
        log.warning("a week's reminder waits: %s look-ups had no answer", len(found.unsaid))
        return None
    with services.sessions.writing.begin() as session:
        done = reminders.prepare(
            session, due.school_id, due.week, found=found.settled(), now=services.clock()
        )
    if done.outcome not in (Outcome.NOT_DUE, Outcome.TO_FIND):
        services.kick_outbox()
    return done.outcome


def look_up(
    services: Services, client: WebClient, school_id: int, wanted: Sequence[TeacherToFind]
) -> LookedUp:
    """Ask Slack for each address; who is found is kept at once, and known for a day."""
    found = LookedUp()
    for teacher in wanted:
        try:
            found.said[teacher.user_id] = _ask(services, client, school_id, teacher)
        except (SlackClientError, OSError) as error:
            log.warning("a teacher could not be looked up: %s", _code(error))
            found.unsaid.append(teacher.user_id)
    return found


def _ask(
    services: Services, client: WebClient, school_id: int, teacher: TeacherToFind
) -> Who | None:
    """Their organisation and id. A second question tells their language, which the first does not.

    Who answers to the address is kept with it, though Slack may not show it in the profile.
    """
    try:
        user = client.users_lookupByEmail(email=teacher.email)["user"]
    except SlackApiError as error:
        if error.response["error"] in NOBODY:
            return None
        raise
    facts = replace(ask_slack(client, str(user["id"])), email=teacher.email)
    with services.sessions.writing.begin() as session:
        people.keep(session, school_id, facts, now=services.clock())
    return facts.org_id, facts.slack_id


def _code(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return str(error.response["error"])
    return type(error).__qualname__
