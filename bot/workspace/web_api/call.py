"""One call of a method: its arguments, read the way Slack reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.workspace.problems import as_json
from bot.workspace.refusal import Json, Refusal
from bot.workspace.state import Member
from bot.workspace.workspace import Workspace


@dataclass(frozen=True)
class Call:
    """The workspace and the arguments, from a query, a form or a JSON body."""

    workspace: Workspace
    arguments: Json

    def get(self, name: str, default: Any = None) -> Any:
        """One argument as it came."""
        value = self.arguments.get(name)
        return default if value is None else value

    def required(self, name: str, code: str = "invalid_arguments") -> Any:
        """One argument that must be there."""
        value = self.get(name)
        if value in (None, ""):
            raise Refusal(code, [f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        """One argument as true or false; forms write `1` or `true`."""
        return str(self.get(name, "")).casefold() in ("1", "true")

    def number(self, name: str, default: int, high: int) -> int:
        """One argument as a whole number from 1 to `high`."""
        value = self.get(name, default)
        try:
            found = int(value)
        except (TypeError, ValueError):
            raise Refusal("invalid_arguments") from None
        if found < 1:
            raise Refusal("invalid_limit")
        return min(found, high)

    def json(self, name: str) -> Any:
        """One argument that is JSON, or JSON in a string; None if it is not there."""
        value = self.get(name)
        if value in (None, ""):
            return None
        found = as_json(value)
        if found is None:
            raise Refusal("invalid_arguments", [f"[ERROR] invalid JSON [json-pointer:/{name}]"])
        return found

    def member(self, user_id: object) -> Member:
        """Somebody of the workspace. Raises Refusal."""
        member = self.workspace.members.get(str(user_id))
        if member is None:
            raise Refusal("user_not_found")
        return member

    def need(self, scope: str) -> None:
        """Refuse unless the app was granted that scope."""
        granted = self.workspace.scopes
        if scope not in granted:
            raise Refusal("missing_scope", needed=scope, provided=",".join(granted))

    def page(
        self, items: list[Any], default: int = 100, high: int = 1000
    ) -> tuple[list[Any], Json]:
        """The part of a list that `cursor` and `limit` ask for, and the cursor to what follows."""
        limit = self.number("limit", default, high)
        cursor = str(self.get("cursor", "") or "offset:0")
        start = cursor.removeprefix("offset:")
        if not cursor.startswith("offset:") or not start.isdigit():
            raise Refusal("invalid_cursor")
        end = int(start) + limit
        following = f"offset:{end}" if end < len(items) else ""
        return items[int(start) : end], {"next_cursor": following}


@dataclass(frozen=True)
class Method:
    """What runs, the scope it always needs, and whose token it takes."""

    run: Callable[[Call], Json]
    scope: str | None = None
    caller: Literal["bot", "app", "anybody"] = "bot"
