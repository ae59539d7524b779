"""Clicks under a preview in an order that nobody meant: nothing is lost, nothing stands dead."""

import threading

from slack_bolt import BoltRequest

from bot.listeners import imports
from bot.workspace.interactions import action as pressed
from bot.workspace.interactions import message_actions
from bot.workspace.reading import find_control
from tests.bot.conftest import House
from tests.bot.test_imports import hand_in, roster, students

TURNED = b"MARTIN,Zo,zo.martin@tivoli.example\r\nDURAND,Leo,leo.durand@tivoli.example\r\n"


def late_click(house: House, message: dict, label: str, nth: int = 0) -> None:
    """A button as it stood in `message`, whatever stands there now: another device is behind."""
    block, element = find_control(message["blocks"], label, ("button",))[nth]
    workspace = house.workspace.workspace
    member = workspace.members[house.person("Claire").calls.user_id]
    channel = next(c for c in workspace.conversations.all() if c.id == message["channel"])
    standing = next(m for m in channel.messages if m.ts == message["ts"])
    click = pressed(block, element, None, house.clock().timestamp())
    body = message_actions(workspace, member, channel, standing, click)
    house.bot.app.dispatch(BoltRequest(body=body, mode="socket_mode"))


def test_a_preview_that_ended_leaves_no_dead_buttons(house: House):
    claire = hand_in(house, "Claire", "a.csv", roster("Ada;Bois;bois@tivoli.example;"))
    shown = claire.wait_for_message("[Appliquer")
    claire.close()
    house.clock.pass_(hours=25)
    claire.press("Abandonner", shown)
    claire.wait_for_modal(containing="Cet aperçu date de plus de 24 heures")
    claire.close()
    put_away = claire.messages()[-1]
    assert put_away["ts"] == shown["ts"]
    text = claire.read_text(put_away)
    assert "[Importer une autre liste]" in text
    assert "Abandonner" not in text
    assert "Ada" not in text


def test_a_late_click_leaves_what_was_dropped_as_it_is(house: House):
    claire = hand_in(house, "Claire", "a.csv", roster("Ada;Bois;bois@tivoli.example;"))
    shown = claire.wait_for_message("[Appliquer")
    claire.close()
    claire.press("Abandonner", shown)
    claire.wait_for_message("Votre fichier est encore dans Slack")
    late_click(house, shown, "Appliquer")
    claire.wait_for_modal(containing="a été remplacé ou abandonné")
    assert "Votre fichier est encore dans Slack" in claire.read_text(claire.messages()[-1])
    assert "Ada Bois" not in students(house)


def test_a_late_answer_how_to_read_leaves_the_result_with_its_undo(house: House):
    claire = hand_in(house, "Claire", "a.csv", TURNED)
    asked = claire.wait_for_message("le prénom ou le nom")
    claire.close()
    late_click(house, asked, "C’est juste ainsi", 1)
    claire.press("Appliquer", claire.wait_for_message("[Appliquer"))
    claire.wait_for_message("appliquée")
    late_click(house, asked, "C’est juste ainsi", 0)
    claire.wait_for_modal(containing="C’est déjà fait")
    assert "[Défaire]" in claire.read_text(claire.messages()[-1])
    assert "Zo MARTIN" in students(house)


def test_of_two_answers_how_to_read_the_last_one_is_shown(house: House, monkeypatch):
    claire = hand_in(house, "Claire", "a.csv", TURNED)
    asked = claire.wait_for_message("le prénom ou le nom")
    claire.close()
    reached, go_on = threading.Event(), threading.Event()
    content = imports._content

    def slow(*given):
        if not reached.is_set():
            reached.set()
            go_on.wait(10)
        return content(*given)

    monkeypatch.setattr(imports, "_content", slow)
    first = threading.Thread(target=late_click, args=(house, asked, "C’est juste ainsi", 0))
    first.start()
    assert reached.wait(10)
    late_click(house, asked, "C’est juste ainsi", 1)
    claire.wait_for_message("Zo MARTIN")
    go_on.set()
    first.join()
    claire.press("Une licence", claire.wait_for_message("[Appliquer"))
    claire.wait_for_message("Nouveaux sans licence")
    assert [m for m in claire.messages() if "Zo MARTIN" in claire.read_text(m)]


def test_a_corrected_list_is_one_of_its_own_where_the_first_was_applied(house: House):
    good, bad = "Ada;Bois;bois@tivoli.example;", "Paul;Roux;paul(at)tivoli.example;"
    claire = hand_in(house, "Claire", "a.csv", roster(good, bad))
    shown = claire.wait_for_message("[Déposer la liste corrigée]")
    claire.close()
    claire.press("Déposer la liste corrigée", shown)
    claire.wait_for_modal(containing="La liste corrigée")
    late_click(house, shown, "Appliquer")
    claire.wait_for_message("appliquée")
    claire.fill("Fichier", [claire.upload("b.csv", roster(good, bad.replace("(at)", "@")))])
    assert claire.submit() is None
    corrected = claire.wait_for_message("*1 ajout, 1 sans changement*")
    assert [m for m in claire.messages() if "[Défaire]" in claire.read_text(m)]
    claire.close()
    claire.press("Appliquer", corrected)
    claire.wait_for_message("appliquée\u00a0: 1 ajout, 1 sans changement")
    late_click(house, shown, "Déposer la liste corrigée")
    claire.wait_for_modal(containing="C’est déjà fait")


def test_under_a_preview_that_was_replaced_nothing_is_done(house: House):
    good, bad = "Ada;Bois;bois@tivoli.example;", "Paul;Roux;paul(at)tivoli.example;"
    claire = hand_in(house, "Claire", "a.csv", roster(good, bad))
    shown = claire.wait_for_message("[Déposer la liste corrigée]")
    claire.close()
    claire.press("Déposer la liste corrigée", shown)
    claire.wait_for_modal(containing="La liste corrigée")
    claire.fill("Fichier", [claire.upload("b.csv", roster(good, bad.replace("(at)", "@")))])
    assert claire.submit() is None
    claire.wait_for_message("Cet aperçu est remplacé")
    claire.wait_for_message("2 ajouts")
    claire.wait_for_modal(containing="message direct")
    claire.close()
    late_click(house, shown, "Appliquer")
    claire.wait_for_modal(containing="a été remplacé ou abandonné")
    assert len([m for m in claire.messages() if "[Abandonner]" in claire.read_text(m)]) == 1


def test_of_people_who_were_taken_out_again_there_is_no_list(house: House):
    claire = hand_in(house, "Claire", "a.csv", roster("Ada;Bois;bois@tivoli.example;"))
    shown = claire.wait_for_message("[Appliquer")
    claire.close()
    claire.press("Appliquer", shown)
    done = claire.wait_for_message("appliquée")
    claire.press("Défaire", done)
    claire.wait_for_modal(containing="Opération défaite")
    claire.close()
    for label in ("Liste de 1 nouvelle personne", "Texte pour leurs familles"):
        claire.press(label, done)
        claire.wait_for_modal(containing="Aucune des personnes ajoutées")
        claire.close()
    assert not [m for m in claire.messages() if m.get("files")]
