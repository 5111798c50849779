"""The door of an event on a phone whose network is cut (R-EV-3): what was noted leaves when it is
back, and a replay counts nothing twice."""

import pytest
from playwright.sync_api import expect

from tests.browser.actors.pages import follow, go

SCREEN = {"width": 390, "height": 844}
EVENT = "Rencontre des entreprises du bassin"
CUT = "net::ERR_INTERNET_DISCONNECTED"


@pytest.mark.long
def test_arrivals_noted_without_network_count_once(walker):
    phone = walker("rectorat", viewport=SCREEN)
    phone.goto("/evenements/miens/")
    follow(phone.page, EVENT)
    follow(phone.page, "Tenir les inscriptions")
    page, board = phone.page, phone.page.locator("#compteurs")
    go(page.locator("main a.fr-btn", has_text="Accueil").first)
    expect(board).to_contain_text("2 présents, 5 attendus, 3 manquants")
    row = page.locator("[data-entree]", has_text="Odile Carrère")

    phone.context.set_offline(True)
    row.get_by_role("button", name="Pointer").click()
    expect(row).to_contain_text("1 présent, à envoyer")
    expect(page.locator("[data-etat]")).to_contain_text("gardés sur cet appareil")
    kept = page.evaluate("JSON.stringify(localStorage)")

    phone.context.set_offline(False)
    expect(page.locator("[data-etat]")).to_have_text("Tout est enregistré.", timeout=15_000)
    page.reload()
    expect(board).to_contain_text("3 présents, 5 attendus, 2 manquants")

    # The same moment once more, from a phone that did not hear the answer.
    restore = (
        "kept => Object.entries(JSON.parse(kept)).forEach(one => localStorage.setItem(...one))"
    )
    page.evaluate(restore, kept)
    page.reload()
    expect(page.locator("[data-etat]")).to_have_text("Tout est enregistré.", timeout=15_000)
    page.reload()
    expect(board).to_contain_text("3 présents, 5 attendus, 2 manquants")
    assert all(CUT in problem for problem in phone.problems)
