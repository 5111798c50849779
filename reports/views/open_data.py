"""`/rapports/donnees-ouvertes/`: what everybody may take, without an account."""

import json

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import get_visible_or_404, public, require
from accounts.downloads import CSV, UNTOLD, give
from reports import open_data
from reports.models import PublishedReport
from reports.workflow import open_data as workflow
from reports.workflow import published


@public
def page(request):
    """The datasets, year by year, and what each column means."""
    rows = PublishedReport.objects.opened().select_related("school_year")
    context = {"rows": rows, "columns": open_data.COLUMNS.items()}
    return render(request, "reports/open_data.html", context)


@public
def data(request, year):
    """The CSV of a year."""
    row = get_object_or_404(PublishedReport.objects.opened(), school_year=min(year, 9999))
    version = row.versions.filter(version=row.open_version).first()
    content = open_data.as_csv(published.read(version), row.open_version)
    return give(request, content, f"ecole-entreprise-{row.school_year}.csv", CSV, UNTOLD)


@public
def schema(request):
    """What a line holds, for programs."""
    content = json.dumps(open_data.schema(), ensure_ascii=False, indent=2).encode()
    name = "ecole-entreprise.schema.json"
    return give(request, content, name, "application/schema+json", UNTOLD)


@require_http_methods(["GET", "POST"])
@require(*published.PUBLISHERS)
def act(request, pk, event):
    """A page whose button opens a year to everybody, or takes it back."""
    rows = PublishedReport.objects.select_related("school_year")
    row = get_visible_or_404(rows, request.actor, pk=pk)
    last = row.versions.first()
    if last is None or event not in EVENTS or (event == "fermer" and not row.open_version):
        raise Http404
    title, question, done = EVENTS[event]
    if request.method == "POST":
        if event == "ouvrir":
            workflow.open_year(request.actor, row, last.version)
        else:
            workflow.close_year(request.actor, row)
        messages.success(request, done)
        return redirect(row)
    context = {
        "title": title,
        "question": question,
        "facts": [("Rapport", str(row)), ("Version", str(last.version))],
        "submit": title,
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


EVENTS = {
    "ouvrir": (
        "Ouvrir ces données à tous",
        "Tout le monde pourra les prendre, sans compte : aucun nom, aucun établissement, les "
        "petits effectifs masqués.",
        "Les données de l’année sont ouvertes.",
    ),
    "fermer": (
        "Retirer les données ouvertes",
        "Le fichier ne sera plus donné ; ce qui a été pris le reste.",
        "Les données de l’année sont retirées.",
    ),
}
