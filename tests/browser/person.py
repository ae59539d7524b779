"""Somebody who uses the page, and finds everything on it by its role and its name."""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

Text = str | re.Pattern[str]
UNDO = re.compile("^(Défaire|Undo)")
CLOSE = re.compile("^(Fermer|Close)")
YOU_ARE = re.compile("^(Vous êtes|You are)$")
DOWNLOAD = re.compile("^(Télécharger|Download)")
DEMO_TIME = re.compile("^(Le temps de la démonstration|The demo’s time)$")
WEEK = re.compile("(Laisser passer une semaine|Let a week pass)$")
TRANSFER = """([name, content]) => {
  const transfer = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  transfer.items.add(new File([bytes], name));
  return transfer;
}"""
MANY = 50
"""More often than that nobody presses Escape to close three forms."""


class Person:
    """Whoever is chosen in the strip at the top, Claire at first; with a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # What is there ----------------------------------------------------------------------

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("combobox", name=re.compile("^(Écrire à|Write to) "))

    @property
    def modal(self) -> Locator:
        """The form in front."""
        return self.page.get_by_role("dialog")

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("article")

    def button(self, name: Text, within: Locator | None = None) -> Locator:
        """`name` is how its own begins."""
        begins = re.compile(f"^{re.escape(name)}") if isinstance(name, str) else name
        return (within or self.modal).get_by_role("button", name=begins).last

    def field(self, label: str, within: Locator | None = None) -> Locator:
        return (within or self.modal).get_by_label(label).first

    def sees(self, text: Text) -> None:
        """The form in front says so."""
        expect(self.modal).to_contain_text(text)

    def reads(self, text: Text) -> Locator:
        """The newest message with these words."""
        found = self.messages.filter(has_text=text).last
        found.wait_for()
        return found

    @contextmanager
    def hears(self, place: str, text: Text) -> Iterator[Locator]:
        """What is done meanwhile is told there once; the message, when it has come.

        Older ones may have the same words, and what is told comes a moment after the deed.
        """
        self.goes_to(place)
        self.page.get_by_role("log").locator(":scope > *").first.wait_for()
        found = self.messages.filter(has_text=text)
        before = found.count()
        yield found.last
        self.goes_to(place)
        expect(found).to_have_count(before + 1)

    # What one does ----------------------------------------------------------------------

    def becomes(self, first_name: str) -> None:
        """One click."""
        strip = self.page.get_by_role("group", name=YOU_ARE)
        self.clicks(strip.get_by_role("button", name=re.compile(f"^{first_name} ")))
        self.composer.wait_for()

    def goes_to(self, place: str) -> None:
        self.clicks(self.page.get_by_role("navigation").get_by_role("button", name=place))

    def types(self, text: str) -> None:
        """A message or a command, sent with Enter."""
        self.writes(self.composer, text)
        self.page.keyboard.press("Enter")

    def asks(self, command: str) -> Locator:
        """A command that is answered with a message; that message."""
        self.page.get_by_role("log").locator(":scope > *").first.wait_for()
        before = self.messages.count()
        self.types(command)
        expect(self.messages).to_have_count(before + 1)
        return self.messages.last

    def fills(self, label: str, text: str) -> None:
        self.writes(self.field(label), text)

    def presses(self, button: Text, within: Locator | None = None) -> None:
        self.clicks(self.button(button, within))

    def ticks(self, label: str) -> None:
        """A box or one of several answers; a box that is ticked is left without."""
        self.clicks(self.field(label))

    def chooses(self, label: str, text: str, within: Locator | None = None) -> None:
        """An entry of a list, found by typing."""
        field = (within or self.modal).get_by_role("combobox", name=label).first
        self.clicks(field)
        self.page.keyboard.type(text)
        several = "many" in (field.locator("..").get_attribute("class") or "").split()
        self.takes(self.page.get_by_role("option", name=text).first)
        if several:  # its list stays open
            self.page.keyboard.press("Escape")
        expect(field).to_have_attribute("aria-expanded", "false")

    def hands_in(self, name: str, content: bytes) -> None:
        """A file, taken from where one keeps it, into the form in front."""
        with self.page.expect_file_chooser() as chooser:
            self.asks_for_file()
        chooser.value.set_files({"name": name, "mimeType": "text/csv", "buffer": content})
        self.modal.get_by_role("listitem").filter(has_text=name).wait_for()

    def drops(self, name: str, content: bytes, on: Locator) -> None:
        """A file let go over something."""
        given = [name, base64.b64encode(content).decode()]
        on.dispatch_event("drop", {"dataTransfer": self.page.evaluate_handle(TRANSFER, given)})

    def downloads(self, within: Locator) -> bytes:
        """The file of a message, as it comes to one's own machine."""
        with self.page.expect_download() as waiting:
            self.clicks(within.get_by_role("link", name=DOWNLOAD))
        return waiting.value.path().read_bytes()

    def undoes(self, within: Locator | None = None) -> None:
        """The button, and the question before it."""
        self.presses(UNDO, within)
        self.is_sure()

    def is_sure(self) -> None:
        """Says yes to the small question."""
        asked = self.page.get_by_role("alertdialog")
        self.clicks(asked.get_by_role("button").last)  # the first one refuses
        asked.wait_for(state="hidden")

    def lets_a_week_pass(self) -> None:
        """The demo's own button, below the places."""
        time = self.page.get_by_role("group", name=DEMO_TIME)
        before = time.inner_text()
        self.presses(WEEK, time)
        expect(time).not_to_have_text(before)

    def closes(self) -> None:
        self.presses(CLOSE)
        self.modal.wait_for(state="hidden")

    def closes_all(self) -> None:
        """However many forms lie on each other."""
        for _ in range(MANY):
            if not self.modal.is_visible():
                return
            self.page.keyboard.press("Escape")
            self.page.wait_for_timeout(100)
        raise AssertionError("a form stays open")

    # With what --------------------------------------------------------------------------

    def clicks(self, what: Locator) -> None:
        what.click()

    def writes(self, field: Locator, text: str) -> None:
        field.fill(text)

    def takes(self, option: Locator) -> None:
        option.click()

    def asks_for_file(self) -> None:
        self.clicks(self.modal.get_by_text(re.compile("^(Choisir un fichier|Choose a file)")))
