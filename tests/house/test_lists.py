"""A page that shows a list gives it as a file (`{% list_files %}`, decision 0041), or says here
why not."""

import re

from django.contrib import admin

from tests.house.source import ROOT

TEMPLATES = ROOT / "templates"
INCLUDED = re.compile(r'{%\s*include\s+"([^"]+)"')
# Rows under headings, or rows on several pages.
LIST = re.compile(r'class="ps-rows|"components/pagination\.html"')

# Why a list does not leave → the templates of its pages.
WITHOUT = {
    "everybody reads it without an account; who keeps its rows has them in a list of their own": """
        clee/list.html
        clee/news/list.html
        events/detail.html
        events/list.html
        events/programmes/detail.html
        partnerships/offer_detail.html
        partnerships/search.html
        placements/calendar.html
    """,
    "one thing, or the last lines about it; the list of them leaves from its own page": """
        accounts/history.html
        clee/action.html
        clee/meetings/detail.html
        clee/resource.html
        clee/review.html
        events/cup/edition.html
        partnerships/networks/detail.html
        partnerships/relations/company.html
        partnerships/relations/school.html
        placements/agreements/page.html
        placements/pfmp/request.html
        placements/placements/detail.html
        placements/tracks/detail.html
    """,
    "the same rows, told otherwise, leave from another page": """
        accounts/roles/follow_up.html
        clee/reviews.html
        partnerships/networks/territories.html
    """,
    "it is printed: a PDF": """
        events/cup/order_versions.html
        events/cup/ranking.html
        events/cup/running_order.html
    """,
    "figures: the report leaves with them, or their page is one of its files": """
        placements/follow_up/figures.html
        reports/declaration.html
        reports/published_one.html
        reports/report.html
        reports/trends.html
    """,
    "a list of files": """
        reports/exports.html
        reports/open_data.html
        reports/published_list.html
    """,
    "a form, or what is read before or after its button": """
        clee/charter.html
        clee/imports/preview.html
        events/cup/board.html
        events/registrations/door.html
        partnerships/class_groups/correct.html
        partnerships/class_groups/import.html
        partnerships/desk/answered.html
        partnerships/relations/import_preview.html
        placements/agreements/part.html
        placements/classes/share.html
        placements/found/preview.html
        placements/offers/edit.html
        placements/offers/weeks.html
        placements/pfmp/assign.html
        placements/pfmp/copy.html
        placements/placements/edit.html
        placements/placements/hosts.html
        placements/pupils/import_preview.html
        placements/skills/preview.html
        placements/tracks/edit.html
        placements/tracks/plan.html
        placements/tracks/propose.html
        portal/rentree/consequences.html
        portal/rentree/page.html
        reports/publish.html
    """,
    "a personal link: who holds it takes nothing away": """
        events/jury/desk.html
        placements/agreements/link_fill.html
        placements/families/page.html
        placements/offers/propose.html
        placements/wishes/link.html
        placements/wishes/page.html
    """,
    "settings and steps, a handful of lines that are changed where they are read": """
        clee/cycle.html
        partnerships/desk/closures.html
        partnerships/desk/stand_ins.html
        placements/skills/list.html
        reminders/rules.html
    """,
    "addresses of people that are mended one by one, and have no use outside the portal": """
        reminders/barred_addresses.html
        reminders/dead_mails.html
    """,
}

# The same of the lists of the administration.
ADMIN_WITHOUT = {
    "addresses that are written to, mended one by one, and have no use outside the portal": """
        outbox.Mail
        outbox.Stop
    """,
    "who holds a secret that opens a page: revoked or replaced one by one": """
        accounts.PersonalLink
    """,
}


def named(table):
    """What a table names, each once."""
    found = [one for words in table.values() for one in words.split()]
    assert len(found) == len(set(found))
    return set(found)


def without_file(pages):
    """The pages with a list and no file; `pages`: {name: text}, partials among them."""
    parts = {part for text in pages.values() for part in INCLUDED.findall(text)}
    whole = {name: _whole(name, pages) for name in pages if name not in parts}
    return {name for name, text in whole.items() if LIST.search(text) and "list_files" not in text}


def _whole(name, pages, around=()):
    """A template with what it includes."""
    text = pages.get(name, "")
    inside = [part for part in INCLUDED.findall(text) if part not in (*around, name)]
    return text + "".join(_whole(part, pages, (*around, name)) for part in inside)


def test_every_list_leaves_as_a_file_or_says_why_not():
    paths = TEMPLATES.rglob("*.html")
    pages = {str(path.relative_to(TEMPLATES)): path.read_text() for path in paths}

    assert without_file(pages) == named(WITHOUT)


def test_every_list_of_the_administration_too():
    found = {
        model._meta.label
        for model, model_admin in admin.site._registry.items()
        if not model_admin.gives_file
    }

    assert found == named(ADMIN_WITHOUT)


def test_the_control_sees_a_new_list():
    table, file = '<table class="ps-rows" role="table">', "{% list_files %}"
    pages = {
        "one.html": table,
        "given.html": table + file,
        "part.html": table,
        "includes.html": '{% include "part.html" with rows=rows %}',
        "paged.html": '{% include "components/pagination.html" %}',
        "words.html": "<p>Rien</p>",
    }

    assert without_file(pages) == {"one.html", "includes.html", "paged.html"}
