"""Nobody is left with a spinner, and no name reaches the log."""

import logging
import re
import time

import pytest

from bot.workspace import triggers
from commands import account, pause, undo
from tests.bot.conftest import House

SECRET = "Zoé Lefèvre"


def broken(*_: object, **__: object) -> None:
    raise RuntimeError(f"no account for {SECRET}")


def test_something_unexpected_gets_a_number_that_stands_in_the_log_without_any_name(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(account, "view", broken)
    claire = house.person("Claire")
    claire.command("/ecole-compte")
    shown = claire.read_text(claire.wait_for_modal(containing="mal passé de mon côté"))
    number = re.search(r"[0-9A-F]{4}", shown)
    assert number
    logged = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert any(number[0] in line and "RuntimeError" in line for line in logged)
    assert SECRET not in caplog.text
    assert "account.py" in caplog.text, "where it happened is told"


def test_trouble_after_a_form_was_sent_fills_the_waiting_form(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    emma = house.person("Emma")
    emma.command("/school-account", "pause")
    emma.wait_for_modal("Pause")
    monkeypatch.setattr(pause, "pause_now", broken)
    emma.submit()
    shown = emma.read_text(emma.wait_for_modal(containing="went wrong on my side"))
    assert "⏳" not in shown
    assert SECRET not in caplog.text


def test_a_slow_store_shows_a_waiting_view_and_fills_it(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    quick = account.view

    def slow(*args: object, **values: object) -> object:
        time.sleep(1.5)
        return quick(*args, **values)

    monkeypatch.setattr(account, "view", slow)
    claire = house.person("Claire")
    claire.command("/ecole-compte")
    assert "Si rien ne vient" in claire.read_text(claire.wait_for_modal("Préau"))
    claire.wait_for_modal("Compte de l’école")


def test_a_form_that_slack_opens_no_more_is_asked_for_again(house: House):
    house.fail("views.open", times=2, kind="refuse", code="expired_trigger_id")
    claire = house.person("Claire")
    claire.command("/ecole-compte")
    claire.wait_for_message("J’ai mis trop de temps à ouvrir ce formulaire")


def test_many_slow_commands_at_once_are_all_acknowledged_in_time(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    quick = account.view

    def slow(*args: object, **values: object) -> object:
        time.sleep(1.2)
        return quick(*args, **values)

    monkeypatch.setattr(account, "view", slow)
    claire, karim, emma = (house.person(name) for name in ("Claire", "Karim", "Emma"))
    answers = [person.command("/ecole-compte") for person in (claire, karim, emma) * 4]
    assert all(answer["ok"] for answer in answers)
    emma.wait_for_modal("School account")


def test_a_waiting_view_that_was_closed_is_no_trouble(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    quick = account.view

    def slow(*args: object, **values: object) -> object:
        time.sleep(1.4)
        return quick(*args, **values)

    monkeypatch.setattr(account, "view", slow)
    claire = house.person("Claire")
    claire.command("/ecole-compte")
    claire.wait_for_modal("Préau")
    claire.close()
    time.sleep(0.8)
    assert claire.modal() is None
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


def test_a_button_from_an_older_version_is_answered(house: House):
    channel = house.school.secretariat
    house.bot.app.client.chat_postMessage(
        channel=channel,
        text="old",
        blocks=[
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "action_id": "no_such_action",
                        "value": "1",
                        "text": {"type": "plain_text", "text": "Ancien"},
                    }
                ],
            }
        ],
    )
    claire = house.person("Claire")
    claire.press("Ancien", claire.wait_for_message("Ancien", channel="secretariat"))
    claire.wait_for_modal(containing="version précédente")


def test_undoing_twice_and_as_somebody_without_the_right(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-compte", "pause")
    claire.wait_for_modal("Mettre en pause")
    claire.submit()
    claire.wait_for_modal(containing="École en pause")
    claire.wait_for_message("École en pause", channel="secretariat")
    claire.press("Défaire")
    claire.wait_for_modal(containing="Opération défaite")
    claire.close()
    told = claire.wait_for_message("Opération défaite à", channel="secretariat")
    assert "École en pause" in claire.read_text(told)
    assert "[Défaire]" not in claire.read_text(told)
    undone = claire.wait_for_message("Opération défaite\u00a0: pause", channel="secretariat")
    house.take_admin_away("Emma")
    emma = house.person("Emma")
    emma.press("Défaire", undone)
    emma.wait_for_modal(containing="This is for the school's admins")


def test_two_clicks_on_undo_undo_once(house: House):
    claire = house.person("Claire")
    claire.command("/ecole-licences", "retirer piano cycle 2")
    claire.wait_for_modal(containing="[Retirer (12)]")
    claire.submit()
    claire.wait_for_modal(containing="12 licences retirées")
    claire.press("Défaire")
    claire.wait_for_modal(containing="12 licences rendues")
    house.resend("block_actions")
    claire.wait_for_modal(containing="a déjà été défaite")


def test_an_undo_that_takes_longer_than_a_click_may_still_tells_what_came_of_it(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    claire = house.person("Claire")
    claire.command("/ecole-licences", "retirer piano cycle 2")
    claire.wait_for_modal(containing="[Retirer (12)]")
    claire.submit()
    claire.close()
    told = claire.wait_for_message("12 licences retirées", channel="secretariat")
    quick = undo.undo

    def slow(*args: object, **values: object) -> object:
        time.sleep(1.3)
        return quick(*args, **values)

    monkeypatch.setattr(undo, "undo", slow)
    monkeypatch.setattr(triggers, "TRIGGER_SECONDS", 1.2)
    claire.press("Défaire", told)
    claire.wait_for_modal(containing="12 licences rendues")
    claire.wait_for_message("Opération défaite à", channel="secretariat")
