"""« de » before a name that begins with a vowel."""

import re
from pathlib import Path

# Who or what a page tells of: what comes after « de » may begin with a vowel.
NAMED = re.compile(
    r"\bde \{\{ (?:\w+\.)*(school|host|guest|company|branch|party|who|on_word|holder_name) \}\}"
)


def test_no_page_of_partnerships_writes_de_before_a_name():
    pages = (Path(__file__).parents[2] / "templates" / "partnerships").rglob("*.html")
    found = {
        f"{page.name}: {words.group()}"
        for page in pages
        for words in NAMED.finditer(page.read_text())
    }
    assert found == set()
