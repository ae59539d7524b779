"""Several classes in one cell: where it is cut, and how it is written.

` | `, a semicolon and a line break always separate. `/` and `,` do so only
where every part is a class that the school or the list names elsewhere:
*Piano 1/2* is one class. Between double quotes a name is taken whole, so that
one that holds a separator can be written and read again.
"""

import re
from collections.abc import Iterable, Sequence

from commands.rosters.cells import parse_text
from store.keys import plain

_ITEM = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?=[|;\r\n]|$)|([^|;\r\n]+)')
_PERHAPS = re.compile(r"[/,]")
_CUTS = (re.compile(","), re.compile("/"), _PERHAPS)
"""Tried in this order: in *6B, Piano 1/2* only the comma separates."""
_QUOTED = re.compile(r'[|;]|^"')


def cut_cell(cell: str) -> tuple[str, ...]:
    """The classes of a cell, each once, cut only at what always separates."""
    if "|" not in cell and ";" not in cell and '"' not in cell and cell.isprintable():
        name = parse_text(cell)
        return (name,) if name else ()
    found: dict[str, str] = {}
    for item in _ITEM.finditer(cell):
        quoted, bare = item.groups()
        name = parse_text(quoted.replace('""', '"') if quoted is not None else bare)
        if name:
            found.setdefault(plain(name), name)
    return tuple(found.values())


def may_be_several(name: str) -> bool:
    """Whether a class name holds a character that perhaps separates."""
    return _PERHAPS.search(name) is not None


def cut_known(names: Iterable[str], known: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Those of `names` that are really several classes, with their parts.

    `known` are the classes of the school. A name that is one of them is never
    cut. The other names of the list count as named elsewhere.
    """
    names = list(names)
    school = {plain(name) for name in known}
    elsewhere = school | {plain(name) for name in names if not may_be_several(name)}
    several = {}
    for name in names:
        if may_be_several(name) and plain(name) not in school:
            for cut in _CUTS:
                parts = [part.strip() for part in cut.split(name)]
                if len(parts) > 1 and all(plain(part) in elsewhere for part in parts):
                    several[name] = tuple({plain(part): part for part in parts}.values())
                    break
    return several


def join_cell(names: Sequence[str]) -> str:
    """One cell that `cut_cell` reads as `names`."""
    return " | ".join(
        '"' + name.replace('"', '""') + '"' if _QUOTED.search(name) else name for name in names
    )
