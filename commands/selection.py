"""A filter over users, as a person builds it and as a draft keeps it."""

from dataclasses import asdict, fields, replace
from typing import Any

from store.queries.selection import Selection

__all__ = ["Selection", "from_values", "leave_out", "to_values"]


def to_values(selection: Selection) -> dict[str, Any]:
    """As JSON can hold it."""
    return asdict(selection)


def from_values(values: dict[str, Any]) -> Selection:
    """The selection that `to_values` gave; fields of another version are passed over."""
    known = {field.name for field in fields(Selection)}
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
        if name in known
    }
    return Selection(**kept)


def leave_out(selection: Selection, user_ids: tuple[int, ...]) -> Selection:
    return replace(selection, left_out=user_ids)
