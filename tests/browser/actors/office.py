"""What an RBDE does: enter by the link of `grant_role`, publish for a company, look up."""

import re

from tests.browser.actors.pages import fill, go, press, told


def first_sign_in(person, answer, first_name="Hélène", last_name="Vidal"):
    """Open the account by the one-time link that the command printed; who has no name yet is
    asked for it."""
    person.goto(re.search(r"https?://\S+", answer)[0])
    if person.page.locator("main [name=first_name]").count():
        fill(person.page, first_name=first_name, last_name=last_name)
    press(person.page, "Ouvrir mon compte")
    person.page.wait_for_url("**/tableau-de-bord/")


def choose_company(page, words):
    """The first company that the combobox proposes for these words."""
    page.get_by_role("combobox", name="Entreprise").press_sequentially(words)
    page.locator(".combobox [role=option]").first.click()


def publish_for(page, company, title, contact, first_day, seats):
    """An offer on a company's behalf: it will be published when the company confirms."""
    page.goto("/immersions/offres/nouvelle/")
    choose_company(page, company)
    fill(page, kind="class_immersion", title=title, description="Barrage, turbines, réseau.")
    fill(page, min_level="4e", max_level="terminale", contact_email=contact)
    fill(page, contact_name="Odile Sarrat", access="Poste de garde, entrée nord.")
    press(page, "Enregistrer")
    fill(page, starts_on=first_day.isoformat(), capacity=seats)
    press(page, "Voir les dates")
    press(page, "Ajouter ces créneaux")
    told(page, "Un créneau ajouté.")
    go(page.get_by_role("link", name="Retour à l’offre"))
    told(page, f"{seats} places libres")
    press(page, "Faire confirmer par l’entreprise")
    told(page, "un lien pour confirmer l’offre.")


def look_up(page, where, words):
    """The page of the only row that the admin finds for these words."""
    page.goto(f"/admin/{where}/")
    page.fill("#searchbar", words)
    page.press("#searchbar", "Enter")
    page.wait_for_url("**q=**")
    go(page.locator("#result_list tbody th a"))
    return page.locator("#content")
