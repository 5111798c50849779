"""The Chromium of the tests.

Debian's headless shell does a third of the work of the whole browser, which serves as well.
`BROWSER_TESTS=required` (the CI) turns a missing one from a skip into a failure.
"""

import os
import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MISSING = "Chromium is not installed: apt-get install chromium-headless-shell"
TWO_FRAMES = "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


@contextmanager
def running_chromium():
    """A browser without a context, closed at the end of the block."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        give_up = pytest.fail if os.environ.get("BROWSER_TESTS") == "required" else pytest.skip
        give_up(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def wait_until_drawn(page):
    """What the scripts of a loaded page change at once is on the screen."""
    page.evaluate(TWO_FRAMES)
