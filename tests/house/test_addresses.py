"""Every address that a template writes out leads somewhere."""

import re
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from tests.house.source import ROOT

WRITTEN = re.compile(r'(?:href|action|action_url)="(/[^"{?#]*)"')
CRUMBS = re.compile(r"{% crumbs ([^%]*) as \w+ %}")
ADDRESS = re.compile(r'"(/[^"]*)"')


def addresses(text):
    found = set(WRITTEN.findall(text))
    return found.union(*(ADDRESS.findall(words) for words in CRUMBS.findall(text)))


def dead(paths):
    found = []
    for path in paths:
        for address in addresses(path.read_text()):
            try:
                resolve(address)
            except Resolver404:
                found.append((path.name, address))
    return found


def test_no_template_leads_to_a_page_that_does_not_exist():
    paths = sorted((ROOT / "templates").rglob("*.html"))
    assert len({one for path in paths for one in addresses(path.read_text())}) > 20
    assert dead(paths) == []


@pytest.mark.parametrize(
    "text", ['<a href="/nulle/part/">', '{% crumbs "Ici" "/nulle/part/" as links %}']
)
def test_a_dead_address_is_seen(tmp_path, text):
    page = Path(tmp_path, "page.html")
    page.write_text(text)
    assert dead([page]) == [("page.html", "/nulle/part/")]
