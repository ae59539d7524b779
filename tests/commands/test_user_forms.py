from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from commands import deletions, joining, user_forms, users
from commands.errors import DraftEndedError, UserDeletedError
from commands.fields import KEEP, UserFields, problems
from commands.rosters.lines import Reason
from commands.selection import Selection
from tests.factories import ADMIN, NOW, Make


def test_a_form_changes_only_what_differs_from_what_it_showed(session: Session, make: Make):
    school = make.school()
    zoe = make.user(school, first_name="Zoé", last_name="Martin", email="zoe@tivoli.example")
    make.school_class(school, "Piano", zoe)
    draft_id, card = user_forms.start(session, school.id, zoe.id, by=ADMIN, now=NOW)
    assert card.id == zoe.id
    was = user_forms.shown(session, school.id, draft_id, by=ADMIN, now=NOW)
    assert (was.user_id, was.class_names) == (zoe.id, ("Piano",))
    wanted = UserFields("student", "Zoé", "Martin-Roy", "zoe@tivoli.example", None)
    changes = user_forms.changes(was, wanted, ["PIANO"])
    assert changes == users.UserChanges(last_name="Martin-Roy")
    assert user_forms.changes(was, wanted, ["Piano", "Chœur"]).class_names == ("Piano", "Chœur")
    assert user_forms.changes(was, wanted, []).class_names == ()
    assert user_forms.changes(was, was.fields, ["piano"]).class_names is KEEP


def test_a_form_ends_and_is_not_opened_for_a_deleted_person(session: Session, make: Make):
    school = make.school()
    zoe, gone = make.user(school), make.deleted(school)
    draft_id, _card = user_forms.start(session, school.id, zoe.id, by=ADMIN, now=NOW)
    with pytest.raises(DraftEndedError):
        user_forms.shown(session, school.id, draft_id, by=ADMIN, now=NOW + timedelta(hours=25))
    with pytest.raises(UserDeletedError):
        user_forms.start(session, school.id, gone.id, by=ADMIN, now=NOW)


def test_all_that_is_wrong_with_a_form_is_told_at_once():
    found = problems(UserFields("student", " ", "", "zoe(at)x", "1E+11", "paid"), ["x" * 300])
    assert [(each.column, each.reason) for each in found] == [
        ("first_name", Reason.MISSING_FIRST_NAME),
        ("last_name", Reason.MISSING_LAST_NAME),
        ("email", Reason.BAD_ADDRESS),
        ("external_id", Reason.SPOILED_ID),
        ("access", "unknown"),
        ("classes", Reason.CELL_TOO_LONG),
    ]
    neither = problems(UserFields("student", "Zoé", "Martin"))
    assert [each.reason for each in neither] == [Reason.NEITHER_ADDRESS_NOR_ID]
    assert problems(UserFields("student", "Zoé", "Martin", external_id="7")) == []


def test_deleted_accounts_of_the_same_person_are_offered_for_joining(session: Session, make: Make):
    school = make.school()
    zoe = {"first_name": "Zoé", "last_name": "Martin", "email": "famille@tivoli.example"}
    by_name = make.deleted(school, **zoe)
    by_id = make.deleted(school, external_id="7")
    make.deleted(school, **(zoe | {"first_name": "Hugo"}))
    make.deleted(school, **zoe, role="teacher")
    make.deleted(make.school(), **zoe)
    live = make.user(school, **zoe, external_id="7")
    nameless = make.user(school, email=None, external_id="8", last_name="Other")
    offered = joining.joinable(session, school.id, live.id)
    assert {line.id for line in offered} == {by_name.id, by_id.id}
    assert joining.joinable(session, school.id, nameless.id) == []
    joining.join(session, school.id, by_name.id, live.id, by=ADMIN, now=NOW)
    assert [line.id for line in joining.joinable(session, school.id, live.id)] == [by_id.id]
    preview = deletions.start(session, school.id, Selection(user_ids=(live.id,)), by=ADMIN, now=NOW)
    deletions.apply(session, school.id, preview.draft_id, by=ADMIN, now=NOW)
    assert joining.joinable(session, school.id, live.id) == []
