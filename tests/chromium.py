"""The Chromium of the tests.

`BROWSER_TESTS=required` (the CI) turns a missing one from a skip into a failure.
"""

import os
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from tools.chromium import FLAGS, MISSING, installed

TWO_FRAMES = "new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


@contextmanager
def running_chromium():
    """A browser without a context, closed at the end of the block."""
    path = installed()
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
