"""`/rapports/exports/`: files that are prepared while one does something else."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.downloads import Taking, give
from accounts.tables_out import blocks
from directory.violations import Refused
from outbox.queries import sent_about
from reports import territories
from reports.enums.exports import ExportState
from reports.exports import FORMATS
from reports.models import Export
from reports.producers import REPORT, asked_again_at
from reports.views.report import address, asked
from reports.workflow import exports as workflow

PER_PAGE = 50


@require_safe
def listing(request):
    """One's own exports, the latest first."""
    rows = Export.objects.visible_to(request.actor)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/exports.html", {"page_obj": page})


@require_POST
@require(*territories.READERS)
def ask_report(request):
    """Ask for the file of a report; the address says which one."""
    # The worker that makes the file counts what is not counted yet.
    report, _, _ = asked(request, territories.territories_of(request.actor), at_once=False)
    format_code = request.POST.get("format", "")
    if format_code not in FORMATS:
        raise Http404
    params = {
        "annee": report.year, "territoire": report.territory.code, "format": format_code,
        "jour": report.today.isoformat(),
    }  # fmt: skip
    label = f"Rapport {report.label}, {report.territory.label}, {FORMATS[format_code][0]}"
    try:
        return redirect(workflow.ask(request.actor, REPORT, params, label))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(f"/rapports/?{address(report)}")


@require_safe
def one(request, pk):
    """Its progress, refreshed by itself while it is prepared; then its file."""
    row = get_visible_or_404(Export, request.actor, pk=pk)
    is_over = not row.is_under_way and row.shown_state != ExportState.READY
    context = {
        "row": row,
        "again_url": asked_again_at(row) if is_over else "",
        "notices": sent_about(row),
    }
    return render(request, "reports/export.html", context)


@require_POST
def cancel(request, pk):
    row = get_visible_or_404(Export, request.actor, pk=pk)
    try:
        workflow.cancel(request.actor, row)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(row)


@require_safe
def download(request, pk):
    """The file, for its owner alone, as long as the role still opens what it holds."""
    row = get_visible_or_404(Export.objects.select_related("owner"), request.actor, pk=pk)
    if row.shown_state == ExportState.EXPIRED:
        return redirect(row)  # which says since when
    if row.shown_state != ExportState.READY or not row.path.is_file():
        raise Http404
    try:
        workflow.check_access(row)
    except Refused as refused:
        raise Http404 from refused
    taking = Taking("a téléchargé un export", filters=row.label)
    return give(request, _blocks(row.path), row.file_name, row.mimetype, taking)


def _blocks(path):
    with path.open("rb") as file:
        yield from blocks(file)
