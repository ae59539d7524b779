"""Rule 17: a click does what the form shows. A form and its draft that differ are drawn anew.

They differ where Slack lost, or has not yet delivered, the last change of an input.
"""

import copy
from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import admins_channel
from bot.admins_channel import ChannelRefusedError, Reason
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


def test_a_preview_that_comes_late_does_not_replace_a_later_one(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-licences", "retirer piano cycle 2")
    claire.wait_for_modal(containing="[Retirer (12)]")
    claire.choose("Pour qui", "Tous les professeurs")
    claire.wait_for_modal(containing="[Retirer (1)]")
    late = house.sent[-1]
    claire.choose("Pour qui", "Tous les élèves")
    claire.wait_for_modal(containing="[Retirer (15)]")
    house.sent.append(late)
    house.resend("block_actions")
    assert "[Retirer (15)]" in claire.read_text(claire.wait_for_modal("Licences"))


@pytest.mark.parametrize(
    ("signs", "reason"),
    [
        ({"is_private": False}, Reason.PUBLIC),
        ({"is_im": True}, Reason.PUBLIC),
        ({"is_ext_shared": True}, Reason.SHARED),
        ({"is_pending_ext_shared": True}, Reason.SHARED),
        ({"is_org_shared": True}, Reason.SHARED),
        ({"is_archived": True}, Reason.ARCHIVED),
        ({"is_member": False}, Reason.NOT_IN),
        ({}, None),
    ],
)
def test_names_are_read_only_in_a_private_channel_of_the_schools_own(
    signs: dict[str, bool], reason: Reason | None
):
    channel = {"is_private": True, "is_member": True, "name": "secretariat"} | signs
    slack = SimpleNamespace(conversations_info=lambda **_: {"channel": channel})
    refused = nullcontext() if reason is None else pytest.raises(ChannelRefusedError)
    with refused as found:
        admins_channel.check(slack, "C1")
    assert (found.value.reason if found else None) is reason
