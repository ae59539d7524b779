"""The page's files, without a browser."""

from __future__ import annotations

import socket
import threading

import httpx
import pytest

from bot.workspace.page import STATIC

MODULES = sorted(path.name for path in (STATIC / "js").iterdir())


def test_the_page_asks_for_all_its_modules_at_once(house):
    page = httpx.get(house.running.url)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for name in MODULES:
        assert page.text.count(f'<link rel="modulepreload" href="/static/js/{name}">') == 1


def test_its_files_are_served_as_what_they_are_and_asked_again_at_each_visit(house):
    for path in STATIC.rglob("*.*"):
        found = httpx.get(f"{house.running.url}/static/{path.relative_to(STATIC).as_posix()}")
        assert found.content == path.read_bytes()
        assert found.headers["cache-control"] == "no-cache"
        kind = {".js": "javascript", ".css": "css", ".svg": "svg", ".html": "html"}[path.suffix]
        assert kind in found.headers["content-type"]


@pytest.mark.parametrize("name", ["../page.py", "..%2Fpage.py", "js", "nothing.js", ""])
def test_nothing_else_is_served(house, name):
    assert httpx.get(f"{house.running.url}/static/{name}").status_code == 404


def test_answers_are_sent_at_once(house):
    """With Nagle's algorithm each would wait 40 ms for the reader to acknowledge its head."""
    server = house.running._server

    def at_once() -> list[int]:
        return [
            connection.transport.get_extra_info("socket").getsockopt(
                socket.IPPROTO_TCP, socket.TCP_NODELAY
            )
            for connection in server.server_state.connections
        ]

    with httpx.Client() as asking:
        asking.get(house.running.url)  # and stays connected
        found = house.running.on_loop(at_once)
    assert found
    assert all(found)


def test_an_app_waits_at_the_door_until_it_is_let_in(house):
    let_in = house.workspace.lets_in
    house.running.on_loop(let_in.clear)
    opened: list[str] = []

    def ask() -> None:
        answer = house.client().apps_connections_open(app_token=house.running.app_token)
        opened.append(answer["url"])

    asking = threading.Thread(target=ask)
    asking.start()
    assert house.client().auth_test()["ok"]  # who it is, it may ask before
    assert opened == []
    house.running.on_loop(let_in.set)
    asking.join(5)
    assert len(opened) == 1
