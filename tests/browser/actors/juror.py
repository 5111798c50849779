"""A juror with a phone: the list, a sheet, a cut connection."""

from playwright.sync_api import expect

from tests.browser.actors.pages import follow, press, told

# In the order of the criteria of the demonstration.
FIELDS = "input[data-champ]"


def open_sheet(page, team):
    follow(page, team)
    expect(page.locator("main form[data-feuille]")).to_be_visible()


def mark(page, *marks):
    """Type each mark as a thumb does: the field is left, its save goes."""
    for place, value in enumerate(marks):
        field = page.locator(FIELDS).nth(place)
        field.fill(value)
        field.blur()


def saved(page):
    expect(page.locator("[data-etat]")).to_have_text("Tout est enregistré.", timeout=15_000)


def waits(page):
    expect(page.locator("[data-etat]")).to_contain_text("gardées sur cet appareil")


def hand_in(page):
    press(page, "Remettre la feuille")
    told(page, "Feuille remise")
