"""Time zones to choose from, by what a person types."""

from functools import cache
from zoneinfo import available_timezones

from store.keys import plain

PARTS = ("Europe", "Africa", "America", "Asia", "Atlantic", "Australia", "Indian", "Pacific")
"""Of the world; the rest are historic names and offsets without a place."""


def matching(text: str, *, limit: int = 100) -> list[str]:
    """IANA names that have each word of `text`: where a part begins with them first."""
    words = plain(text.replace("/", " ").replace("_", " ")).split()
    found = [(key, name) for key, name in _zones() if all(word in key for word in words)]
    begins = [name for key, name in found if _begins(key, words)]
    return [*begins, *(name for _, name in found if name not in begins)][:limit]


def shown(name: str) -> str:
    """The name as it is read."""
    return name.replace("_", " ")


def _begins(key: str, words: list[str]) -> bool:
    parts = key.split()
    return all(any(part.startswith(word) for part in parts) for word in words)


@cache
def _zones() -> tuple[tuple[str, str], ...]:
    """Search key and name; Europe first, then by name."""
    names = [name for name in available_timezones() if name.partition("/")[0] in PARTS]
    ordered = sorted(names, key=lambda name: (PARTS.index(name.partition("/")[0]) > 0, name))
    return tuple((plain(name.replace("/", " ").replace("_", " ")), name) for name in ordered)
