"""What the school does around a placement: ask, confirm, have it signed, attest, import."""

from tests.browser.actors.pages import fill, follow, go, press, read_then_send, told


def apply(page, title, pupil, message):
    """Find the offer of this title, ask it for a pupil of the class."""
    page.goto("/stages/offres/")
    fill(page, q=title)
    press(page, "Rechercher")
    go(page.get_by_role("link", name=title, exact=True).first)
    follow(page, "Demander ce stage pour des élèves")
    page.get_by_label(pupil).check(force=True)
    fill(page, message=message)
    press(page, "Envoyer")
    told(page, "La candidature est envoyée.")


def confirm(page, link):
    """Confirm what the host accepted; the path of the placement."""
    page.goto(link)
    follow(page, "Confirmer le stage")
    press(page, "Confirmer le stage")
    page.wait_for_url("**/stages/fiches/*/")
    return page.url


def prepare(page):
    """From the placement: the school's part, then the host's link leaves; the agreement."""
    follow(page, "Préparer la convention")
    press(page, "Enregistrer et envoyer à l’accueillant")
    page.wait_for_url("**/stages/conventions/*/")
    return page.url


def send_back(page, agreement, label, comment):
    """One comment, on one field."""
    page.goto(agreement)
    follow(page, "Renvoyer pour correction")
    page.get_by_label(label).fill(comment)
    read_then_send(page)


def send_to_signature(page, agreement):
    """The number of the document that is signed."""
    page.goto(agreement)
    press(page, "Envoyer à la signature")
    told(page, "La convention est à la signature")
    follow(page, "Suivre les signatures")
    return page.locator("main h1 .ps-nowrap").inner_text().removeprefix("n° ")


def pdf(page, name):
    """Download the file behind this link; its bytes."""
    link = page.locator("main").get_by_role("link", name=name).first
    answer = page.context.request.get(link.get_attribute("href"))
    assert answer.ok
    return answer.body()


def upload(page, path, name, content):
    """Send a list to one of the imports; its preview."""
    page.goto(path)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("main [type=file]", {"name": name, "mimeType": kind, "buffer": content})
    press(page, "Lire le fichier")


def lines(page):
    """{heading of the line: its words} of the list on the page."""
    rows = page.locator("main table.ps-rows tbody tr").all()
    return {row.get_by_role("rowheader").inner_text(): row.inner_text() for row in rows}


def open_board(page, group):
    """The board of a class, by the list of classes."""
    page.goto("/stages/classes/")
    go(page.locator("main table").get_by_role("link", name=group, exact=True))
