"""`make screenshots`: the pictures in docs/, made again from the demo."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from bot.demo.stage import ROOT, Stage
from tests.browser.chromium import MISSING, VIEWPORT, chromium, launched
from tests.browser.person import Person

DOCS = ROOT / "docs"
CLASS = "Violon cycle 1"


def main() -> None:
    found = chromium()
    if found is None:
        sys.exit(MISSING)
    with (
        TemporaryDirectory(prefix="preau-") as folder,
        Stage(Path(folder)) as stage,
        sync_playwright() as playwright,
    ):
        browser = launched(playwright, found)
        licences(
            browser, stage.url, "Claire", "/ecole-licences retirer", "licences à retirer", "fr"
        )
        licences(browser, stage.url, "Emma", "/school-licences revoke", "licences to revoke", "en")
        never_connected(browser, stage.url)
        browser.close()


def licences(
    browser: Browser, url: str, first_name: str, command: str, preview: str, language: str
) -> None:
    """What taking back a class's licences would do, over the chat."""
    person = at_the_page(browser, url, first_name)
    person.types(f"{command} {CLASS}")
    person.sees(preview)
    keep(person, f"demo-{language}")


def never_connected(browser: Browser, url: str) -> None:
    """The table, in private."""
    person = at_the_page(browser, url, "Claire")
    person.types("/ecole-connexions")
    person.page.get_by_role("table").wait_for()
    keep(person, "connexions-fr")


def at_the_page(browser: Browser, url: str, first_name: str) -> Person:
    page = browser.new_page(viewport=VIEWPORT, color_scheme="light", reduced_motion="reduce")
    page.goto(url)
    person = Person(page)
    person.becomes(first_name)
    return person


def keep(person: Person, name: str) -> None:
    """Once nothing is on its way any more."""
    person.page.wait_for_function("!document.querySelector('[aria-busy=true]')")
    person.page.wait_for_timeout(500)
    path = DOCS / f"{name}.png"
    person.page.screenshot(path=path)
    person.closes_all()
    sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
