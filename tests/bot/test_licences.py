from sqlalchemy import func, select

from store.models import School, User
from tests.bot.conftest import House
from tests.factories import Make


def held(house: House) -> int:
    return house.read(
        lambda session: session.scalar(
            select(func.count()).where(User.school_id == house.school.id, User.licence)
        )
    )


def test_an_admin_takes_back_the_licences_of_a_class_and_undoes_it_in_french(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-licences", "retirer piano cycle 2")
    shown = claire.read_text(claire.wait_for_modal("Licences"))
    assert "15 personnes choisies\u00a0: *12 licences à retirer*" in shown
    assert "3 n’en ont déjà pas" in shown
    assert "2 d’entre elles suivent aussi une autre classe" in shown
    assert "[Retirer (12)]" in shown
    assert claire.submit() is None
    assert "12 licences retirées" in claire.read_text(claire.wait_for_modal("Licences"))
    claire.close()
    assert held(house) == 4
    told = claire.wait_for_message("12 licences retirées", channel="secretariat")
    assert "«\u00a0Piano cycle 2\u00a0». Par Claire Morel" in claire.read_text(told)
    claire.press("Défaire", told)
    assert "12 licences rendues" in claire.read_text(claire.wait_for_modal("Défaire"))
    assert held(house) == 16
    struck = claire.wait_for_message("Opération défaite à", channel="secretariat")
    assert "[Défaire]" not in claire.read_text(struck)


def test_the_same_in_english_sparing_one_by_hand_and_those_of_another_class(house: House):
    emma = house.person("Emma")
    emma.command("/school-licences", "revoke")
    emma.wait_for_modal("Licences")
    assert "Nobody corresponds to this choice yet" in emma.read_text()
    emma.choose("Classes", "Piano")
    emma.wait_for_modal(containing="[Revoke (12)]")
    emma.fill("Options", ["spare"])
    emma.wait_for_modal(containing="[Revoke (10)]")
    spared = emma.options("All but", "Pr")[5].partition(" · ")[0]
    emma.choose("All but", spared)
    emma.wait_for_modal(containing="[Revoke (9)]")
    assert emma.submit() is None
    assert "9 licences revoked" in emma.read_text(emma.wait_for_modal(containing="revoked"))
    assert held(house) == 7


def test_what_was_taken_can_be_given_back_later(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-licences", "retirer choeur d'enfants")
    claire.wait_for_modal(containing="[Retirer (5)]")
    claire.submit()
    claire.wait_for_modal(containing="5 licences retirées")
    claire.close()
    claire.command("/ecole-licences", "rendre")
    claire.wait_for_modal("Licences")
    claire.choose("Quel retrait", "5 licences")
    claire.wait_for_modal(containing="[Rendre (5)]")
    claire.submit()
    claire.wait_for_modal(containing="5 licences rendues")
    assert held(house) == 16


def test_a_form_clicked_twice_revokes_once_and_says_so(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-licences", "retirer piano cycle 2")
    claire.wait_for_modal(containing="[Retirer (12)]")
    claire.submit()
    claire.wait_for_modal(containing="12 licences retirées")
    house.resend()
    claire.wait_for_modal(containing="C’est déjà fait")
    assert held(house) == 4


def test_figures_that_moved_are_shown_anew_and_nothing_is_applied(house: House):
    claire, karim = house.person("Claire"), house.person("Karim")
    claire.command("/ecole-licences", "retirer piano cycle 2")
    claire.wait_for_modal(containing="[Retirer (12)]")
    karim.command("/ecole-licences", "retirer choeur d'enfants")
    karim.wait_for_modal(containing="[Retirer (5)]")
    karim.submit()
    karim.wait_for_modal(containing="5 licences retirées")
    claire.submit()
    claire.wait_for_modal(containing="Voici l’aperçu à jour")
    assert "[Retirer (10)]" in claire.read_text()
    assert held(house) == 11


def test_an_unknown_class_is_answered_with_the_nearest_names(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-licences", "retirer Piano cycle 3")
    shown = claire.read_text(claire.wait_for_modal())
    assert "Aucune classe ne s’appelle «\u00a0Piano cycle 3\u00a0»" in shown
    assert "«\u00a0Piano cycle 2\u00a0»" in shown


def test_words_that_mean_nothing_get_an_example(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-licences", "xyzzy")
    assert "/ecole-licences retirer 6B" in claire.read_text(claire.wait_for_modal())
    claire.close()
    claire.command("/ecole-licences", "aide")
    assert "rendre" in claire.read_text(claire.wait_for_modal("Aide"))


def test_teachers_staff_and_strangers_are_refused_and_told_who_to_ask(house: House):
    for name in ("Hélène", "Nina"):
        person = house.person(name)
        person.command("/ecole-licences", "retirer piano cycle 2")
        assert "Claire Morel" in person.read_text(person.wait_for_modal())
    james = house.person("James")
    james.command("/school-licences", "revoke")
    assert "This is for the school's admins" in james.read_text(james.wait_for_modal())


def test_who_lost_the_right_while_the_form_was_open_is_refused(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-licences", "retirer piano cycle 2")
    claire.wait_for_modal(containing="[Retirer (12)]")
    house.take_admin_away("Claire")
    claire.submit()
    shown = claire.read_text(claire.wait_for_modal(containing="réservée aux administrateurs"))
    assert "Karim Benali" in shown
    assert held(house) == 16


def test_a_preview_of_yesterday_is_refused_and_nothing_is_applied(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-licences", "retirer piano cycle 2")
    claire.wait_for_modal(containing="[Retirer (12)]")
    house.clock.pass_(hours=25)
    claire.submit()
    claire.wait_for_modal(containing="Cet aperçu date de plus de 24 heures")
    assert held(house) == 16


def test_a_thousand_classes_do_not_break_the_menu(house: House):
    with house.sessions.writing.begin() as session:
        make = Make(session)
        school = session.get(School, house.school.id)
        for number in range(1000):
            make.school_class(school, f"Atelier {number:04}")
    claire = house.person("Claire")
    claire.command("/ecole-licences", "retirer")
    claire.wait_for_modal("Licences")
    assert len(claire.options("Classes")) == 100
    assert claire.options("Classes", "0777") == ["Atelier 0777"]
