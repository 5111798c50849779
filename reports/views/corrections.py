"""`/rapports/annees-closes/`: a closed year opened again for a correction, by whom and why."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import get_visible_or_404, require
from accounts.acting import attempt
from accounts.lists_out import is_asked
from directory.french import full_day
from directory.models import YearCorrection
from directory.violations import Refused
from reports.exports.corrections import CORRECTIONS
from reports.forms import ReopeningForm
from reports.rules_corrections import DAYS
from reports.workflow import corrections as workflow

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@require(*workflow.READERS)
def closed_years(request):
    """Those of one's places, the latest first; a form for who may open a year again."""
    rows = workflow.read_by(request.actor)
    if is_asked(request):
        return CORRECTIONS.file(request, rows)
    places = workflow.places_of(request.actor)
    form = None
    if places:
        form = ReopeningForm(request.POST if request.method == "POST" else None, places=places)
    if form is not None and form.is_valid():
        try:
            row = _reopen(request.actor, form)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            until = full_day(row.last_day)
            messages.success(request, f"L’année {row.school_year} est rouverte jusqu’au {until}.")
            return redirect("reports:closed_years")
    context = {"form": form, "page_obj": _page(request, rows), "days": DAYS}
    return render(request, "reports/closed_years.html", context)


def _reopen(actor, form):
    data = form.cleaned_data
    key = data["form_key"]
    return workflow.reopen(actor, data["year"], data["place"], data["reason"], key=key)


def _page(request, rows):
    """The rows, each with `may_end`."""
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    own = workflow.ended_by(request.actor).open().filter(pk__in=[row.pk for row in page])
    mine = set(own.values_list("pk", flat=True))
    for row in page:
        row.may_end = row.pk in mine
    return page


@require_POST
@require(*workflow.READERS)
def end(request, pk):
    """One click."""
    rows = YearCorrection.objects.select_related("school_year", "school", "department")
    row = get_visible_or_404(rows, request.actor, pk=pk)
    attempt(request, workflow.end, row, done="La correction est terminée.")
    return redirect("reports:closed_years")
