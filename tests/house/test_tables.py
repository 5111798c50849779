"""A table is a list of cards on a phone, so it writes out the roles that CSS takes away."""

import re
from html.parser import HTMLParser

from tests.house.source import files, name

# Figures and grids that scroll in their own box, mails, and the stock admin.
GRIDS = (
    "templates/reports/_theme.html",
    "templates/events/cup/board.html",
    "templates/events/cup/order.html",
)
OTHERS = (*GRIDS, "templates/emails/", "templates/admin/")
# A heading may say one thing or another.
TAG = re.compile(r"{%.*?%}")
ROLES = {
    "table": ("table",),
    "thead": ("rowgroup",),
    "tbody": ("rowgroup",),
    "tr": ("row",),
    "th": ("columnheader", "rowheader"),
    "td": ("cell",),
}


class Tables(HTMLParser):
    """Collects what is wrong in the tables of one template."""

    def __init__(self):
        super().__init__()
        self.problems, self.columns, self.labels, self.heading = [], [], [], False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "table" and "ps-rows" not in given.get("class", ""):
            self.problems.append(f"line {self.getpos()[0]}: not ps-rows")
        if tag in ROLES and given.get("role") not in ROLES[tag]:
            self.problems.append(f"line {self.getpos()[0]}: <{tag}> without its role")
        if tag == "td":
            self.labels.append(given.get("data-label"))
        self.heading = tag == "th" and given.get("role") == "columnheader"

    def handle_data(self, data):
        if self.heading:
            self.columns += TAG.split(data)

    def handle_endtag(self, tag):
        self.heading = False
        if tag == "table":
            unknown = [label for label in self.labels if label not in self.columns]
            self.problems += [f"no column is called {label}" for label in unknown]
            self.columns, self.labels = [], []


def problems_of(html):
    parser = Tables()
    parser.feed(html)
    return parser.problems


def test_tables_keep_their_meaning_as_cards():
    found = {
        name(path): problems
        for path in files(".html")
        if not name(path).startswith(OTHERS) and (problems := problems_of(path.read_text()))
    }
    assert found == {}


def test_the_control_sees_what_lacks():
    assert len(problems_of("<table><tr role='row'><td role='cell' data-label='X'></table>")) == 3
