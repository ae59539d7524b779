"""`make screenshots`: the pictures in docs/, made again from the demo, in French and in English."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Locator, ViewportSize, sync_playwright

from bot.demo.stage import ROOT, Stage
from tests.browser.chromium import MISSING, VIEWPORT, chromium, launched
from tests.browser.person import Person

DOCS = ROOT / "docs"
CLASS, OTHER_CLASS = "Violon cycle 1", "Violon cycle 2"
GONE, MOVED = 6, 4
TALL: ViewportSize = {"width": 1200, "height": 900}
OFFICE = "secretariat"


@dataclass(frozen=True)
class Spoken:
    """What somebody of a language types and reads."""

    language: str
    admin: str
    licences: str
    preview: str
    logins: str
    export: str
    get: str
    imports: str
    master: str
    show: str
    answered: str
    previewed: str
    teacher: str
    greeting: str
    left: str


FRENCH = Spoken(
    language="fr",
    admin="Claire",
    licences=f"/ecole-licences retirer {CLASS}",
    preview="licences à retirer",
    logins="/ecole-connexions",
    export="/ecole-exporter élèves",
    get="Récupérer la liste",
    imports="/ecole-importer",
    master="Liste maîtresse",
    show="Aperçu",
    answered="en message direct",
    previewed="Aperçu : liste maîtresse",
    teacher="Hélène",
    greeting="Bonjour Hélène",
    left="A quitté l’école",
)
ENGLISH = Spoken(
    language="en",
    admin="Emma",
    licences=f"/school-licences revoke {CLASS}",
    preview="licences to revoke",
    logins="/school-logins",
    export="/school-export students",
    get="Get the list",
    imports="/school-import",
    master="Master list",
    show="Preview",
    answered="in a direct message",
    previewed="Preview: master list",
    teacher="James",
    greeting="Hello James",
    left="Has left the school",
)


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
        for spoken in (FRENCH, ENGLISH):
            licences(at_the_page(browser, stage.url, spoken.admin), spoken)
            logins(at_the_page(browser, stage.url, spoken.admin), spoken)
            preview(at_the_page(browser, stage.url, spoken.admin), spoken)
        week(at_the_page(browser, stage.url, FRENCH.admin))
        for spoken in (FRENCH, ENGLISH):
            reminder(at_the_page(browser, stage.url, spoken.teacher), spoken)
        browser.close()


def licences(person: Person, spoken: Spoken) -> None:
    """What taking back a class's licences would do, over the chat."""
    person.types(spoken.licences)
    person.sees(spoken.preview)
    keep(person, f"licences-{spoken.language}")


def logins(person: Person, spoken: Spoken) -> None:
    """Who never connected, in private."""
    top_of(person, person.asks(spoken.logins))
    keep(person, f"logins-{spoken.language}")


def preview(person: Person, spoken: Spoken) -> None:
    """A list from a spreadsheet: some have left, some are new, some have moved."""
    person.page.set_viewport_size(TALL)
    person.types(spoken.export)
    person.presses(spoken.get)
    person.sees("✅")
    person.closes()
    person.messages.last.get_by_role("link").first.wait_for()
    head, *students = person.downloads(person.messages.last).decode("utf-8-sig").splitlines()
    del students[:GONE]
    moved = [place for place, line in enumerate(students) if CLASS in line][:MOVED]
    for place in moved:
        students[place] = students[place].replace(CLASS, OTHER_CLASS)
    columns = head.count(";")
    new = [f"Zoé;Nouvelle{n};zoe.nouvelle{n}@tivoli.example" for n in ("", "-Roche", "-Lune")]
    lines = [head, *students, *(line + ";" * (columns - line.count(";")) for line in new)]
    person.types(spoken.imports)
    person.hands_in("rentrée.csv", ("\r\n".join(lines) + "\r\n").encode("cp1252"))
    person.ticks(spoken.master)
    person.presses(spoken.show)
    person.sees(spoken.answered)
    person.closes()
    top_of(person, person.reads(spoken.previewed))
    keep(person, f"import-{spoken.language}")


def week(person: Person) -> None:
    """Two weeks on: the office's figures and chart."""
    person.page.set_viewport_size(TALL)
    person.goes_to(OFFICE)
    person.lets_a_week_pass()
    person.reads("Essai à blanc")
    person.lets_a_week_pass()
    top_of(person, person.reads("Cette semaine :"))
    keep(person, "week-fr")


def reminder(person: Person, spoken: Spoken) -> None:
    """What a teacher gets each week, and has answered once."""
    found = person.reads(spoken.greeting)
    person.clicks(found.get_by_role("combobox").first)
    person.takes(person.page.get_by_role("option", name=spoken.left))
    found.get_by_text("✅").first.wait_for()
    top_of(person, found)
    keep(person, f"reminder-{spoken.language}")


def at_the_page(browser: Browser, url: str, first_name: str) -> Person:
    page = browser.new_page(viewport=VIEWPORT, color_scheme="light", reduced_motion="reduce")
    page.goto(url)
    person = Person(page)
    person.becomes(first_name)
    person.page.get_by_role("log").locator(":scope > *").first.wait_for()
    begin = person.page.get_by_role("button", name=re.compile("^(Masquer ces|Hide these)"))
    person.clicks(begin)
    return person


def top_of(person: Person, message: Locator) -> None:
    """Scroll so that the message begins at the top."""
    message.evaluate("node => node.scrollIntoView({ block: 'start' })")


def keep(person: Person, name: str) -> None:
    """Once nothing is on its way any more."""
    person.page.wait_for_function("!document.querySelector('[aria-busy=true]')")
    person.page.mouse.move(0, 0)
    person.page.locator(".toast").evaluate_all("all => all.forEach((each) => each.hidePopover())")
    person.page.wait_for_timeout(500)
    path = DOCS / f"{name}.png"
    person.page.screenshot(path=path)
    person.closes_all()
    sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    person.page.close()


if __name__ == "__main__":
    main()
