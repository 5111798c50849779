"""The lists that people look at standing, phone in hand, and the rhythm of the pages."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.chromium import wait_until_drawn

pytestmark = pytest.mark.long
SCREEN = {"width": 390, "height": 844}
REQUESTS = "/immersions/demandes/"
LISTS = {
    "enseignante": [REQUESTS, "/immersions/conventions/", "/classes/"],
    "principal": [REQUESTS, "/immersions/conventions/"],
    "entreprise": [REQUESTS, "/immersions/conventions/", "/immersions/offres/"],
}


def off_screen(page):
    """The words of the list that one would have to scroll sideways to read."""
    words = page.locator("main table :is(tbody th, td)").all()
    boxes = [(one.inner_text(), one.bounding_box()) for one in words]
    assert boxes
    return [
        text
        for text, box in boxes
        if box and (box["x"] < 0 or box["x"] + box["width"] > SCREEN["width"])
    ]


@pytest.mark.parametrize("name", LISTS)
def test_every_word_of_a_list_is_on_the_screen(walker, name):
    person = walker(name, viewport=SCREEN, bypass_csp=True)
    for path in LISTS[name]:
        person.goto(path)
        assert off_screen(person.page) == []
        wide = person.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= SCREEN["width"], path
        assert violations(person.page) == [], path


def test_a_card_says_who_when_and_where_it_stands_and_leads_there(walker):
    page = walker("enseignante", viewport=SCREEN).page
    page.goto(REQUESTS)
    card = page.locator("main tbody tr").filter(has_text="Collège Léon Blum").first
    expect(card.get_by_role("rowheader")).to_contain_text("Collège Léon Blum")
    labels = card.locator("td").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell, '::before').content.split('\"')[1])"
    )
    assert labels == ["Accueil", "Dates", "Effectif", "État"]
    box = card.bounding_box()
    card.click(position={"x": box["width"] - 8, "y": box["height"] - 8})
    expect(page).to_have_url(re.compile(f"{REQUESTS}\\d+/$"))


# The left edge of each line of words in a cell, labels left aside.
EDGES = """cell => {
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), edges = [];
    const range = document.createRange();
    while (walk.nextNode()) {
        if (walk.currentNode.parentElement.closest('.fr-sr-only')) continue;
        range.selectNodeContents(walk.currentNode);
        edges.push(...[...range.getClientRects()].map(box => box.left));
    }
    return edges;
}"""


def test_words_after_a_link_follow_it_beside_the_label(walker):
    page = walker("enseignante", viewport=SCREEN).page
    page.goto("/stages/classes/")
    page.locator("main table").get_by_role("link", name="3e C", exact=True).click()
    page.get_by_role("link", name="Vœux des élèves").click()
    link = page.get_by_role("link", name="Page de l’élève").first
    edges = link.locator("xpath=..").evaluate(EDGES)
    assert min(edges) >= link.bounding_box()["x"] - 1


GAPS = """headings => headings.map(heading => {
    const before = heading.previousElementSibling;
    const gap = heading.getBoundingClientRect().top - before.getBoundingClientRect().bottom;
    return [heading.innerText, Math.round(gap)];
}).filter(([text, gap]) => gap < 24)"""


def test_a_heading_does_not_stick_to_what_precedes_it(walker):
    page = walker("principal", viewport=SCREEN).page
    for path, link in ((REQUESTS, "main th a"), ("/immersions/conventions/", "main th a")):
        page.goto(path)
        page.locator(link).first.click()
        wait_until_drawn(page)
        assert page.locator("main * + h2").evaluate_all(GAPS) == []
    page.goto("/rapports/")
    assert page.locator("main * + section").evaluate_all(GAPS) == []
    page.goto("/classes/")
    assert page.locator("main .ps-narrow").evaluate_all(GAPS) == []
