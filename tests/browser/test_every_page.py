"""Every page of ours, as each role, on a phone and on a desk: accessible, within the
policy, no wider than the screen; and without JavaScript."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.mailbox import Mailbox
from tests.chromium import wait_until_drawn

pytestmark = pytest.mark.long
PHONE, DESK = 390, 1280
PUBLIC = [
    "/",
    "/immersions/",
    "/stages/",
    "/clee/",
    "/clee/1/",
    "/clee/1/contact/",
    "/clee/demander/",
    "/actualites/",
    "/mon-interlocuteur/bureaux/0311092U/",
    "/evenements/",
    "/evenements/1/",
    "/mon-interlocuteur/",
    "/mon-interlocuteur/?q=colomiers",
    "/mon-interlocuteur/?uai=0311687R",
    "/verifier/",
    "/aide/",
    "/accessibilite/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/connexion/",
    "/connexion/code/",
]
SIGNED_IN = ["/tableau-de-bord/", "/recherche/?q=aero", "/immersions/", "/stages/", "/mon-compte/"]
OF_ROLE = {
    "enseignante": ["/immersions/convenue/", "/immersions/offres/nouvelle/"],
    "principal": ["/stages/periodes/nouvelle/", "/rapports/"],
    "rbde": [
        "/admin/",
        "/admin/directory/company/",
        "/admin/partnerships/companymerge/",
        "/admin/partnerships/interaction/",
        "/admin/partnerships/schoolrequest/",
        "/rapports/",
        "/equipe/passer-la-main/",
    ],
    "ddfpt": [],
    "superviseur": ["/rapports/", "/admin/clee/committee/", "/equipe/sans-titulaire/"],
    "dsden": [],
    "ipe": [],
    "rectorat": ["/rapports/", "/admin/events/theme/add/"],
    "entreprise": [],
    "uimm": ["/rapports/"],
    "clee": [],
    "jury": [],
    "admin": ["/sante/", "/admin/", "/admin/portal/servicecontact/"],
}
# The registration of the demonstration whose place is proposed.
GIVEN = "/evenements/inscriptions/5/"
WIDTHS = [PHONE, DESK]


def check(walker, name, paths, width):
    """Two loads of each page: axe needs the policy off, the policy needs axe away."""
    size = {"viewport": {"width": width, "height": 900}}
    strict = walker(name, **size)
    loose = walker(name, **size, bypass_csp=True)
    found = {}
    for path in paths:
        answer = strict.goto(path)
        wait_until_drawn(strict.page)
        wide = strict.page.evaluate("document.documentElement.scrollWidth") > width
        loose.goto(path)
        problems = [*strict.problems, *violations(loose.page)]
        problems += [f"status {answer.status}"] if answer.status != 200 else []
        problems += ["wider than the screen"] if wide else []
        strict.problems.clear()
        if problems:
            found[path] = problems
    assert found == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_public_pages(walker, width):
    check(walker, None, PUBLIC, width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", OF_ROLE)
def test_pages_of_a_role(walker, name, width):
    check(walker, name, SIGNED_IN + OF_ROLE[name], width)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_a_place_that_is_given(walker, portal, width):
    """By account as its holder and its organiser, by the links of the mails without one."""
    mailbox = Mailbox(portal)
    proposed, registered = (
        urlsplit(mailbox.next(to, words).link).path
        for to, words in (("hugo.tarride@asso.example", "/transmission/"),
                          ("groupe1@asso.example", "/inscription/"))
    )  # fmt: skip
    check(walker, None, [proposed, f"{registered}transmettre/"], width)
    for name in ("ddfpt", "dsden"):
        check(walker, name, [f"{GIVEN}transmettre/"], width)


@pytest.mark.parametrize("width", WIDTHS)
def test_without_javascript_menu_search_and_year_are_there(walker, width):
    person = walker(
        "principal", java_script_enabled=False, viewport={"width": width, "height": 900}
    )
    page = person.page
    page.locator("#navigation").get_by_role("link", name="Stages").click()
    expect(page).to_have_url(re.compile("/stages/$"))
    page.fill("#recherche-entete", "aero")
    page.press("#recherche-entete", "Enter")
    page.wait_for_url("**/recherche/**")
    expect(page.get_by_role("heading", name="Entreprises")).to_be_visible()
    page.locator(".ps-context summary").click()
    page.select_option("#choix-annee", "2025")
    page.get_by_role("button", name="Changer d’année").click()
    expect(page.locator(".ps-context")).to_contain_text("2025-2026")


def test_policy_listener_sees_a_violation(walker):
    """The control: without it the absence of problems would prove nothing."""
    person = walker()
    person.goto("/")
    person.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')"
    )
    person.page.wait_for_timeout(200)
    assert any("Content Security Policy" in problem for problem in person.problems)


def test_axe_sees_a_violation(walker):
    person = walker(bypass_csp=True)
    person.goto("/")
    person.page.evaluate("document.documentElement.removeAttribute('lang')")
    assert any("html-has-lang" in rule for rule in violations(person.page))
