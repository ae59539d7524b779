"""The demo's school is what the demo promises, on both databases."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo.clock import Clock
from bot.demo.names import CLASSES, HARP, TRIAL
from bot.demo.school import make_school
from bot.demo.state import State
from bot.workspace.people import TEAM
from commands import classes, journal, logins, people, settings, users
from commands.access import CannotConnect, Role
from commands.credits import CREDIT, Forecast
from commands.selection import Selection
from store.session import Session
from tests.databases import Databases, fresh_sessions

ZONE = ZoneInfo("Europe/Paris")
CHANNEL = "C0SECRETAR"


@dataclass
class Demo:
    state: State
    session: Session
    told_at: list[datetime]
    """When the outbox was to be emptied."""

    @property
    def id(self) -> int:
        return self.state.school_id

    @property
    def now(self) -> datetime:
        return self.state.now()


@pytest.fixture(scope="module")
def demo(databases: Databases) -> Iterator[Demo]:
    with fresh_sessions(databases) as sessions:
        clock = Clock()
        told_at: list[datetime] = []
        made = make_school(sessions, clock, TEAM, CHANNEL, lambda: told_at.append(clock.now()))
        with sessions.reading() as session:
            yield Demo(State(sessions, made.school_id, clock), session, told_at)


def test_1_200_students_24_teachers_20_externals_and_28_without_a_licence(demo: Demo):
    assert len(demo.state.students()) == 1200
    assert len(demo.state.who(Selection(role="teacher"))) == 24
    assert demo.state.account().external == 20
    without = demo.state.who(Selection(role="student", licence=False))
    assert len(without) == 28 + 20
    assert demo.state.in_class(TRIAL) <= without
    assert demo.state.account().licences == 1200 - 48 + 24


def test_190_never_connected_of_whom_12_cannot(demo: Demo):
    totals = logins.totals(demo.session, demo.id, now=demo.now)
    assert totals.never_connected == 190
    assert totals.cannot_connect == {CannotConnect.NO_LICENCE: 12}


def test_logins_are_known_as_of_this_morning_and_the_application_asks(demo: Demo):
    account = demo.state.account()
    assert not account.logins_stale
    assert account.logins_known_at is not None
    assert account.logins_known_at.astimezone(ZONE).date() == demo.now.astimezone(ZONE).date() or (
        demo.now - account.logins_known_at < timedelta(minutes=5)
    )
    assert account.asked


def test_credits_were_consumed_and_are_left_for_some_months(demo: Demo):
    account = demo.state.account()
    assert 380 < account.balance / CREDIT < 460
    assert account.run_out.forecast is Forecast.DAY
    assert account.run_out.at is not None
    assert timedelta(days=90) < account.run_out.at - demo.now < timedelta(days=200)


def test_people_were_deleted_on_three_days_yesterday_a_whole_class(demo: Demo):
    today = demo.now.astimezone(ZONE).date()
    assert demo.state.deleted() == {
        today - timedelta(days=1): 12,
        today - timedelta(days=7): 3,
        today - timedelta(days=34): 5,
    }
    assert demo.state.in_class(HARP) == frozenset()


def test_the_classes_have_students_and_teachers(demo: Demo):
    found = {each.name: each for each in classes.search(demo.session, demo.id, "")}
    assert set(found) == set(CLASSES)
    assert all(each.teachers for each in found.values())
    assert all(each.students >= 20 for name, each in found.items() if name != HARP)


def test_a_family_of_three_has_one_address_and_homonyms_are_told_apart(demo: Demo):
    family = users.search(
        demo.session, demo.id, Selection(text="famille.martin@"), now=demo.now
    ).rows
    assert sorted(row.first_name for row in family) == ["Hugo", "Inès", "Zoé"]
    same = users.search(demo.session, demo.id, Selection(text="camille moreau"), now=demo.now).rows
    assert len(same) == 2
    assert all(row.homonym for row in same)


def test_it_is_set_up_with_three_admins_their_channel_and_the_cast_s_teachers(demo: Demo):
    found = settings.current(demo.session, demo.id)
    assert found.set_up
    assert found.admins_channel == CHANNEL
    assert {admin.name for admin in found.admins} == {"Claire Morel", "Karim Benali", "Emma Wilson"}
    for slack_id in ("U0HELENE01", "U0ALICE001", "U0JAMES001"):
        actor = people.actor(demo.session, demo.id, TEAM.id, slack_id)
        assert actor.role is Role.TEACHER
    nina = people.actor(demo.session, demo.id, TEAM.id, "U0NINA0001")
    assert nina.role is Role.STAFF


def test_the_journal_is_in_the_order_of_time_and_nothing_is_of_the_future(demo: Demo):
    found = list(reversed(journal.latest(demo.session, demo.id, limit=100)))
    moments = [line.at for line in found]
    assert moments == sorted(moments)
    assert moments[-1] <= demo.now
    assert "change_settings" in [line.kind for line in found], "the reminders were switched on"
    kinds = [line.kind for line in found if line.kind not in ("add_user", "change_settings")]
    assert kinds == [
        *("import", "import", "first_settings", "delete", "import"),
        *("revoke", "delete", "delete"),
    ]
    assert demo.told_at == sorted(demo.told_at)


@pytest.mark.parametrize("hour", [0, 3, 23])
def test_it_can_be_made_at_any_hour(sqlite_databases: Databases, hour: int):
    night = datetime(2026, 3, 29, hour, 30, tzinfo=ZONE)  # the night when an hour is missing
    clock = Clock()
    with fresh_sessions(sqlite_databases) as sessions, clock.held_at(night):
        made = make_school(sessions, clock, TEAM, CHANNEL, lambda: None)
    assert made.school_id
