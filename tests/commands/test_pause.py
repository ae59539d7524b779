"""Pausing and resuming, now and on planned days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import credits, licences, pause, undo
from commands.access import Actor, CannotConnect, Role, why_not
from commands.days import start_of
from commands.errors import (
    AlreadyPausedError,
    NoPlannedPauseError,
    NotAllowedError,
    NotPausedError,
    PauseAlreadyPlannedError,
    PauseEndsBeforeItStartsError,
    PauseHasBegunError,
    PauseInThePastError,
)
from commands.licences import Action
from commands.selection import Selection
from store.models import Operation, Pause, School, User
from tests.factories import ADMIN, NOW, Make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PARIS = ZoneInfo("Europe/Paris")


def plan(session: Session, school: School, first: date, last: date, now: datetime = NOW):
    return pause.plan(session, school.id, first_day=first, last_day=last, by=ADMIN, now=now)


def move(session: Session, school: School, first: date, last: date, now: datetime = NOW):
    return pause.move_plan(session, school.id, first_day=first, last_day=last, by=ADMIN, now=now)


def row(session: Session, school: School) -> Pause:
    return session.scalars(select(Pause).where(Pause.school_id == school.id)).one()


def paused(session: Session, school: School, now: datetime) -> bool:
    return credits.state_at(session, school, now).paused


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def test_pausing_touches_no_licence_and_resuming_gives_back_exactly_what_was_held(
    session: Session, make: Make
):
    school = make.school()
    held, without = make.user(school, licence=True), make.user(school)
    teacher = make.user(school, role="teacher", licence=True)
    result = pause.pause_now(session, school.id, by=ADMIN, now=NOW)
    assert (result.licences, result.students, result.teachers) == (2, 1, 1)
    assert [user.licence for user in (held, without, teacher)] == [True, False, True]
    drafted = licences.start(
        session, school.id, Action.REVOKE, Selection(user_ids=(held.id,)), by=ADMIN, now=NOW
    )
    licences.apply(session, school.id, drafted.draft_id, by=ADMIN, now=NOW)
    found = pause.preview(session, school.id, now=NOW + HOUR)
    assert found.changed_while_paused == 1
    resumed = pause.resume(session, school.id, by=ADMIN, now=NOW + HOUR)
    session.expire_all()
    users = session.scalars(select(User).where(User.school_id == school.id).order_by(User.id))
    assert [user.licence for user in users] == [False, False, True]
    assert resumed.licences == 1


def test_nobody_internal_connects_while_paused_and_externals_do(session: Session, make: Make):
    school = make.school()
    pause.pause_now(session, school.id, by=ADMIN, now=NOW)
    state = credits.state_at(session, school, NOW)
    assert why_not(state, deleted=False, access="internal", licence=True) is CannotConnect.PAUSED
    assert why_not(state, deleted=False, access="external", licence=False) is None
    pause.resume(session, school.id, by=ADMIN, now=NOW + HOUR)
    state = credits.state_at(session, school, NOW + HOUR)
    assert why_not(state, deleted=False, access="internal", licence=True) is None


def test_a_paused_school_consumes_nothing_from_the_second_of_the_pause(
    session: Session, make: Make
):
    school = make.school()
    make.user(school, licence=True)
    at = NOW + timedelta(seconds=10, microseconds=900_000)
    pause.pause_now(session, school.id, by=ADMIN, now=at)
    pause.resume(session, school.id, by=ADMIN, now=NOW + HOUR)
    credits.settle(session, school, NOW + HOUR + timedelta(seconds=5))
    assert school.spent == 10 + 5


def test_pausing_what_is_paused_changes_nothing_and_says_since_when_and_by_whom(
    session: Session, make: Make
):
    school = make.school()
    actor = make.admin(school)
    pause.pause_now(session, school.id, by=actor, now=NOW)
    before = session.scalars(select(Operation.id)).all()
    with pytest.raises(AlreadyPausedError) as refused:
        pause.pause_now(session, school.id, by=ADMIN, now=NOW + DAY)
    assert (refused.value.since, refused.value.by) == (NOW, actor.slack_id)
    assert session.scalars(select(Operation.id)).all() == before
    assert row(session, school).ends_at is None


def test_a_pause_with_a_last_day_ends_with_that_day_by_itself(session: Session, make: Make):
    school = make.school()
    pause.pause_now(session, school.id, last_day=date(2026, 11, 24), by=ADMIN, now=NOW)
    end = local("2026-11-25")
    assert row(session, school).ends_at == end
    assert [paused(session, school, end - timedelta(seconds=s)) for s in (1, 0)] == [True, False]


def test_a_last_day_before_today_is_refused(session: Session, make: Make):
    school = make.school()
    with pytest.raises(PauseEndsBeforeItStartsError) as refused:
        pause.pause_now(session, school.id, last_day=date(2026, 11, 22), by=ADMIN, now=NOW)
    assert refused.value.earliest == date(2026, 11, 23)


def test_resuming_what_is_not_paused_is_refused(session: Session, make: Make):
    school = make.school()
    with pytest.raises(NotPausedError):
        pause.resume(session, school.id, by=ADMIN, now=NOW)


def test_resuming_ends_every_pause_that_holds(session: Session, make: Make):
    school = make.school()
    plan(session, school, date(2026, 11, 25), date(2026, 12, 5))
    pause.pause_now(session, school.id, by=ADMIN, now=NOW + HOUR)
    later = NOW + 3 * DAY
    pause.resume(session, school.id, by=ADMIN, now=later)
    assert not paused(session, school, later)
    assert pause.planned_pause(session, school, later) is None


def test_planned_days_are_both_included(session: Session, make: Make):
    """« du 4/7 au 31/8 » begins with 4 July and ends with 1 September, in Paris."""
    school = make.school(settled_at=datetime(2026, 6, 1, tzinfo=UTC))
    june = datetime(2026, 6, 2, tzinfo=UTC)
    plan(session, school, date(2026, 7, 4), date(2026, 8, 31), june)
    found = row(session, school)
    assert (found.starts_at, found.ends_at) == (local("2026-07-04"), local("2026-09-01"))
    assert found.starts_at == datetime(2026, 7, 3, 22, tzinfo=UTC)
    line = pause.planned_pause(session, school, june)
    assert line is not None
    assert (line.first_day, line.last_day) == (date(2026, 7, 4), date(2026, 8, 31))


def test_days_on_which_the_clock_changes_are_whole(session: Session, make: Make):
    """25 October 2026 has 25 hours in Paris, 28 March 2027 has 23."""
    school = make.school(settled_at=datetime(2026, 10, 1, tzinfo=UTC))
    make.user(school, licence=True)
    now = datetime(2026, 10, 2, tzinfo=UTC)
    credits.settle(session, school, now)
    autumn = date(2026, 10, 25)
    plan(session, school, autumn, autumn, now)
    found = row(session, school)
    assert found.ends_at is not None
    assert found.ends_at - found.starts_at == 25 * HOUR
    spent = school.spent
    credits.settle(session, school, local("2026-10-27"))
    assert school.spent - spent == int((local("2026-10-27") - now - 25 * HOUR).total_seconds())


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("Europe/Paris", date(2026, 7, 4), datetime(2026, 7, 3, 22)),  # noqa: DTZ001
        ("Europe/Paris", date(2027, 3, 28), datetime(2027, 3, 27, 23)),  # noqa: DTZ001
        ("America/Sao_Paulo", date(2018, 11, 4), datetime(2018, 11, 4, 3)),  # noqa: DTZ001
        ("Africa/Cairo", date(2023, 4, 28), datetime(2023, 4, 27, 22)),  # noqa: DTZ001
        ("Pacific/Apia", date(2011, 12, 30), datetime(2011, 12, 30, 10)),  # noqa: DTZ001
        ("America/Havana", date(2020, 11, 1), datetime(2020, 11, 1, 4)),  # noqa: DTZ001
        ("Asia/Kathmandu", date(2026, 1, 1), datetime(2025, 12, 31, 18, 15)),  # noqa: DTZ001
    ],
)
def test_a_day_begins_with_the_first_instant_that_exists(zone: str, day: date, instant: datetime):
    """No midnight in São Paulo and Cairo, no such day in Apia, two midnights in Havana."""
    found = start_of(day, ZoneInfo(zone))
    assert found == instant.replace(tzinfo=UTC)
    before = (found - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    assert before.date() < day <= found.astimezone(ZoneInfo(zone)).date()


def test_a_plan_where_midnight_does_not_exist_begins_at_one(session: Session, make: Make):
    now = datetime(2018, 10, 1, tzinfo=UTC)
    school = make.school(time_zone="America/Sao_Paulo", settled_at=now)
    plan(session, school, date(2018, 11, 4), date(2018, 11, 4), now)
    found = row(session, school)
    assert found.starts_at == datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert found.ends_at == datetime(2018, 11, 5, 2, tzinfo=UTC)
    line = pause.planned_pause(session, school, now)
    assert line is not None
    assert (line.first_day, line.last_day) == (date(2018, 11, 4), date(2018, 11, 4))


def test_a_second_plan_is_refused_and_the_first_one_kept(session: Session, make: Make):
    school = make.school()
    first, last = date(2026, 12, 19), date(2027, 1, 3)
    plan(session, school, first, last)
    with pytest.raises(PauseAlreadyPlannedError) as refused:
        plan(session, school, date(2027, 2, 1), date(2027, 2, 2))
    assert (refused.value.first_day, refused.value.last_day) == (first, last)
    assert row(session, school).starts_at == start_of(first, PARIS)


def test_a_plan_that_has_ended_makes_room_for_the_next(session: Session, make: Make):
    school = make.school()
    plan(session, school, date(2026, 11, 25), date(2026, 11, 25))
    plan(session, school, date(2026, 12, 19), date(2027, 1, 3), NOW + 3 * DAY)


def test_today_is_no_plan_and_an_end_before_the_start_is_none(session: Session, make: Make):
    school = make.school()
    today = date(2026, 11, 23)
    with pytest.raises(PauseInThePastError) as early:
        plan(session, school, today, today)
    assert early.value.earliest == today + DAY
    with pytest.raises(PauseEndsBeforeItStartsError) as short:
        plan(session, school, today + 2 * DAY, today + DAY)
    assert short.value.earliest == today + 2 * DAY


def test_a_plan_is_moved_and_cancelled(session: Session, make: Make):
    school = make.school()
    plan(session, school, date(2026, 12, 19), date(2027, 1, 3))
    moved = move(session, school, date(2026, 12, 20), date(2027, 1, 4))
    assert (moved.first_day, moved.last_day) == (date(2026, 12, 20), date(2027, 1, 4))
    assert row(session, school).stamp == moved.operation_id
    cancelled = pause.cancel_plan(session, school.id, by=ADMIN, now=NOW)
    assert cancelled.first_day == date(2026, 12, 20)
    assert pause.planned_pause(session, school, NOW) is None
    assert not paused(session, school, NOW + 30 * DAY)
    with pytest.raises(NoPlannedPauseError):
        pause.cancel_plan(session, school.id, by=ADMIN, now=NOW)
    with pytest.raises(NoPlannedPauseError):
        move(session, school, date(2026, 12, 20), date(2027, 1, 4))


def test_a_plan_that_has_begun_is_moved_in_its_end_only_and_not_cancelled(
    session: Session, make: Make
):
    school = make.school()
    first = date(2026, 11, 25)
    plan(session, school, first, date(2026, 12, 5))
    begun = NOW + 5 * DAY
    with pytest.raises(PauseHasBegunError) as refused:
        move(session, school, first + DAY, date(2026, 12, 5), begun)
    assert refused.value.first_day == first
    with pytest.raises(PauseHasBegunError):
        pause.cancel_plan(session, school.id, by=ADMIN, now=begun)
    with pytest.raises(PauseEndsBeforeItStartsError):
        move(session, school, first, date(2026, 11, 27), begun)
    move(session, school, first, date(2026, 11, 28), begun)
    assert row(session, school).ends_at == local("2026-11-29")
    assert paused(session, school, begun)


def test_moving_the_end_of_a_plan_that_goes_on_after_an_undone_resume_leaves_its_start(
    session: Session, make: Make
):
    school = make.school()
    plan(session, school, date(2026, 11, 24), date(2026, 12, 10))
    resumed = pause.resume(session, school.id, by=ADMIN, now=NOW + 2 * DAY)
    undo.undo(session, school.id, resumed.operation_id, by=ADMIN, now=NOW + 3 * DAY)
    move(session, school, date(2026, 11, 26), date(2026, 12, 1), now=NOW + 4 * DAY)
    moved = session.scalars(
        select(Pause).where(Pause.school_id == school.id, Pause.starts_at >= NOW + 3 * DAY)
    ).one()
    assert moved.starts_at == NOW + 3 * DAY, "at ten in the morning it went on, not at midnight"
    assert moved.ends_at == local("2026-12-02")


def test_pausing_during_a_planned_pause_says_since_when(session: Session, make: Make):
    school = make.school()
    plan(session, school, date(2026, 11, 25), date(2026, 12, 5))
    with pytest.raises(AlreadyPausedError) as refused:
        pause.pause_now(session, school.id, by=ADMIN, now=NOW + 5 * DAY)
    assert (refused.value.since, refused.value.ends_at) == (
        local("2026-11-25"),
        local("2026-12-06"),
    )


def test_a_bot_that_was_down_costs_nothing(session: Session, make: Make):
    """Nothing flips a flag: nobody came by in the whole of a planned pause."""
    school = make.school()
    make.user(school, licence=True)
    plan(session, school, date(2026, 12, 19), date(2027, 1, 3))
    back = local("2027-01-10")
    credits.settle(session, school, back)
    away = local("2027-01-04") - local("2026-12-19")
    assert school.spent == int((back - NOW - away).total_seconds())


def test_only_admins_pause(session: Session, make: Make):
    school = make.school()
    make.admin(school)
    teacher = Actor("T1", "U1", Role.TEACHER)
    with pytest.raises(NotAllowedError):
        pause.pause_now(session, school.id, by=teacher, now=NOW)
    assert not paused(session, school, NOW)


def test_another_schools_pause_is_none_of_ours(session: Session, make: Make):
    school, other = make.school(), make.school()
    pause.pause_now(session, other.id, by=ADMIN, now=NOW)
    assert not paused(session, school, NOW)
    with pytest.raises(NotPausedError):
        pause.resume(session, school.id, by=ADMIN, now=NOW)


def test_the_preview_tells_whom_it_means_and_how_many_it_does_not(session: Session, make: Make):
    school = make.school()
    make.user(school, licence=True)
    make.user(school, licence=True, role="teacher")
    make.user(school)
    make.user(school, access="external")
    make.deleted(school, licence=True)
    found = pause.preview(session, school.id, now=NOW)
    assert (found.students, found.teachers, found.external) == (1, 1, 1)
    assert (found.current, found.planned) == (None, None)
