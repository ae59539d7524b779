"""Rule 17: a click does what the form shows. A form and its draft that differ are drawn anew.

They differ where Slack lost, or has not yet delivered, the last change of an input.
"""

import copy
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from commands import deletions
from commands.access import COMMAND_LINE
from commands.selection import Selection
from store.models import Draft, Operation, User
from tests.bot.conftest import House


def draft_differs(house: House, kind: str, change: Callable[[dict[str, Any]], None]) -> None:
    """The draft holds something else than the form that carries its id."""
    with house.sessions.writing.begin() as session:
        draft = session.scalars(
            select(Draft).where(Draft.kind == kind, Draft.operation_id.is_(None))
        ).one()
        content = copy.deepcopy(draft.content)
        change(content)
        draft.content = content


def operations(house: House) -> int:
    return house.read(lambda session: session.scalar(select(func.count()).select_from(Operation)))


def test_licences_are_revoked_from_whom_the_form_shows_and_from_nobody_else(house: House):
    before, claire = operations(house), house.person("Claire")
    claire.command("/ecole-licences", "retirer piano cycle 2")
    claire.wait_for_modal(containing="[Retirer (12)]")
    draft_differs(
        house, "licences", lambda c: c["selection"].update(class_ids=[house.school.choir])
    )
    claire.submit()
    claire.wait_for_modal(containing="[Retirer (12)]")
    assert operations(house) == before
    claire.submit()
    claire.wait_for_modal(containing="12 licences retirées")


def test_who_was_taken_out_by_hand_in_the_form_is_not_deleted(house: House):
    before, claire = operations(house), house.person("Claire")
    claire.command("/ecole-utilisateurs", "martin")
    told = claire.wait_for_message("3 personnes")
    claire.press("Supprimer 3 comptes…", told)
    claire.wait_for_modal(containing="[Supprimer (3)]")
    claire.choose("Tous sauf", "Zoé")
    claire.wait_for_modal(containing="[Supprimer (2)]")
    draft_differs(house, "deletion", lambda c: c["selection"].update(left_out=[]))
    claire.submit()
    claire.wait_for_modal(containing="[Supprimer (2)]")
    assert operations(house) == before


def test_those_are_restored_whom_the_form_shows(house: House):
    asked = {"by": COMMAND_LINE, "now": house.clock()}
    with house.sessions.writing.begin() as session:
        family = Selection(text="martin")
        preview = deletions.start(session, house.school.id, family, **asked)
        deletions.apply(session, house.school.id, preview.draft_id, **asked)
        gone = list(session.scalars(select(User.id).where(User.deleted_at.is_not(None))))
    before, claire = operations(house), house.person("Claire")
    claire.command("/ecole-restaurer")
    claire.wait_for_modal("Restaurer")
    claire.press("Choisir")
    claire.wait_for_modal(containing="[Restaurer (3)]")
    draft_differs(house, "restore", lambda c: c["choice"].update(user_ids=gone[:1]))
    claire.submit()
    claire.wait_for_modal(containing="[Restaurer (3)]")
    assert operations(house) == before
