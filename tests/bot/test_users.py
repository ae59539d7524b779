"""`/school-users`: a search answered in private, one person's card, adding and changing."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.texts import Words
from bot.views import users as views
from commands.listings import Listing
from commands.selection import Selection
from commands.users import Order, UserLine, UserPage
from store.models import School, User
from tests.bot.conftest import House
from tests.factories import Make


def user(house: House, first_name: str) -> User:
    found: User = house.read(
        lambda session: session.scalars(select(User).where(User.first_name == first_name)).one()
    )
    return found


def live(house: House) -> int:
    found: int = house.read(
        lambda session: session.scalar(
            select(func.count()).where(User.school_id == house.school.id, User.deleted_at.is_(None))
        )
    )
    return found


def make_users(house: House, number: int, **values: Any) -> None:
    with house.sessions.writing.begin() as session:
        make, school = Make(session), session.get_one(School, house.school.id)
        for _ in range(number):
            make.user(school, **values)


def test_a_family_is_a_table_in_private_and_one_of_it_a_card_with_the_others(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-utilisateurs", "martin", channel="general")
    told = claire.wait_for_message("3 personnes")
    shown = claire.read_text(told)
    assert "Nom\tRôle\tClasses\tLicence\tDernière connexion\tAdresse" in shown
    assert (
        "Zoé Martin\télève\tChœur d'enfants\tattribuée\tJamais\tfamille.martin@tivoli.example"
        in shown
    )
    public = claire.wait_for_message("Je vous ai répondu en message direct", channel="general")
    assert public["ephemeral"]
    assert "Martin" not in claire.read_text(public)
    claire.choose("Ouvrir une fiche", "Zoé", in_=told)
    shown = claire.read_text(claire.wait_for_modal("Fiche"))
    assert "Sous la même adresse\u00a0: Hugo Martin, Inès Martin" in shown
    assert "Peut se connecter, et ne l’a encore jamais fait." in shown
    assert "choisissez le compte «\u00a0Zoé Martin\u00a0»" in shown
    claire.press("Hugo Martin")
    claire.wait_for_modal("Fiche", containing="*Hugo Martin*")
    claire.close()
    claire.command("/ecole-utilisateurs", "zoe martin")
    claire.wait_for_modal("Fiche", containing="*Zoé Martin*")
    claire.close()
    claire.command("/ecole-utilisateurs", "zzz choeur")
    shown = claire.read_text(claire.wait_for_modal(containing="Personne ne correspond"))
    assert "Vouliez-vous dire «\u00a0Chœur d'enfants\u00a0»" in shown


def test_a_long_table_turns_its_pages_in_place_and_ends_with_its_list(house: House):
    emma = house.person("Emma")
    make_users(house, 60, last_name="Homonym", first_name="<!channel>", licence=False)
    emma.command("/school-users", "homonym")
    told = emma.wait_for_message("60 people")
    first = emma.read_text(told)
    assert "<!channel> Homonym\tstudent" in first  # a cell is plain text: it pings nobody
    assert "[Previous]" not in first
    emma.press("Next", told)
    told = emma.wait_for_message("[Previous]")
    assert len(emma.messages()) == 1
    assert emma.read_text(told).count("<!channel>") == 10
    emma.press("Previous", told)
    told = emma.wait_for_message("[Next]")
    assert emma.read_text(told).replace("= By name\n", "") == first  # but for what a menu holds
    emma.press("Next", told)
    emma.choose(views.ORDER, "By age of the account", in_=emma.wait_for_message("[Previous]"))
    told = emma.wait_for_message("Oldest account first.")
    assert len(emma.messages()) == 1
    assert "[Previous]" not in emma.read_text(told)
    house.clock.pass_(hours=25)
    assert emma.options("Open a card", in_=told) == []
    emma.press("Next", told)
    emma.wait_for_modal(containing="more than 24 hours old")


def test_the_form_finds_by_class_licence_and_login(house: House):
    emma = house.person("Emma")
    emma.command("/school-users")
    emma.wait_for_modal("Users")
    emma.choose("Classes", "Piano")
    emma.choose("Licence", "None")
    emma.submit()
    emma.wait_for_modal(containing="3 people found")
    told = emma.read_text(emma.wait_for_message("3 people"))
    assert "“Piano cycle 2”, without a licence" in told
    emma.close()
    emma.command("/school-users")
    emma.wait_for_modal("Users")
    emma.choose("Role", "Teachers")
    emma.choose("Last login", "Only those who never connected")
    emma.submit()
    emma.wait_for_modal("Card", containing="*Hélène Bodin*")
    emma.close()
    emma.command("/school-users", "piano CYCLE 2", channel="secretariat")
    emma.wait_for_message("16 people")  # fifteen students and their teacher


def test_a_card_is_changed_at_its_fields_and_what_others_changed_meanwhile_is_kept(house: House):
    claire, karim = house.person("Claire"), house.person("Karim")
    make_users(house, 1, first_name="Paul", last_name="Roux", external_id="77")
    for person in (claire, karim):
        person.command("/ecole-utilisateurs", "zoé martin")
        person.wait_for_modal("Fiche")
        person.press("Modifier")
        person.wait_for_modal("Modifier")
    claire.fill("Adresse", "zoe(at)tivoli.example")
    claire.fill("Identifiant", "1,23E+11")
    errors = claire.submit()
    assert errors == {
        "user_email": "Ce n’est pas une adresse. Par exemple\u00a0: zoe@ecole.example",
        "user_id": "Un tableur a arrondi cet identifiant\u00a0: tapez-le en entier.",
    }
    claire.fill("Adresse", "zoe@tivoli.example")
    claire.fill("Identifiant", "77")
    assert claire.submit() is None
    shown = claire.read_text(claire.wait_for_modal(containing="appartient déjà à un autre compte"))
    assert "zoe@tivoli.example" in shown  # what was typed is still there
    claire.fill("Identifiant", "78")
    claire.fill("Nouvelle classe", "Solfège adultes")
    claire.submit()
    shown = claire.read_text(claire.wait_for_modal(containing="✅ Fiche modifiée"))
    assert "Nouvelles classes\u00a0: Solfège adultes" in shown
    claire.close()
    claire.wait_for_modal("Fiche", containing="zoe@tivoli.example")  # drawn anew below
    karim.fill("Nom de famille", "Martin-Roy")
    karim.submit()
    karim.wait_for_modal(containing="✅ Fiche modifiée\u00a0: Zoé Martin-Roy")
    zoe = user(house, "Zoé")
    assert (zoe.last_name, zoe.email, zoe.external_id) == ("Martin-Roy", "zoe@tivoli.example", "78")
    house.resend()
    karim.wait_for_modal(containing="déjà comme demandé")


def test_somebody_new_is_added_once(house: House):
    emma = house.person("Emma")
    emma.command("/school-users", "add Noé Lefort noe@tivoli.example")
    shown = emma.read_text(emma.wait_for_modal("Add a person"))
    assert "= Noé" in shown
    emma.choose("Classes", "Piano cycle 2")
    emma.submit()
    emma.wait_for_modal(containing="✅ Account added: Noé Lefort")
    noe = user(house, "Noé")
    assert (noe.last_name, noe.licence) == ("Lefort", True)
    emma.wait_for_message("Un compte d’élève ajouté", channel="secretariat")
    house.resend()
    emma.wait_for_modal(containing="exists already")
    emma.press("Open that card")
    emma.wait_for_modal("Card", containing="*Noé Lefort*")
    emma.press("Revoke the licence")
    shown = emma.read_text(emma.wait_for_modal("Licence", containing="Licence to revoke"))
    assert "[Revoke (1)]" in shown
    emma.submit()
    emma.wait_for_modal(containing="✅ 1 licence revoked")
    emma.close()
    emma.wait_for_modal("Card", containing="Cannot connect: no licence")
    emma.close()
    emma.command("/school-users", "add")
    emma.wait_for_modal("Add a person")
    emma.fill("First name", " ")
    emma.fill("Last name", "X")
    assert emma.submit() == {
        "user_first": "The first name is missing.",
        "user_email": "Give an address or an identifier, or both.",
    }


def test_only_admins_look_for_people_at_every_step(house: House):
    for name in ("Hélène", "Nina"):
        person = house.person(name)
        for words in ("martin", "", "ajouter"):
            person.command("/ecole-utilisateurs", words)
            person.wait_for_modal(containing="réservée aux administrateurs")
            person.close()
    tom = house.person("Tom")
    tom.command("/school-users", "martin", channel="echange-ecoles")
    tom.wait_for_modal(containing="I only answer the people of this school")
    claire = house.person("Claire")
    claire.command("/ecole-utilisateurs", "martin")
    told = claire.wait_for_message("3 personnes")
    claire.command("/ecole-utilisateurs", "inès martin")
    claire.wait_for_modal("Fiche")
    house.take_admin_away("Claire")
    claire.press("Modifier")
    claire.wait_for_modal(containing="réservée aux administrateurs")
    claire.close(all_=True)
    assert claire.options("Ouvrir une fiche", in_=told) == []
    claire.press("Supprimer 3 comptes…", told)
    claire.wait_for_modal(containing="réservée aux administrateurs")
    assert live(house) == 19


def test_a_card_offers_to_join_a_deleted_account_of_the_same_person(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-utilisateurs", "zoé martin")
    claire.wait_for_modal("Fiche")
    claire.press("Supprimer…")
    claire.wait_for_modal(containing="[Supprimer (1)]")
    claire.submit()
    claire.wait_for_modal(containing="✅ 1 compte supprimé")
    claire.close(all_=True)
    make_users(
        house, 1, first_name="Zoé", last_name="Martin", email="famille.martin@tivoli.example"
    )
    claire.command("/ecole-utilisateurs", "zoe martin")
    shown = claire.read_text(claire.wait_for_modal("Fiche"))
    assert "La même personne a un compte supprimé le" in shown
    claire.press("Rattacher")
    claire.wait_for_modal(containing="n’en font plus qu’un, 1 classe de plus")
    claire.press("Défaire")
    claire.wait_for_modal("Défaire", containing="Opération défaite")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_full_page_stays_within_what_a_message_holds(language: str):
    words = Words(language, ZoneInfo("Europe/Paris"))
    rows = tuple(
        UserLine(
            id=n,
            role="teacher",
            first_name="F" * 255,
            last_name="<!channel>" * 20,
            email="a" * 240 + "@tivoli.example",
            external_id=None,
            classes=("Classe " * 30, "Chœur"),
            deleted_day=None,
            homonym=True,
            licence=False,
            access="external",
            last_login_at=datetime(2026, 11, 23, tzinfo=UTC),
            created_at=datetime(2026, 11, 23, tzinfo=UTC),
            cannot_connect=None,
        )
        for n in range(views.ROWS)
    )
    page = UserPage(rows, 1_000_000, ("a", 1), ("b", 2), has_previous=True, has_next=True)
    text, blocks = views.table(Listing("x" * 16, Selection(), Order.LOGIN, page), [], words)
    assert len(json.dumps(blocks, ensure_ascii=False)) < 60_000
    cells = next(block for block in blocks if block["type"] == "data_table")["rows"]
    assert sum(len(cell["text"]) for row in cells for cell in row) < 12_000
    assert "FFF" not in text
