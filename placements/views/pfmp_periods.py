"""`/stages/pfmp/periodes/`: the periods of the classes, counted against their diplomas."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.downloads import Taking
from accounts.enums import SCHOOL_MANAGEMENT
from accounts.lists_out import give_table
from directory.violations import Refused
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.forms.pfmp_periods import DiplomasForm
from placements.periods_pfmp import lines_of, table_of
from placements.workflow import diplomas_pfmp as diplomas
from placements.workflow import periods_pfmp as workflow


@require_safe
@require(*SCHOOL_STAFF)
def periods(request):
    """Class by class: the periods of the year, their weeks, what the diploma asks for."""
    lines = lines_of(request.actor.school_ids, request.school_year)
    context = {
        "lines": lines,
        "many_schools": len(request.actor.school_ids) > 1,
        "may_set": request.actor.role in SCHOOL_MANAGEMENT,
    }
    return render(request, "placements/pfmp/periods.html", context)


@require_safe
@require(*SCHOOL_STAFF)
def periods_file(request):
    """The same as a file, for the companies and for the school's other tools."""
    rows = table_of(lines_of(request.actor.school_ids, request.school_year))
    taking = Taking(
        "a exporté les périodes de PFMP", filters=request.school_year.label, rows=len(rows) - 1
    )
    name = f"periodes-de-pfmp-{request.school_year.start_year}"
    return give_table(request, rows, name, taking)


@require(*SCHOOL_MANAGEMENT)
def copy(request):
    """Last year's periods, moved; shown first, then those that are ticked are made."""
    shift = _shift(request)
    if request.method == "POST":
        try:
            count = workflow.copy_last_year(
                request.actor,
                request.actor.school_ids,
                request.school_year,
                shift,
                set(request.POST.getlist("period")),
            )
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect(f"{reverse('placements:pfmp_copy')}?decalage={shift}")
        words = "1 période reprise" if count == 1 else f"{count} périodes reprises"
        messages.success(request, f"{words} de l’an dernier.")
        return redirect("placements:pfmp_periods")
    context = {
        "shift": shift,
        "most": workflow.MOST_SHIFT,
        "copies": workflow.proposals(request.actor.school_ids, request.school_year, shift),
    }
    return render(request, "placements/pfmp/copy.html", context)


def _shift(request):
    text = (request.POST if request.method == "POST" else request.GET).get("decalage", "0")
    try:
        return max(-workflow.MOST_SHIFT, min(workflow.MOST_SHIFT, int(text)))
    except ValueError:
        return 0


@require(*SCHOOL_MANAGEMENT)
def class_diplomas(request):
    """Which diploma each class of the vocational path prepares."""
    form = DiplomasForm(request.actor, request.school_year, request.POST or None)
    if form.is_valid():
        try:
            count = diplomas.set_diplomas(request.actor, form.chosen())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            words = "1 classe changée" if count == 1 else f"{count} classes changées"
            messages.success(request, f"Diplômes enregistrés, {words}.")
            return redirect("placements:pfmp_periods")
    return render(request, "placements/pfmp/diplomas.html", {"form": form})
