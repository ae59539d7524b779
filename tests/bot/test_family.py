"""Three children under one address: people, not addresses, from the file and back to it."""

import io

from sqlalchemy import select

from bot.commandline.main import main
from store.models import User
from tests.bot.conftest import House

FAMILY = """Prénom;Nom;Courriel;Classes\r
Lola;Da Silva;famille.dasilva@tivoli.example;Piano cycle 2\r
Tom;Da Silva;famille.dasilva@tivoli.example;Chœur d'enfants\r
Anouk;Da Silva;famille.dasilva@tivoli.example;Piano cycle 2 | Chœur d'enfants\r
"""
THE_FAMILY = select(User).where(User.last_name == "Da Silva").order_by(User.id)


def children(house: House) -> dict[str, User]:
    found = house.read(
        lambda s: s.scalars(
            select(User).where(User.last_name == "Da Silva").order_by(User.id)
        ).all()
    )
    return {user.first_name: user for user in found}


def test_a_family_goes_through_import_card_licences_deletion_restore_and_export(
    house: House, tmp_path
):
    path = tmp_path / "famille.csv"
    path.write_bytes(FAMILY.encode("cp1252"))
    url = house.sessions.engine.url.render_as_string(hide_password=False)
    assert main(["import", str(path), "--students"], {"DATABASE_URL": url}, house.clock) == 0
    assert list(children(house)) == ["Lola", "Tom", "Anouk"]

    claire = house.person("Claire")
    claire.command("/ecole-utilisateurs", "lola da silva")
    card = claire.read_text(claire.wait_for_modal("Fiche", containing="Lola"))
    assert "Tom" in card, "brothers and sisters stand on the card"
    assert "Anouk" in card
    claire.close(all_=True)

    claire.command("/ecole-licences", "attribuer choeur d'enfants")
    claire.wait_for_modal(containing="[Attribuer (2)]")
    claire.submit()
    claire.wait_for_modal(containing="2 licences attribuées")
    claire.close(all_=True)
    held = {name: user.licence for name, user in children(house).items()}
    assert held == {"Lola": False, "Tom": True, "Anouk": True}

    claire.command("/ecole-utilisateurs", "tom da silva")
    claire.wait_for_modal("Fiche", containing="Tom")
    claire.press("Supprimer…")
    claire.wait_for_modal(containing="[Supprimer (1)]")
    claire.submit()
    claire.wait_for_message("1 compte supprimé", channel="secretariat")
    claire.close(all_=True)
    gone = {name: user.deleted_at is not None for name, user in children(house).items()}
    assert gone == {"Lola": False, "Tom": True, "Anouk": False}

    claire.command("/ecole-restaurer", "da silva")
    claire.wait_for_modal(containing="[Restaurer (1)]")
    claire.submit()
    claire.wait_for_modal(containing="1 compte restauré")
    claire.close(all_=True)
    back = children(house)["Tom"]
    assert (back.deleted_at, back.licence) == (None, True)

    out = tmp_path / "eleves.csv"
    assert main(["export", str(out), "--students"], {"DATABASE_URL": url}, house.clock) == 0
    text = io.BytesIO(out.read_bytes()).read().decode("utf-8-sig")
    assert [line for line in text.split("\r\n") if "Da Silva" in line] == [
        "Anouk;Da Silva;famille.dasilva@tivoli.example;;Chœur d'enfants | Piano cycle 2;oui;Jamais",
        "Lola;Da Silva;famille.dasilva@tivoli.example;;Piano cycle 2;non;Jamais",
        "Tom;Da Silva;famille.dasilva@tivoli.example;;Chœur d'enfants;oui;Jamais",
    ]
    assert main(["import", str(out), "--students"], {"DATABASE_URL": url}, house.clock) == 0
    assert len(children(house)) == 3
