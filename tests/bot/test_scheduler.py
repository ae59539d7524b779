"""What comes by itself: jobs equal to the settings, whoever changes them, whatever clocks do."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bot import reminders
from bot.context import Services
from bot.looking_up import AWAY, LookUps
from bot.scheduler import A_JUMP, Timetable, Watch, trigger_of
from commands import pause, schedule, settings
from commands.schedule import ReminderTime
from commands.teachers import TeacherToFind
from store.models import OutboxMessage, Person, ReminderWeek, School
from store.session import Sessions
from tests.bot.conftest import Clock
from tests.commands.reminding import MONDAY_8, on, student, teacher
from tests.factories import ADMIN, Make

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PARIS = ZoneInfo("Europe/Paris")


class Fillers:
    """Nothing is filled here."""


def services(sessions: Sessions, clock: Clock) -> Services:
    return Services(sessions, clock, Fillers(), lambda: None)  # type: ignore[arg-type]


@contextmanager
def replica(sessions: Sessions, clock: Clock, *, paused: bool = True) -> Iterator[Timetable]:
    """A process's jobs, that do not run by themselves while it is paused."""
    timetable = Timetable(services(sessions, clock), WebClient())
    timetable.start(paused=paused)
    try:
        yield timetable
    finally:
        timetable.shutdown()


def times(timetable: Timetable) -> dict[str, str]:
    return {job.id: str(job.trigger) for job in timetable.school_jobs()}


def change(sessions: Sessions, school_id: int, now: datetime, **values: object) -> None:
    with sessions.writing.begin() as session:
        settings.change(session, school_id, values, by=ADMIN, now=now)


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = MONDAY_8 - DAY
    return clock


@pytest.fixture
def school_id(sessions: Sessions) -> int:
    """A school of one teacher, whom Slack is known to have."""
    with sessions.writing.begin() as session:
        make = Make(session)
        school = on(make)
        make.school_class(school, "Piano", teacher(make, school, "UA"), student(make, school))
        return school.id


def test_a_setting_changed_through_one_replica_reaches_the_jobs_of_all(
    sessions: Sessions, school_id: int, clock: Clock
):
    with replica(sessions, clock) as one, replica(sessions, clock) as other:
        for each in (one, other):
            each.keep()
        id_ = f"reminders:{school_id}"
        monday = "cron[day_of_week='mon', hour='8', minute='0']"
        assert times(one) == times(other) == {id_: monday}
        kept = one.jobs.get_job(id_)
        one.keep()
        assert one.jobs.get_job(id_) == kept
        change(sessions, school_id, clock.now, reminder_day=4, reminder_hour=17)
        other.keep()
        assert times(other) == {id_: "cron[day_of_week='thu', hour='17', minute='0']"}
        change(sessions, school_id, clock.now, time_zone="Indian/Reunion")
        other.keep()
        [job] = other.school_jobs()
        assert str(job.trigger.timezone) == "Indian/Reunion"
        change(sessions, school_id, clock.now, reminders_on=False)
        other.keep()
        assert times(other) == {}
        assert times(one) == {id_: monday}, "it has not looked yet"
        one.keep()
        assert times(one) == {}


def test_the_jobs_fire_at_the_instants_at_which_reminders_are_due():
    for zone in ("Europe/Paris", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"):
        trigger = trigger_of(ReminderTime(1, 1, 8, zone))
        school = School(reminder_day=1, reminder_hour=8, time_zone=zone)
        at = datetime(2026, 1, 1, tzinfo=UTC)
        for _ in range(60):  # over a year: both changes of the clocks
            fires = trigger.get_next_fire_time(None, at + timedelta(seconds=1))
            assert fires is not None
            at = fires.astimezone(UTC)
            assert at == schedule.due_at(school, schedule.week_of(at.astimezone(fires.tzinfo)))
            assert (at.astimezone(ZoneInfo(zone)).hour, fires.isoweekday()) == (8, 1)


@pytest.mark.parametrize(
    ("sunday", "hour"), [("2027-03-28", 2), ("2026-10-25", 2)], ids=["skipped", "twice"]
)
def test_the_hour_that_does_not_exist_or_comes_twice_sends_once(
    sessions: Sessions, school_id: int, clock: Clock, monkeypatch, sunday: str, hour: int
):
    monkeypatch.setattr(schedule, "MORNING", 0)  # clocks change at night, when nobody is told
    day = datetime.fromisoformat(sunday).replace(tzinfo=PARIS)
    with sessions.writing.begin() as session:
        values = {"reminder_day": 7, "reminder_hour": hour, "logins_known_at": day}
        session.execute(update(School).values(**values))
        session.execute(update(Person).values(fetched_at=day + DAY))
        last = {"due_at": day, "prepared_at": day, "outcome": "skipped", "figures": {}}
        week = schedule.week_of((day - 7 * DAY).date())
        session.add(ReminderWeek(school_id=school_id, week=week, **last))
    clock.now = day.astimezone(UTC)
    with replica(sessions, clock) as timetable:
        for _ in range(24):
            timetable.remind(school_id)
            clock.pass_(minutes=30)
    with sessions.reading() as session:
        found = list(session.scalars(select(ReminderWeek).where(ReminderWeek.outcome == "sent")))
        told = session.scalars(select(OutboxMessage.destination).filter_by(kind="reminder_teacher"))
        assert (len(found), list(told)) == (1, ["UA"])
        due = found[0].due_at.astimezone(PARIS)
        assert due.isoformat() == f"{sunday}T0{3 if '03-28' in sunday else 2}:00:00+02:00"


def test_a_job_that_is_late_runs_once_however_often_its_time_passed():
    with_grace = trigger_of(ReminderTime(1, 1, 8, "Europe/Paris"))
    assert isinstance(with_grace, CronTrigger)
    clock = Clock()
    timetable = Timetable(services(None, clock), WebClient())  # type: ignore[arg-type]
    timetable._keep_one(ReminderTime(1, 1, 8, "Europe/Paris"))
    [job] = timetable.school_jobs()
    assert (job.coalesce, job.misfire_grace_time) == (True, 7 * 86_400)


def test_a_week_missed_while_the_bot_was_down_is_prepared_when_it_starts(
    sessions: Sessions, school_id: int, clock: Clock
):
    clock.now = MONDAY_8 + 3 * DAY
    with replica(sessions, clock, paused=False):
        ends_at = time.monotonic() + 10
        weeks: list[str] = []
        while not weeks and time.monotonic() < ends_at:
            time.sleep(0.02)
            with sessions.reading() as session:
                query = select(ReminderWeek.week).filter_by(outcome="sent")
                weeks = list(session.scalars(query))
    assert weeks == ["2026-W48"]


class Broken:
    """A database that refuses, and tells of whom."""

    def reading(self) -> None:
        raise IntegrityError("INSERT", {"last_name": "Lefèvre"}, Exception("Zoé Lefèvre"))

    @property
    def writing(self) -> "Broken":
        return self

    begin = reading


def test_trouble_in_a_job_is_logged_under_a_number_and_names_nobody(
    clock: Clock, caplog: pytest.LogCaptureFixture
):
    with replica(Broken(), clock, paused=False) as timetable:  # type: ignore[arg-type]
        timetable._keep_one(ReminderTime(1, 1, 8, "Europe/Paris"))
        [job] = timetable.school_jobs()
        timetable._run_now(job)
        ends_at = time.monotonic() + 10
        while caplog.text.count("trouble") < 6 and time.monotonic() < ends_at:
            time.sleep(0.02)
    assert caplog.text.count("IntegrityError") == 6, "five that look, and a school's"
    assert "Lefèvre" not in caplog.text


def test_one_schools_trouble_stops_no_others_notices(sessions: Sessions, clock: Clock):
    first = (MONDAY_8 + DAY).date()
    with sessions.writing.begin() as session:
        ids = [on(Make(session)).id for _ in range(3)]
        for id_ in ids:
            pause.plan(
                session, id_, first_day=first, last_day=first + 5 * DAY, by=ADMIN, now=clock.now
            )
        session.execute(
            update(School).where(School.id == ids[1]).values(time_zone="Nowhere/Nowhere")
        )
    clock.now = MONDAY_8 + 2 * DAY
    reminders.tell_notices(services(sessions, clock))
    with sessions.reading() as session:
        query = select(OutboxMessage.school_id).filter_by(kind="pause_begun")
        assert sorted(session.scalars(query)) == [ids[0], ids[2]]


def test_a_clock_that_is_set_is_noticed_and_one_that_runs_is_not():
    clock, passed = Clock(), [0.0]
    watch = Watch(clock, lambda: passed[0])
    for seconds, really in ((1, 1), (3600, 3600), (20, 1), (0, 20)):
        clock.pass_(seconds=seconds)
        passed[0] += really
        assert not watch.jumped()
    for jump in (7 * DAY, -HOUR, A_JUMP + timedelta(seconds=1)):
        clock.now += jump
        assert watch.jumped()
        assert not watch.jumped()


class Slack(WebClient):
    """Knows nobody, and asks for patience after so many questions."""

    def __init__(self, patient_for: int) -> None:
        super().__init__()
        self.left = patient_for
        self.asked: list[str] = []

    def users_lookupByEmail(self, *, email: str, **more: object) -> SlackResponse:  # noqa: N802
        self.asked.append(email)
        self.left -= 1
        error, status = ("users_not_found", 200) if self.left >= 0 else ("ratelimited", 429)
        response = SlackResponse(
            client=self,
            http_verb="POST",
            api_url="users.lookupByEmail",
            req_args={},
            data={"ok": False, "error": error},
            headers={"Retry-After": "30"},
            status_code=status,
        )
        raise SlackApiError(error, response)


def test_look_ups_go_on_where_slack_asked_for_patience_and_come_to_an_end(clock: Clock):
    wanted = [TeacherToFind(number, f"{number}@tivoli.example") for number in range(100)]
    slack = Slack(patient_for=40)
    looking = LookUps(services(None, clock), slack)  # type: ignore[arg-type]
    found = looking.look_up(1, wanted)
    assert (len(found.said), len(found.unsaid), found.busy) == (40, 60, True)
    assert found.worth_waiting(AWAY - HOUR)
    assert looking.look_up(1, wanted).said == found.said, "it rests: nothing is asked"
    assert len(slack.asked) == 41
    looking._patience.rest("users.lookupByEmail", 0)
    slack.left = 60
    found = looking.look_up(1, wanted)
    assert (len(found.said), found.unsaid) == (100, [])
    assert len(slack.asked) == 101, "of whom it knew nobody it was not asked again"
