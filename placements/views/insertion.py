"""`/stages/insertion/`: what pupils find after the diploma, and the offers of companies."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.lists_out import is_asked
from accounts.reads import note_reads
from directory.forms import sections
from directory.violations import Refused
from partnerships.views.class_groups import SCHOOL_STAFF
from placements import exports
from placements.forms.insertion import (
    OFFER_LAYOUT,
    SEARCH_LAYOUT,
    InsertionForm,
    JobOfferForm,
)
from placements.insertion_board import counts_of, lines_of
from placements.models import Insertion, JobOffer
from placements.views.pupils import pupil_of
from placements.workflow import insertion as workflow


@require_safe
@require(*SCHOOL_STAFF)
def board(request):
    """The classes of a last year: each pupil's search, the numbers of each class."""
    every = request.GET.get("toutes") == "on"
    found = lines_of(request.actor, request.school_year, every)
    every_line = [line for _, lines in found for line in lines]
    note_reads(request.actor, [line.pupil for line in every_line])
    if is_asked(request):
        return exports.INSERTION.file(request, every_line, f"année {request.school_year.label}")
    context = {
        "sections": [(group, lines, counts_of(lines)) for group, lines in found],
        "every": every,
    }
    return render(request, "placements/pfmp/insertion.html", context)


@require(*SCHOOL_STAFF)
def pupil(request, pk):
    """Where one pupil's search stands."""
    row = pupil_of(request, pk)
    rows = Insertion.objects.filter(pupil=row, class_group=row.class_group_id)
    known = rows.select_related("company").first()
    data = request.POST if request.method == "POST" else None
    form = InsertionForm(request.actor, row, known, data)
    if form.is_valid():
        try:
            with transaction.atomic():
                workflow.tell(request.actor, row, form.values())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"{row} : la recherche est enregistrée.")
            return redirect("placements:insertion")
    context = {"form": form, "pupil": row, "sections": sections(form, SEARCH_LAYOUT)}
    return render(request, "placements/pfmp/insertion_pupil.html", context)


@require_safe
@require(*SCHOOL_STAFF)
def offers(request):
    """Open offers of the companies around, the latest first."""
    rows = JobOffer.objects.visible_to(request.actor).open()
    diploma = request.GET.get("diplome", "")
    if diploma.isdecimal() and len(diploma) < 10:
        rows = rows.filter(diplomas=int(diploma))
    rows = rows.select_related("company", "school").prefetch_related("diplomas").distinct()
    rows = rows[:200]
    if is_asked(request):
        return exports.JOB_OFFERS.file(request, rows)
    context = {"offers": rows, "own": request.actor.school_ids}
    return render(request, "placements/pfmp/job_offers.html", context)


@require(*SCHOOL_STAFF)
def offer_edit(request, pk=None):
    """A new offer, or one that one's school took down."""
    offer = None
    if pk:
        rows = JobOffer.objects.filter(school__in=request.actor.school_ids)
        offer = get_visible_or_404(rows.select_related("company"), request.actor, pk=pk)
    data = request.POST if request.method == "POST" else None
    form = JobOfferForm(request.actor, data, instance=offer)
    if form.is_valid():
        try:
            with transaction.atomic():
                diplomas = list(form.cleaned_data["diplomas"])
                workflow.save_offer(request.actor, form.offer(), diplomas)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "L’offre est enregistrée.")
            return redirect("placements:job_offers")
    context = {"form": form, "offer": offer, "sections": sections(form, OFFER_LAYOUT)}
    return render(request, "placements/pfmp/job_offer_edit.html", context)


@require_POST
@require(*SCHOOL_STAFF)
def offer_close(request, pk):
    """Filled, or withdrawn by its company."""
    rows = JobOffer.objects.filter(school__in=request.actor.school_ids)
    offer = get_visible_or_404(rows, request.actor, pk=pk)
    try:
        workflow.set_open(request.actor, offer, False)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"« {offer} » est close.")
    return redirect("placements:job_offers")
