"""A real portal, a real Chromium, one page per test with what went wrong in it."""

import pytest

from accounts.demo import DEMO_PASSWORD
from tests.browser.running_portal import running_portal
from tests.chromium import running_chromium

# Seconds: the longest takes 90 on a quiet machine, more than 300 beside other work.
LONGEST = 900


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(LONGEST))


@pytest.fixture(scope="package")
def portal(tmp_path_factory):
    """The running portal with the demonstration data, shared by this package's tests."""
    with running_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="package")
def chromium():
    """Closed with the package: its loop in this thread would refuse others the database."""
    with running_chromium() as browser:
        yield browser


# Init scripts are not bound by the policy of the page.
TOO_WIDE = """addEventListener('load', () => {
    const wide = document.documentElement.scrollWidth;
    if (wide > innerWidth) console.error(`${location.pathname} is ${wide} px wide`);
})"""


class Walker:
    """A person in front of the portal: a context of their own, signed in or not."""

    def __init__(self, chromium, portal, **options):
        self.portal = portal
        usual = {"viewport": {"width": 1280, "height": 900}, "locale": "fr-FR"}
        self.context = chromium.new_context(**{"base_url": portal.url} | usual | options)
        self.context.add_init_script(TOO_WIDE)
        self.problems = []
        self.page = self.context.new_page()
        self.page.on("console", self._keep)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def _keep(self, message):
        """Errors of the console: the browser reports there what the policy refused, the script
        above the pages that one would have to scroll sideways."""
        if message.type == "error":
            self.problems.append(message.text)

    def login(self, name):
        """Sign in by password as a demonstration account ("enseignante")."""
        self.page.goto("/connexion/")
        self.page.fill("main [name=login]", f"{name}@demo.example")
        self.page.fill("main [name=password]", DEMO_PASSWORD)
        self.page.click("main form:has([name=password]) button[type=submit]")
        self.page.wait_for_url("**/tableau-de-bord/**")
        return self

    def goto(self, path):
        return self.page.goto(path)


@pytest.fixture
def walker(chromium, portal):
    """`walker("enseignante")` or `walker()` signed out; options of the browser context."""
    made = []

    def make(name=None, **options):
        made.append(Walker(chromium, portal, **options))
        return made[-1].login(name) if name else made[-1]

    yield make
    for one in made:
        one.context.close()
