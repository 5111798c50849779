"""A list of the admin without a mouse: the skip link, then a bulk action on a chosen line."""

import pytest
from playwright.sync_api import expect

LIST = "/admin/partnerships/interaction/"
# Past the search, the saved filters and the links above the table.
REACH = 12


def tab_to(page, name):
    """Tab until the element of this name has the focus."""
    for _ in range(REACH):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    pytest.fail(f"{name} is not reached in {REACH} tabs")


@pytest.mark.long
def test_a_bulk_action_is_chosen_and_sent_by_keyboard(walker):
    person = walker("rbde")
    page = person.page
    person.goto(LIST)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Passer au contenu principal")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")

    tab_to(page, "action")
    # A native list: typing its words chooses.
    page.keyboard.type("Exporter les")
    tab_to(page, "_selected_action")
    page.keyboard.press("Space")
    expect(page.locator("[name=_selected_action]").first).to_be_checked()
    for _ in range(REACH):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.actions button')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Exporter une liste", exact=True)).to_be_visible()
    assert person.problems == []
