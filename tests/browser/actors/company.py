"""What a company does by the links of its mails: it has no account."""

from tests.browser.actors.pages import fill, follow, go, press, read_then_send

PART = {
    "place": "Centrale du Plan d’Arem, poste de garde, entrée nord.",
    "tutor_name": "Rémi Castéra",
    "tutor_function": "Chef d’exploitation",
    "tutor_phone": "05 61 00 00 99",
    "safety": "Consignes lues au poste de garde. Aucun élève près des machines tournantes.",
    "equipment": "Casque et gilet prêtés à chaque élève.",
    "company_name": "Odile Sarrat",
    "company_title": "Directrice",
}


def confirm_offer(page, link):
    page.goto(link)
    press(page, "Confirmer et publier l’offre")


def accept(page, link, message):
    """Accept a request, having read the message that will leave."""
    page.goto(link)
    follow(page, "Accepter")
    fill(page, message=message)
    read_then_send(page)


def confirm_agreement(page, link):
    """Confirm what was agreed by phone."""
    page.goto(link)
    follow(page, "Confirmer")
    go(page.locator("main form button[type=submit]").first)


def complete(page, link, email, guide="Équipe d’exploitation"):
    """Its part of the contract, then the programme: who receives the class each half-day."""
    page.goto(link)
    fill(page, **PART, company_email=email)
    for leaders in page.locator("main [name$='-0-leaders']").all():
        leaders.fill(guide)
    press(page, "Enregistrer votre part et le programme")
