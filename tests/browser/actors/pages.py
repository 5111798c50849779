"""What every person does on every page: fill, press, read."""

from playwright.sync_api import expect


def fill(page, **values):
    """Type or choose by the names of the fields, opening the fold that hides one."""
    for name, value in values.items():
        field = page.locator(f"main [name='{name}']")
        field.wait_for(state="attached")  # the page may still be on its way
        if not field.is_visible():
            page.locator("main details", has=page.locator(f"[name='{name}']")).locator(
                "summary"
            ).click()
        if isinstance(value, bool):
            field.set_checked(value, force=True)  # the design system draws it by its label
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(str(value))


def go(element):
    """Click, and wait for the whole page it leads to: the end of a long one comes later."""
    element.click()
    element.page.wait_for_load_state("domcontentloaded")


def press(page, name):
    go(page.locator("main").get_by_role("button", name=name, exact=True))


def follow(page, name):
    go(page.locator("main").get_by_role("link", name=name).first)


def read_then_send(page):
    """Read the message that will leave, then send it."""
    press(page, "Voir le message avant l’envoi")
    go(page.locator("button[name=step][value=act]"))


def told(page, words):
    """The page says so in one of its messages, badges or titles."""
    expect(page.locator("main").get_by_text(words).first).to_be_visible()


def facts(page):
    """{label: value} of the lists of facts on the page."""
    rows = page.locator("main dl.ps-facts > div").all()
    return {row.locator("dt").inner_text(): row.locator("dd").inner_text() for row in rows}
