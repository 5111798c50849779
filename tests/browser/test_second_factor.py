"""An application and a passkey, set up and used to sign in, under the strict policy."""

import pytest

from accounts.demo import DEMO_PASSWORD
from tests.accounts import totp
from tests.browser.actors.pages import told
from tests.browser.axe import violations

pytestmark = pytest.mark.long
SECURITY = "/mon-compte/securite/"
KEY_OF_THE_COMPUTER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def accessible(walker, person, *paths):
    """The pages as this person sees them, to axe, which the policy would keep out."""
    loose = walker(None, bypass_csp=True, viewport={"width": 390, "height": 844})
    loose.context.add_cookies(person.context.cookies())
    found = {}
    for path in paths:
        loose.goto(path)
        assert loose.page.evaluate("document.documentElement.scrollWidth") <= 390, path
        found |= {path: problems} if (problems := violations(loose.page)) else {}
    assert found == {}


def sign_out(page):
    page.goto("/deconnexion/")
    page.click("main button[type=submit]")


def sign_in_with_password(page):
    page.goto("/connexion/")
    page.fill("main [name=login]", "jury@demo.example")
    page.fill("main [name=password]", DEMO_PASSWORD)
    page.click("main form:has([name=password]) button[type=submit]")


def test_an_application_and_a_passkey(walker):
    juror = walker("jury")
    page = juror.page
    device = juror.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY_OF_THE_COMPUTER})

    page.goto(SECURITY)
    page.click("text=Ajouter une application")
    secret = page.inner_text("main code")
    page.fill("[name=code]", totp.code(secret))
    page.click("main form button[type=submit]")
    told(page, "gardez-les en lieu sûr")
    pages = ("", "application/retirer/", "cles/ajouter/", "codes-de-secours/")
    accessible(walker, juror, *(SECURITY + path for path in pages))
    sign_out(page)
    sign_in_with_password(page)
    page.wait_for_url("**/connexion/second-facteur/")
    accessible(walker, juror, "/connexion/second-facteur/")
    page.fill("[name=code]", totp.code(secret))
    page.click("main form:has([name=code]) button[type=submit]")
    page.wait_for_url("**/tableau-de-bord/")

    sign_in_by_passkey(page)
    take_both_away(page)
    assert juror.problems == []


def sign_in_by_passkey(page):
    page.goto(f"{SECURITY}cles/ajouter/")
    page.fill("[name=name]", "Ordinateur d’essai")
    page.click("main form button[type=submit]")
    told(page, "La clé d’accès est ajoutée.")
    sign_out(page)
    page.goto("/connexion/")
    assert not page.get_by_text("La clé d’accès n’a pas répondu").is_visible()
    page.click("text=Utiliser une clé d’accès")
    page.wait_for_url("**/tableau-de-bord/")


def take_both_away(page):
    page.goto(SECURITY)
    assert "Ordinateur d’essai" in page.inner_text("main")
    for link in ("Retirer l’application", "Retirer Ordinateur d’essai"):
        page.get_by_role("link", name=link).click()
        page.click("main .ps-btn--danger")
    page.goto(SECURITY)
    assert "Codes de secours" not in page.inner_text("main")
