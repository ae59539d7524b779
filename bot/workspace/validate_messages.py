"""Messages as a whole: text, blocks, metadata."""

from __future__ import annotations

import json
from typing import Any

from bot.workspace.problems import Problem, as_json, messages_of, text_length
from bot.workspace.refusal import Json, Refusal
from bot.workspace.validate_blocks import check_blocks

POSTED_TEXT, UPDATED_TEXT = 40_000, 4_000
CONTENT_CHARACTERS = 13_200
"""All text in the blocks of one message, table cells included. Slack does not publish the
figure; refusals are reported from about here on, so 12 000 is the safe budget."""
MARKDOWN_TEXT = 12_000
METADATA_BYTES = 16_000


def check_message(message: Any) -> list[Problem]:
    """Everything that Slack would refuse in this message's text and blocks."""
    if not isinstance(message, dict):
        return [Problem("", "wrong_type", "must provide an object")]
    problems = []
    text = message.get("text")
    if text is not None and not isinstance(text, str):
        problems.append(Problem("/text", "wrong_type", "must provide a string"))
    if message.get("blocks") is not None:
        problems += check_blocks(message["blocks"], "message")
    return problems


def require_message(message: Json, *, text_optional: bool = False) -> list[Json]:
    """The blocks of a message that Slack would take. Raises Refusal.

    `text_optional` is for calls that may change something else than the words.
    """
    blocks: Any = message.get("blocks")
    if isinstance(blocks, str):
        blocks = as_json(blocks)
        if blocks is None:
            raise Refusal("invalid_blocks_format")
    blocks = blocks or []
    problems = check_message({**message, "blocks": blocks})
    if problems:
        raise Refusal("invalid_blocks", messages_of(problems), errors=[p.message for p in problems])
    if text_length(blocks) > CONTENT_CHARACTERS:
        raise Refusal("msg_blocks_too_long")
    if not (message.get("text") or blocks or text_optional):
        raise Refusal("no_text")
    checked: list[Json] = blocks
    return checked


def require_metadata(metadata: Any) -> Json | None:
    """Message metadata that Slack would take; {} for removing them. Raises Refusal."""
    if metadata in (None, ""):
        return None
    found = as_json(metadata)
    if not isinstance(found, dict):
        raise Refusal("invalid_metadata_format")
    if found and (
        not isinstance(found.get("event_type"), str)
        or not isinstance(found.get("event_payload"), dict)
    ):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(found).encode()) > METADATA_BYTES:
        raise Refusal("metadata_too_large")
    return found
