"""Pictures of the tour: `python -m tools.screenshots [ADDRESS]` on a running portal.

Takes the demonstration accounts; writes docs/images/*.png.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.chromium import FLAGS, MISSING, installed

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
DESK, PHONE = {"width": 1200, "height": 800}, {"width": 390, "height": 780}
PASSWORD = "passerelle-demo"  # noqa: S105 the demonstration's own

# Picture | account ("" signed out) | page, or a link to follow after it | screen
TOUR = (
    ("home", "", ("/",), DESK),
    ("search", "enseignante", ("/immersions/",), DESK),
    ("search-phone", "enseignante", ("/immersions/",), PHONE),
    ("dashboard-head", "principal", ("/tableau-de-bord/",), DESK),
    ("dashboard-company-phone", "entreprise", ("/tableau-de-bord/",), PHONE),
    ("bookings", "enseignante", ("/immersions/demandes/",), DESK),
    ("contract", "enseignante", ("/immersions/conventions/", "main th a"), DESK),
    ("admin", "rbde", ("/admin/",), DESK),
    ("report", "rectorat", ("/rapports/",), DESK),
    ("committees", "", ("/clee/",), DESK),
)


def sign_in(page, name):
    page.goto("/connexion/")
    page.fill("main [name=login]", f"{name}@demo.example")
    page.fill("main [name=password]", PASSWORD)
    page.click("main form:has([name=password]) button[type=submit]")
    page.wait_for_url("**/tableau-de-bord/**")


def take(browser, address, name, account, steps, screen):
    context = browser.new_context(base_url=address, viewport=screen, locale="fr-FR")
    page = context.new_page()
    if account:
        sign_in(page, account)
    path, *links = steps
    page.goto(path)
    for link in links:
        page.locator(link).first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")
    context.close()
    print(f"{name}: {page.url if links else path}")


def main():
    address = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    browser_path = installed() or sys.exit(MISSING)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for picture in TOUR:
            take(browser, address, *picture)
        browser.close()


if __name__ == "__main__":
    main()
