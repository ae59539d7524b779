"""What validators report, and small checks that fit any JSON object.

A check is a function of the report, a JSON pointer and the value found there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.workspace.refusal import Json


class Problem(NamedTuple):
    """One thing that Slack would refuse, and where."""

    pointer: str
    code: str
    message: str


@dataclass
class Report:
    """Collects problems while a payload is walked."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, pointer: str, code: str, message: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(pointer, code, message))


Check = Callable[[Report, str, Any], None]


def messages_of(problems: Collection[Problem]) -> list[str]:
    """Problems as Slack words them in `response_metadata.messages`."""
    return [f"[ERROR] {p.message} [json-pointer:{p.pointer}]" for p in problems]


def string(low: int = 0, high: int = 3000) -> Check:
    """A string of `low` to `high` characters."""

    def check(report: Report, at: str, value: Any) -> None:
        if not isinstance(value, str):
            report.add(at, "wrong_type", "must provide a string")
        elif len(value) < low:
            report.add(at, "too_short", f"must be more than {low - 1} characters")
        elif len(value) > high:
            report.add(at, "too_long", f"must be less than {high + 1} characters")

    return check


def boolean(report: Report, at: str, value: Any) -> None:
    """True or false."""
    if not isinstance(value, bool):
        report.add(at, "wrong_type", "must provide a boolean")


def integer(low: int, high: int) -> Check:
    """A whole number between two bounds, both allowed."""

    def check(report: Report, at: str, value: Any) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add(at, "wrong_type", "must provide an integer")
        elif not low <= value <= high:
            report.add(at, "out_of_range", f"must be between {low} and {high}")

    return check


def number(report: Report, at: str, value: Any) -> None:
    """Any number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        report.add(at, "wrong_type", "must provide a number")


def one_of(*allowed: str) -> Check:
    """One of some words."""

    def check(report: Report, at: str, value: Any) -> None:
        if value not in allowed:
            report.add(at, "unknown_value", f"must be one of: {', '.join(allowed)}")

    return check


def list_of(each: Check, low: int, high: int) -> Check:
    """A list of `low` to `high` items."""

    def check(report: Report, at: str, value: Any) -> None:
        if not isinstance(value, list):
            report.add(at, "wrong_type", "must provide an array")
            return
        if len(value) < low:
            report.add(at, "too_few", f"no less than {low} items allowed")
        if len(value) > high:
            report.add(at, "too_many", f"no more than {high} items allowed")
        for index, item in enumerate(value):
            each(report, f"{at}/{index}", item)

    return check


def anything(report: Report, at: str, value: Any) -> None:
    """Not looked into."""


def shape(
    required: Mapping[str, Check], optional: Mapping[str, Check], *, free: Collection[str] = ()
) -> Check:
    """An object with these fields and no other; `free` names fields that are not looked into."""
    known = {**dict.fromkeys(free, anything), **optional, **required}

    def check(report: Report, at: str, value: Any) -> None:
        if not isinstance(value, dict):
            report.add(at, "wrong_type", "must provide an object")
            return
        for name in required:
            if name not in value:
                report.add(at, "missing_field", f"missing required field: {name}")
        for name, held in value.items():
            if name not in known:
                report.add(at, "unknown_field", f"invalid additional property: {name}")
            else:
                known[name](report, f"{at}/{name}", held)

    return check


def typed(checks: Mapping[str, Check], what: str) -> Check:
    """An object whose `type` says which check is for it."""

    def check(report: Report, at: str, value: Any) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            report.add(at, "missing_field", "missing required field: type")
        elif kind not in checks:
            report.add(f"{at}/type", "unsupported_type", f"unsupported type: {kind} ({what})")
        else:
            checks[kind](report, at, value)

    return check


def text_length(node: Any) -> int:
    """All characters that a person reads in some blocks."""
    if isinstance(node, list):
        return sum(map(text_length, node))
    if not isinstance(node, dict):
        return 0
    own = node.get("text")
    count = len(own) if isinstance(own, str) else 0
    return count + sum(text_length(held) for held in node.values())


def as_json(value: Any) -> Json | list[Any] | None:
    """An argument that may be JSON or JSON in a string; None when it is neither."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, dict | list) else None
