"""Somebody without a mouse: everything is reached by Tab, and done with Enter, Space and arrows."""

from playwright.sync_api import Locator

from tests.browser.person import Person

STEPS = 250
"""So often is Tab pressed before something counts as out of reach."""
FOCUSED = "node => node === document.activeElement"
LIES_BEFORE = """node => {
  const now = document.activeElement;
  const together = node.closest("dialog, main") === now.closest("dialog, main");
  return together && Boolean(node.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING);
}"""
ENTER, SPACE = "Enter", " "


class Typist(Person):
    """The same person, with a keyboard alone."""

    def goes(self, to: Locator) -> None:
        """Tab after Tab, the shorter way: after the last comes the first."""
        to.wait_for()
        keys = self.page.keyboard
        key = "Shift+Tab" if to.evaluate(LIES_BEFORE) else "Tab"
        for _ in range(STEPS):
            if to.evaluate(FOCUSED):
                return
            keys.press(key)
        raise AssertionError(f"{key} does not lead to {to}")

    def clicks(self, what: Locator) -> None:
        kind = what.get_attribute("type")
        if kind == "radio":
            self.turns_to(what)
            return
        self.goes(what)
        self.page.keyboard.press(SPACE if kind == "checkbox" else ENTER)

    def turns_to(self, radio: Locator) -> None:
        """Tab leads to the answer that is chosen, the arrows to the others."""
        group = radio.locator("xpath=ancestor::*[@role='radiogroup']")
        self.goes(group.get_by_role("radio", checked=True))
        for _ in range(STEPS):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not lead to {radio}")

    def writes(self, field: Locator, text: str) -> None:
        self.goes(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def takes(self, option: Locator) -> None:
        """The first one that fits what was typed is proposed; arrows lead to the others."""
        option.wait_for()
        for _ in range(STEPS):
            if "active" in (option.get_attribute("class") or ""):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press(ENTER)

    def asks_for_file(self) -> None:
        self.goes(self.modal.locator("input[type=file]"))
        self.page.keyboard.press(ENTER)
