"""What a teacher does: find, ask, complete the contract, send it to signature."""

from tests.browser.actors.pages import fill, follow, go, press


def find(page, words):
    """Search `/immersions/` and open the offer of this title."""
    page.goto("/immersions/")
    fill(page, q=words, nature="class_immersion")
    press(page, "Rechercher")
    go(page.get_by_role("link", name=words, exact=True).first)


def describe_new_class(page, name, slot=0, **numbers):
    """Ask for a slot of the offer, for a class that is made on the way."""
    go(page.get_by_role("link", name="Demander ce créneau").nth(slot))
    fill(page, new_name=name, new_level="3e", **numbers)
    press(page, "Vérifier la demande")


def describe_again(page, **numbers):
    """Mend what the portal did not accept."""
    fill(page, **numbers)
    press(page, "Vérifier la demande")


def send(page):
    """Send what the summary shows; the path of the request."""
    press(page, "Envoyer la demande")
    page.wait_for_url("**/immersions/demandes/*/")
    return page.url


def open_contract(page, booking):
    page.goto(booking)
    follow(page, "Convention de l’immersion")
    page.wait_for_url("**/immersions/conventions/*/")
    return page.url


def reference(page):
    """The number of the contract on its page."""
    return page.locator("nav.fr-breadcrumb [aria-current]").inner_text()


def complete(page, contract):
    """The school's part: referent, transport, image rights, who signs."""
    page.goto(contract)
    follow(page, "La part de l’établissement")
    fill(
        page,
        referent_name="Nadia Ferrand",
        referent_phone="06 00 00 00 01",
        transport="Car de l’établissement, départ à 8 h.",
        image_consents_attested=True,
        image_excluded=2,
    )
    press(page, "Enregistrer")


def send_to_signature(page, contract):
    page.goto(contract)
    follow(page, "Envoyer à la signature")
    press(page, "Envoyer à la signature")


def sealed_file(page, contract):
    """Download the sealed file; its bytes."""
    page.goto(contract)
    go(page.locator("main h3").get_by_role("link", name=reference(page)))
    with page.expect_download() as download:
        follow(page, "Télécharger l’exemplaire scellé")
    return download.value.path().read_bytes()


def record_call(page, said, days):
    """Record what was agreed by phone; the path of the immersion."""
    page.goto("/immersions/convenue/")
    fill(page, **said, starts_on=days.first.isoformat(), ends_on=days.last.isoformat())
    press(page, "Enregistrer l’immersion")
    page.wait_for_url("**/immersions/demandes/*/")
    return page.url
