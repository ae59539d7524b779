"""Messages and files with names lose them after their days; the figures stay."""

import logging
import time
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import delete, select, update

from bot import postings as by_itself
from bot.listeners.import_message import Shown, show_in_place, show_names
from bot.postings import Posted
from bot.texts import Words
from commands import postings
from store.models import Posting
from tests.bot.conftest import House
from tests.bot.test_imports import hand_in, roster
from tests.bot.test_reminders import begin, lines_of, monday

FRENCH = Words("fr", ZoneInfo("Europe/Paris"))


def rows(house: House) -> list[Posting]:
    def found(session: Any) -> list[Posting]:
        kept = list(session.scalars(select(Posting).order_by(Posting.id)))
        session.expunge_all()
        return kept

    return house.read(found)


def note(house: House, **where: str) -> None:
    with house.sessions.writing.begin() as session:
        postings.note(session, house.school.id, "users", **where, words="3", now=house.clock())


def remove(house: House) -> None:
    """What runs once an hour."""
    by_itself.remove_due(house.bot.services, house.bot.app.client)


def never_connected(house: House) -> dict[str, Any]:
    claire = house.person("Claire")
    claire.command("/ecole-connexions")
    return claire.wait_for_message("n’ont jamais connecté")


def test_a_table_keeps_its_figures_and_loses_its_names(house: House):
    claire = house.person("Claire")
    found = never_connected(house)
    claire.command("/ecole-utilisateurs", "martin")
    claire.wait_for_message("3 personnes")
    ends_at = time.monotonic() + 10
    while not all(row.ts for row in rows(house)) and time.monotonic() < ends_at:
        time.sleep(0.02)  # a message is seen a moment before it is noted where it stands
    assert [(row.kind, bool(row.ts), row.state) for row in rows(house)] == [
        ("logins", True, "standing"),
        ("users", True, "standing"),
    ]
    claire.choose("Toutes les classes", "Chœur d'enfants", in_=found)
    claire.wait_for_message("*5 élèves*")
    assert len(rows(house)) == 2  # a page or a class later it is the same message

    remove(house)
    assert "Zoé Martin" in claire.read_text(claire.wait_for_message("3 personnes"))
    house.clock.pass_(days=30, minutes=3)
    remove(house)
    both = [m for m in claire.messages() if "Les noms de ce message ont été retirés" in m["text"]]
    assert [m["blocks"] for m in both] == [[], []]
    text = "\n".join(claire.read_text(m) for m in both)
    assert "15 élèves" in text  # as it was posted
    assert "3 personnes" in text
    assert "Martin" not in text
    assert [row.state for row in rows(house)] == ["removed", "removed"]


def test_a_click_in_a_message_that_is_too_old_gets_a_sentence_and_brings_no_name_back(
    house: House,
):
    claire = house.person("Claire")
    found = never_connected(house)
    house.clock.pass_(days=31)
    claire.choose("Toutes les classes", "Chœur d'enfants", in_=found)
    claire.wait_for_modal(containing="Ce message a plus de 30 jours")
    claire.close()
    remove(house)
    claire.wait_for_message("Les noms de ce message ont été retirés")
    house.resend("block_actions")
    claire.wait_for_message("recommencez à partir de la commande")
    assert "Martin" not in claire.read_text(claire.wait_for_message("Les noms de ce message"))


def test_a_list_is_noted_while_it_names_people_and_no_longer(house: House):
    claire = hand_in(house, "Claire", "a.csv", roster("Ada;Bois;bois@tivoli.example;"))
    shown = claire.wait_for_message("[Appliquer")
    claire.close()
    [row] = rows(house)
    assert "liste additive d’élèves (ajoute seulement)" in (row.words or "")
    assert "1 ajout" in (row.words or "")
    assert "Ada" not in (row.words or "")
    with house.sessions.writing.begin() as session:  # as when it was dropped a moment before
        session.execute(delete(Posting))
    claire.press("Une licence à chaque nouveau", shown)
    shown = claire.wait_for_message("Nouveaux sans licence")
    [again] = rows(house)
    assert (again.ts, "1 licence attribuée" in (again.words or "")) == (row.ts, True)
    claire.press("Appliquer", shown)
    done = claire.wait_for_message("appliquée")
    claire.wait_for_message("Liste d’élèves importée", channel="secretariat")
    assert rows(house) == []
    house.clock.pass_(days=31)
    remove(house)
    assert "[Défaire]" in claire.read_text(done)


def test_a_message_whose_names_went_gets_none_back_and_progress_makes_no_new_one(house: House):
    place, told = Posted("D1", "1.0"), []

    def gone(**_message: Any) -> None:
        raise SlackApiError("", {"error": "message_not_found"})

    asker: Any = SimpleNamespace(
        services=house.bot.services, school_id=house.school.id, now=house.clock(), words=FRENCH
    )
    turn: Any = SimpleNamespace(
        client=SimpleNamespace(chat_update=gone),
        tell_names=lambda named, _blocks: told.append(named),
    )
    assert not show_in_place(turn, place, "12 %", [])
    assert told == []
    note(house, channel=place.channel, ts=place.ts)
    shown = Shown("Aperçu", [], "1 ajout")
    show_names(turn, asker, place, shown)
    with house.sessions.writing.begin() as session:
        session.execute(update(Posting).values(state="removed"))
    turn.client.chat_update = None  # it is not even tried
    show_names(turn, asker, place, shown)
    assert [named.stays.partition("\n")[0] for named in told] == ["1 ajout"] * 2
    assert [row.state for row in rows(house)] == ["removed"]


def test_a_post_whose_answer_was_lost_is_found_by_its_row(house: House):
    claire = house.person("Claire")
    house.fail("chat.postMessage", kind="lost_answer")
    claire.command("/ecole-utilisateurs", "martin")
    claire.wait_for_message("3 personnes")
    claire.wait_for_modal(containing="Slack ne me répond pas")
    claire.close()
    house.fail("chat.postMessage", kind="cut")
    claire.command("/ecole-utilisateurs", "martin")
    claire.wait_for_modal(containing="Slack ne me répond pas")
    for trouble in ({"kind": "server_error"}, {"kind": "refuse", "code": "fatal_error"}):
        claire.close()  # Slack says itself that it may have posted
        house.fail("chat.postMessage", **trouble)
        claire.command("/ecole-utilisateurs", "martin")
        claire.wait_for_modal()
    assert [row.ts for row in rows(house)] == [None] * 4
    house.clock.pass_(days=31)
    remove(house)
    assert "Martin" not in claire.read_text(claire.wait_for_message("3 personnes"))
    assert [row.state for row in rows(house)] == ["removed"] * 4


def test_a_post_that_slack_refused_leaves_nothing_to_take_away(house: House):
    claire = house.person("Claire")
    house.fail("chat.postMessage", kind="refuse", code="messages_tab_disabled")
    claire.command("/ecole-utilisateurs", "martin")
    claire.wait_for_modal()
    assert rows(house) == []


def test_what_is_gone_is_done_and_refusals_are_tried_again_then_given_up(
    house: House, caplog: pytest.LogCaptureFixture
):
    never_connected(house)
    note(house, channel=house.school.secretariat, ts="1.0")
    note(house, channel="D0NOWHERE1", ts="1.0")  # the bot may have been put out of it
    with house.sessions.writing.begin() as session:
        postings.note_file(session, house.school.id, "export", "F0", now=house.clock())
    house.clock.pass_(days=31)
    house.fail("chat.update", kind="refuse", code="is_archived")
    remove(house)
    assert [row.state for row in rows(house)] == ["standing", "removed", "standing", "removed"]
    house.clock.pass_(hours=1)
    remove(house)
    assert [row.state for row in rows(house)] == ["removed", "removed", "standing", "removed"]
    with caplog.at_level(logging.ERROR, logger="preau"):
        for _ in range(by_itself.ATTEMPTS):
            house.clock.pass_(hours=25)
            remove(house)
    assert "(users) stay: channel_not_found" in caplog.text
    assert [row.state for row in rows(house)][2:3] == ["failed"]


def test_a_workspace_in_which_old_messages_cannot_be_changed_loses_the_whole_message(
    house: House,
):
    found = never_connected(house)
    house.clock.pass_(days=31)
    house.fail("chat.update", kind="refuse", code="edit_window_closed")
    remove(house)
    assert found["ts"] not in {m["ts"] for m in house.person("Claire").messages()}


def test_many_are_done_in_batches_and_slack_is_not_pressed(house: House):
    channel = house.school.secretariat
    for number in range(45):
        note(house, channel=channel, ts=f"{number}.0")
    house.clock.pass_(days=31)
    slept: list[float] = []
    remover = by_itself.Remover(house.bot.services, house.bot.app.client, sleep=slept.append)
    assert remover.run(house.school.id) == 45
    assert slept == [by_itself.BETWEEN] * 2
    note(house, channel=channel, ts="9.1")
    note(house, channel=channel, ts="9.2")
    house.clock.pass_(days=31)
    house.fail("chat.update", kind="ratelimited", times=3, retry_after=0)
    assert remover.run(house.school.id) == 0
    house.clock.pass_(minutes=2)
    assert by_itself.Remover(house.bot.services, house.bot.app.client).run(house.school.id) == 2


def test_two_replicas_at_once_do_each_message_once(house: House):
    never_connected(house)
    house.clock.pass_(days=31)
    one, two = (by_itself.Remover(house.bot.services, house.bot.app.client) for _ in range(2))
    with house.sessions.writing.begin() as session:
        lines = postings.claim(session, house.school.id, one.name, house.clock(), by_itself.LEASE)
    assert len(lines) == 1
    assert two.run(house.school.id) == 0
    house.clock.pass_(minutes=11)  # the first one died
    assert two.run(house.school.id) == 1


def test_reminders_and_proposals_keep_their_figures_too(house: House):
    begin(house)
    monday(house)  # a rehearsal, of which the admins are told with names
    claire = house.person("Claire")
    found = claire.wait_for_message("Essai à blanc", channel="secretariat")
    assert "Zoé Martin" in claire.read_text(found)
    monday(house, days=7)
    helene = house.person("Hélène")
    found = helene.wait_for_message("Bonjour Hélène")
    helene.choose(lines_of(found)[0], "A quitté l’école", in_=found)
    helene.wait_for_message("Le secrétariat est prévenu")
    asked = claire.wait_for_message("Hélène Bodin pense", channel="secretariat")
    for _ in range(50):  # the last one is being marked as sent
        if all(row.ts for row in rows(house)):
            break
    house.clock.pass_(days=31)
    remove(house)
    kept = helene.wait_for_message("12 de vos élèves n’avaient pas encore réussi")
    assert not kept["blocks"]
    assert not {word for word in ("Hélène", "Nom", "Prénom") if word in helene.read_text(kept)}
    told = claire.messages("secretariat")
    assert [m["text"].split("\n")[0] for m in told if m["ts"] == asked["ts"]] == [
        "Un professeur propose quelque chose au sujet d’un élève."
    ]
    text = "\n".join(claire.read_text(m) for m in told)
    assert "15 élèves sans connexion" in text
    assert "Zoé" not in text
    assert {row.state for row in rows(house)} == {"removed"}
