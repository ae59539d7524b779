from __future__ import annotations

from urllib.error import URLError

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator

from tests.bot.workspace.conftest import CLAIRE, House


def order(house: House, *args, **kwargs) -> None:
    house.running.on_loop(lambda: house.workspace.faults.add(*args, **kwargs))


def texts(house: House) -> list[str]:
    return [message["text"] for message in house.person().messages()]


def test_too_many_calls_are_told_how_long_to_wait(house):
    order(house, "chat.postMessage", "ratelimited", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        house.client().chat_postMessage(channel=CLAIRE, text="One")
    answer = caught.value.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "7"
    assert house.client().chat_postMessage(channel=CLAIRE, text="Two")["ok"]
    assert texts(house) == ["Two"]


def test_a_broken_server_says_500(house):
    order(house, "chat.postMessage", "server_error", count=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            house.client().chat_postMessage(channel=CLAIRE, text="One")
        assert caught.value.response.status_code == 500
    assert texts(house) == []


def test_a_cut_line_gives_no_answer_and_does_nothing(house):
    order(house, "chat.postMessage", "cut")
    with pytest.raises((URLError, ConnectionError)):
        house.client().chat_postMessage(channel=CLAIRE, text="One")
    assert texts(house) == []


def test_a_lost_answer_was_done_all_the_same(house):
    order(house, "chat.postMessage", "lost_answer")
    with pytest.raises((URLError, ConnectionError)):
        house.client().chat_postMessage(channel=CLAIRE, text="One")
    assert texts(house) == ["One"]


def test_a_client_that_retries_a_lost_answer_posts_twice(house):
    order(house, "chat.postMessage", "lost_answer")
    at_once = FixedValueRetryIntervalCalculator(fixed_internal=0)
    retry = ConnectionErrorRetryHandler(interval_calculator=at_once)
    client = WebClient(
        house.running.bot_token, base_url=house.running.api_url, retry_handlers=[retry]
    )
    client.chat_postMessage(channel=CLAIRE, text="One")
    assert texts(house) == ["One", "One"]


def test_any_refusal_can_be_ordered_for_any_method(house):
    order(house, "*", "refuse", code="account_inactive")
    with pytest.raises(SlackApiError, match="account_inactive"):
        house.client().auth_test()


def test_faults_can_be_ordered_over_http(house):
    door = house.running.url + "/faults"
    assert httpx.post(door, json={"method": "auth.test", "kind": "server_error"}).is_success
    with pytest.raises(SlackApiError):
        house.client().auth_test()
    answer = httpx.post(door, json={"method": "x", "kind": "y"})
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_fault")
