"""users.*: who is here."""

from __future__ import annotations

from bot.workspace import shapes
from bot.workspace.refusal import Json, Refusal
from bot.workspace.web_api.call import Call, Method


def info(call: Call) -> Json:
    """One person; e-mail and language only as far as scopes and arguments allow."""
    member = call.member(call.required("user", "user_not_found"))
    return {
        "user": shapes.user(
            member, with_email=_with_email(call), with_locale=call.flag("include_locale")
        )
    }


def list_all(call: Call) -> Json:
    """Everybody, bots and the deactivated too."""
    page, metadata = call.page(list(call.workspace.members.values()))
    with_email, with_locale = _with_email(call), call.flag("include_locale")
    return {
        "members": [
            shapes.user(member, with_email=with_email, with_locale=with_locale) for member in page
        ],
        "cache_ts": int(call.workspace.clock()),
        "response_metadata": metadata,
    }


def lookup_by_email(call: Call) -> Json:
    """The person of an address; case does not matter."""
    email = str(call.required("email", "users_not_found")).casefold()
    for member in call.workspace.members.values():
        known = (member.email or "").casefold()
        if known == email and not member.deleted and not member.is_stranger:
            return {"user": shapes.user(member, with_email=True)}
    raise Refusal("users_not_found")


def _with_email(call: Call) -> bool:
    return "users:read.email" in call.workspace.scopes


METHODS = {
    "users.info": Method(info, "users:read"),
    "users.list": Method(list_all, "users:read"),
    "users.lookupByEmail": Method(lookup_by_email, "users:read.email"),
}
