"""`/school-restore`: by the day, by name, all but, only some; who exists again is named."""

import json
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.texts import Words
from bot.views.conflicts import CONFLICTS_SHOWN, conflict_blocks
from commands import deletions
from commands.access import COMMAND_LINE
from commands.deletions import Conflict, Reason
from commands.selection import Selection
from commands.users import NameLine
from store.models import School, User
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
    asked = {"by": COMMAND_LINE, "now": house.clock() - timedelta(days=days_ago)}
    with house.sessions.writing.begin() as session:
        preview = deletions.start(session, house.school.id, selection, **asked)
        deletions.apply(session, house.school.id, preview.draft_id, **asked)


def test_everybody_of_a_day_comes_back_with_licences_in_french_and_it_can_be_undone(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-restaurer")
    refused = claire.wait_for_modal(containing="Aucun utilisateur supprimé")
    assert "il n’y a rien à restaurer" in claire.read_text(refused)
    claire.close()
    delete(house, Selection(class_ids=(house.school.piano,)), days_ago=1)
    claire.command("/ecole-restaurer")
    shown = claire.read_text(claire.wait_for_modal("Restaurer"))
    assert "15 comptes supprimés peuvent être restaurés" in shown
    assert "la ligne de commande\u00a0: 15 comptes" in shown
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


def test_a_family_by_name_then_all_but_one_of_a_day_in_english(house: House):
    emma = house.person("Emma")
    delete(house, Selection(text="martin"), days_ago=2)
    delete(house, Selection(class_ids=(house.school.piano,)), days_ago=2)
    emma.command("/school-restore", "martin")
    shown = emma.read_text(emma.wait_for_modal(containing="[Restore (3)]"))
    assert "Hugo Martin · Chœur d'enfants" in shown
    emma.choose("Only", "Zoé Martin")
    emma.wait_for_modal(containing="[Restore (1)]")
    emma.submit()
    emma.wait_for_modal(containing="✅ 1 account restored")
    emma.close()
    day = house.clock().date() - timedelta(days=2)
    emma.command("/school-restore", f"{day.day}/{day.month}")
    emma.wait_for_modal(containing="[Restore (17)]")
    act = next(text for text in emma.options("Which deletion?") if "15 accounts" in text)
    emma.choose("Which deletion?", act)
    emma.wait_for_modal(containing="[Restore (15)]")
    emma.choose("Whom to restore?", "Everybody but some")
    emma.wait_for_modal(containing="All but")
    spared = emma.options("All but")[0].partition(" · ")[0]
    assert len(emma.options("All but")) == 15  # only those of the chosen act
    emma.choose("All but", spared)
    emma.wait_for_modal(containing="[Restore (14)]")
    emma.choose("Whom to restore?", "Only some")
    shown = emma.read_text(emma.wait_for_modal(containing="Nobody corresponds"))
    assert "[Preview]" in shown
    emma.submit()  # nobody is chosen: nothing happens, the form stays
    emma.wait_for_modal(containing="Nobody corresponds")
    emma.choose("Only", spared)
    emma.wait_for_modal(containing="[Restore (1)]")
    emma.submit()
    emma.wait_for_modal(containing="✅ 1 account restored")
    assert live(house) == 3


def test_words_that_are_no_day_with_deletions_lead_to_the_nearest_days(house: House):
    claire = house.person("Claire")
    delete(house, Selection(text="martin"), days_ago=3)
    claire.command("/ecole-restaurer", "hier")
    shown = claire.read_text(claire.wait_for_modal(containing="Voici les jours les plus proches"))
    assert "3 comptes" in shown
    claire.press("Choisir")
    claire.wait_for_modal(containing="[Restaurer (3)]")
    claire.close()
    claire.command("/ecole-restaurer", "32/7")
    claire.wait_for_modal(containing="Je n’ai pas compris «\u00a032/7\u00a0»")
    claire.close()
    claire.command("/ecole-restaurer", "<!channel>")
    shown = claire.read_text(claire.wait_for_modal(containing="Aucun compte supprimé"))
    assert "&lt;!channel&gt;" in shown


def test_who_exists_again_is_named_and_joined_and_the_others_come_back(house: House):
    claire = house.person("Claire")
    delete(house, Selection(text="martin"))
    with house.sessions.writing.begin() as session:
        make = Make(session)
        school = session.get_one(School, house.school.id)
        make.user(
            school, first_name="Zoe", last_name="MARTIN", email="famille.martin@tivoli.example"
        )
        make.user(school, first_name="Hugo", last_name="Martin", email="autre@tivoli.example")
    claire.command("/ecole-restaurer", "aujourd'hui")
    shown = claire.read_text(claire.wait_for_modal(containing="[Restaurer (2)]"))
    assert "1 compte reste supprimé" in shown
    assert "Zoé Martin (Chœur d'enfants)\u00a0: a de nouveau un compte" in shown
    assert "Zoe MARTIN (famille.martin@tivoli.example)" in shown
    claire.press("Rattacher")
    shown = claire.read_text(claire.wait_for_modal(containing="n’en font plus qu’un"))
    assert "1 classe de plus" in shown
    assert "reste supprimé" not in shown
    assert "[Restaurer (2)]" in shown
    claire.submit()
    claire.wait_for_modal(containing="✅ 2 comptes restaurés")
    claire.wait_for_message("Deux comptes d’une même personne", channel="secretariat")
    assert live(house) == 20


def test_a_preview_that_ended_moved_or_was_applied_restores_nobody_twice(house: House):
    claire, karim = house.person("Claire"), house.person("Karim")
    delete(house, Selection(text="martin"))
    for person in (claire, karim):
        person.command("/ecole-restaurer", "martin")
        person.wait_for_modal(containing="[Restaurer (3)]")
    claire.choose("Seulement", "Inès Martin")
    claire.wait_for_modal(containing="[Restaurer (1)]")
    claire.submit()
    claire.wait_for_modal(containing="✅ 1 compte restauré")
    house.resend()
    claire.wait_for_modal(containing="C’est déjà fait")
    karim.submit()
    shown = karim.read_text(karim.wait_for_modal(containing="rien n’a été appliqué"))
    assert "[Restaurer (2)]" in shown
    house.clock.pass_(hours=25)
    karim.submit()
    karim.wait_for_modal(containing="Cet aperçu date de plus de 24 heures")
    assert live(house) == 17


def test_only_admins_restore_at_every_step(house: House):
    delete(house, Selection(text="martin"))
    for name in ("Hélène", "Nina"):
        person = house.person(name)
        person.command("/ecole-restaurer", "martin")
        person.wait_for_modal(containing="réservée aux administrateurs")
    claire = house.person("Claire")
    claire.command("/ecole-restaurer", "martin")
    claire.wait_for_modal(containing="[Restaurer (3)]")
    house.take_admin_away("Claire")
    assert claire.options("Seulement", "mar") == []
    claire.submit()
    claire.wait_for_modal(containing="réservée aux administrateurs")
    assert live(house) == 16


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_hundred_who_exist_again_still_fit_one_view(language: str):
    words = Words(language, ZoneInfo("Europe/Paris"))
    line = NameLine(1, "student", "<!here>", "X" * 255, None, None, ("c" * 255,), None, True)
    conflicts = [
        Conflict(replace(line, id=n), Reason.SAME_PERSON, line, can_join=True) for n in range(100)
    ]
    blocks = conflict_blocks(conflicts, 1_000_000, words)
    assert len(blocks) < 50
    shown = json.dumps([block._resolve() for block in blocks])
    assert "<!here>" not in shown
    assert shown.count('"restore_join:') == CONFLICTS_SHOWN
