"""`/school-logins`: figures first, the table by class, and what can be done about it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.texts import LANGUAGES, Words
from bot.views import families
from bot.views import logins as views
from bot.workspace.reading import Json
from commands import class_names
from commands.access import CannotConnect
from commands.logins import Contacts, LineKey, NeverConnectedPage, NeverLine, Totals
from store.models import Enrolment, Person, School, User
from tests.bot.conftest import House
from tests.factories import ADMIN, NOW, Make

CREDIT = 31_536_000


def rows(message: Json) -> list[list[str]]:
    """The table's cells, header first."""
    [table] = [block for block in message["blocks"] if block["type"] == "data_table"]
    return [[cell["text"] for cell in row] for row in table["rows"]]


def test_an_admin_sees_figures_then_the_table_and_takes_the_licences_of_a_class_back(
    house: House,
):
    with house.sessions.writing.begin() as session:
        school = session.get(School, house.school.id)
        Make(session).user(school, first_name="Ana", last_name="Vide")
    claire = house.person("Claire")
    claire.command("/ecole-connexions")
    found = claire.wait_for_message("n’ont jamais connecté")
    text = claire.read_text(found)
    assert "*15 élèves* n’ont jamais connecté l’application." in text
    assert "1 autre élève ne peut pas se connecter et n’est pas dans cette liste\u00a0: " in text
    assert "1 sans licence" in text
    assert "Dernières connexions connues" in text
    assert "Martin" not in found["text"]
    table = rows(found)
    assert table[0] == ["Nom", "Classe", "Compte ouvert depuis (jours)", "Crédits"]
    assert [row[1] for row in table[1:]] == ["Chœur d'enfants"] * 5 + ["Piano cycle 2"] * 12
    assert {row[2] for row in table[1:]} == {"23"}

    claire.choose("logins_class", "Chœur", in_=found)
    found = claire.wait_for_message("«\u00a0Chœur d'enfants\u00a0»")
    assert len(rows(found)) == 6
    assert len(claire.messages()) == 1
    claire.press("Texte pour les familles", found)
    modal = claire.read_text(claire.wait_for_modal("Pour les familles"))
    assert "Sans mot de passe, ou en cas d’oubli" in modal
    assert "*3 adresses* à copier" in modal
    assert modal.count("famille.martin@tivoli.example") == 1
    claire.close()
    claire.press("Retirer leurs licences", found)
    text = claire.read_text(claire.wait_for_modal("Licences"))
    assert "(x) Seulement les comptes sans connexion" in text
    assert "[Retirer (5)]" in text
    claire.submit()
    claire.wait_for_message("Chœur d'enfants\u00a0», sans aucune connexion", "secretariat")


def test_a_school_of_many_is_turned_page_by_page_in_one_message(house: House):
    with house.sessions.writing.begin() as session:
        make = Make(session)
        school = session.get(School, house.school.id)
        made = house.clock() - timedelta(days=40)
        many = [make.user(school, licence=True, created_at=made) for _ in range(70)]
        make.school_class(school, "Orchestre", *many)
        session.execute(update(School).values(meter_on=False, logins_known_at=made))
    emma = house.person("Emma")
    emma.command("/school-logins", "orchestre", channel="general")
    found = emma.wait_for_message("*70 students* have never connected")
    text = emma.read_text(found)
    assert text.index("Last logins are as of") < text.index("*70 students*")
    assert len(rows(found)) == 51
    assert "Credits" not in rows(found)[0]
    emma.wait_for_message("I answered in a direct message", channel="general")
    first = rows(found)
    assert "Previous" not in text
    emma.press("Next", found)
    emma.wait_for_message("[Previous]")
    [found] = emma.messages()
    assert len(rows(found)) == 21
    emma.press("Previous", found)
    emma.wait_for_message("[Next]")
    assert rows(emma.messages()[0]) == first
    emma.command("/school-logins", "orchestra")
    emma.wait_for_modal(containing="Did you mean “Orchestre”?")


def test_in_the_admins_channel_the_answer_stands_there_for_admins_alone(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-connexions", "piano cycle 2", channel="secretariat")
    found = claire.wait_for_message("*12 élèves*", channel="secretariat")
    assert claire.messages() == []
    house.take_admin_away("Karim")
    karim = house.person("Karim")
    assert karim.options("logins_class", "Chœur", in_=found) == []
    karim.press("Texte pour les familles", found)
    karim.wait_for_modal(containing="réservée aux administrateurs")
    assert "*12 élèves*" in claire.read_text(claire.messages("secretariat")[-1])


def test_a_teacher_who_is_no_admin_turns_nothing_in_the_admins_channel(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-connexions", "piano cycle 2", channel="secretariat")
    found = claire.wait_for_message("*12 élèves*", channel="secretariat")
    house.take_admin_away("Karim")
    karim = house.person("Karim")
    with house.sessions.writing.begin() as session:
        known = session.scalars(select(Person).filter_by(slack_id="U0KARIM001")).one()
        known.email_key = "karim@tivoli.example"
        make, school = Make(session), session.get_one(School, house.school.id)
        teacher = make.user(school, role="teacher", email="karim@tivoli.example")
        session.add(Enrolment(school_id=school.id, class_id=house.school.choir, user_id=teacher.id))
    karim.choose("logins_class", "Chœur", in_=found)
    karim.wait_for_modal(containing="réservée aux administrateurs")
    assert "*12 élèves*" in claire.read_text(claire.messages("secretariat")[-1])


def test_a_teacher_sees_their_own_classes_and_no_other(house: House):
    helene = house.person("Hélène")
    helene.command("/ecole-connexions")
    found = helene.wait_for_message("de vos élèves")
    text = helene.read_text(found)
    assert "*12 de vos élèves* n’ont pas encore réussi" in text
    assert {row[1] for row in rows(found)[1:]} == {"Piano cycle 2"}
    assert "Crédits" not in text
    assert "Retirer" not in text
    assert helene.options("logins_class", "", in_=found) == ["Toutes les classes", "Piano cycle 2"]
    assert helene.options("logins_class", "chœur", in_=found) == []
    helene.press("Texte pour les familles", found)
    helene.wait_for_modal(containing="*12 adresses*")
    helene.close()
    helene.command("/ecole-connexions", "Chœur d'enfants")
    helene.wait_for_modal(containing="n’est pas une de vos classes")
    helene.close()
    with house.sessions.writing.begin() as session:
        session.execute(update(User).values(last_login_at=house.clock()))
        for class_id, name in ((house.school.piano, "Piano 2"), (house.school.choir, "Maîtrise")):
            class_names.rename(
                session, house.school.id, class_id, name, by=ADMIN, now=house.clock()
            )
    helene.command("/ecole-connexions", "chœur d’enfants")
    helene.wait_for_modal(containing="n’est pas une de vos classes")
    helene.close()
    helene.command("/ecole-connexions", "piano cycle 2")
    helene.wait_for_message("Tous vos élèves ont connecté l’application au moins une fois.")


def test_others_are_sent_to_the_admins_and_told_no_name(house: House):
    nina = house.person("Nina")
    nina.command("/ecole-connexions")
    nina.wait_for_modal(containing="Claire Morel")
    assert nina.messages() == []
    tom = house.person("Tom")
    tom.command("/school-logins", channel="echange-ecoles")
    assert "Piano" not in tom.read_text(tom.wait_for_modal())


def test_when_all_have_connected_it_says_so(house: House):
    with house.sessions.writing.begin() as session:
        session.execute(update(User).values(last_login_at=house.clock()))
    claire = house.person("Claire")
    claire.command("/ecole-aide")
    claire.wait_for_modal("Aide")
    claire.press("open_job:logins:")
    claire.wait_for_message("Tous les élèves ont connecté l’application au moins une fois.")
    claire.wait_for_modal(containing="Je vous ai répondu en message direct")
    assert "data_table" not in str(claire.messages())


def line(number: int) -> NeverLine:
    key = LineKey("k" * 80, NOW, number)
    return NeverLine(key, number, "É" * 60, "&" * 60, None, 7, "C" * 80, NOW, 9999, True, CREDIT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_page_of_long_names_fits_in_a_message(language: str):
    words = Words(language, School(time_zone="Europe/Paris").zone)
    page = NeverConnectedPage(
        tuple(line(n) for n in range(100)), line(0).key, line(99).key, NOW, stale=True
    )
    cannot = dict.fromkeys(CannotConnect, 1_000_000)
    shown = views.Shown(
        page, Totals(1_000_000, cannot), 7, "C" * 80, True, 10**6 * CREDIT, False, NOW.date()
    )
    text, blocks = views.message(shown, words)
    cells = [cell for row in rows({"blocks": blocks}) for cell in row]
    assert sum(map(len, cells)) + len(text) < 12_000
    turning = [
        element for block in blocks if block["type"] == "actions" for element in block["elements"]
    ]
    assert all(len(e.get("value", "")) <= 2000 for e in turning)
    asked = views.Asked(7, after=line(99).key)
    assert views.read_asked(asked.packed()) == asked


def test_the_text_for_families_names_nobody_and_addresses_are_cut_into_blocks():
    words = Words("fr", School(time_zone="Europe/Paris").zone)
    addresses = tuple(f"eleve{number}@tivoli.example" for number in range(500))
    parts = families.chunks(addresses)
    assert all(len(part) <= families.CODE for part in parts)
    assert "; ".join(parts).split("; ") == list(addresses)
    modal = families.families_modal(Contacts(addresses, 2, True), "A & B", words, words)
    text = str(modal)
    assert "A &amp; B" in text
    assert "2 élèves n’ont pas d’adresse" in text
    assert len(modal["title"]["text"]) <= 24
