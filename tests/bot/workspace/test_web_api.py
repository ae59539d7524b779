from __future__ import annotations

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from bot.workspace.people import demo_cast
from tests.bot.workspace.conftest import CLAIRE, NINA, TOM
from tests.bot.workspace.samples import manifest, plain, section


def error(call, *args, **kwargs) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return str(caught.value.response["error"])


def test_auth_test_says_who_the_token_is_and_what_it_may(house):
    answer = house.client().auth_test()
    assert (answer["team_id"], answer["user_id"]) == ("T0PREAU", "U0PREAUBOT")
    assert answer.headers["x-oauth-scopes"].split(",")[0] == "commands"


def test_a_wrong_token_is_refused(house):
    assert error(house.client("xoxb-wrong").auth_test) == "invalid_auth"
    assert error(house.client("").auth_test) == "not_authed"


def test_each_token_has_its_own_methods(house):
    app_token = house.running.app_token
    assert error(house.client(app_token).auth_test) == "not_allowed_token_type"
    opened = house.client().apps_connections_open
    assert error(opened, app_token=house.running.bot_token) == "not_allowed_token_type"
    assert opened(app_token=app_token)["url"].startswith("ws://127.0.0.1:")


def test_an_unknown_method_is_refused(house):
    assert error(house.client().api_call, "chat.shout") == "unknown_method"


def test_a_missing_scope_is_named(make_house):
    client = make_house(manifest("/hello", scopes=["commands", "users:read"])).client()
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=CLAIRE, text="x")
    answer = caught.value.response
    assert answer["error"] == "missing_scope"
    assert (answer["needed"], answer["provided"]) == ("chat:write", "commands,users:read")
    assert client.users_info(user=CLAIRE)["user"]["profile"].get("email") is None


def test_arguments_may_come_as_a_form_with_the_token_in_it(house):
    form = {"token": house.running.bot_token, "user": CLAIRE, "include_locale": "true"}
    answer = httpx.post(house.running.api_url + "users.info", data=form).json()
    assert answer["user"]["locale"] == "fr-FR"


def test_a_user_shows_language_only_when_asked(house):
    client = house.client()
    assert "locale" not in client.users_info(user=CLAIRE)["user"]
    shown = client.users_info(user=CLAIRE, include_locale=True)["user"]
    assert (shown["locale"], shown["is_admin"]) == ("fr-FR", True)
    assert shown["profile"]["email"] == "claire.morel@conservatoire-tivoli.example"


def test_a_stranger_is_of_another_team_and_has_no_address(house):
    stranger = house.client().users_info(user=TOM)["user"]
    assert stranger["is_stranger"]
    assert stranger["team_id"] == "T0VERDI"
    assert "email" not in stranger["profile"]


def test_people_are_found_by_address_whatever_its_case(house):
    client = house.client()
    found = client.users_lookupByEmail(email="HELENE.bodin@conservatoire-tivoli.example")
    assert found["user"]["id"] == "U0HELENE01"
    assert error(client.users_lookupByEmail, email="nobody@example.com") == "users_not_found"


def test_lists_are_paged_by_cursor(house):
    pages = [page["members"] for page in house.client().users_list(limit=5)]
    assert [len(page) for page in pages] == [5, 5, 2]
    assert len({member["id"] for page in pages for member in page}) == 12


def test_the_bot_posts_only_where_it_is(house):
    post = house.client().chat_postMessage
    assert error(post, channel="C0GENERAL1", text="x") == "not_in_channel"
    assert error(post, channel="C0NOWHERE1", text="x") == "channel_not_found"
    assert post(channel="C0SECRETAR", text="x")["channel"] == "C0SECRETAR"


def test_a_private_channel_without_the_bot_does_not_exist_for_it(make_house):
    cast = demo_cast()
    cast.channels[1].members.discard(cast.bot.id)
    client = make_house(cast=cast).client()
    assert error(client.chat_postMessage, channel="C0SECRETAR", text="x") == "channel_not_found"
    assert error(client.conversations_info, channel="C0SECRETAR") == "channel_not_found"


def test_an_archived_channel_takes_nothing(make_house):
    cast = demo_cast()
    cast.channels[1].is_archived = True
    client = make_house(cast=cast).client()
    assert error(client.chat_postMessage, channel="C0SECRETAR", text="x") == "is_archived"


def test_the_bot_may_join_a_public_channel_and_be_invited(house):
    client = house.client()
    client.conversations_join(channel="C0GENERAL1")
    assert client.chat_postMessage(channel="C0GENERAL1", text="x")["ok"]
    house.person().say("/invite @Préau", channel="professeurs")
    assert client.conversations_info(channel="C0PROFESSE")["channel"]["is_member"]


def test_a_user_id_as_channel_is_the_direct_message(house):
    client = house.client()
    direct = client.conversations_open(users=CLAIRE)["channel"]["id"]
    assert client.chat_postMessage(channel=CLAIRE, text="x")["channel"] == direct
    assert error(client.conversations_open, users="U0LEFT0001") == "user_disabled"
    assert error(client.conversations_open, users="U0NOBODY00") == "user_not_found"


def test_channels_tell_their_kind(house):
    client = house.client()
    shared = client.conversations_info(channel="C0ECHANGE1")["channel"]
    assert (shared["is_ext_shared"], shared["is_private"]) == (True, False)
    assert client.conversations_info(channel="C0SECRETAR")["channel"]["is_private"]
    members = client.conversations_members(channel="C0SECRETAR")["members"]
    assert NINA not in members
    assert CLAIRE in members
    own = client.users_conversations(types="public_channel,private_channel")["channels"]
    assert [channel["id"] for channel in own] == ["C0SECRETAR"]


def test_an_update_replaces_text_and_blocks_of_own_messages_only(house):
    client = house.client()
    posted = client.chat_postMessage(channel=CLAIRE, text="One", blocks=[section("One")])
    client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Two", blocks=[])
    message = house.person().messages()[-1]
    assert (message["text"], message["blocks"], message["edited"]) == ("Two", [], True)
    said = house.person().say("Hello")["ts"]
    mine = {"channel": posted["channel"], "ts": said, "text": "x"}
    assert error(client.chat_update, **mine) == "cant_update_message"
    assert error(client.chat_delete, channel=posted["channel"], ts=said) == "cant_delete_message"


def test_an_update_takes_four_thousand_characters(house):
    client = house.client()
    posted = client.chat_postMessage(channel=CLAIRE, text="One")
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    assert client.chat_update(**where, text="x" * 4000)["ok"]
    assert error(client.chat_update, **where, text="x" * 4001) == "msg_too_long"


def test_an_ephemeral_message_is_for_one_and_cannot_be_changed(house):
    client = house.client()
    where = {"channel": "C0SECRETAR", "user": CLAIRE}
    ts = client.chat_postEphemeral(**where, text="Only you")["message_ts"]
    assert house.person().messages("secretariat")[-1]["ephemeral"]
    assert house.person("U0KARIM001").messages("secretariat") == []
    update = {"channel": "C0SECRETAR", "ts": ts, "text": "x"}
    assert error(client.chat_update, **update) == "message_not_found"
    outside = {"channel": "C0SECRETAR", "user": NINA, "text": "x"}
    assert error(client.chat_postEphemeral, **outside) == "user_not_in_channel"


def test_history_shows_metadata_when_asked_and_no_ephemerals(house):
    client = house.client()
    metadata = {"event_type": "told", "event_payload": {"id": 7}}
    posted = client.chat_postMessage(channel="C0SECRETAR", text="One", metadata=metadata)
    client.chat_postEphemeral(channel="C0SECRETAR", user=CLAIRE, text="Two")
    asked = {"channel": "C0SECRETAR", "include_all_metadata": True}
    (message,) = client.conversations_history(**asked)["messages"]
    assert (message["ts"], message["metadata"]) == (posted["ts"], metadata)
    (bare,) = client.conversations_history(channel="C0SECRETAR")["messages"]
    assert "metadata" not in bare


def test_an_update_keeps_metadata_unless_they_are_given(house):
    client = house.client()
    metadata = {"event_type": "told", "event_payload": {"id": 7}}
    posted = client.chat_postMessage(channel="C0SECRETAR", text="One", metadata=metadata)
    where = {"channel": "C0SECRETAR", "ts": posted["ts"]}
    assert client.chat_update(**where, text="Two")["message"]["metadata"] == metadata
    assert "metadata" not in client.chat_update(**where, text="Two", metadata={})["message"]


def test_threads_are_read_apart(house):
    client = house.client()
    parent = client.chat_postMessage(channel="C0SECRETAR", text="One")["ts"]
    client.chat_postMessage(channel="C0SECRETAR", text="Two", thread_ts=parent)
    replies = client.conversations_replies(channel="C0SECRETAR", ts=parent)["messages"]
    assert [message["text"] for message in replies] == ["One", "Two"]
    history = client.conversations_history(channel="C0SECRETAR")["messages"]
    assert [message["text"] for message in history] == ["One"]


def test_a_permalink_is_for_a_message_that_exists(house):
    client = house.client()
    posted = client.chat_postMessage(channel=CLAIRE, text="One")
    link = client.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])
    assert posted["channel"] in link["permalink"]
    gone = {"channel": posted["channel"], "message_ts": "1.2"}
    assert error(client.chat_getPermalink, **gone) == "message_not_found"


def test_a_messages_tab_that_is_off_takes_no_direct_message(make_house):
    without = manifest("/hello")
    without["features"]["app_home"]["messages_tab_enabled"] = False
    client = make_house(without).client()
    assert error(client.chat_postMessage, channel=CLAIRE, text="x") == "messages_tab_disabled"


def test_blocks_are_validated_without_a_token(house):
    client = house.client("")
    assert client.blocks_validate(blocks=[section()])["ok"]
    with pytest.raises(SlackApiError) as caught:
        client.blocks_validate(blocks=[{"type": "header", "text": plain("x" * 151)}])
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [
        {
            "code": "too_long",
            "message": "must be less than 151 characters",
            "field": "text",
            "pointer": "/blocks/0/text/text",
        }
    ]
    assert error(client.blocks_validate, view={"type": "modal"}) == "invalid_view"
    assert error(client.blocks_validate, blocks=[], message={}) == "invalid_arguments"
