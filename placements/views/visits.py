"""Visits and calls of a placement, and the referent's list of the week."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.reads import note_reads
from directory.violations import Refused
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.enums import PlacementKind
from placements.forms.follow_up import PlanForm, ReportForm
from placements.models import Placement, Visit
from placements.visits import to_see
from placements.workflow import visits


def placement_of(request, pk):
    rows = Placement.objects.select_related("pupil", "class_group__school_year", "school")
    return get_visible_or_404(rows.exclude(pupil=None), request.actor, pk=pk)


@require_safe
@require(*SCHOOL_STAFF)
def week(request):
    """The pupils of the referent to see this week, with the hosts' address and phone."""
    today = timezone.localdate()
    lines = to_see(request.user, today)
    note_reads(request.actor, [line.placement.pupil for line in lines])
    context = {"lines": lines, "today": today}
    return render(request, "placements/follow_up/week.html", context)


@require(*SCHOOL_STAFF)
def plan(request, pk):
    """Say when the pupil will be seen or called."""
    placement = _visited(request, pk)
    form = PlanForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            visits.plan(
                request.actor, placement, data["kind"], data["planned_on"], key=data["form_key"]
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "C’est noté : le stage est dans votre liste de la semaine.")
            return redirect(placement)
    return _form_page(request, form, placement, "Prévoir une visite ou un appel")


@require(*SCHOOL_STAFF)
def report(request, pk, visit=None):
    """Tell what a visit or a call found."""
    placement = _visited(request, pk)
    row = _visit(request, placement, visit) if visit else Visit(done_on=timezone.localdate())
    row.done_on = row.done_on or timezone.localdate()
    is_vocational = PlacementKind(placement.kind).is_vocational
    data = request.POST if request.method == "POST" else None
    form = ReportForm(data, instance=row, is_vocational=is_vocational)
    if form.is_valid():
        try:
            key = form.cleaned_data["form_key"]
            visits.report(request.actor, placement, form.save(commit=False), key=key)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Le compte rendu est enregistré.")
            return redirect(placement)
    title = "Rendre compte d’une visite ou d’un appel"
    return _form_page(request, form, placement, title, "placements/follow_up/report.html")


def _form_page(request, form, placement, title, template="components/confirm.html"):
    context = {
        "stays": placement.stays.select_related("company"),
        "form": form,
        "title": title,
        "question": f"{placement.pupil}, {placement.class_group}",
        "submit": "Enregistrer",
        "cancel_url": placement.get_absolute_url(),
    }
    return render(request, template, context)


@require_POST
@require(*SCHOOL_STAFF)
def drop(request, pk, visit):
    """A planned visit will not take place."""
    placement = _visited(request, pk)
    try:
        visits.drop(request.actor, _visit(request, placement, visit))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "La visite n’est plus prévue.")
    return redirect(placement)


def _visited(request, pk):
    if not visits.may_visit(request.actor):
        raise Http404
    return placement_of(request, pk)


def _visit(request, placement, pk):
    return get_visible_or_404(Visit.objects.filter(placement=placement), request.actor, pk=pk)
