"""Methods about the app itself and the team."""

from __future__ import annotations

from bot.workspace.problems import as_json
from bot.workspace.refusal import Json, Refusal
from bot.workspace.validate_blocks import check_blocks
from bot.workspace.validate_messages import check_message
from bot.workspace.validate_views import check_view
from bot.workspace.web_api.call import Call, Method


def api_test(call: Call) -> Json:
    """Say back what was said."""
    if call.get("error"):
        raise Refusal(str(call.get("error")))
    return {"args": {k: v for k, v in call.arguments.items() if k != "token"}}


def auth_test(call: Call) -> Json:
    """Who the token is."""
    workspace = call.workspace
    return {
        "url": f"{workspace.base_url}/",
        "team": workspace.team.name,
        "user": workspace.cast.bot.name,
        "team_id": workspace.team.id,
        "user_id": workspace.cast.bot.id,
        "bot_id": workspace.cast.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> Json:
    """An address for one Socket Mode connection."""
    workspace = call.workspace
    base = workspace.base_url.replace("http", "ws", 1)
    ticket = workspace.sockets.ticket()
    return {"url": f"{base}/link/?ticket={ticket}&app_id={workspace.cast.app_id}"}


def team_info(call: Call) -> Json:
    """The team."""
    team = call.workspace.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain}}


def blocks_validate(call: Call) -> Json:
    """Say what would be refused, without doing anything."""
    given = [name for name in ("blocks", "view", "message") if call.get(name) is not None]
    if len(given) != 1:
        raise Refusal(
            "invalid_arguments", ["[ERROR] provide exactly one of: blocks, view, message"]
        )
    found = as_json(call.get(given[0]))
    if found is None:
        raise Refusal("invalid_arguments", [f"[ERROR] invalid JSON [json-pointer:/{given[0]}]"])
    if given[0] == "blocks":
        problems = check_blocks(found, "message")
    elif given[0] == "view":
        problems = check_view(found, "")
    else:
        problems = check_message(found)
    if problems:
        errors = [
            {
                "code": p.code,
                "message": p.message,
                "field": p.pointer.split("/")[-1],
                "pointer": p.pointer,
            }
            for p in problems
        ]
        raise Refusal(f"invalid_{given[0]}", errors=errors)
    return {}


METHODS = {
    "api.test": Method(api_test, caller="anybody"),
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(connections_open, caller="app"),
    "team.info": Method(team_info, "team:read"),
    "blocks.validate": Method(blocks_validate, caller="anybody"),
}
