"""`/rapports/detail/`: the rows that a figure counts, those that the actor may see."""

import datetime as dt

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.downloads import Taking
from accounts.lists_out import give_list
from accounts.tables_out import Selection
from directory.violations import Refused
from reports import details, territories
from reports.dimensions import TOTAL
from reports.views.report import address, asked, file_when_counted, when_counted

PER_PAGE = 50
# The first columns; a file holds all that are chosen.
SHOWN = 8


def asked_or_404(request):
    # A worker that makes the file has the time to count.
    at_once = getattr(request, "later", None) is None
    report, _, _ = asked(request, territories.territories_of(request.actor), at_once)
    words = (request.GET.get(name, "") for name in ("indicateur", "regroupement", "groupe"))
    code, dimension, key = words
    try:
        return details.asked_rows(report, code, dimension or TOTAL, key)
    except Refused as refused:
        raise Http404 from refused


@require_safe
@require(*territories.READERS)
@when_counted
def page(request):
    """The rows, and their files."""
    found = asked_or_404(request)
    listing, keys = found.listing, found.keys
    pages = Paginator(listing.shown(listing.rows(request.actor, keys), SHOWN), PER_PAGE)
    rows = pages.get_page(request.GET.get("page"))
    labels = [one.label for one in listing.columns[:SHOWN]]
    context = {
        "report": found.report,
        "indicator": found.indicator,
        "group": found.group,
        "counted": listing.counted(keys),
        "page_obj": rows,
        "columns": labels,
        "lines": [_line(labels, row) for row in rows.object_list],
        "query": address(
            found.report,
            indicateur=found.indicator.code,
            regroupement=found.dimension,
            groupe=found.key,
            jour=found.report.today,
        ),
        "report_url": f"/rapports/?{address(found.report, theme=found.indicator.theme)}",
    }
    return render(request, "reports/details.html", context)


def _line(labels, row):
    """(address of the row, or "", [(label, cell)])."""
    url = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    cells = ((label, getattr(row, f"cell_{n}")) for n, label in enumerate(labels))
    return url, [(label, _shown(cell)) for label, cell in cells]


def _shown(cell):
    """A day in figures: a row has many columns."""
    return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else cell


@require_safe
@require(*territories.READERS)
@file_when_counted
def download(request):
    """The rows as a file, with the columns that were chosen."""
    found = asked_or_404(request)
    rows = found.listing.rows(request.actor, found.keys)
    source = Selection(rows, list(found.listing.columns), rows.count())
    taking = Taking("a exporté la liste derrière un chiffre", None, found.title, source.count)
    name = f"detail-{found.report.label}-{found.indicator.code}"
    return give_list(request, source, name, taking, f"detail-{found.indicator.source.code}")
