from __future__ import annotations

import json
import threading

import httpx
import pytest

from tests.bot.workspace.conftest import CLAIRE, NINA, House
from tests.bot.workspace.samples import actions, button, data_table, section


def fetch(house: House, path: str) -> dict:
    found: dict = httpx.get(f"{house.running.url}/person/{path}").json()
    return found


def test_the_workspace_names_people_and_commands(house):
    whole = fetch(house, "workspace")
    assert whole["team"] == {"id": "T0PREAU", "name": "Conservatoire de Tivoli"}
    assert whole["commands"] == [
        {"command": "/hello", "description": "Does /hello", "usage_hint": "[words]"}
    ]
    names = [person["name"] for person in whole["people"]]
    assert names[0] == "Claire Morel"
    assert "Odile Ancien" not in names
    assert whole["bot"]["user_id"] == "U0PREAUBOT"


def test_a_person_sees_their_own_conversations_and_the_bots(house):
    found = fetch(house, f"{NINA}/conversations")["conversations"]
    assert [(c["name"], c["kind"], c["bot_is_member"]) for c in found] == [
        ("general", "public", False),
        ("Préau", "dm", True),
    ]


def test_unread_messages_are_counted_until_they_are_read(house):
    house.client().chat_postMessage(channel=CLAIRE, text="One")
    house.client().chat_postMessage(channel=CLAIRE, text="Two")
    person = house.person()
    assert person.conversations()[-1]["unread"] == 2
    person.calls.post(f"conversations/{person.channel_id()}/read", {})
    assert person.conversations()[-1]["unread"] == 0


def test_nobody_acts_where_they_are_not(house):
    with pytest.raises(AssertionError, match="no conversation 'secretariat'"):
        house.person(NINA).command("/hello", channel="secretariat")
    with pytest.raises(AssertionError, match="channel_not_found"):
        house.person(NINA).calls.get("conversations/C0SECRETAR/messages")


@pytest.mark.parametrize("user_id", ["U0NOBODY00", "U0LEFT0001", "U0PREAUBOT"])
def test_those_who_are_no_person_here_cannot_act(house, user_id):
    with pytest.raises(AssertionError, match="user_not_found"):
        house.person(user_id).conversations()


def test_the_stream_tells_what_changed(house):
    lines: list[str] = []
    seen = threading.Event()

    def listen() -> None:
        url = f"{house.running.url}/person/{CLAIRE}/stream"
        with httpx.stream("GET", url, timeout=5) as answer:
            for line in answer.iter_lines():
                lines.append(line)
                if lines[-1].startswith("data:"):
                    seen.set()
                    return
                if lines[-1] == ": open":
                    started.set()

    started = threading.Event()
    thread = threading.Thread(target=listen)
    thread.start()
    assert started.wait(5)
    house.client().chat_postMessage(channel=CLAIRE, text="One")
    assert seen.wait(5)
    thread.join()
    changed = json.loads(lines[-1].removeprefix("data: "))["changed"]
    assert changed == ["conversations", "messages:D0CLAIRE01"]


def test_an_open_stream_does_not_keep_the_server_up(house):
    url = f"{house.running.url}/person/{CLAIRE}/stream"
    with httpx.stream("GET", url, timeout=5) as answer:
        lines = answer.iter_lines()
        assert next(lines) == ": open"
        house.running.stop()
        assert list(lines) == [""]
    house.running.join()


def test_traffic_shows_calls_with_their_time(house):
    house.client().auth_test()
    entry = fetch(house, "traffic")["entries"][-1]
    assert (entry["kind"], entry["name"], entry["ok"]) == ("call", "auth.test", True)
    assert entry["ms"] >= 0


def test_a_person_reads_tables_buttons_and_words(house):
    blocks = [section("*Total* 12"), data_table(), actions(button("Go"))]
    house.client().chat_postMessage(channel=CLAIRE, text="Fallback", blocks=blocks)
    person = house.person()
    read = person.read_text(person.wait_for_message("Total"))
    assert read.split("\n") == ["Fallback", "*Total* 12", "People", "x\tx", "x\tx", "[Go]"]


def test_what_is_not_there_is_told_with_what_is(house):
    house.client().chat_postMessage(channel=CLAIRE, text="Good day")
    person = house.person()
    with pytest.raises(AssertionError, match="Good day"):
        person.press("Go")
    with pytest.raises(AssertionError, match="in vain"):
        person.wait_for_modal("Form", timeout=0.05)


def test_a_conversation_with_the_bot_is_archived_for_no_one_but_a_channel_can_be(house):
    house.workspace.conversations.get("C0GENERAL1").is_archived = True
    with pytest.raises(AssertionError, match="is_archived"):
        house.person().say("Hello", channel="general")
