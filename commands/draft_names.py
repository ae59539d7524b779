"""Which drafts name people: by their ids, in a line of a list, or in words that somebody typed.

A draft lives a day at most; whoever has one open is told to begin again.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from store.keys import plain
from store.queries import erasure, list_lines

_OF_IDS = ("user_id", "user_ids", "left_out")
"""Under such keys stand ids of users, alone or at the end of a longer key."""

_OF_WORDS = "text"
"""Under such a key stands what was typed: words looked for, or pasted lines."""

Content = Mapping[str, Any]


def naming(session: Session, school_id: int, who: ColumnElement[bool]) -> set[str]:
    """Ids of the drafts that name one of these deleted users, as long as they have their names."""
    contents = dict(erasure.drafts(session, school_id))
    return {
        *list_lines.naming(session, school_id, who),
        *_by_id(session, who, contents),
        *_in_words(session, who, contents),
    }


def _by_id(
    session: Session, who: ColumnElement[bool], contents: Mapping[str, Content]
) -> Iterator[str]:
    named = {draft_id: set(_ids(content)) for draft_id, content in contents.items()}
    ids = set().union(*named.values())
    meant = erasure.among(session, who, ids) if ids else set()
    return (draft_id for draft_id, of_draft in named.items() if of_draft & meant)


def _in_words(
    session: Session, who: ColumnElement[bool], contents: Mapping[str, Content]
) -> Iterator[str]:
    """A line names whoever's whole name, address or id stands in it, and whoever it would find."""
    lines = [
        (draft_id, words)
        for draft_id, content in contents.items()
        for text in _texts(content)
        for line in text.splitlines()
        if (words := _words(line))
    ]
    if not lines:
        return
    with_word: dict[str, set[int]] = defaultdict(set)
    for at, (_draft_id, words) in enumerate(lines):
        for word in words:
            with_word[word].add(at)
    for first_name, last_name, *known_by in erasure.names(session, who):
        marks = [_words(mark) for mark in (f"{first_name} {last_name}", *known_by) if mark]
        of_person = set().union(*marks)
        for mark in marks:
            for at in set.intersection(*(with_word[word] for word in mark)) if mark else ():
                yield lines[at][0]
        for draft_id, words in lines:
            if len(words) <= len(of_person) and all(_begins(word, of_person) for word in words):
                yield draft_id


def _begins(word: str, words: set[str]) -> bool:
    return any(other.startswith(word) for other in words)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", plain(text)))


def _texts(content: Any) -> Iterator[str]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _texts(value)
        elif key == _OF_WORDS and isinstance(value, str):
            yield value


def _ids(content: Any, *, are_ids: bool = False) -> Iterator[int]:
    """However deep they stand."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _ids(value, are_ids=key.endswith(_OF_IDS))
    elif isinstance(content, list):
        for value in content:
            yield from _ids(value, are_ids=are_ids)
    elif are_ids and isinstance(content, int) and not isinstance(content, bool):
        yield content
