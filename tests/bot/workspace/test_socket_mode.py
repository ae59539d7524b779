from __future__ import annotations

import asyncio
import json
import threading
from contextlib import ExitStack
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bot.workspace.notices import command_failed
from tests.bot.workspace.conftest import CLAIRE, House


def link(house: House) -> ClientConnection:
    """One connection by hand, its hello not yet read."""
    url = house.client().apps_connections_open(app_token=house.running.app_token)["url"]
    return connect(url, open_timeout=5)


def read(socket: ClientConnection) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(socket.recv(timeout=5))
    return frame


def in_background(work, *args) -> threading.Thread:
    thread = threading.Thread(target=work, args=args)
    thread.start()
    return thread


def test_the_first_frame_is_hello(house):
    with link(house) as socket:
        hello = read(socket)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": "A0PREAU001"}


def test_an_address_serves_one_connection(house):
    url = house.client().apps_connections_open(app_token=house.running.app_token)["url"]
    with connect(url) as socket:
        read(socket)
        with pytest.raises(Exception, match="403"), connect(url):
            pass


def test_an_eleventh_connection_is_turned_away(house):
    with ExitStack() as held:
        for _ in range(10):
            read(held.enter_context(link(house)))
        extra = held.enter_context(link(house))
        assert read(extra) == {"type": "disconnect", "reason": "too_many_websockets"}


def test_each_payload_goes_to_exactly_one_connection(house):
    seen: list[str] = []

    def answer(socket: ClientConnection) -> None:
        try:
            while True:
                frame = read(socket)
                if "envelope_id" in frame:
                    seen.append(frame["payload"]["text"])
                    socket.send(json.dumps({"envelope_id": frame["envelope_id"]}))
        except (TimeoutError, ConnectionClosed):
            return

    with ExitStack() as held:
        sockets = [held.enter_context(link(house)) for _ in range(3)]
        threads = [in_background(answer, socket) for socket in sockets]
        person = house.person()
        for number in range(6):
            assert person.command("/hello", str(number)) == {"ok": True}
    for thread in threads:
        thread.join()
    assert seen == ["0", "1", "2", "3", "4", "5"]


def test_a_command_has_slacks_fields(house):
    with link(house) as socket:
        read(socket)
        typed = in_background(house.person().command, "/hello", "a b")
        frame = read(socket)
        socket.send(json.dumps({"envelope_id": frame["envelope_id"]}))
        typed.join()
    assert (frame["type"], frame["accepts_response_payload"]) == ("slash_commands", True)
    payload = frame["payload"]
    assert payload["team_id"] == "T0PREAU"
    assert payload["channel_name"] == "directmessage"
    assert payload["user_id"] == CLAIRE
    assert (payload["command"], payload["text"]) == ("/hello", "a b")
    assert payload["is_enterprise_install"] == "false"


def test_without_an_acknowledgement_the_person_sees_the_timeout(make_house):
    house = make_house(ack_seconds=0.05)
    with link(house) as socket:
        read(socket)
        answer = house.person().command("/hello")
    assert answer == {"ok": False, "error": "operation_timeout"}
    notice = house.person().messages()[-1]
    assert notice["ephemeral"]
    assert notice["text"] == command_failed("/hello", "operation_timeout", "fr-FR")


def test_the_workspace_speaks_each_persons_language(house):
    house.person().command("/hello")
    house.person("U0EMMA0001").command("/hello")
    french, english = house.person().messages()[-1], house.person("U0EMMA0001").messages()[-1]
    assert french["text"] == "/hello a échoué avec l’erreur «\u00a0dispatch_failed\u00a0»"
    assert english["text"] == "/hello failed with the error “dispatch_failed”"


def test_an_acknowledgement_that_comes_too_late_changes_nothing(make_house):
    house = make_house(ack_seconds=0.05)
    with link(house) as socket:
        read(socket)
        assert house.person().command("/hello")["error"] == "operation_timeout"
        frame = read(socket)
        late = {"envelope_id": frame["envelope_id"], "payload": {"text": "late"}}
        socket.send(json.dumps(late))
        socket.send("no JSON at all")
        socket.ping().wait(2)
    assert len(house.person().messages()) == 1


def test_without_any_connection_the_command_fails_at_once(house):
    assert house.person().command("/hello")["error"] == "dispatch_failed"


def test_a_command_that_the_manifest_lacks_reaches_nobody(house):
    with link(house) as socket:
        read(socket)
        assert house.person().command("/other")["error"] == "unknown_command"
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.05)


def test_a_payload_in_the_acknowledgement_is_shown_as_a_message(house):
    with link(house) as socket:
        read(socket)
        typed = in_background(house.person().command, "/hello", "all")
        frame = read(socket)
        payload = {"response_type": "in_channel", "text": "Good day"}
        socket.send(json.dumps({"envelope_id": frame["envelope_id"], "payload": payload}))
        typed.join()
    shown = house.person().messages()
    assert [message["text"] for message in shown] == ["/hello all", "Good day"]
    assert not shown[1]["ephemeral"]


def test_an_event_is_sent_again_until_it_is_acknowledged(make_house):
    house = make_house(ack_seconds=0.05)
    with link(house) as socket:
        read(socket)
        house.person().open_home()
        frames = [read(socket) for _ in range(3)]
        socket.send(json.dumps({"envelope_id": frames[-1]["envelope_id"]}))
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.1)
    assert [frame["retry_attempt"] for frame in frames] == [0, 1, 2]
    assert [frame["retry_reason"] for frame in frames] == ["", "timeout", "timeout"]
    assert len({frame["payload"]["event_id"] for frame in frames}) == 1
    event = frames[0]["payload"]["event"]
    assert (event["type"], event["tab"], event["user"]) == ("app_home_opened", "home", CLAIRE)
    assert "view" not in event


def test_an_event_is_given_up_after_three_more_tries(make_house):
    house = make_house(ack_seconds=0.03)
    with link(house) as socket:
        read(socket)
        house.person().open_home()
        assert [read(socket)["retry_attempt"] for _ in range(4)] == [0, 1, 2, 3]
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.1)


def test_an_event_can_be_delivered_twice(house):
    house.running.on_loop(lambda: house.workspace.faults.deliver_twice("app_home_opened"))
    with link(house) as socket:
        read(socket)
        house.person().open_home()
        frames = [read(socket), read(socket)]
        for frame in frames:
            socket.send(json.dumps({"envelope_id": frame["envelope_id"]}))
    assert len({frame["payload"]["event_id"] for frame in frames}) == 1


def test_events_that_nobody_subscribed_to_are_not_sent(house):
    house.workspace.manifest["settings"]["event_subscriptions"]["bot_events"] = ["message.im"]
    with link(house) as socket:
        read(socket)
        house.person().open_home()
        house.person().say("Hello")
        frame = read(socket)
        assert frame["payload"]["event"]["type"] == "message"
        assert frame["payload"]["event"]["channel_type"] == "im"
        socket.send(json.dumps({"envelope_id": frame["envelope_id"]}))


def test_a_refresh_asks_the_client_to_come_again(house):
    loop = house.running
    with link(house) as socket:
        read(socket)
        loop.on_loop(lambda: asyncio.ensure_future(house.workspace.sockets.disconnect_all()))
        assert read(socket) == {"type": "disconnect", "reason": "refresh_requested"}


def test_the_real_client_comes_again_after_a_refresh(house):
    app = house.app()
    app.command("/hello")(lambda ack: ack("Good day"))
    handler = house.connect(app)
    house.running.on_loop(lambda: asyncio.ensure_future(house.workspace.sockets.disconnect_all()))
    person = house.person()
    for _ in range(200):
        if person.command("/hello")["ok"]:
            break
        threading.Event().wait(0.02)
    assert handler.client.is_connected()
    person.wait_for_message("Good day")


def test_the_account_of_a_person_changes_and_the_app_hears_of_it(house):
    with link(house) as socket:
        read(socket)
        house.running.on_loop(lambda: house.workspace.change_person(CLAIRE, locale="en-GB"))
        frame = read(socket)
        socket.send(json.dumps({"envelope_id": frame["envelope_id"]}))
    assert frame["payload"]["event"]["user"]["locale"] == "en-GB"
    assert house.client().users_info(user=CLAIRE, include_locale=True)["user"]["locale"] == "en-GB"


def test_the_link_needs_an_app_token(house):
    with pytest.raises(SlackApiError, match="invalid_auth"):
        house.client().apps_connections_open(app_token="xapp-wrong")
