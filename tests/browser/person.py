"""Somebody who uses the page, and finds everything on it by its role and its name."""

import base64
import re

from playwright.sync_api import Locator, Page, expect

UNDO = re.compile("^(Défaire|Undo)")
TRANSFER = """([name, content]) => {
  const transfer = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  transfer.items.add(new File([bytes], name));
  return transfer;
}"""
MANY = 50
"""More often than that nobody presses Escape to close three forms."""


class Person:
    """Whoever is chosen in the strip at the top; Claire at first."""

    def __init__(self, page: Page) -> None:
        self.page = page

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

    def becomes(self, first_name: str) -> None:
        """One click."""
        self.page.get_by_role("group", name=re.compile("^(Vous êtes|You are)$")).get_by_role(
            "button", name=re.compile(f"^{first_name} ")
        ).click()
        self.composer.wait_for()

    def goes_to(self, place: str) -> None:
        self.page.get_by_role("navigation").get_by_role("button", name=place).click()

    def types(self, text: str) -> None:
        """A message or a command, sent with Enter."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def sees(self, text: str | re.Pattern[str]) -> None:
        """The form in front says so."""
        expect(self.modal).to_contain_text(text)

    def reads(self, text: str | re.Pattern[str]) -> Locator:
        """The newest message with these words."""
        found = self.messages.filter(has_text=text).last
        found.wait_for()
        return found

    def presses(self, button: str | re.Pattern[str], within: Locator | None = None) -> None:
        """`button` is how its name begins."""
        self.button(button, within).click()

    def button(self, name: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        begins = re.compile(f"^{re.escape(name)}") if isinstance(name, str) else name
        return (within or self.modal).get_by_role("button", name=begins).last

    def chooses(self, label: str, text: str, within: Locator | None = None) -> None:
        """An entry of a list, found by typing."""
        field = (within or self.modal).get_by_role("combobox", name=label)
        field.click()
        field.press_sequentially(text)
        self.page.get_by_role("option", name=text).first.click()
        if field.get_attribute("aria-expanded") == "true":  # a list of several stays open
            field.press("Escape")

    def hands_in(self, name: str, content: bytes) -> None:
        """A file, taken from where one keeps it, into the form in front."""
        with self.page.expect_file_chooser() as chooser:
            self.modal.get_by_text("Choisir un fichier").click()
        chooser.value.set_files({"name": name, "mimeType": "text/csv", "buffer": content})
        self.modal.get_by_role("listitem").filter(has_text=name).wait_for()

    def drops(self, name: str, content: bytes, on: Locator) -> None:
        """A file let go over something."""
        given = [name, base64.b64encode(content).decode()]
        on.dispatch_event("drop", {"dataTransfer": self.page.evaluate_handle(TRANSFER, given)})

    def downloads(self, within: Locator) -> bytes:
        """The file of a message, as it comes to one's own machine."""
        with self.page.expect_download() as waiting:
            within.get_by_role("link", name=re.compile("^(Télécharger|Download)")).click()
        return waiting.value.path().read_bytes()

    def undoes(self, within: Locator | None = None) -> None:
        """The button, and the question before it."""
        self.presses(UNDO, within)
        self.is_sure()

    def is_sure(self) -> None:
        """Says yes to the small question."""
        asked = self.page.get_by_role("alertdialog")
        asked.get_by_role("button").last.click()  # the first one refuses
        asked.wait_for(state="hidden")

    def closes(self) -> None:
        self.presses(re.compile("^(Fermer|Close)"))
        self.modal.wait_for(state="hidden")

    def closes_all(self) -> None:
        """However many forms lie on each other."""
        for _ in range(MANY):
            if not self.modal.is_visible():
                return
            self.page.keyboard.press("Escape")
            self.page.wait_for_timeout(100)
        raise AssertionError("a form stays open")
