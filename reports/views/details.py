"""`/rapports/detail/`: the rows that a figure counts, those that the actor may see."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require
from accounts.downloads import Taking, give
from directory.violations import Refused
from reports import details, territories
from reports.exports import FORMATS
from reports.exports.rows_file import ROW_FORMATS
from reports.producers import DETAILS
from reports.report import TOTAL
from reports.views.report import address, asked
from reports.workflow import exports as workflow

PER_PAGE = 50
# The first columns; a file holds all that are chosen.
SHOWN = 8
# More than this is made by a worker.
AT_ONCE = 5000


def asked_or_404(request):
    report, _, _ = asked(request, territories.territories_of(request.actor))
    words = (request.GET.get(name, "") for name in ("indicateur", "regroupement", "groupe"))
    code, dimension, key = words
    try:
        return details.asked_rows(report, code, dimension or TOTAL, key)
    except Refused as refused:
        raise Http404 from refused


def query_of(found):
    return address(
        found.report, indicateur=found.indicator.code, regroupement=found.dimension,
        groupe=found.key,
    )  # fmt: skip


@require_GET
@require(*territories.READERS)
def page(request):
    """The rows, the columns to take away, the files."""
    found = asked_or_404(request)
    keys = found.keys
    pages = Paginator(found.listing.rows(request.actor, keys), PER_PAGE)
    rows = pages.get_page(request.GET.get("page"))
    columns = list(found.listing.columns)
    kept, has_comma = details.remembered(request.actor, found.indicator.source.code)
    chosen = found.listing.chosen(kept)
    query = query_of(found)
    context = {
        "report": found.report,
        "indicator": found.indicator,
        "group": found.group,
        "counted": len(keys),
        "page_obj": rows,
        "columns": [one.label for one in columns[:SHOWN]],
        "lines": [_line(columns[:SHOWN], row) for row in rows.object_list],
        "choices": [(one.path, one.label, one in chosen) for one in columns],
        "has_comma": has_comma,
        "formats": [(code, FORMATS[code][0]) for code in ROW_FORMATS],
        "file_url": f"/rapports/detail/fichier/?{query}",
        "report_url": f"/rapports/?{address(found.report, theme=found.indicator.theme)}",
    }
    return render(request, "reports/details.html", context)


def _line(columns, row):
    """(address of the row, or "", [(label, cell)])."""
    url = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    return url, [(column.label, _shown(column.of(row))) for column in columns]


def _shown(cell):
    """A day in figures: a row has many columns."""
    return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else cell


@require_POST
@require(*territories.READERS)
def download(request):
    """The rows as a file, with the columns that were chosen, which are remembered; a long one
    is made by a worker."""
    found = asked_or_404(request)
    code = request.POST.get("format", "")
    if code not in ROW_FORMATS:
        raise Http404
    paths = [one.path for one in found.listing.chosen(request.POST.getlist("colonnes"))]
    comma = "virgule" in request.POST
    details.remember(request.actor, found.indicator.source.code, paths, comma)
    params = {
        "annee": found.report.year, "territoire": found.report.territory.code,
        "indicateur": found.indicator.code, "regroupement": found.dimension,
        "groupe": found.key, "format": code, "colonnes": paths, "virgule": comma,
        "jour": found.report.today.isoformat(),
    }  # fmt: skip
    keys = found.keys
    if len(keys) > AT_ONCE:
        return _ask(request, params, found)
    rows = found.listing.rows(request.actor, keys)
    columns = found.listing.chosen(paths)
    heads = [column.label for column in columns]
    cells = details.cells(columns, rows)
    content = b"".join(ROW_FORMATS[code](found.indicator.label, heads, cells, comma))
    taking = Taking("a exporté la liste derrière un chiffre", None, found.title, rows.count())
    name = f"detail-{found.report.label}-{found.indicator.code}.{code}"
    return give(request, content, name, FORMATS[code][1], taking)


def _ask(request, params, found):
    try:
        return redirect(workflow.ask(request.actor, DETAILS, params, found.title))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(f"/rapports/detail/?{query_of(found)}")
