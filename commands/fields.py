"""The fields of a person as a form has them: read, checked, and made a profile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from commands.errors import BadFieldError
from commands.rosters.cells import BadCellError, check, parse_address, parse_id, parse_text
from commands.rosters.lines import Reason
from store.keys import email_key, name_key, plain

INTERNAL, EXTERNAL = "internal", "external"
ROLES = ("student", "teacher")


class Keep(Enum):
    """For a field that a change leaves as it is."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True)
class UserFields:
    """A person as a form has them; either address or external id may be missing, not both."""

    role: str
    first_name: str
    last_name: str
    email: str | None = None
    external_id: str | None = None
    access: str = INTERNAL


@dataclass(frozen=True)
class UserChanges:
    """What a form changes; give only what differs from what it showed, the rest is kept."""

    first_name: str | Keep = KEEP
    last_name: str | Keep = KEEP
    email: str | Keep | None = KEEP
    external_id: str | Keep | None = KEEP
    access: str | Keep = KEEP
    class_names: Sequence[str] | Keep = KEEP
    """All classes the person shall be in, by name; one that does not exist is made."""


def new_profile(fields: UserFields) -> dict[str, Any]:
    """A new user's profile as it is kept, keys included. Raises BadFieldError."""
    return _keyed(
        {
            "further": [],
            **{name: read(getattr(fields, name) or "") for name, read in _READERS.items()},
        }
    )


def changed_profile(profile: dict[str, Any], changes: UserChanges) -> dict[str, Any]:
    """The profile with these changes. Raises BadFieldError; what is kept is not looked at."""
    changed = dict(profile)
    for name, value in vars(changes).items():
        if name in _READERS and value is not KEEP:
            changed[name] = _READERS[name](value or "")
    return _keyed(changed)


def problems(fields: UserFields, class_names: Sequence[str] = ()) -> list[BadFieldError]:
    """All that is wrong with a form, one a field; empty for one that can be kept."""
    found = []
    for name, read in _READERS.items():
        try:
            read(getattr(fields, name) or "")
        except BadFieldError as error:
            found.append(error)
    if not (fields.email or "").strip() and not (fields.external_id or "").strip():
        found.append(BadFieldError("email", Reason.NEITHER_ADDRESS_NOR_ID))
    try:
        named_classes(class_names)
    except BadFieldError as error:
        found.append(error)
    return found


def _keyed(profile: dict[str, Any]) -> dict[str, Any]:
    if profile["email"] is None and profile["external_id"] is None:
        raise BadFieldError("email", Reason.NEITHER_ADDRESS_NOR_ID)
    return profile | {
        "email_key": email_key(profile["email"]),
        "name_key": name_key(profile["first_name"], profile["last_name"]),
    }


def _name(column: str, text: str, missing: Reason) -> str:
    name = _parsed(column, text, parse_text)
    if not name:
        raise BadFieldError(column, missing)
    return name


def _parsed(column: str, text: str, parse: Callable[[str], str | None]) -> str | None:
    try:
        check(text)
        return parse(text)
    except BadCellError as error:
        raise BadFieldError(column, error.reason, text[:100]) from error


def _access(text: str) -> str:
    if text not in (INTERNAL, EXTERNAL):
        raise BadFieldError("access", "unknown", text)
    return text


def named_classes(names: Sequence[str]) -> dict[str, str]:
    """The names as they are kept, by key; each class once, as it was written first."""
    read = (_parsed("classes", name, parse_text) for name in reversed(names))
    return {plain(name): name for name in read if name}


def class_name(text: str) -> str:
    """The name as it is kept. Raises BadFieldError."""
    name = _parsed("class_name", text, parse_text)
    if not name:
        raise BadFieldError("class_name", "missing")
    return name


_READERS: dict[str, Callable[[str], str | None]] = {
    "first_name": lambda text: _name("first_name", text, Reason.MISSING_FIRST_NAME),
    "last_name": lambda text: _name("last_name", text, Reason.MISSING_LAST_NAME),
    "email": lambda text: _parsed("email", text, parse_address),
    "external_id": lambda text: _parsed("external_id", text, parse_id),
    "access": lambda text: _access(text),
}
"""How each field of a profile is read; raises BadFieldError."""

FIELDS = tuple(_READERS)
