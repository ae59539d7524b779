"""`/school-restore`: by the day, by name, all but, only some; who exists again is named."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from commands import deletions
from commands.access import COMMAND_LINE
from commands.selection import Selection
from store.models import User
from tests.bot.conftest import House
from tests.factories import Make


def live(house: House) -> int:
    return house.read(
        lambda session: session.scalar(
            select(func.count()).where(User.school_id == house.school.id, User.deleted_at.is_(None))
        )
    )


def delete(house: House, selection: Selection, *, days_ago: int = 0) -> None:
    """One act of deletion, by the command line."""
    now = house.clock() - timedelta(days=days_ago)
    with house.sessions.writing.begin() as session:
        preview = deletions.start(session, house.school.id, selection, by=COMMAND_LINE, now=now)
        deletions.apply(session, house.school.id, preview.draft_id, by=COMMAND_LINE, now=now)


def test_everybody_of_a_day_comes_back_with_licences_in_french_and_it_can_be_undone(house: House):
    claire = house.person("Claire")
    delete(house, Selection(class_ids=(house.school.piano,)), days_ago=1)
    claire.command("/ecole-restaurer")
    shown = claire.read_text(claire.wait_for_modal("Restaurer"))
    assert "15 comptes supprimés peuvent être restaurés" in shown
    assert "la ligne de commande" in shown
    claire.press("Choisir")
    shown = claire.read_text(claire.wait_for_modal(containing="[Restaurer (15)]"))
    assert "12 licences reviennent" in shown
    assert claire.submit() is None
    shown = claire.read_text(claire.wait_for_modal(containing="restaurés, avec leurs classes"))
    assert "✅ 15 comptes" in shown
    assert "12 licences sont rendues" in shown
    assert live(house) == 19
    told = claire.wait_for_message("15 comptes restaurés", channel="secretariat")
    assert "Par Claire Morel" in claire.read_text(told)
    claire.press("Défaire", claire.modal())
    claire.wait_for_modal("Défaire", containing="15 comptes supprimés")
    assert live(house) == 4
