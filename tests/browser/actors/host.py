"""What a company does around a placement: publish, answer, complete, tell who was there."""

from tests.browser.actors.pages import fill, follow, press, read_then_send, told

SAID = {
    "tutor_name": "Rémi Castéra",
    "tutor_function": "Chef d’atelier",
    "meals": "Cantine de l’entreprise, offerte.",
    "insurance": "Assureur du Midi, contrat n° 45-2100",
    "signatory_name": "Odile Sarrat",
    "signatory_function": "Directrice",
}


def publish(page, title, contact, monday, places):
    """An offer from its sheet to its weeks; the week is one of those of the schools nearby."""
    page.goto("/stages/offres/nouvelle/")
    fill(page, title=title, tasks="Suivre une pièce, du plan au contrôle.")
    fill(page, hours_every_am="9-12", hours_every_pm="13h30-16h30")
    fill(page, contact_name="Odile Sarrat", contact_email=contact)
    press(page, "Enregistrer et choisir les semaines")
    week = page.locator(f"main [name=mondays][value='{monday.isoformat()}']")
    week.set_checked(True, force=True)
    fill(page, places=places)
    press(page, "Enregistrer ces semaines")
    told(page, "Une semaine est enregistrée.")
    press(page, "Publier l’offre")
    told(page, "L’offre est publiée.")


def accept(page, link, message):
    """By the link of the mail, with a word for the school."""
    page.goto(link)
    follow(page, "Accepter la candidature")
    fill(page, message=message)
    read_then_send(page)


def complete(page, link, email):
    """Its part of the agreement: what the school and the offer know is there already."""
    page.goto(link)
    fill(page, **SAID, signatory_email=email, works_read=True)
    press(page, "Enregistrer")


def correct(page, link, **said):
    """Mend what the school asks, and that only."""
    page.goto(link)
    fill(page, **said)
    press(page, "Enregistrer")


def typed(page):
    """{name: value} of what the form of its part holds."""
    fields = page.locator("main form [name]:not([type=hidden]):not(button)")
    return fields.evaluate_all(
        "fields => Object.fromEntries(fields.map("
        "field => [field.name, field.type === 'checkbox' ? field.checked : field.value]))"
    )


def take_presence(page, absent):
    """Everybody was there, but for this half-day."""
    day, half = absent
    fill(page, **{f"{half}_{day.isoformat()}": "absent"})
    press(page, "Enregistrer la présence")
