from __future__ import annotations

import pytest

from bot.workspace.refusal import Refusal
from bot.workspace.validate_messages import (
    CONTENT_CHARACTERS,
    METADATA_BYTES,
    require_message,
    require_metadata,
)
from tests.bot.workspace.samples import data_table, plain, section


def refusal(message) -> Refusal:
    with pytest.raises(Refusal) as caught:
        require_message(message)
    return caught.value


def test_a_message_needs_words():
    assert refusal({"text": ""}).code == "no_text"
    assert require_message({"text": "x"}) == []
    assert require_message({"blocks": [section()]}) == [section()]


def test_one_bad_block_refuses_the_whole_with_a_pointer_to_it():
    caught = refusal({"text": "x", "blocks": [section(), {"type": "header", "text": plain("")}]})
    assert caught.body() == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": ["must be more than 0 characters"],
        "response_metadata": {
            "messages": [
                "[ERROR] must be more than 0 characters [json-pointer:/blocks/1/text/text]"
            ]
        },
    }


def test_the_text_of_all_blocks_together_is_capped():
    filler = [section("x" * 3000)] * 4
    rest = CONTENT_CHARACTERS - 12_000
    assert len(require_message({"blocks": [*filler, section("x" * rest)]})) == 5
    assert refusal({"blocks": [*filler, section("x" * (rest + 1))]}).code == "msg_blocks_too_long"


def test_the_cells_of_a_table_count_as_text():
    assert require_message({"blocks": [data_table(2, 2, "x" * 3300)]})
    assert refusal({"blocks": [data_table(2, 2, "x" * 3301)]}).code == "msg_blocks_too_long"


def test_blocks_may_come_as_a_string_but_must_be_json():
    assert require_message({"blocks": '[{"type": "divider"}]'}) == [{"type": "divider"}]
    assert refusal({"blocks": "[{"}).code == "invalid_blocks_format"


def test_metadata_have_a_name_and_an_object():
    good = {"event_type": "report", "event_payload": {"id": 7}}
    assert require_metadata(good) == good
    assert require_metadata({}) == {}
    assert require_metadata(None) is None
    with pytest.raises(Refusal, match="invalid_metadata_schema"):
        require_metadata({"event_type": "report"})
    with pytest.raises(Refusal, match="metadata_too_large"):
        require_metadata({"event_type": "x", "event_payload": {"x": "y" * METADATA_BYTES}})
