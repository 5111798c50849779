"""Accessibility violations of the page that a browser shows."""

from functools import cache
from pathlib import Path

import axe_playwright_python


@cache
def script():
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def violations(page):
    """["rule: html of the first node", …]; empty when the page has none.

    The script is injected past the policy: make the context with `bypass_csp=True`.
    """
    page.evaluate(script())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]
