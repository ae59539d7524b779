"""What an additive list adds, before any of it is written: people, classes, what was empty.

Nothing that is there is taken away or overwritten; what differs is noted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from commands.connections import AHEAD
from commands.matching import Listed
from commands.rosters.columns import Column
from store.keys import email_key, plain
from store.queries.loading import IdentityKey, Standing


class Kept(StrEnum):
    """Why something that a line says was not taken over."""

    NAME = "name"
    ADDRESS = "address"
    LICENCE = "licence"
    """The list says that none is held; taking one is for an admin to do."""
    EXTERNAL = "external"
    """They pay for their own access."""
    FUTURE_LOGIN = "future_login"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a line says of somebody who is there, and was left as it is."""

    line: int
    column: Column
    reason: Kept


@dataclass
class Additions:
    """What is to be written, before any of it is."""

    added: list[Listed] = field(default_factory=list)
    changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Change rows of those who are there, without stamps, by user."""
    classes: list[tuple[Listed, tuple[str, ...]]] = field(default_factory=list)
    """The classes that people are to be enrolled in, by key."""
    class_names: dict[str, str] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changes or self.classes)


def plan_additions(
    listed: list[Listed],
    there: dict[int, Standing],
    class_ids: dict[str, int],
    enrolled: set[tuple[int, int]],
    now: datetime,
) -> Additions:
    plan = Additions()
    for each in listed:
        if each.user is None:
            plan.added.append(each)
            _login_of(each, now, plan)
        else:
            change = _change(each, there[each.user.id], now, plan)
            if change:
                plan.changes[each.user.id] = change
        named = {plain(name): name for line in each.lines for name in line.classes}
        begun = tuple(
            key
            for key in named
            if each.user is None or (each.user.id, class_ids.get(key, 0)) not in enrolled
        )
        if begun:
            plan.classes.append((each, begun))
            for key in begun:
                plan.class_names.setdefault(key, named[key])
    return plan


def _change(each: Listed, user: Standing, now: datetime, plan: Additions) -> dict[str, Any]:
    """The facets of somebody who is there that the list adds to; notes what differs."""
    change: dict[str, Any] = {}
    profile = user.profile
    if each.name_key != profile["name_key"]:
        plan.differences.append(Difference(each.first.number, Column.LAST_NAME, Kept.NAME))
    else:
        filled = _filled(each, profile)
        if filled:
            change |= {"profile_before": profile, "profile_after": profile | filled}
    if each.email_key and profile["email_key"] and each.email_key != profile["email_key"]:
        plan.differences.append(Difference(each.first.number, Column.EMAIL, Kept.ADDRESS))
    if _licence(each, user, plan):
        change |= {"licence_before": False, "licence_after": True}
    login = _login_of(each, now, plan)
    if login is not None and (user.last_login_at is None or login > user.last_login_at):
        change |= {
            "login_changed": True,
            "login_before": user.last_login_at,
            "login_after": login,
        }
    return change


def _filled(each: Listed, profile: dict[str, Any]) -> dict[str, Any]:
    """What was empty in a profile and stands in the list."""
    filled: dict[str, Any] = {}
    if profile["external_id"] is None and each.external_id:
        filled["external_id"] = each.external_id
    if profile["email"] is None and each.email_key:
        filled |= {"email": _email_of(each), "email_key": each.email_key}
    return filled


def _licence(each: Listed, user: Standing, plan: Additions) -> bool:
    """Whether to give a licence to somebody who is there."""
    said = {line.licence for line in each.lines} - {None}
    if not said:
        return False
    wanted = True in said
    if wanted and user.access == "external":
        plan.differences.append(Difference(each.first.number, Column.LICENCE, Kept.EXTERNAL))
        return False
    if user.licence and not wanted:
        plan.differences.append(Difference(each.first.number, Column.LICENCE, Kept.LICENCE))
    return wanted and not user.licence


def _login_of(each: Listed, now: datetime, plan: Additions | None = None) -> datetime | None:
    """The latest login that the lines tell, later than now left out and noted in `plan`."""
    latest = None
    for line in each.lines:
        if not isinstance(line.last_login, datetime):
            continue
        if line.last_login > now + AHEAD:
            if plan is not None:
                plan.differences.append(
                    Difference(line.number, Column.LAST_LOGIN, Kept.FUTURE_LOGIN)
                )
        elif latest is None or line.last_login > latest:
            latest = line.last_login
    return latest


def _email_of(each: Listed) -> str | None:
    return next((line.email for line in each.lines if line.email), None)


def new_profile(each: Listed) -> dict[str, Any]:
    """A new user's profile, keys included."""
    email = _email_of(each)
    return {
        "first_name": each.first.first_name,
        "last_name": each.first.last_name,
        "email": email,
        "external_id": each.external_id,
        "further": list(each.first.further),
        "email_key": email_key(email),
        "name_key": each.name_key,
        "access": "internal",
    }


def identity_key(each: Listed) -> IdentityKey:
    """What nobody else of the list has."""
    return each.external_id, each.email_key, each.name_key


def added_row(each: Listed, user_id: int, now: datetime) -> dict[str, Any]:
    """The change row of somebody new: existence, and licence and login as the list has them."""
    change: dict[str, Any] = {"user_id": user_id, "existence": "added"}
    if any(line.licence for line in each.lines):
        change |= {"licence_before": False, "licence_after": True}
    login = _login_of(each, now)
    if login is not None:
        change |= {"login_changed": True, "login_after": login}
    return change


def changed_row(change: dict[str, Any], user: Standing) -> dict[str, Any]:
    """The change row of somebody who is there, with the stamps before."""
    before = {
        "licence": user.licence_stamp,
        "profile": user.profile_stamp,
        "login": user.login_stamp,
    }
    stamps = {f"{name}_stamp_before": before[name] for name in facets(change)}
    return {"user_id": user.id} | change | stamps


def facets(change: dict[str, Any]) -> Iterator[str]:
    """Which facets a change row holds."""
    for name, column in (
        ("existence", "existence"),
        ("licence", "licence_after"),
        ("profile", "profile_after"),
        ("login", "login_changed"),
    ):
        if column in change:
            yield name
