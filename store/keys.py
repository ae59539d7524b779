"""The keys that names, addresses and class names are compared, sorted and searched by.

Databases fold case and sort accents each in their own way; these keys are made
here once, stored beside the text, and compared as plain characters.
"""

import unicodedata

_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'", "‐": "-", "‑": "-"}
)


def nfc(text: str) -> str:
    """`text` with composed accents and without white space around it."""
    return unicodedata.normalize("NFC", text).strip()


def plain(text: str) -> str:
    """`text` without accents, case-folded, inner white space as one space.

    >>> plain("  Chœur d’Enfants ")
    "choeur d'enfants"
    """
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(_LIGATURES)
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", bare.casefold()).split())


def email_key(email: str | None) -> str | None:
    """What two addresses are compared by; None for none or a blank one."""
    return nfc(email).casefold() or None if email else None


def name_key(first_name: str, last_name: str) -> str:
    """What people are ordered, searched and compared by: last name first, `|` between."""
    return f"{plain(last_name)}|{plain(first_name)}"
