"""One demo and one browser for all tests; every test has a page of its own.

These tests run when asked for by name, as `make browser` does: they need a Chromium.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from slack_sdk import WebClient

from bot.demo.stage import Stage
from bot.demo.state import State
from tests.browser.chromium import MISSING, VIEWPORT, chromium, launched
from tests.browser.person import Person

HERE = Path(__file__).parent
WITHIN = 30_000
"""Milliseconds that anything on the page may take, on a busy machine too."""
expect.set_options(timeout=WITHIN)


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    asked = [Path(each.split("::")[0]).resolve() for each in config.args]
    return None if any(each.is_relative_to(HERE) for each in asked) else True


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium()
    if found is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        yield launched(playwright, found)


@pytest.fixture(scope="session")
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def school(stage: Stage) -> State:
    """The school as it really is, whatever the page says."""
    return State(stage.sessions, stage.school_id, stage.clock)


@pytest.fixture
def client(stage: Stage) -> WebClient:
    """The bot's own way to speak, for what no command of it says."""
    return WebClient(stage.running.bot_token, base_url=stage.running.api_url)


@pytest.fixture
def context(browser: Browser, stage: Stage) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=stage.url, viewport=VIEWPORT, color_scheme="light")
    made.set_default_timeout(WITHIN)
    yield made
    made.close()


@pytest.fixture
def person(
    request: pytest.FixtureRequest, context: BrowserContext, stage: Stage
) -> Iterator[Person]:
    """Somebody at the page, with a mouse unless told otherwise.

    Whatever the page complains of, or fetches from outside, fails the test.
    """
    page = context.new_page()
    complaints: list[str] = []
    outside: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.on("request", lambda asked: is_outside(asked.url, stage.url) and outside.append(asked.url))
    page.goto("/")
    hands: type[Person] = getattr(request, "param", Person)
    someone = hands(page)
    someone.composer.wait_for()
    yield someone
    someone.closes_all()
    assert complaints == []
    assert outside == []


def is_outside(address: str, own: str) -> bool:
    """Whether something is fetched from elsewhere than the demo itself."""
    return not address.startswith((own, "data:", "blob:"))
