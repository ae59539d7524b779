"""The machine's own Chromium, as tests and pictures use it."""

import shutil

from playwright.sync_api import Browser, Playwright, ViewportSize

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "there is no Chromium on this machine (on Debian: apt-get install chromium)"
VIEWPORT: ViewportSize = {"width": 1200, "height": 800}


def chromium() -> str | None:
    """Where it is, if it is."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launched(playwright: Playwright, path: str) -> Browser:
    """Without a window; as root in a container its own sandbox cannot be set up."""
    return playwright.chromium.launch(executable_path=path, chromium_sandbox=False)
