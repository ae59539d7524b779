"""From `make demo` to a page in use: the school made, the bot connected, the composer there.

The first start warms the machine and is not counted. Without a Chromium the page is asked for,
not drawn. python -m tests.bench.demo [times]
"""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from bot.demo.run import FOLDER
from bot.demo.stage import ROOT
from tests.browser.chromium import chromium, launched
from tests.browser.person import Person

TIMES = 5
PORT = 8797
URL = f"http://127.0.0.1:{PORT}/"
READY = "Ctrl-C"
"""Stands in the sentence that says where the page is."""


def started(look: Callable[[], None]) -> tuple[float, float]:
    """Seconds from the command to that sentence, and until `look` saw the page."""
    begun = time.perf_counter()
    command = ["make", "--silent", "demo", f"PORT={PORT}"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as demo:
        assert demo.stdout
        while READY not in (line := demo.stdout.readline()):
            assert line, "the demo ended by itself"
        ready = time.perf_counter() - begun
        look()
        seen = time.perf_counter() - begun
        os.killpg(demo.pid, signal.SIGINT)
        demo.stdout.read()
    return ready, seen


def drawn(browser: Browser) -> None:
    """A page somebody can type in."""
    page = browser.new_page()
    page.goto(URL)
    Person(page).composer.wait_for()
    page.close()


def asked() -> None:
    with urlopen(URL) as page:
        page.read()


def report(times: int, look: Callable[[], None], how: str) -> None:
    found = [started(look) for _ in range(times + 1)][1:]
    ready, seen = (statistics.median(each) for each in zip(*found, strict=True))
    said = f"bot connected after {ready:.1f} s, page {how} after {seen:.1f} s"
    sys.stdout.write(f"make demo: {said}\n")


def main(arguments: list[str]) -> None:
    times = int(arguments[0]) if arguments else TIMES
    path = chromium()
    if path is None:
        report(times, asked, "served")
    else:
        with sync_playwright() as playwright:
            browser = launched(playwright, path)
            report(times, lambda: drawn(browser), "in use")
            browser.close()
    for left in FOLDER.glob(f"demo-{PORT}.*"):
        left.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
