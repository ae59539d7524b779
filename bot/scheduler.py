"""What comes by itself. The jobs are importable functions that call commands.

Every replica runs them: each is safe to run twice, and none is needed for what
a school's state is (a pause is computed, not switched).
"""

import logging

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from slack_sdk import WebClient

from bot import reminders
from bot.context import Services
from commands import drafts, erasure, schools

log = logging.getLogger("preau")


def make(services: Services, client: WebClient) -> BackgroundScheduler:
    """The schedule, not started yet."""
    schedule = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": 3600}
    )
    schedule.add_job(delete_ended_drafts, IntervalTrigger(hours=1), [services])
    schedule.add_job(erase_expired, IntervalTrigger(hours=1), [services])
    schedule.add_job(reminders.prepare_due, IntervalTrigger(minutes=1), [services, client])
    schedule.add_job(reminders.tell_notices, IntervalTrigger(minutes=5), [services])
    return schedule


def delete_ended_drafts(services: Services) -> None:
    """Drafts that ended are of no use to anybody."""
    with services.sessions.writing.begin() as session:
        drafts.delete_ended(session, now=services.clock())


def erase_expired(services: Services) -> None:
    """Erase, school by school, who was deleted longer ago than the school keeps them."""
    now = services.clock()
    with services.sessions.reading() as session:
        found = schools.every(session)
    for school in found:
        with services.sessions.writing.begin() as session:
            erasure.erase_expired(session, school.id, now=now)
