"""Somebody of the cast who does as the tour says, and shows what they type, see and press."""

from collections.abc import Callable

from bot.demo.screen import cut, drawn
from bot.workspace.person import Person
from bot.workspace.refusal import Json

Show = Callable[[str], None]
WAIT = 20.0
"""Seconds until something is missed; a busy machine takes some."""


LINES = 4
"""Of a file so many are shown."""


class Player:
    """A person at the workspace; every step is shown."""

    def __init__(self, url: str, slack_id: str, name: str, show: Show) -> None:
        self.person = Person(url, slack_id, timeout=WAIT)
        self.name = name
        self._show = show

    def types(self, command: str, words: str = "", *, channel: str | None = None) -> None:
        """A slash command, in the bot's direct message or in a channel."""
        where = f"   (#{channel})" if channel else ""
        self._does(f"⌨  {command} {words}".rstrip() + where)
        self.person.command(command, words, channel=channel)

    def sees(self, containing: str = "") -> Json:
        """The modal in front, once it has these words."""
        view = self.person.wait_for_modal(containing=containing)
        self._show(drawn(view))
        return view

    def reads(self, containing: str, channel: str | None = None) -> Json:
        """The newest message with these words."""
        message = self.person.wait_for_message(containing, channel)
        self._show(drawn(message, f"#{channel}" if channel else "Préau"))
        return message

    def presses(self, button: str, in_: Json | str | None = None) -> None:
        self._does(f"▣  [{button}]")
        self.person.press(button, in_)

    def chooses(self, label: str, *texts: str, in_: Json | None = None) -> None:
        self._does(f"✎  {label}: {', '.join(texts)}")
        self.person.choose(label, *texts, in_=in_)

    def submits(self) -> None:
        """Press the button below the form; its errors, if there are any, are shown."""
        view = self.person.modal() or {}
        self._does(f"▣  [{(view.get('submit') or {}).get('text', '?')}]")
        errors = self.person.submit()
        if errors:
            raise AssertionError(f"the form was refused: {errors}")

    def downloads(self, message: Json) -> bytes:
        """The message's file; its first lines are shown."""
        [file] = message["files"]
        self._does(f"▣  <{file['name']}>")
        content = self.person.download(file["id"])
        text = content.decode("utf-8-sig").splitlines()
        shown = [*text[:LINES], f"… (+{len(text) - LINES})"]
        self._show("\n".join(f"  │ {cut(line)}" for line in shown))
        return content

    def closes(self) -> None:
        """Whatever is open, as the cross does."""
        if self.person.modal() is not None:
            self.person.close(all_=True)

    def _does(self, what: str) -> None:
        self._show(f"\n{self.name} {what}")
