from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from tests.bot.workspace.conftest import CLAIRE, House
from tests.bot.workspace.samples import (
    field,
    home,
    manifest,
    modal,
    option,
    plain,
    section,
    select,
    text_input,
)

FORM = modal(field(text_input(action_id="v"), block_id="name"))


def error(call, *args, **kwargs) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return str(caught.value.response["error"])


def opened(house: House, view=FORM) -> dict:
    return house.client().views_open(trigger_id=house.trigger(), view=view)["view"]


def push(house: House, view_id: str):
    trigger = house.trigger(view_id=view_id)
    return house.client().views_push(trigger_id=trigger, view=modal(section()))


def test_a_trigger_serves_within_three_seconds(house):
    trigger = house.trigger()
    house.clock.advance(3.0)
    assert house.client().views_open(trigger_id=trigger, view=FORM)["ok"]


def test_a_trigger_expires_after_three_seconds(house):
    trigger = house.trigger()
    house.clock.advance(3.01)
    assert error(house.client().views_open, trigger_id=trigger, view=FORM) == "expired_trigger_id"


def test_a_trigger_serves_once(house):
    trigger = house.trigger()
    house.client().views_open(trigger_id=trigger, view=FORM)
    assert error(house.client().views_open, trigger_id=trigger, view=FORM) == "exchanged_trigger_id"


def test_an_unknown_trigger_is_invalid(house):
    assert error(house.client().views_open, trigger_id="1.2.3", view=FORM) == "invalid_trigger_id"


def test_a_refused_view_does_not_use_the_trigger_up(house):
    trigger = house.trigger()
    bad = modal(section(), title=plain("x" * 25))
    assert error(house.client().views_open, trigger_id=trigger, view=bad) == "invalid_arguments"
    assert house.client().views_open(trigger_id=trigger, view=FORM)["ok"]


def test_a_refused_view_says_where(house):
    bad = modal(section(), title=plain("x" * 25))
    with pytest.raises(SlackApiError) as caught:
        house.client().views_open(trigger_id=house.trigger(), view=bad)
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]


def test_a_view_comes_back_with_ids_hash_and_state(house):
    view = opened(house)
    assert view["root_view_id"] == view["id"]
    assert view["previous_view_id"] is None
    assert view["hash"].startswith("1796000000.")
    assert view["state"]["values"] == {"name": {"v": {"type": "plain_text_input", "value": None}}}
    assert view["team_id"] == view["app_installed_team_id"] == "T0PREAU"


def test_the_stack_holds_three(house):
    first = opened(house)
    second = push(house, first["id"])["view"]
    third = push(house, second["id"])["view"]
    assert third["previous_view_id"] == second["id"]
    assert third["root_view_id"] == first["id"]
    assert error(push, house, third["id"]) == "push_limit_reached"
    assert len(house.person().views()) == 3


def test_a_push_needs_a_trigger_from_an_open_modal(house):
    client = house.client()
    assert error(client.views_push, trigger_id=house.trigger(), view=FORM) == "not_found"
    view = opened(house)
    trigger = house.trigger(view_id=view["id"])
    house.person().close()
    assert error(client.views_push, trigger_id=trigger, view=FORM) == "not_found"


def test_an_update_with_an_old_hash_is_refused(house):
    view = opened(house)
    client = house.client()
    changed = client.views_update(view_id=view["id"], hash=view["hash"], view=FORM)["view"]
    assert changed["hash"] != view["hash"]
    again = {"view_id": view["id"], "hash": view["hash"], "view": FORM}
    assert error(client.views_update, **again) == "hash_conflict"
    assert client.views_update(view_id=view["id"], view=FORM)["ok"]


def test_a_closed_view_cannot_be_updated(house):
    view = opened(house)
    house.person().close()
    assert error(house.client().views_update, view_id=view["id"], view=FORM) == "not_found"


def test_an_update_keeps_what_was_entered_under_the_same_ids(house):
    pick = select(option("a"), option("b"), action_id="v")
    blocks = [field(pick, block_id="pick", dispatch_action=True)]
    view = opened(house, modal(*blocks))
    house.person().choose("Name", "b")
    blocks[0]["element"]["initial_option"] = option("a")
    kept = house.client().views_update(view_id=view["id"], view=modal(*blocks))["view"]
    assert kept["state"]["values"]["pick"]["v"]["selected_option"]["value"] == "b"
    blocks[0]["block_id"] = "pick2"
    anew = house.client().views_update(view_id=view["id"], view=modal(*blocks))["view"]
    assert anew["state"]["values"]["pick2"]["v"]["selected_option"]["value"] == "a"


def test_external_ids_are_unique_and_find_the_view(house):
    opened(house, {**FORM, "external_id": "one"})
    client = house.client()
    twice = {"trigger_id": house.trigger(), "view": {**FORM, "external_id": "one"}}
    assert error(client.views_open, **twice) == "duplicate_external_id"
    named = modal(section(), title=plain("Found"), external_id="one")
    client.views_update(external_id="one", view=named)
    assert house.person().modal()["title"]["text"] == "Found"


def test_a_home_tab_is_published_and_guarded_by_its_hash(house):
    client = house.client()
    first = client.views_publish(user_id=CLAIRE, view=home(section("One")))["view"]
    second = client.views_publish(user_id=CLAIRE, view=home(section("Two")), hash=first["hash"])
    assert second["view"]["id"] == first["id"]
    late = {"user_id": CLAIRE, "view": home(section("Late")), "hash": first["hash"]}
    assert error(client.views_publish, **late) == "hash_conflict"
    assert "Two" in house.person().read_text(house.person().home())


def test_a_home_tab_that_the_manifest_lacks_cannot_be_published(make_house):
    without = manifest("/hello")
    without["features"]["app_home"]["home_tab_enabled"] = False
    client = make_house(without).client()
    assert error(client.views_publish, user_id=CLAIRE, view=home(section())) == "not_enabled"
