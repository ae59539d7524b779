"""Rule 17: whatever changes people, licences or classes makes each open preview be made again."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from commands import (
    class_changes,
    class_names,
    connections,
    credits,
    deletions,
    drafts,
    erasure,
    joining,
    licences,
    pause,
    profiles,
    undo,
)
from commands.class_changes import Act, Plan
from commands.errors import DraftEndedError
from commands.fields import UserChanges, UserFields
from commands.licences import Action
from commands.selection import Selection
from store.models import School
from tests.factories import ADMIN, NOW, Make

WHO = {"by": ADMIN, "now": NOW}


def licence(session: Session, school: School, action: Action, **more: int) -> int:
    preview = licences.start(session, school.id, action, Selection(), **more, **WHO)
    return licences.apply(session, school.id, preview.draft_id, **WHO).operation_id


def restore(session: Session, school: School, user_id: int) -> None:
    chosen = deletions.Choice(user_ids=(user_id,))
    preview = deletions.start_restore(session, school.id, chosen, **WHO)
    deletions.apply_restore(session, school.id, preview.draft_id, **WHO)


def change_class(session: Session, school: School, plan: Plan) -> None:
    preview = class_changes.start(session, school.id, plan, **WHO)
    class_changes.apply(session, school.id, preview.draft_id, **WHO)


def test_each_operation_on_people_licences_or_classes_raises_the_version_once(
    session: Session, make: Make
):
    school = make.school()
    ana, teacher = make.user(school, first_name="Ana"), make.user(school, role="teacher")
    piano, choir = make.school_class(school, "Piano", ana), make.school_class(school, "Chœur")
    gone = make.deleted(school, first_name="Noé", last_name="Roux", email="noe@tivoli.example")
    again = make.user(school, first_name="Noé", last_name="Roux", email="noe@tivoli.example")
    over = make.deleted(school, first_name="Zoé", last_name="Roux")
    id_, zoe = school.id, UserFields("student", "Zoé", "Lefort", "zoe@tivoli.example")
    revoked: list[int] = []
    acts: list[Callable[[], object]] = [
        lambda: licence(session, school, Action.ASSIGN),
        lambda: revoked.append(licence(session, school, Action.REVOKE)),
        lambda: licence(session, school, Action.GIVE_BACK, given_back=revoked[0]),
        lambda: profiles.add(session, id_, zoe, **WHO),
        lambda: profiles.change(session, id_, ana.id, UserChanges(first_name="Anna"), **WHO),
        lambda: deletions.delete_one(session, id_, teacher.id, **WHO),
        lambda: restore(session, school, teacher.id),
        lambda: joining.join(session, id_, gone.id, again.id, **WHO),
        lambda: erasure.erase_one(session, id_, over.id, "Zoé Roux", **WHO),
        lambda: class_names.create(session, id_, "Harpe", **WHO),
        lambda: class_names.rename(session, id_, piano.id, "Piano 2", **WHO),
        lambda: change_class(session, school, Plan(Act.MOVE, piano.id, choir.id)),
        lambda: change_class(session, school, Plan(Act.MERGE, piano.id, choir.id)),
        lambda: change_class(session, school, Plan(Act.DELETE, choir.id)),
        lambda: undo.undo(session, id_, licence(session, school, Action.REVOKE), **WHO),
    ]
    rises = []
    for act in acts:
        before = school.roster_version
        act()
        rises.append(school.roster_version - before)
    assert rises == [1] * 14 + [2], "the last one revokes first"


def test_what_is_not_about_people_raises_it_not(session: Session, make: Make):
    school = make.school()
    user = make.user(school)
    connections.record(session, school.id, user.id, NOW, now=NOW)
    pause.pause_now(session, school.id, **WHO)
    resumed = pause.resume(session, school.id, **WHO)
    undo.undo(session, school.id, resumed.operation_id, **WHO)
    credits.buy(session, school.id, credits=Decimal(5), **WHO)
    assert school.roster_version == 0


def test_a_draft_is_of_one_job_only(session: Session, make: Make):
    school = make.school()
    make.user(school, licence=True)
    revoking = licences.start(session, school.id, Action.REVOKE, Selection(), **WHO).draft_id
    with pytest.raises(DraftEndedError):
        deletions.apply(session, school.id, revoking, **WHO)
    with pytest.raises(DraftEndedError):
        deletions.apply_restore(session, school.id, revoking, **WHO)
    assert drafts.read(session, school.id, revoking, licences.DRAFT, **WHO).id == revoking
