"""The combobox of the admin: by keyboard with JavaScript, by words without."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations

pytestmark = pytest.mark.long

ADD = "/admin/directory/classgroup/add/"


def opened(walker, **options):
    """The combobox with its options shown."""
    person = walker("admin", **options)
    person.goto(ADD)
    box = person.page.get_by_role("combobox", name="Établissement")
    box.press_sequentially("ly")
    expect(person.page.locator(".combobox [role=option]").first).to_be_visible()
    return person, box


def test_a_row_is_chosen_by_keyboard(walker):
    person, box = opened(walker)
    option = person.page.locator(".combobox [role=option]").first
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    label = option.text_content()
    box.press("Enter")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.input_value().startswith(f"{label} [n° ")
    assert person.problems == []


def test_escape_closes_and_keeps_the_words(walker):
    _, box = opened(walker)
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.input_value() == "ly"


def test_the_open_list_is_accessible(walker):
    person, _ = opened(walker, bypass_csp=True)
    assert violations(person.page) == []


def test_words_are_enough_without_javascript(walker):
    person = walker("admin", java_script_enabled=False)
    person.goto(ADD)
    person.page.fill("[name=school]", "zzz introuvable")
    person.page.click("[name=_save]")
    expect(person.page.get_by_text("Aucun résultat pour")).to_be_visible()
    assert person.page.input_value("[name=school]") == "zzz introuvable"
