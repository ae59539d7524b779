from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from commands import people
from commands.access import Actor, Role, require_admin
from commands.errors import NotAllowedError
from commands.people import SlackFacts
from store.models import School, TeacherLink
from tests.factories import NOW, Make

CLAIRE = SlackFacts("T1", "U1", "T1", "Claire Morel", "Claire.Morel@tivoli.example", "fr-FR")


@pytest.fixture
def school(make: Make) -> School:
    school = make.school()
    make.workspace(school, team_id="T1")
    return school


def seen(session: Session, school: School, facts: SlackFacts) -> Actor:
    people.keep(session, school.id, facts, NOW)
    return people.actor(session, school.id, facts.org_id, facts.slack_id)


def test_what_slack_says_replaces_what_it_said_before(session: Session, school: School):
    people.keep(session, school.id, CLAIRE, NOW)
    later = NOW + timedelta(hours=1)
    people.keep(session, school.id, replace(CLAIRE, name="Claire M.", locale="en-GB"), later)
    kept = people.known(session, school.id, "T1", "U1")
    assert kept is not None
    assert (kept.name, kept.locale, kept.fetched_at) == ("Claire M.", "en-GB", later)
    assert people.known(session, school.id, "T2", "U1") is None


def test_what_is_kept_serves_five_minutes_for_a_change_and_a_day_for_a_list(
    session: Session, school: School
):
    kept = people.keep(session, school.id, CLAIRE, NOW)
    five, day = timedelta(minutes=5), timedelta(days=1)
    second = timedelta(seconds=1)
    assert people.is_fresh(kept, NOW + five - second, for_change=True)
    assert not people.is_fresh(kept, NOW + five, for_change=True)
    assert people.is_fresh(kept, NOW + day - second, for_change=False)
    assert not people.is_fresh(kept, NOW + day, for_change=False)
    assert not people.is_fresh(None, NOW, for_change=False)


def test_owners_are_admins_until_the_first_one_is_named(
    session: Session, school: School, make: Make
):
    owner = replace(CLAIRE, runs_workspace=True)
    assert seen(session, school, owner).role is Role.ADMIN
    named = make.admin(school)
    assert seen(session, school, owner).role is Role.STAFF
    assert named.slack_id
    assert people.actor(session, school.id, "T1", named.slack_id).role is Role.ADMIN


@pytest.mark.parametrize(
    "facts",
    [
        replace(CLAIRE, is_bot=True),
        replace(CLAIRE, deleted=True),
        replace(CLAIRE, is_stranger=True),
        replace(CLAIRE, org_id="T2", team_id="T2"),
    ],
    ids=["bot", "deactivated", "marked stranger", "of another team"],
)
def test_bots_deactivated_and_strangers_get_nothing_whatever_else_they_are(
    session: Session, school: School, make: Make, facts: SlackFacts
):
    make.user(school, role="teacher", email=CLAIRE.email)
    actor = seen(session, school, replace(facts, runs_workspace=True))
    assert actor == Actor(facts.org_id, "U1", Role.NOBODY)
    with pytest.raises(NotAllowedError):
        require_admin(session, school.id, replace(actor, role=Role.ADMIN))


def test_a_named_admin_who_has_left_slack_may_nothing_more(session: Session, make: Make):
    school = make.school()
    admin = make.admin(school)
    require_admin(session, school.id, admin)
    gone = make.admin(school, standing="deactivated")
    with pytest.raises(NotAllowedError):
        require_admin(session, school.id, gone)


def test_who_was_never_seen_gets_nothing(session: Session, school: School):
    assert people.actor(session, school.id, "T1", "U404").role is Role.NOBODY


def test_an_owner_of_another_team_of_the_same_enterprise_does_not_run_this_one(
    session: Session, make: Make
):
    school = make.school()
    make.workspace(school, team_id="T1", enterprise_id="E1")
    facts = replace(CLAIRE, org_id="E1", team_id="T2", runs_workspace=True)
    assert seen(session, school, facts).role is Role.STAFF


def test_a_teacher_is_known_by_address_whatever_its_case_guests_too(
    session: Session, school: School, make: Make
):
    teacher = make.user(school, role="teacher", email="claire.MOREL@tivoli.example")
    make.user(school, role="student", email=CLAIRE.email)
    make.user(role="teacher", email=CLAIRE.email)  # of another school
    actor = seen(session, school, replace(CLAIRE, is_restricted=True))
    assert (actor.role, actor.user_ids) == (Role.TEACHER, (teacher.id,))


def test_a_deleted_teacher_is_staff(session: Session, school: School, make: Make):
    make.deleted(school, role="teacher", email=CLAIRE.email)
    assert seen(session, school, CLAIRE).role is Role.STAFF


def test_a_teacher_linked_by_hand_is_known_without_the_address(
    session: Session, school: School, make: Make
):
    teacher = make.user(school, role="teacher", email="other@tivoli.example")
    stamp = make.operation(school, "link_teacher").id
    session.add(
        TeacherLink(
            school_id=school.id, org_id="T1", slack_id="U1", user_id=teacher.id, stamp=stamp
        )
    )
    session.flush()
    assert seen(session, school, CLAIRE).user_ids == (teacher.id,)


def test_admin_wins_over_teacher_and_the_classes_go_along(
    session: Session, school: School, make: Make
):
    teacher = make.user(school, role="teacher", email=CLAIRE.email)
    actor = seen(session, school, replace(CLAIRE, runs_workspace=True))
    assert (actor.role, actor.user_ids) == (Role.ADMIN, (teacher.id,))
