"""What anybody may do, signed out."""

from tests.browser.actors.pages import press


def verify(page, content):
    """The verdict of `/verifier/` on these bytes."""
    page.goto("/verifier/")
    given = {"name": "convention.pdf", "mimeType": "application/pdf", "buffer": content}
    page.set_input_files("main [type=file]", given)
    press(page, "Vérifier")
    return page.locator("main .fr-alert__title").inner_text()
