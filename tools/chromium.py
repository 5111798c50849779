"""The Chromium of the browser tests and of the pictures: any that the machine has.

Debian's headless shell does a third of the work of the whole browser, which serves as well.
"""

import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MISSING = "Chromium is not installed: apt-get install chromium-headless-shell"


def installed():
    """Its path, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)
