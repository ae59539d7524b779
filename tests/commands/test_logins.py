from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from commands import credits, licences, logins, pause
from commands.access import Actor, CannotConnect, Role
from commands.errors import NotAllowedError
from commands.licences import Action
from commands.logins import LineKey, NeverConnectedPage
from store.models import School, User
from store.queries import never_pages
from store.session import Sessions, count_statements
from tests.factories import ADMIN, CREDIT, NOW, Make

DAY = timedelta(days=1)


def page(session: Session, school: School, **values) -> NeverConnectedPage:
    return logins.never_connected(session, school.id, **{"now": NOW} | values)


def shown(found: NeverConnectedPage) -> list[tuple[str | None, int]]:
    return [(line.class_name, line.user_id) for line in found.lines]


def can(make: Make, school: School, age: int = 0, **values) -> User:
    """A student with a licence, whose account is `age` days old."""
    return make.user(school, **{"licence": True, "created_at": NOW - age * DAY} | values)


def test_by_class_oldest_account_first_and_those_of_no_class_last(session: Session, make: Make):
    school = make.school()
    young, old, free = can(make, school, 1), can(make, school, 9), can(make, school, 20)
    second = make.school_class(school, "Piano", young, old)
    first = make.school_class(school, "Éveil", young)
    make.school_class(school, "Vide")
    make.user(licence=True)  # of another school
    can(make, school, last_login_at=NOW)
    can(make, school, role="teacher")
    make.deleted(school, licence=True)
    found = page(session, school)
    assert shown(found) == [
        (first.name, young.id),
        (second.name, old.id),
        (second.name, young.id),
        (None, free.id),
    ]
    assert [line.days for line in found.lines] == [1, 9, 1, 20]
    assert (found.previous, found.next) == (None, None)


def test_a_user_of_two_classes_stands_in_both_and_is_counted_once(session: Session, make: Make):
    school = make.school()
    both = can(make, school)
    make.school_class(school, "Piano", both)
    make.school_class(school, "Chœur", both)
    assert len(page(session, school).lines) == 2
    assert logins.totals(session, school.id, now=NOW).listed == 1


def test_days_are_of_the_schools_calendar(session: Session, make: Make):
    school = make.school()
    late = NOW - timedelta(hours=10, minutes=30)  # 23:30 in Paris, the day before
    can(make, school, created_at=late)
    assert page(session, school).lines[0].days == 1


def test_what_the_licence_has_cost_is_exact(session: Session, make: Make):
    school = make.school()
    user = can(make, school, metered_before=1000, metered_from=0)
    later = NOW + timedelta(seconds=250)
    assert page(session, school, now=later).lines[0].cost == 1250
    pause.pause_now(session, school.id, by=ADMIN, now=later)
    pause.resume(session, school.id, by=ADMIN, now=later + DAY)
    session.refresh(user)
    assert page(session, school, now=later + DAY).lines[0].cost == 1250


def test_who_cannot_connect_is_counted_by_reason_and_not_listed(session: Session, make: Make):
    school = make.school()
    held, external = can(make, school, 2), make.user(school, access="external")
    make.user(school)
    assert [line.user_id for line in page(session, school).lines] == [held.id, external.id]
    now = logins.totals(session, school.id, now=NOW)
    assert (now.listed, now.cannot_connect) == (2, {CannotConnect.NO_LICENCE: 1})
    assert now.never_connected == 3
    pause.pause_now(session, school.id, by=ADMIN, now=NOW)
    assert [line.user_id for line in page(session, school).lines] == [external.id]
    paused = logins.totals(session, school.id, now=NOW)
    assert paused.cannot_connect == {CannotConnect.NO_LICENCE: 1, CannotConnect.PAUSED: 1}


def test_without_credits_only_externals_are_listed_at_that_moment(session: Session, make: Make):
    school = make.school(balance=100)
    can(make, school)
    assert len(page(session, school).lines) == 1
    empty = NOW + timedelta(seconds=100)
    assert page(session, school, now=empty).lines == ()
    found = logins.totals(session, school.id, now=empty)
    assert found.cannot_connect == {CannotConnect.NO_CREDITS: 1}
    assert credits.meter(session, school, empty).balance == 0


def test_the_list_says_as_of_when_and_whether_that_is_too_old(session: Session, make: Make):
    school = make.school(login_age_days=7)
    found = page(session, school)
    assert (found.known_at, found.stale) == (None, True)
    school.logins_known_at = NOW - 7 * DAY
    assert not page(session, school).stale
    assert page(session, school, now=NOW + timedelta(seconds=1)).stale


@pytest.fixture
def crowd(make: Make) -> School:
    """Seven classes, one without anybody in the list, students of two, and some of none."""
    school = make.school()
    students = [can(make, school, age=n % 5) for n in range(30)]
    for number in range(7):
        taken = students[number::9] if number != 3 else []
        make.school_class(school, f"Classe {number}", *taken)
    make.school_class(school, "Classe 3 bis", *students[:6])
    return school


def walked(session: Session, school: School, limit: int) -> list[list[tuple[str | None, int]]]:
    """Every page forward; each is checked against the way back."""
    pages = [page(session, school, limit=limit)]
    while pages[-1].next:
        pages.append(page(session, school, limit=limit, after=pages[-1].next))
    for before, after in pairwise(pages):
        back = page(session, school, limit=limit, before=after.previous)
        assert (shown(back), back.next) == (shown(before), before.next)
        assert (back.previous is None) == (before is pages[0])
    assert pages[0].previous is None
    return [shown(found) for found in pages]


@pytest.mark.parametrize("limit", [1, 4, 7, 100])
def test_pages_by_key_give_each_line_once_forward_and_back(
    session: Session, crowd: School, limit: int
):
    (whole,) = walked(session, crowd, 100)
    pages = walked(session, crowd, limit)
    assert [line for lines in pages for line in lines] == whole
    assert len(set(whole)) == len(whole) > 30
    assert all(len(lines) == limit for lines in pages[:-1])


def test_few_sorted_and_many_walked_give_the_same_pages(
    session: Session, crowd: School, monkeypatch: pytest.MonkeyPatch
):
    expected = walked(session, crowd, 4)
    monkeypatch.setattr(never_pages, "FIRST_CLASSES", 1)
    monkeypatch.setattr(never_pages, "MORE", 1)
    assert walked(session, crowd, 4) == expected
    monkeypatch.setattr(never_pages, "LONG_WALK", 0)
    assert walked(session, crowd, 4) == expected
    monkeypatch.setattr(never_pages, "FEW", 3)
    assert walked(session, crowd, 4) == expected


def test_a_page_goes_on_where_it_was_though_its_last_line_is_gone(session: Session, make: Make):
    school = make.school()
    students = [can(make, school, age=9 - n) for n in range(4)]
    make.school_class(school, "Piano", *students)
    first = page(session, school, limit=2)
    students[1].last_login_at = NOW
    session.flush()
    second = page(session, school, limit=2, after=first.next)
    assert [line.user_id for line in second.lines] == [students[2].id, students[3].id]


def test_a_key_of_a_class_that_is_gone_goes_on_after_its_name(session: Session, make: Make):
    school = make.school()
    user = can(make, school)
    make.school_class(school, "Piano", user)
    after = LineKey("chant", NOW, 1)
    assert len(page(session, school, after=after).lines) == 1
    assert page(session, school, after=LineKey("violon", NOW, 1)).lines == ()


def test_a_teacher_sees_their_own_classes_only(session: Session, make: Make):
    school = make.school()
    mine, other, free = can(make, school), can(make, school), can(make, school)
    teacher = make.user(school, role="teacher")
    piano = make.school_class(school, "Piano", mine, teacher)
    choir = make.school_class(school, "Chœur", other)
    ids = (teacher.id,)
    assert shown(page(session, school, teacher_user_ids=ids)) == [("Piano", mine.id)]
    assert page(session, school, teacher_user_ids=ids, class_id=choir.id).lines == ()
    assert logins.totals(session, school.id, teacher_user_ids=ids, now=NOW).listed == 1
    figures = logins.by_class(session, school.id, teacher_user_ids=ids, now=NOW)
    assert [line.class_id for line in figures] == [piano.id]
    contacts = logins.contacts(session, school.id, teacher_user_ids=ids, now=NOW)
    assert contacts.addresses == (mine.email,)
    assert free.email


def test_the_scope_is_all_for_admins_own_classes_for_teachers_nothing_for_others(
    session: Session, make: Make
):
    school = make.school()
    admin = make.admin(school)
    assert logins.scope_of(session, school.id, admin) is None
    assert logins.scope_of(session, school.id, Actor("T1", "U1", Role.TEACHER, (7,))) == (7,)
    for role in (Role.STAFF, Role.NOBODY, Role.ADMIN):
        with pytest.raises(NotAllowedError):
            logins.scope_of(session, school.id, Actor("T1", "U1", role))


def test_figures_by_class_count_who_is_listed_and_who_cannot(session: Session, make: Make):
    school = make.school()
    listed, without = can(make, school), make.user(school)
    connected = can(make, school, last_login_at=NOW)
    make.school_class(school, "Piano", listed, without, connected)
    make.school_class(school, "Chœur", listed)
    can(make, school)
    found = [
        (line.name, line.students, line.listed, line.cannot_connect)
        for line in logins.by_class(session, school.id, now=NOW)
    ]
    assert found == [("Chœur", 1, 1, 0), ("Piano", 3, 1, 1), (None, 1, 1, 0)]


def test_one_class_alone_is_listed_and_counted(session: Session, make: Make):
    school = make.school()
    one, both = can(make, school, 1), can(make, school)
    piano = make.school_class(school, "Piano", one, both)
    make.school_class(school, "Chœur", both)
    assert shown(page(session, school, class_id=piano.id)) == [
        ("Piano", one.id),
        ("Piano", both.id),
    ]
    assert logins.totals(session, school.id, class_id=piano.id, now=NOW).listed == 2


def test_taking_licences_back_means_the_students_who_never_connected(session: Session, make: Make):
    school = make.school()
    never, spared = can(make, school), can(make, school)
    connected = can(make, school, last_login_at=NOW)
    teacher = can(make, school, role="teacher")
    selection = logins.selection_of(left_out=[spared.id])
    preview = licences.start(session, school.id, Action.REVOKE, selection, by=ADMIN, now=NOW)
    licences.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    for user in (never, spared, connected, teacher):
        session.refresh(user)
    assert [user.licence for user in (never, spared, connected, teacher)] == [
        False,
        True,
        True,
        True,
    ]


def test_contacts_are_addresses_once_and_who_has_none(session: Session, make: Make):
    school = make.school(balance=CREDIT)
    can(make, school, 3, email="Famille.Petit@tivoli.example")
    can(make, school, 2, email="famille.petit@tivoli.example")
    can(make, school, 1, email="b@tivoli.example")
    can(make, school, email=None)
    make.user(school, email="without.licence@tivoli.example")
    found = logins.contacts(session, school.id, now=NOW)
    assert found.addresses == ("Famille.Petit@tivoli.example", "b@tivoli.example")
    assert (found.without_address, found.more) == (1, False)


def test_statements_of_a_page_do_not_grow_with_the_users(sessions: Sessions):
    with sessions.writing.begin() as session:
        make = Make(session)
        small, big = make.school(), make.school()
        for school, size in ((small, 10), (big, 300)):
            students = [can(make, school) for _ in range(size)]
            for n in range(5):
                make.school_class(school, f"Classe {n}", *students[n::5])
    counted: list[str] = []
    count_statements(sessions.engine, counted.append)
    numbers = []
    for school in (small, big):
        with sessions.reading() as session:
            counted.clear()
            page(session, school, limit=8)
            numbers.append(len(counted))
    assert numbers[0] == numbers[1]
