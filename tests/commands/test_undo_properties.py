"""Undo, whatever was done: in reverse it gives back all, in any order it harms nothing."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from commands import pause
from store.models import Change, EnrolmentChange, SchoolChange, User
from store.session import Sessions
from tests.commands.life import UNDOABLE, WITHIN_THE_DAY, Event, Life, events, seconds
from tests.databases import Databases
from tests.examples import tries
from tests.factories import CREDIT

PLENTY = 1000 * CREDIT


def lives(
    sessions: Sessions,
    databases: Databases,
    property_: Callable[..., None],
    *given_: st.SearchStrategy,
) -> None:
    """Run a property over many lives, each in a transaction that is rolled back."""

    @settings(max_examples=tries(20 if databases.kind == "sqlite" else 8))
    @given(st.tuples(*given_))
    def check(arguments: tuple) -> None:
        with sessions.writing() as session, session.begin() as transaction:
            property_(Life(session, PLENTY), *arguments)
            transaction.rollback()

    check()


def without_added(life: Life, facets: dict) -> dict:
    """An added user whose adding was undone is a deleted one, which stays."""
    return {
        (thing, key): value
        for (thing, key), value in facets.items()
        if (key[0] if isinstance(key, tuple) else key) in life.people
        or thing in ("admin", "setting", "class")
    }


def test_any_sequence_undone_in_reverse_gives_the_state_before_exactly(
    shared_sessions: Sessions, databases: Databases
):
    def gives_back(life: Life, found: list[Event]) -> None:
        before, paused = life.facets(), life.paused()
        named = life.past_names()
        for event in found:
            life.do(event)
        for operation_id in reversed(life.operations):
            assert life.undo(operation_id) is not None
        assert without_added(life, life.facets()) == before
        assert (life.paused(), life.past_names()) == (paused, named)
        live = [user.id for user in life.users().values() if user.deleted_at is None]
        assert sorted(live) == life.people

    lives(shared_sessions, databases, gives_back, events(UNDOABLE, WITHIN_THE_DAY, 4, 10))


def test_undone_in_any_order_it_never_touches_what_others_did_since(
    shared_sessions: Sessions, databases: Databases
):
    def harms_nothing(life: Life, found: list[Event], order: list[int]) -> None:
        for event in found:
            life.do(event)
        for number in order:
            if life.operations:
                undone_id = life.operations[number % len(life.operations)]
                before, stamps = life.facets(), left_by(life, undone_id)
                undo_id = life.undo(undone_id)
                if undo_id is not None:
                    life.operations.append(undo_id)
                    assert_untouched(life, before, stamps)
                assert_sound(life)

    kinds = (*UNDOABLE, "undo")
    gaps = seconds(0, 0.5, 600, 20_000, 86_400)
    order = st.lists(st.integers(0, 12), min_size=2, max_size=6)
    lives(shared_sessions, databases, harms_nothing, events(kinds, gaps, 5, 12), order)


def left_by(life: Life, operation_id: int) -> dict[tuple[str, object], int | None]:
    """The stamp that the operation left on each thing it touched."""
    session, found = life.session, {}
    for row in session.scalars(select(Change).where(Change.operation_id == operation_id)):
        if row.licence_after is not None:
            found["licence", row.user_id] = row.licence_stamp_after
        if row.existence is not None:
            found["existence", row.user_id] = row.existence_stamp_after
        if row.profile_after is not None:
            found["profile", row.user_id] = row.profile_stamp_after
    begun = select(EnrolmentChange).where(EnrolmentChange.operation_id == operation_id)
    for pair in session.scalars(begun):
        if pair.enrolled:
            found["enrolment", (pair.user_id, pair.class_id)] = pair.stamp_after
    things = select(SchoolChange).where(SchoolChange.operation_id == operation_id)
    for thing in session.scalars(things):
        found[thing.thing, thing.key.split("/")[-1]] = thing.stamp_after
    return found


def assert_untouched(life: Life, before: dict, stamps: dict) -> None:
    """Whatever is other than before carried the undone operation's stamp."""
    after = life.facets()
    for thing, (stamp, value) in before.items():
        if after.get(thing) != (stamp, value):
            assert thing in stamps
            assert stamps[thing] == stamp


def assert_sound(life: Life) -> None:
    """The count of paying licences, identities told apart, one plan, an admin."""
    live = [user for user in life.users().values() if user.deleted_at is None]
    paying = [user for user in live if user.licence]
    assert life.school.paying == len(paying)
    assert all(
        (user.metered_from is not None) == (user in paying) for user in life.users().values()
    )
    persons = [(u.role, u.email_key, u.name_key) for u in live if u.email_key]
    assert len(persons) == len(set(persons))
    there = {key[1] for key in life.facets() if key[0] == "class"}
    enrolled = {str(key[1][1]) for key in life.facets() if key[0] == "enrolment"}  # type: ignore[index]
    assert enrolled <= there  # nobody is in a class that is gone
    planned = [
        p for p in life.pauses() if p.planned and (p.ends_at is None or p.ends_at > life.now)
    ]
    assert len(planned) <= 1
    assert any(thing == "admin" for thing, _key in life.facets())
    assert (
        life.session.scalar(select(func.count()).where(User.licence, User.access != "internal"))
        == 0
    )
    line = pause.current_pause(life.session, life.school, life.now)
    assert line is None or line.ends_at is None or line.ends_at > life.now
