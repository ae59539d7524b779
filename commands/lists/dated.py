"""Class names that a spreadsheet made dates of: *1/2* was typed, and *01-févr* was kept."""

import re

from commands.rosters.times import MONTHS
from store.keys import plain

_NAMED = re.compile(r"(\d{1,2})[-/]([^\W\d_]+)\.?")
_YEAR_LAST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.]\d{4}(?: 00:00)?")
_YEAR_FIRST = re.compile(r"\d{4}-(\d\d)-(\d\d)(?: 00:00)?")
_MONTHS = {plain(name): number for name, number in MONTHS.items()}


def typed_as(name: str) -> tuple[str, ...]:
    """What may have been typed where a date stands now, the likeliest first; mostly nothing.

    >>> typed_as("01-févr"), typed_as("2-Jan"), typed_as("01/02/2026")
    (('1/2', '2/1'), ('1/2', '2/1'), ('1/2', '2/1'))
    >>> typed_as("Piano 1/2"), typed_as("1/2")
    ((), ())
    """
    text = plain(name)
    if found := _NAMED.fullmatch(text):
        if found[2] not in _MONTHS:
            return ()
        one, other = int(found[1]), _MONTHS[found[2]]
        if not found[1].startswith("0") and name.isascii() and name[-3:].istitle():
            one, other = other, one  # American: the month was typed first
    elif found := _YEAR_LAST.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        one, other = int(found[1]), int(found[2])
    else:
        return ()
    return tuple(dict.fromkeys((f"{one}/{other}", f"{other}/{one}")))
