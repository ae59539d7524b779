"""`/school-import`: a list handed in, previewed in a direct message, applied, undone."""

from sqlalchemy import select

from store.models import User
from tests.bot.conftest import House

HEADER = "Prénom;Nom;Courriel;Classes"
FAMILY = "famille.martin@tivoli.example"


def roster(*lines: str, header: str = HEADER) -> bytes:
    """As a French Excel saves it."""
    return ("\r\n".join((header, *lines)) + "\r\n").encode("cp1252")


def students(house: House) -> dict[str, User]:
    def found(session):
        query = select(User).where(
            User.school_id == house.school.id, User.role == "student", User.deleted_at.is_(None)
        )
        users = session.scalars(query).all()
        session.expunge_all()
        return {f"{user.first_name} {user.last_name}": user for user in users}

    return house.read(found)


def everybody(house: House) -> list[str]:
    """The lines of a list that holds the school as it is."""

    def found(session):
        query = select(User).where(User.school_id == house.school.id, User.role == "student")
        return [f"{u.first_name};{u.last_name};{u.email};" for u in session.scalars(query)]

    return house.read(found)


def hand_in(house: House, who: str, name: str, content: bytes, *, master: bool = False):
    person = house.person(who)
    french = who == "Claire"
    person.command("/ecole-importer" if french else "/school-import")
    person.wait_for_modal("Importer une liste" if french else "Import a list")
    person.fill("Fichier" if french else "File", [person.upload(name, content)])
    if master:
        person.choose(
            "Que fait-elle" if french else "What does it do?",
            "Liste maîtresse" if french else "Master list",
        )
    assert person.submit() is None
    return person


def wait_applied(house: House, person):
    french = person.calls.user_id == house.person("Claire").calls.user_id
    return person.wait_for_message("appliquée" if french else "applied:")


def test_an_additive_list_is_previewed_applied_and_undone_in_french(house: House):
    before = students(house)
    content = roster(
        "Noël;Lefèvre;noel@tivoli.example;Chœur d'enfants".replace("œ", "oe"),
        f"Inès;Martin;{FAMILY};Piano cycle 2",
        "Paul;Roux;paul(at)tivoli.example;",
    )
    claire = hand_in(house, "Claire", "rentree.csv", content)
    shown = claire.wait_for_message("liste additive d’élèves (ajoute seulement)")
    text = claire.read_text(shown)
    assert "2 élèves dans la liste\u00a0: *1 ajout, 1 modification*." in text
    assert "3\tInès Martin\tmodification\tinscription dans «\u00a0Piano cycle 2\u00a0»" in text
    assert "2\tNoël Lefèvre\tajout\tinscription dans «\u00a0Chœur d'enfants\u00a0»" in text
    assert "Ligne 4, colonne «\u00a0Courriel\u00a0»" in text
    assert "Noël" not in shown["text"]  # what a notification would show
    claire.wait_for_modal(containing="Je vous ai répondu en message direct")
    claire.close()
    assert students(house).keys() == before.keys()

    claire.press("Une licence à chaque nouveau", shown)
    shown = claire.wait_for_message("1 licence attribuée")
    assert "Licences attribuées\u00a0: 17 au lieu de 16." in claire.read_text(shown)
    assert "Crédits\u00a0: " in claire.read_text(shown)
    claire.press("Aperçu complet", shown)
    carried = claire.wait_for_message("Aperçu complet\u00a0: 3 lignes")
    table = claire.download(carried["files"][0]["id"]).decode("utf-8-sig")
    assert "2;ajout;Noël;Lefèvre;noel@tivoli.example;" in table
    claire.press("Lignes à corriger", shown)
    carried = claire.wait_for_message("⚠️ 1 ligne à corriger\u00a0:")
    lines = claire.download(carried["files"][0]["id"]).decode("utf-8-sig").split("\r\n")
    assert lines[:2] == [HEADER, "Paul;Roux;paul(at)tivoli.example;"]

    claire.press("Appliquer\u00a0: 1 ajout, 1 modification", shown)
    done = claire.wait_for_message("appliquée\u00a0: 1 ajout, 1 modification")
    text = claire.read_text(done)
    assert "1 licence attribuée." in text
    assert "1 ligne à corriger a été laissée de côté." in text
    assert "Votre fichier est encore dans Slack" in text
    assert students(house)["Noël Lefèvre"].licence
    told = claire.wait_for_message("Liste d’élèves importée", channel="secretariat")
    assert "Noël" not in claire.read_text(told)
    claire.press("Liste de 1 nouvelle personne", done)
    carried = claire.wait_for_message("1 nouvelle personne. Cette liste")
    new = claire.download(carried["files"][0]["id"]).decode("utf-8-sig")
    assert "Noël;Lefèvre;noel@tivoli.example;;Chœur d'enfants;oui;Jamais" in new

    claire.press("Défaire", done)
    claire.wait_for_modal("Défaire", containing="1 compte supprimé")
    assert students(house).keys() == before.keys()
