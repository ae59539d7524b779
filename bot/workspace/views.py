"""Open modals, stack upon stack, and Home tabs."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable

from bot.workspace.elements import with_ids
from bot.workspace.refusal import Json, Refusal
from bot.workspace.state import Values, View
from bot.workspace.triggers import Trigger
from bot.workspace.values import carried_over, initial_values

STACK_LIMIT = 3


class Views:
    """Every view that is open. Bodies must have been validated before they come here."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._modals: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user_id: str) -> list[View]:
        """A person's open modals, bottom to top."""
        return list(self._modals.get(user_id, []))

    def home(self, user_id: str) -> View | None:
        """A person's Home tab, once it was published."""
        return self._homes.get(user_id)

    def find(self, view_id: object = None, external_id: object = None) -> View | None:
        """The open view of that id, or of that external id."""
        for view in [*(v for stack in self._modals.values() for v in stack), *self._homes.values()]:
            if view_id and view.id == view_id:
                return view
            if external_id and not view_id and view.external_id == external_id:
                return view
        return None

    def open(self, trigger: Trigger, body: Json) -> View:
        """A new stack on top of whatever the person has open."""
        self._refuse_taken_external_id(body, None)
        view = self._made(trigger.user_id, body, trigger.channel_id)
        self._modals.setdefault(trigger.user_id, []).append(view)
        return view

    def push(self, below: View, body: Json) -> View:
        """One more view upon the top one of its stack."""
        stack = self._modals.get(below.user, [])
        same_stack = [view for view in stack if view.root_id == below.root_id]
        if not same_stack:
            raise Refusal("not_found")
        if len(same_stack) >= STACK_LIMIT:
            raise Refusal("push_limit_reached")
        self._refuse_taken_external_id(body, None)
        view = self._made(below.user, body, below.channel_id)
        view.root_id, view.previous_id = below.root_id, same_stack[-1].id
        stack.insert(stack.index(same_stack[-1]) + 1, view)
        return view

    def update(self, view: View, body: Json, view_hash: object = None) -> View:
        """Replace what a view shows; entries under unchanged ids stay."""
        if view_hash and view_hash != view.hash:
            raise Refusal("hash_conflict")
        self._refuse_taken_external_id(body, view)
        view.body = {**body, "blocks": with_ids(body["blocks"])}
        view.hash = self._new_hash()
        fresh = initial_values(view.blocks, view.channel_id)
        view.values = carried_over(fresh, view.values)
        return view

    def publish(self, user_id: str, body: Json, view_hash: object = None) -> View:
        """Put the Home tab in place."""
        home = self._homes.get(user_id)
        if home is not None:
            return self.update(home, body, view_hash)
        if view_hash:
            raise Refusal("hash_conflict")
        self._homes[user_id] = self._made(user_id, body, None)
        return self._homes[user_id]

    def close(self, view: View) -> None:
        """Take one modal away."""
        stack = self._modals.get(view.user, [])
        if view in stack:
            stack.remove(view)
            for other in stack:
                if other.previous_id == view.id:
                    other.previous_id = view.previous_id

    def close_stack(self, view: View) -> list[View]:
        """Take away the whole stack that a modal belongs to; top first."""
        gone = [v for v in reversed(self.stack(view.user)) if v.root_id == view.root_id]
        for one in gone:
            self.close(one)
        return gone

    def _made(self, user_id: str, body: Json, channel_id: str | None) -> View:
        view_id = f"V{secrets.token_hex(5).upper()}"
        prepared = {**body, "blocks": with_ids(body["blocks"])}
        values: Values = initial_values(prepared["blocks"], channel_id)
        return View(
            view_id,
            user_id,
            body["type"],
            prepared,
            self._new_hash(),
            root_id=view_id,
            channel_id=channel_id,
            values=values,
        )

    def _new_hash(self) -> str:
        return f"{int(self._clock())}.{secrets.token_urlsafe(6)}"

    def _refuse_taken_external_id(self, body: Json, owner: View | None) -> None:
        external_id = body.get("external_id")
        holder = self.find(external_id=external_id) if external_id else None
        if holder is not None and holder is not owner:
            raise Refusal("duplicate_external_id")


def view_bytes(body: Json) -> int:
    """The size of a view as JSON, which Slack caps."""
    return len(json.dumps(body, ensure_ascii=False).encode())
