"""Files that go with a list: for who handed it in, noted in the journal, gone again in time."""

import copy
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from slack_bolt import BoltRequest
from sqlalchemy import select

from bot import ended_lists
from bot.listeners import import_acts
from bot.texts import Words
from bot.views.imports import result
from commands import journal
from commands.lists.sources import LEFT
from store.models import Draft, OutboxMessage, Posting
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


def end_drafts(house: House) -> None:
    """What runs once an hour."""
    ended_lists.delete_ended(house.bot.services, house.bot.app.client)


def test_a_list_that_was_left_reminds_its_author_of_the_file_once(house: House):
    claire = hand_in(house, "Claire", "a.csv", roster("Ada;Bois;bois@tivoli.example;"))
    shown = claire.wait_for_message("[Appliquer")
    claire.close()
    end_drafts(house)
    house.clock.pass_(hours=25)
    end_drafts(house)
    end_drafts(house)
    told = claire.wait_for_message("Votre liste n’est plus en préparation")
    assert "Votre fichier est encore dans Slack, avec ses noms" in claire.read_text(told)
    assert "|ouvrez-le>" in told["blocks"][0]["text"]["text"]
    assert house.read(lambda s: s.scalars(select(Draft.kind)).all()) == []
    assert len([m for m in claire.messages() if "plus en préparation" in m["text"]]) == 1
    claire.press("Appliquer", shown)
    claire.wait_for_modal(containing="plus de 24 heures")


def test_whoever_was_told_of_the_file_already_is_not_told_again(house: House):
    content = roster("Ada;Bois;bois@tivoli.example;")
    claire = hand_in(house, "Claire", "a.csv", content)
    shown = claire.wait_for_message("[Appliquer")
    claire.close()
    claire.press("Appliquer", shown)
    claire.wait_for_message("Votre fichier est encore dans Slack")
    emma = hand_in(house, "Emma", "b.csv", content)
    shown = emma.wait_for_message("[Drop the preview]")
    emma.press("Drop the preview", shown)
    told = emma.wait_for_message("The preview was dropped.")
    assert "Your file is still in Slack" in emma.read_text(told)
    wait(lambda: all(d.content["cleared"] for d in sources(house)))
    house.clock.pass_(hours=25)
    end_drafts(house)
    assert house.read(lambda s: s.scalars(select(OutboxMessage).filter_by(kind=LEFT)).all()) == []


def test_a_file_that_the_bot_may_delete_goes_by_itself(house: House):
    claire = hand_in(house, "Claire", "a.csv", roster("Ada;Bois;bois@tivoli.example;"))
    claire.wait_for_message("[Appliquer")
    files, bot = house.workspace.workspace.files, house.workspace.workspace.cast.bot.id
    [draft] = sources(house)
    file = files.get(draft.content["file"])
    assert file is not None
    file.user = bot
    house.clock.pass_(hours=25)
    end_drafts(house)
    assert files.get(draft.content["file"]) is None
    assert house.read(lambda s: s.scalars(select(OutboxMessage).filter_by(kind=LEFT)).all()) == []


def test_one_that_it_may_delete_is_gone_once_the_list_is_applied(house: House):
    claire = hand_in(house, "Claire", "a.csv", roster("Ada;Bois;bois@tivoli.example;"))
    shown = claire.wait_for_message("[Appliquer")
    [draft] = sources(house)
    files = house.workspace.workspace.files
    files.get(draft.content["file"]).user = house.workspace.workspace.cast.bot.id
    claire.press("Appliquer", shown)
    claire.wait_for_message("Le fichier a été retiré de Slack.")
    assert files.get(draft.content["file"]) is None


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Guide de connexion"), ("en", "Connection guide")]
)
def test_the_list_of_new_people_comes_with_the_guide_to_send_them(language: str, words: str):
    guide = "https://tivoli.example/guide?a=1&b=2"
    text = result.new_text(12, guide, Words(language, ZoneInfo("UTC")))
    assert words in text
    assert "<https://tivoli.example/guide?a=1&amp;b=2>" in text
    assert "12" in text


def test_a_process_that_dies_before_it_said_so_leaves_it_to_be_said(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    class KilledError(BaseException):
        pass

    def killed(*_arguments: object) -> None:
        raise KilledError

    claire = hand_in(house, "Claire", "a.csv", roster("Ada;Bois;bois@tivoli.example;"))
    shown = claire.wait_for_message("[Appliquer")
    claire.close()
    monkeypatch.setattr(import_acts, "clear", killed)
    claire.press("Appliquer", shown)
    claire.wait_for_message("Liste d’élèves importée", channel="secretariat")
    house.clock.pass_(hours=25)
    end_drafts(house)
    claire.wait_for_message("Votre fichier est encore dans Slack")


def test_a_corrected_list_that_cannot_be_read_leaves_the_preview_as_it_is(house: House):
    claire = hand_in(house, "Claire", "a.csv", roster("Ada;Bois;bois(at)tivoli.example;"))
    shown = claire.wait_for_message("[Déposer la liste corrigée]")
    claire.close()
    claire.press("Déposer la liste corrigée", shown)
    claire.wait_for_modal("Importer une liste", containing="La liste corrigée")
    claire.fill("Fichier", [claire.upload("b.csv", b"\x89PNG\r\n\x1a\n" + bytes(40))])
    claire.submit()
    claire.wait_for_message("C’est une image")
    claire.close()
    assert "[Abandonner]" in claire.read_text(
        claire.wait_for_message("[Déposer la liste corrigée]")
    )
    assert not [m for m in claire.messages() if "a été remplacé" in m["text"]]


def sources(house: House) -> list[Draft]:
    return house.read(lambda s: s.scalars(select(Draft).filter_by(kind="list_source")).all())


def wait(until: Callable[[], bool]) -> None:
    for _ in range(300):
        if until():
            return
        time.sleep(0.01)
    raise AssertionError("waited in vain")
