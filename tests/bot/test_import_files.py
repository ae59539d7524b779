"""Files that go with a list: for who handed it in, noted in the journal, gone again in time."""

import copy

from slack_bolt import BoltRequest
from sqlalchemy import select

from commands import journal
from store.models import Posting
from tests.bot.conftest import House
from tests.bot.test_imports import hand_in, roster


def handed_over(house: House) -> list[tuple[str, str, int]]:
    lines = house.read(lambda session: journal.latest(session, house.school.id))
    return [
        (line.figures["form"], line.figures["role"], line.figures["rows"])
        for line in reversed(lines)
        if line.kind == "export"
    ]


def test_each_file_is_noted_before_it_goes_out_and_leaves_slack_again(house: House):
    content = roster("Ada;Bois;bois@tivoli.example;", "Paul;Roux;paul(at)tivoli.example;")
    claire = hand_in(house, "Claire", "a.csv", content)
    shown = claire.wait_for_message("[Appliquer")
    claire.close()
    claire.press("Aperçu complet", shown)
    claire.wait_for_message("Aperçu complet\u00a0: 2 lignes")
    told = claire.wait_for_message("Fichier remis\u00a0: aperçu complet", channel="secretariat")
    assert "2 lignes" in claire.read_text(told)
    house.fail("files.completeUploadExternal", kind="refuse", code="storage_limit_reached")
    claire.press("Lignes à corriger", shown)
    claire.wait_for_modal(containing="l’espace de stockage est plein")
    claire.close()
    assert handed_over(house) == [("preview", "student", 2), ("unclear", "student", 1)]
    files = house.read(lambda s: s.scalars(select(Posting.file_id)).all())
    assert len([file for file in files if file]) == 2
    assert all(m.get("channel", "D")[0] == "D" for m in claire.messages() if m.get("files"))


def test_another_admin_gets_nothing_of_a_preview_that_is_not_theirs(house: House):
    claire = hand_in(house, "Claire", "a.csv", roster("Ada;Bois;bois@tivoli.example;"))
    shown = claire.wait_for_message("[Appliquer")
    claire.close()
    claire.press("Aperçu complet", shown)
    claire.wait_for_message("Aperçu complet\u00a0: 1 ligne")
    body = copy.deepcopy(next(b for b in reversed(house.sent) if b["type"] == "block_actions"))
    karim = house.person("Karim")
    body["user"]["id"] = karim.calls.user_id
    house.bot.app.dispatch(BoltRequest(body=body, mode="socket_mode"))
    claire.wait_for_modal(containing="Cet aperçu date de plus de 24 heures")  # whose trigger it was
    assert handed_over(house) == [("preview", "student", 1)]
    assert not [m for m in karim.messages() if m.get("files")]
