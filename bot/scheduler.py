"""What comes by itself. The jobs are importable functions that call commands.

Every replica runs them: each is safe to run twice, and none is needed for what
a school's state is (a pause is computed, not switched). A school's reminders
are a job at its day and hour in its zone; once a minute the jobs are made equal
to the settings, which another replica may have changed, and what is due
although its hour has passed is made to run: the bot was down, or Slack away.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from slack_sdk import WebClient

from bot import ended_lists, postings, reminders
from bot.context import Clock, Services
from bot.looking_up import LookUps
from bot.trouble import met
from commands import erasure, schedule, schools
from commands.schedule import ReminderTime

log = logging.getLogger("preau")

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
REMINDERS = "reminders:"
"""What the ids of the schools' jobs begin with."""
LOOKS = "looks:"
"""And of the jobs that look, for every school, what is to be done; two at once do no harm."""

A_JUMP = timedelta(seconds=30)
"""More than a clock is set by in the ordinary way: somebody set it, or the machine slept."""


class Timetable:
    """The jobs of one process. Started, they run until it is shut down."""

    def __init__(self, services: Services, client: WebClient) -> None:
        self._services = services
        self._client = client
        self._look_ups = LookUps(services, client)
        self._at_work: set[int] = set()
        self._watch = Watch(services.clock)
        self.jobs = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(5), "reminders": ThreadPoolExecutor(5)},
            job_defaults={"coalesce": True, "misfire_grace_time": 3600},
        )
        self.jobs.add_job(self.look_at_the_clock, IntervalTrigger(seconds=1))
        self.jobs.add_job(
            met, IntervalTrigger(minutes=1), [self.keep], id=LOOKS + "keep", max_instances=2
        )
        self._every(timedelta(minutes=5), reminders.tell_notices)
        self._every(timedelta(hours=1), self.delete_ended_drafts)
        self._every(timedelta(hours=1), erase_expired)
        self._every(timedelta(hours=1), self.remove_names)

    def delete_ended_drafts(self, services: Services) -> None:
        ended_lists.delete_ended(services, self._client)

    def remove_names(self, services: Services) -> None:
        postings.remove_due(services, self._client)

    def _every(self, time: timedelta, work: Callable[[Services], None]) -> None:
        trigger = IntervalTrigger(seconds=int(time.total_seconds()))
        self.jobs.add_job(
            met, trigger, [work, self._services], id=LOOKS + work.__name__, max_instances=2
        )

    def start(self, *, paused: bool = False) -> None:
        """Begin, with a look at what was missed."""
        self.jobs.start(paused=paused)
        self.run_now()

    def shutdown(self) -> None:
        """No new work; what is at work is waited for."""
        self.jobs.shutdown(wait=True)

    def run_now(self) -> None:
        """All that looks what is to be done looks now."""
        for job in self.jobs.get_jobs():
            if job.id.startswith(LOOKS):
                self._run_now(job)

    def keep(self) -> None:
        """Make the jobs equal to the settings, and run those that are late."""
        with self._services.sessions.reading() as session:
            times = {each.school_id: each for each in schedule.times(session)}
            due = schedule.due(session, self._services.clock())
        for job in self.school_jobs():
            if int(job.id.removeprefix(REMINDERS)) not in times:
                job.remove()
        for each in times.values():
            self._keep_one(each)
        for week in due:
            if week.school_id not in self._at_work:
                self._run_now(self.jobs.get_job(f"{REMINDERS}{week.school_id}"))

    def school_jobs(self) -> list[Job]:
        return [job for job in self.jobs.get_jobs() if job.id.startswith(REMINDERS)]

    def _keep_one(self, wanted: ReminderTime) -> None:
        """`name` says of which settings a job was made."""
        id_, name = f"{REMINDERS}{wanted.school_id}", str(wanted)
        job = self.jobs.get_job(id_)
        if job is None or job.name != name:
            self.jobs.add_job(
                met,
                trigger_of(wanted),
                [self.remind, wanted.school_id],
                id=id_,
                name=name,
                executor="reminders",
                coalesce=True,
                misfire_grace_time=int(schedule.LATE.total_seconds()),
                replace_existing=True,
            )

    def _run_now(self, job: Job | None) -> None:
        if job is not None:
            job.modify(next_run_time=datetime.now(UTC))

    def remind(self, school_id: int) -> None:
        """A school's week, if it is due."""
        self._at_work.add(school_id)
        try:
            reminders.prepare_due(self._services, self._client, self._look_ups, school_id=school_id)
        finally:
            self._at_work.discard(school_id)

    def look_at_the_clock(self) -> None:
        """After a jump everything is looked at, whatever the jobs' own times are."""
        if self._watch.jumped():
            log.info("the clock was set, or the machine slept: looking at what is due")
            self.run_now()


def trigger_of(wanted: ReminderTime) -> CronTrigger:
    """That hour of that day, in the school's zone, whatever its clocks do."""
    return CronTrigger(
        day_of_week=DAYS[wanted.day - 1], hour=wanted.hour, minute=0, timezone=wanted.time_zone
    )


class Watch:
    """Tells a clock that jumped by the time that passed in fact."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._monotonic = clock, monotonic
        self._seen = clock(), monotonic()

    def jumped(self) -> bool:
        """Since the last time this was asked."""
        (then, passed), self._seen = self._seen, (self._clock(), self._monotonic())
        now, by_now = self._seen
        return abs(now - then - timedelta(seconds=by_now - passed)) > A_JUMP


def erase_expired(services: Services) -> None:
    """Erase, school by school, who was deleted longer ago than the school keeps them."""
    now = services.clock()
    with services.sessions.reading() as session:
        found = schools.every(session)
    for school in found:  # one school's trouble stops no other's
        met(_erase_expired, services, school.id, now)


def _erase_expired(services: Services, school_id: int, now: datetime) -> None:
    with services.sessions.writing.begin() as session:
        erasure.erase_expired(session, school_id, now=now)
