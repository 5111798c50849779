"""`/rapports/exports/liste/`: the columns of a list and the kind of its file; a long one is
made by a worker."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.lists_out import AT_ONCE, address_of, bare
from accounts.tables_out import FORMATS
from directory.violations import Refused
from reports import kept_columns
from reports.lists import answered, params_of
from reports.producers import LIST
from reports.workflow import exports as workflow


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request):
    """The choice, kept for the next time; then the file, or the page of its progress."""
    sent = request.POST if request.method == "POST" else request.GET
    address = bare(sent.get("adresse", ""))
    found = answered(request, address_of(address, "csv"))
    if request.method == "POST":
        return _take(request, address, found)
    chosen, has_comma = kept_columns.remembered(request.actor, found.code)
    heads = found.source.heads
    known = [head for head in heads if head in chosen]
    context = {
        "title": found.title,
        "address": address,
        "count": found.source.count,
        "is_long": found.source.count > AT_ONCE,
        "choices": [(head, head in known or not known) for head in heads],
        "has_comma": has_comma,
        "formats": [(kind, one.label) for kind, one in FORMATS.items()],
    }
    return render(request, "reports/list_file.html", context)


def _take(request, address, found):
    code, comma = request.POST.get("format", ""), "virgule" in request.POST
    if code not in FORMATS:
        raise Http404
    asked = request.POST.getlist("colonnes")
    columns = [head for head in found.source.heads if head in asked]
    kept_columns.remember(request.actor, found.code, columns, comma)
    if len(columns) == len(found.source.heads):
        columns = []
    file = address_of(address, code, columns, comma=comma)
    if found.source.count <= AT_ONCE:
        return redirect(file)
    params = params_of(request.actor, file, request.school_year)
    try:
        return redirect(workflow.ask(request.actor, LIST, params, found.title))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(request.get_full_path())
