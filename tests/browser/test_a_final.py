"""A whole final: three jurors at once on their phones, one of them through a cut connection."""

import pytest
from playwright.sync_api import expect

from tests.browser.actors import juror
from tests.browser.actors.pages import follow, go, press, told
from tests.browser.mailbox import Mailbox

SCREEN = {"width": 390, "height": 844}
FINAL = "Finale régionale de l’Industrie Cup"
SUBJECT = "Votre lien de juré"
CUT = "net::ERR_INTERNET_DISCONNECTED"


@pytest.mark.long
def test_a_whole_final(walker, portal):
    mailbox = Mailbox(portal)
    organiser, visitor = walker("rectorat"), walker()
    camille, noe, jordan = (walker(viewport=SCREEN) for _ in range(3))

    visitor.goto("/evenements/industrie-cup/")
    follow(visitor.page, FINAL)
    final = visitor.page.url
    assert visitor.page.get_by_role("heading", name="Palmarès").count() == 0

    camille.goto(mailbox.morning("jury@demo.example", SUBJECT).link)
    for phone, name, mail in ((noe, "Noé Vidal", "jure4"), (jordan, "Jordan Ruiz", "jure1")):
        phone.goto(link_of(organiser, final, name, mailbox, f"{mail}@demo.example"))
    told(jordan.page, "il en manque 2")
    assert jordan.page.get_by_text("Classement provisoire").count() == 0

    team = camille.page.locator("tr", has_text="à remplir").locator("th").inner_text()
    at_once(camille, noe, jordan, team)
    deliberate(organiser, jordan, final)
    celebrate(organiser, visitor, final)
    assert organiser.problems == visitor.problems == noe.problems == jordan.problems == []
    assert all(CUT in problem for problem in camille.problems)


def link_of(organiser, final, name, mailbox, mail):
    organiser.goto(f"{final}tenir/jury/")
    follow(organiser.page, name)
    press(organiser.page, "Envoyer le lien")
    told(organiser.page, "Le lien part par courriel.")
    return mailbox.morning(mail, SUBJECT).link


def at_once(camille, noe, jordan, team):
    """The same team, three phones; one loses the network in the middle, and its page too."""
    for phone in (camille, noe):
        juror.open_sheet(phone.page, team)
    follow(jordan.page, team)
    press(jordan.page, "Reprendre la feuille")
    juror.mark(camille.page, "15", "14,5")
    juror.mark(noe.page, "12", "13")
    juror.mark(jordan.page, "16")
    for phone in (camille, noe, jordan):
        juror.saved(phone.page)

    camille.context.set_offline(True)
    juror.mark(camille.page, "15", "14,5", "13", "7,5", "8")
    juror.waits(camille.page)
    juror.mark(noe.page, "12", "13", "11", "6", "6,5")
    juror.saved(noe.page)
    juror.hand_in(noe.page)
    juror.hand_in(jordan.page)

    # The phone goes to sleep: what was typed is still there when the page opens again.
    camille.context.set_offline(False)
    camille.page.reload()
    juror.saved(camille.page)
    camille.page.reload()
    values = [field.input_value() for field in camille.page.locator(juror.FIELDS).all()]
    assert values == ["15,0", "14,5", "13,0", "7,5", "8,0"] or values == [
        "15", "14,5", "13", "7,5", "8",
    ]  # fmt: skip
    juror.hand_in(camille.page)


def deliberate(organiser, jordan, final):
    organiser.goto(f"{final}tenir/feuilles/")
    expect(organiser.page.locator("#avancement")).to_contain_text("40 feuilles remises sur 40.")
    jordan.page.reload()
    told(jordan.page, "Classement provisoire")
    organiser.goto(f"{final}tenir/")
    go(organiser.page.get_by_role("link", name="Passer en délibération"))
    press(organiser.page, "Passer en délibération")
    go(organiser.page.get_by_role("link", name="Figer le résultat"))
    press(organiser.page, "Figer le résultat")


def celebrate(organiser, visitor, final):
    """The last prize of the ceremony is the first of the palmarès, and not before."""
    visitor.goto(final)
    assert visitor.page.get_by_role("heading", name="Palmarès").count() == 0
    follow(organiser.page, "Remise des prix sur grand écran")
    go(organiser.page.get_by_role("link", name="Premier prix à remettre"))
    while organiser.page.get_by_role("link", name="Prix suivant").count():
        go(organiser.page.get_by_role("link", name="Prix suivant"))
    told(organiser.page, "Premier prix")
    winner = organiser.page.locator(".cup-stage__winner").inner_text()
    go(organiser.page.get_by_role("link", name="Quitter"))
    go(organiser.page.get_by_role("link", name="Publier le résultat"))
    press(organiser.page, "Publier le résultat")
    visitor.page.reload()
    told(visitor.page, "Palmarès")
    assert winner in visitor.page.locator("table.ps-rows tbody tr").first.inner_text()
