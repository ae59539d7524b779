"""What runs by itself for the weekly reminders: prepare what is due, once, by any replica.

The database holds what is wanted and what was done; a process that dies in
between leaves nothing half said, and the next minute's run goes on from there.
"""

import logging

from slack_sdk import WebClient

from bot.context import Services
from bot.looking_up import LookedUp, LookUps
from bot.trouble import met
from commands import notices, reminders, schools
from commands.reminders import DueWeek, Outcome

log = logging.getLogger("preau")

AT_ONCE = 25
"""Addresses asked for before it is seen whom another replica found meanwhile."""


def prepare_due(
    services: Services,
    client: WebClient,
    look_ups: LookUps | None = None,
    *,
    school_id: int | None = None,
) -> None:
    """Prepare the week of every school whose reminder is due, or of one of them."""
    with services.sessions.reading() as session:
        due = reminders.due(session, services.clock(), school_id=school_id)
    for week in due:
        met(prepare, services, look_ups or LookUps(services, client), week)


def tell_notices(services: Services) -> None:
    """Credits that will run out, planned pauses that begin or end, teachers not reached."""
    with services.sessions.reading() as session:
        found = schools.every(session)
    for school in found:
        met(_tell_notices, services, school.id)


def _tell_notices(services: Services, school_id: int) -> None:
    now = services.clock()
    with services.sessions.reading() as session:
        found = notices.due_notices(session, school_id, now)
    if not found:
        return
    with services.sessions.writing.begin() as session:
        notices.tell(session, found, now)
    services.kick_outbox()


def prepare(services: Services, look_ups: LookUps, due: DueWeek) -> Outcome | None:
    """Find the teachers, then write the week's messages; None while it waits for Slack."""
    found = _found(services, look_ups, due)
    if look_ups.worth_waiting(found, due.school_id, due.week):
        log.warning("a week's reminder waits: %s look-ups had no answer", len(found.unsaid))
        return None
    with services.sessions.writing.begin() as session:
        done = reminders.prepare(
            session, due.school_id, due.week, found=found.settled(), now=services.clock()
        )
    if done.outcome not in (Outcome.NOT_DUE, Outcome.TO_FIND):
        services.kick_outbox()
    return done.outcome


def _found(services: Services, look_ups: LookUps, due: DueWeek) -> LookedUp:
    found = LookedUp()
    while True:
        with services.sessions.reading() as session:
            wanted = reminders.teachers_to_find(session, due.school_id, due.week, services.clock())
        if found.busy or found.asked_for(wanted):
            return found
        look_ups.look_up(due.school_id, wanted, found, most=AT_ONCE)
