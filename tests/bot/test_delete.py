"""Deleting one person or a whole table after a preview, and erasing one for good."""

import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.refusals.users import field_sentence
from bot.texts import Words
from bot.views import delete as views
from bot.views import restore as restore_views
from commands.credits import Forecast, RunOut
from commands.deletions import DeletionPreview
from commands.errors import BadFieldError
from commands.rosters.lines import Reason
from commands.selection import Selection
from store.models import School, SchoolClass, User
from tests.bot.conftest import House
from tests.factories import Make

PARIS = ZoneInfo("Europe/Paris")


def live(house: House) -> int:
    found: int = house.read(
        lambda session: session.scalar(
            select(func.count()).where(User.school_id == house.school.id, User.deleted_at.is_(None))
        )
    )
    return found


def test_one_person_is_deleted_restored_from_the_card_and_erased_by_name(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-utilisateurs", "bodin")
    claire.wait_for_modal("Fiche")
    claire.press("Supprimer…")
    shown = claire.read_text(claire.wait_for_modal("Supprimer", containing="[Supprimer (1)]"))
    assert "*Compte à supprimer\u00a0: Hélène Bodin*" in shown
    alone = "⚠️ 1 classe sans professeur\u00a0: «\u00a0Piano cycle 2\u00a0»"
    assert alone in shown
    assert "1 licence libérée" in shown
    claire.submit()
    assert alone in claire.read_text(claire.wait_for_modal(containing="✅ 1 compte supprimé"))
    claire.close()
    shown = claire.read_text(claire.wait_for_modal("Fiche", containing="⚠️ Compte supprimé"))
    assert "Ne peut pas se connecter\u00a0: compte supprimé" in shown
    claire.press("Restaurer")
    claire.wait_for_modal(containing="[Restaurer (1)]")
    claire.submit()
    claire.wait_for_modal(containing="✅ 1 compte restauré")
    claire.close(all_=True)
    for word in ("bodin", "hélène bodin"):  # deleted again, found although deleted
        claire.command("/ecole-utilisateurs", word)
        claire.wait_for_modal("Fiche")
        if word == "bodin":
            claire.press("Supprimer…")
            claire.wait_for_modal(containing="[Supprimer (1)]")
            claire.submit()
            claire.wait_for_modal(containing="✅ 1 compte supprimé")
            claire.close(all_=True)
    claire.press("Effacer définitivement…")
    claire.wait_for_modal("Effacer définitivement")
    claire.fill("Nom complet", "Hélène Bodi")
    claire.submit()
    claire.wait_for_modal(containing="Ce n’est pas le nom de ce compte")
    claire.fill("Nom complet", "bodin helene")
    claire.submit()
    claire.wait_for_modal(containing="✅ Compte effacé définitivement")
    gone = house.read(
        lambda session: session.scalar(select(func.count()).where(User.first_name == "Hélène"))
    )
    assert gone == 0


def test_a_whole_table_is_deleted_but_who_was_left_out_and_only_as_previewed(house: House):
    emma = house.person("Emma")
    emma.command("/school-users", "piano cycle 2")
    told = emma.wait_for_message("16 people")
    emma.press("Delete 16 accounts…", told)
    shown = emma.read_text(emma.wait_for_modal("Delete", containing="[Delete (16)]"))
    assert "15 students and 1 teacher" in shown
    assert "1 class left without a teacher" in shown
    emma.choose("All but", "Bodin")
    emma.wait_for_modal(containing="[Delete (15)]")
    with house.sessions.writing.begin() as session:
        make, school = Make(session), session.get_one(School, house.school.id)
        make.enrol(session.get_one(SchoolClass, house.school.piano), make.user(school))
        school.roster_version += 1
    emma.submit()
    shown = emma.read_text(emma.wait_for_modal(containing="nothing was applied"))
    assert "[Delete (16)]" in shown
    before = live(house)
    emma.submit()
    emma.wait_for_modal(containing="✅ 16 accounts deleted")
    assert live(house) == before - 16
    emma.wait_for_message("16 comptes supprimés", channel="secretariat")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_verb_and_figure_fit_the_submit_button_for_a_million_accounts(language: str):
    words = Words(language, PARIS)
    for text in (views.submit_text(1_000_000, words), restore_views.submit_text(1_000_000, words)):
        assert len(text) <= 24
        assert any(sign.isdigit() for sign in text)
    assert not any(sign.isdigit() for sign in views.submit_text(0, words))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_preview_with_a_thousand_classes_left_without_teacher_is_still_a_view(language: str):
    runs = RunOut(Forecast.METER_OFF)
    preview = DeletionPreview(
        draft_id="d",
        selection=Selection(),
        matched=1_000_000,
        students=999_000,
        teachers=1_000,
        licences=5,
        without_teacher=tuple(f"<!here> {n} " + "x" * 250 for n in range(1_000)),
        restorable_until=date(2027, 11, 23),
        per_day_before=0,
        per_day_after=0,
        before=runs,
        after=runs,
    )
    shown = json.dumps(views.delete_modal(preview, None, (), Words(language, PARIS)))
    assert "<!here>" not in shown
    assert len(shown) < 10_000


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_error_at_a_field_is_one_short_sentence(language: str):
    words = Words(language, PARIS)
    for reason in [*Reason, "external", "unknown"]:
        said = field_sentence(BadFieldError("email", reason, "x@y"), words)
        assert 10 < len(said) < 80
        assert "x@y" not in said
