"""A person at the workspace, for tests and the scripted tour: types, reads, chooses, presses."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from bot.workspace.calls import NotOnScreenError, PersonCalls
from bot.workspace.reading import find_control, option_text, read_text
from bot.workspace.refusal import Json

__all__ = ["NotOnScreenError", "Person"]

POLL_SECONDS = 0.02
MENU_KINDS = ("button", "workflow_button", "overflow")
Found = TypeVar("Found")


class Person:
    """One person. What they type into a modal stays with them until they submit or press."""

    def __init__(self, base_url: str, user_id: str, *, timeout: float = 5.0) -> None:
        self.calls = PersonCalls(base_url.rstrip("/"), user_id)
        self.timeout = timeout
        self._typed: dict[str, dict[str, dict[str, Any]]] = {}

    # Commands and conversations

    def command(self, command: str, text: str = "", *, channel: str | None = None) -> Json:
        """Type a slash command; in the bot's direct message if no channel is named."""
        place = self.channel_id(channel)
        return self.calls.post("command", {"channel": place, "command": command, "text": text})

    def say(self, text: str, *, channel: str | None = None) -> Json:
        """Say something."""
        return self.calls.post(f"conversations/{self.channel_id(channel)}/say", {"text": text})

    def conversations(self) -> list[Json]:
        """Where this person is."""
        found: list[Json] = self.calls.get("conversations")["conversations"]
        return found

    def channel_id(self, name: str | None = None) -> str:
        """The id of a conversation by id or name; without, of the direct message with the bot."""
        known = self.conversations()
        for one in known:
            if (
                one["kind"] == "dm"
                if name is None
                else name.lstrip("#") in (one["id"], one["name"])
            ):
                return str(one["id"])
        raise NotOnScreenError(f"no conversation {name!r}; there are {[c['name'] for c in known]}")

    def messages(self, channel: str | None = None) -> list[Json]:
        """What this person sees there, oldest first."""
        place = self.channel_id(channel)
        found: list[Json] = self.calls.get(f"conversations/{place}/messages")["messages"]
        return [{**message, "channel": place} for message in found]

    def wait_for_message(
        self, containing: str, channel: str | None = None, timeout: float | None = None
    ) -> Json:
        """The newest message with these words, as soon as there is one."""

        def look() -> Json | None:
            found = [m for m in self.messages(channel) if containing in read_text(m)]
            return found[-1] if found else None

        def screen() -> str:
            return "\n---\n".join(read_text(m) for m in self.messages(channel))

        return self._wait(look, f"a message containing {containing!r}", screen, timeout)

    # Modals

    def views(self) -> list[Json]:
        """The open modals, bottom to top."""
        found: list[Json] = self.calls.get("views")["views"]
        return found

    def modal(self) -> Json | None:
        """The modal in front, if one is open."""
        views = self.views()
        return views[-1] if views else None

    def wait_for_modal(
        self,
        title_contains: str = "",
        timeout: float | None = None,
        *,
        containing: str = "",
    ) -> Json:
        """The modal in front, as soon as its title and its text have these words."""

        def look() -> Json | None:
            view = self.modal()
            fits = view and title_contains in view["title"]["text"]
            return view if view and fits and containing in read_text(view) else None

        wanted = f"a modal titled {title_contains!r} containing {containing!r}"
        return self._wait(look, wanted, self._modal_text, timeout)

    def wait_until_closed(self, timeout: float | None = None) -> None:
        """Until no modal is open."""
        self._wait(lambda: not self.views() or None, "no open modal", self._modal_text, timeout)

    def fill(self, label: str, value: Any, *, in_: Json | str | None = None) -> None:
        """Put a value into the field of that label, as the person API takes it.

        A field that speaks to the app at once (`dispatch_action`) does so.
        """
        surface = self._surface(in_)
        block, element = self._control(surface, label)
        self._put(surface, block, element, value)

    def choose(self, label: str, *texts: str, in_: Json | str | None = None) -> None:
        """Choose the options with these words; types them into a list that the app searches.

        Several for a multi select or boxes; none empties it.
        """
        surface = self._surface(in_)
        block, element = self._control(surface, label)
        values = [self._option(surface, block, element, text)["value"] for text in texts]
        many = element["type"].startswith("multi") or element["type"] == "checkboxes"
        self._put(surface, block, element, values if many else (values or [None])[0])

    def options(self, label: str, typed: str = "", *, in_: Json | str | None = None) -> list[str]:
        """What a select offers, in its own words."""
        surface = self._surface(in_)
        block, element = self._control(surface, label)
        return [option_text(option) for option in self._offered(surface, block, element, typed)]

    def press(self, text: str, in_: Json | str | None = None, *, entry: str | None = None) -> Json:
        """Press a button (or an `entry` of a menu) by its words.

        `in_` is a view or message; without it the modal in front, else the newest message of the
        direct message that has such a button. A channel's name looks there.
        """
        surface = self._surface(in_, with_button=text)
        block, element = self._control(surface, text, MENU_KINDS)
        value: Any = None
        if element["type"] == "overflow":
            value = self._option(surface, block, element, entry or text)["value"]
        return self._act(surface, block, element, value, with_value=value is not None)

    def submit(self) -> dict[str, str] | None:
        """Submit the modal in front: its errors by block, or None if it was taken."""
        view = self._front()
        state = self._typed.get(view["id"], {})
        answer = self.calls.post(f"views/{view['id']}/submit", {"state": state})
        if answer["ok"]:
            self._typed.pop(view["id"], None)
            return None
        if "errors" not in answer:
            why = "; ".join(str(answer.get(k, "")) for k in ("error", "message", "detail"))
            raise NotOnScreenError(f"submitting failed: {why}\n{read_text(view)}")
        errors: dict[str, str] = answer["errors"]
        return errors

    def close(self, *, all_: bool = False) -> None:
        """Close the modal in front, or the whole stack with its cross."""
        self.calls.post(f"views/{self._front()['id']}/close", {"all": all_})

    # Home and files

    def open_home(self) -> None:
        """Go to the app's Home tab."""
        self.calls.post("home", {})

    def home(self) -> Json | None:
        """What the Home tab shows."""
        view: Json | None = self.calls.get("home")["view"]
        return view

    def wait_for_home(self, containing: str = "", timeout: float | None = None) -> Json:
        """The Home tab, as soon as it has these words."""

        def look() -> Json | None:
            view = self.home()
            return view if view and containing in read_text(view) else None

        wanted = f"a Home tab containing {containing!r}"
        return self._wait(look, wanted, lambda: read_text(self.home() or {}), timeout)

    def download(self, file_id: str) -> bytes:
        """The bytes of a file."""
        content: bytes = self.calls.send("GET", f"files/{file_id}")
        return content

    def upload(self, name: str, content: bytes) -> str:
        """Choose a file for a form; its id is what `fill` takes, in a list."""
        return str(self.calls.upload(name, content)["id"])

    def read_text(self, thing: Json | None = None) -> str:
        """All that is seen of a view or message; of the modal in front by default."""
        return read_text(thing if thing is not None else self._front())

    # How it is done

    def _front(self) -> Json:
        view = self.modal()
        if view is None:
            raise NotOnScreenError(f"no modal is open; last message:\n{self._last_text()}")
        return view

    def _surface(self, in_: Json | str | None, with_button: str | None = None) -> Json:
        """The view or message that is meant."""
        if isinstance(in_, dict):
            return in_
        view = self.modal() if in_ is None else None
        if view is not None:
            return view
        for message in reversed(self.messages(in_)):
            kinds = MENU_KINDS if with_button is not None else ()
            blocks = message["blocks"]
            if with_button is None or find_control(blocks, with_button, kinds):
                return message
        raise NotOnScreenError(f"no modal or message with {with_button!r}:\n{self._last_text(in_)}")

    def _control(self, surface: Json, label: str, kinds: tuple[str, ...] = ()) -> tuple[Json, Json]:
        found = find_control(surface["blocks"], label, kinds)
        if not found:
            raise NotOnScreenError(f"no {label!r} here:\n{read_text(surface)}")
        block, element = found[0]
        return block, element

    def _put(self, surface: Json, block: Json, element: Json, value: Any) -> None:
        typed = self._typed.setdefault(surface.get("id") or surface["ts"], {})
        typed.setdefault(block["block_id"], {})[element["action_id"]] = value
        if block["type"] != "input" or block.get("dispatch_action"):
            self._act(surface, block, element, value, with_value=True)

    def _act(
        self, surface: Json, block: Json, element: Json, value: Any, *, with_value: bool
    ) -> Json:
        typed = self._typed.get(surface.get("id") or surface["ts"], {})
        body = {"block_id": block["block_id"], "action_id": element["action_id"], "state": typed}
        if with_value:
            body["value"] = value
        if "channel" in surface:
            return self.calls.post(f"messages/{surface['channel']}/{surface['ts']}/action", body)
        if surface["type"] == "home":
            return self.calls.post("home/action", body)
        return self.calls.post(f"views/{surface['id']}/action", body)

    def _option(self, surface: Json, block: Json, element: Json, text: str) -> Json:
        offered = self._offered(surface, block, element, text)
        exact = [option for option in offered if option_text(option) == text]
        near = [o for o in offered if text.casefold() in option_text(o).casefold()]
        if not (exact or near):
            words = [option_text(option) for option in offered]
            raise NotOnScreenError(f"no option {text!r} among {words}:\n{read_text(surface)}")
        return (exact or near)[0]

    def _offered(self, surface: Json, block: Json, element: Json, typed: str) -> list[Json]:
        answer = element
        if "external" in element["type"]:
            body = {
                "block_id": block["block_id"],
                "action_id": element["action_id"],
                "value": typed,
            }
            where = {"channel": surface.get("channel"), "ts": surface.get("ts")}
            answer = self.calls.post(
                "options", body | ({"view_id": surface["id"]} if "id" in surface else where)
            )
        groups = answer.get("option_groups") or []
        return [*(answer.get("options") or []), *(o for g in groups for o in g["options"])]

    def _modal_text(self) -> str:
        view = self.modal()
        return read_text(view) if view else f"(no modal; last message: {self._last_text()})"

    def _last_text(self, channel: str | None = None) -> str:
        messages = self.messages(channel)
        return read_text(messages[-1]) if messages else "(none)"

    def _wait(
        self,
        look: Callable[[], Found | None],
        wanted: str,
        screen: Callable[[], str],
        timeout: float | None,
    ) -> Found:
        ends_at = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            found = look()
            if found is not None:
                return found
            if time.monotonic() > ends_at:
                raise NotOnScreenError(f"waited in vain for {wanted}; on the screen:\n{screen()}")
            time.sleep(POLL_SECONDS)
