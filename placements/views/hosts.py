"""`/stages/fiches/<pk>/accueillants/`: several hosts in one placement, day by day (R-PL-8)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import get_visible_or_404, require
from directory.forms import sections
from directory.violations import Refused
from partnerships.forms.companies import NOT_LISTED, TYPED_FIELDS
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.enums import PlacementKind
from placements.forms.hosts import DaysForm, HostsForm
from placements.models import Placement
from placements.workflow import placements
from placements.workflow.checks import check_stays
from placements.workflow.facts import Facts

SECTIONS = [("Un accueillant de plus", "company", NOT_LISTED, TYPED_FIELDS)]


@require(*SCHOOL_STAFF)
def plan(request, pk):
    """Which host has which day; before the agreement goes to signature."""
    placement = _placement(request, pk)
    days = _days(request, placement)
    form = _form(request, placement, days)
    if request.method == "POST" and days.is_valid() and form.is_valid():
        try:
            placements.change(request.actor, placement, form.found())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Les accueillants du stage sont enregistrés.")
            return redirect(placement)
    context = {
        "form": form,
        "days": days,
        "placement": placement,
        "pupil": placement.pupil,
        "sections": sections(form, SECTIONS),
    }
    return render(request, "placements/placements/hosts.html", context)


@require_POST
@require(*SCHOOL_STAFF)
def check(request, pk):
    """What the rules say of the whole week as it stands; nothing is kept."""
    placement = _placement(request, pk)
    form = _form(request, placement, _days(request, placement))
    form.is_valid()
    stays = form.presences()
    kind = PlacementKind(placement.kind)
    hostings = list(placement.stays.select_related("company"))
    facts = Facts([placement.pupil], hostings, but=placement)
    found = check_stays(placement.pupil, kind, hostings, stays, facts) if stays else []
    context = {"found": found, "is_checked": any(stay.table.minutes for stay in stays)}
    return render(request, "placements/placements/_checks.html", context)


def _days(request, placement):
    """The dates that are typed, those of the placement when none are."""
    typed = request.POST if request.method == "POST" else request.GET
    known = {"starts_on": placement.starts_on, "ends_on": placement.ends_on}
    return DaysForm(typed if "starts_on" in typed else known)


def _form(request, placement, days):
    first, last = placement.starts_on, placement.ends_on
    if days.is_valid():
        first, last = days.cleaned_data["starts_on"], days.cleaned_data["ends_on"]
    stays = list(placement.stays.select_related("company"))
    data = request.POST if request.method == "POST" else None
    return HostsForm(request.actor, placement, stays, first, last, data)


def _placement(request, pk):
    rows = Placement.objects.select_related("pupil", "class_group__school_year", "school")
    return get_visible_or_404(rows.exclude(pupil=None), request.actor, pk=pk)
