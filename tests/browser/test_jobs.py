"""The five jobs by mouse and by keyboard alone, and what the database says of them afterwards."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bot.demo.names import HARP
from bot.demo.school import ZONE
from bot.demo.state import State
from tests.browser.person import Person
from tests.browser.typist import Typist

pytestmark = pytest.mark.parametrize("person", [Person, Typist], indirect=True)

PIANO, JAZZ = "Piano cycle 2", "Jazz & improvisation"
OFFICE = "secretariat"


def test_pausing_and_resuming_touch_no_licence(person: Person, school: State):
    held = school.licences()
    with person.hears(OFFICE, "École en pause"):
        person.types("/ecole-compte")
        person.sees("le compte est actif")
        person.presses("Mettre en pause")
        person.sees("cessent aussitôt de fonctionner")
        person.presses("Pause (")
        person.sees("École en pause")
        assert school.paused()
        person.closes_all()
    person.types("/ecole-compte réactiver")
    person.sees("fonctionnent de nouveau")
    person.presses("Réactiver")
    person.sees("École réactivée")
    assert not school.paused()
    assert school.licences() == held


def test_the_licences_of_a_class_are_taken_back_and_given_again(person: Person, school: State):
    before, of_the_class = school.licences(), school.in_class(PIANO)
    held = before & of_the_class
    person.presses("Retirer les licences d’une classe", person.page.get_by_role("main"))
    expect(person.composer).to_have_value("/ecole-licences retirer")
    person.page.keyboard.press("Enter")
    person.sees("Personne ne correspond encore à ce choix")
    person.chooses("Classes", PIANO)
    person.sees(f"{len(held)} licences à retirer")
    leave_out = "Laisser de côté ceux qui suivent aussi une autre"
    person.ticks(leave_out)
    expect(person.button("Retirer (")).not_to_have_text(f"Retirer ({len(held)})")
    person.ticks(leave_out)
    expect(person.button("Retirer (")).to_have_text(f"Retirer ({len(held)})")
    person.presses("Retirer (")
    person.sees(f"{len(held)} licences retirées")
    assert school.licences() == before - held
    person.closes()
    person.types("/ecole-licences rendre")
    person.chooses("Quel retrait", PIANO)
    person.sees(f"{len(held)} licences à rendre")
    person.presses("Rendre (")
    person.sees(f"{len(held)} licences rendues")
    assert school.licences() == before


def test_a_change_is_undone_from_the_channel_that_was_told(person: Person, school: State):
    before = school.licences()
    with person.hears(OFFICE, "licences retirées") as told:
        person.types(f"/ecole-licences retirer {PIANO}")
        person.presses("Retirer (")
        person.sees("licences retirées")
        person.closes()
    person.undoes(told)
    expect(person.button("Défaire", told)).to_be_hidden()
    assert school.licences() == before


def test_who_never_connected_is_sorted_by_a_heading_and_the_page_turned(
    person: Person, school: State
):
    listed = person.asks("/ecole-connexions")
    expect(listed).to_contain_text(f"{school.never_connected()} élèves n’ont jamais connecté")
    table = listed.get_by_role("table", name="Sans connexion")
    age = table.get_by_role("columnheader", name="Compte ouvert depuis")
    for order in ("ascending", "descending"):
        person.clicks(age.get_by_role("button"))
        expect(age).to_have_attribute("aria-sort", order)
        days = column(table.get_by_role("row").all_inner_texts(), 2)
        assert days == sorted(days, reverse=order == "descending")
        assert len(set(days)) > 1
    first = table.get_by_role("rowheader").first
    seen = first.inner_text()
    person.presses("Suivants", listed)
    expect(first).not_to_have_text(seen)
    person.presses("Précédents", listed)
    expect(person.button("Précédents", listed)).to_be_hidden()


def column(rows: list[str], index: int) -> list[int]:
    """The figures of one column, without its heading."""
    return [int(row.split("\t")[index]) for row in rows[1:]]


def test_what_was_deleted_yesterday_comes_back(person: Person, school: State):
    before = school.students()
    day = school.now().astimezone(ZONE).date() - timedelta(days=1)
    deleted = school.deleted()[day]
    person.types("/ecole-restaurer hier")
    person.sees("comptes à restaurer")
    person.presses(f"Restaurer ({deleted})")
    person.sees("comptes restaurés")
    assert school.students() - before == school.in_class(HARP)
    assert len(school.in_class(HARP)) == deleted
    assert day not in school.deleted()
    person.undoes()
    person.sees(f"{deleted} comptes supprimés")
    assert school.students() == before
    assert school.deleted()[day] == deleted


def test_the_list_is_downloaded_as_a_file_that_a_french_spreadsheet_opens(
    person: Person, school: State
):
    person.goes_to(OFFICE)
    person.types("/ecole-exporter élèves")
    person.presses("Récupérer la liste")
    person.sees("✅")
    person.closes()
    message = person.reads("Voici la liste")
    content = person.downloads(message)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0].split(";")[:3] == ["Prénom", "Nom", "Courriel"]
    assert len(lines) == len(school.rows("student")) + 1


def test_a_teacher_is_refused_and_told_so_alone(person: Person, school: State):
    before = school.licences()
    person.becomes("Hélène")
    person.types(f"/ecole-licences retirer {PIANO}")
    person.sees("réservée aux administrateurs")
    person.closes()
    assert school.licences() == before


def test_in_english_a_class_is_revoked_and_undone_at_once(person: Person, school: State):
    before = school.licences()
    held = before & school.in_class(JAZZ)
    person.becomes("Emma")
    person.types("/school-licences revoke")
    person.chooses("Classes", JAZZ)
    expect(person.button("Revoke (")).to_have_text(f"Revoke ({len(held)})")
    person.presses("Revoke (")
    person.sees(f"{len(held)} licences revoked")
    assert school.licences() == before - held
    person.undoes()
    person.sees("given back")
    assert school.licences() == before
