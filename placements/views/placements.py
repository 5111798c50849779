"""A pupil's placement: recorded, checked while it is typed, changed, called off."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.history import history_of
from directory.forms import sections
from directory.french import of
from directory.violations import Refused
from documents.models import QuestionnaireAnswer
from outbox.queries import sent_about
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.enums import OPEN, PlacementKind, PlacementState
from placements.follow_up_page import follow_up_of
from placements.forms.placements import AFTER_WEEK, SECTIONS, CancelForm, PlacementForm
from placements.models import Agreement, EarlyEnd, Incident, Placement, PresenceDay, Stay, Visit
from placements.sheet_pfmp import vocational_facts
from placements.views.pupils import pupil_of
from placements.workflow import placements
from placements.workflow.checks import check_stays
from placements.workflow.facts import Facts
from placements.workflow.pupils import may_follow


@require(*SCHOOL_STAFF)
def new(request, pk):
    """The host that the family or the school found."""
    pupil = pupil_of(request, pk)
    form = PlacementForm(request.actor, pupil, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            key = form.cleaned_data["form_key"]
            placement = placements.record_found(request.actor, form.found(), key=key)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Le stage {of(pupil)} est enregistré.")
            return redirect(placement)
    return _form_page(request, form, pupil)


@require(*SCHOOL_STAFF)
def change(request, pk):
    """Other days, hours or host, before the agreement goes to signature."""
    placement = _placement(request, pk)
    if placement.stays.values("company").distinct().count() > 1:
        return redirect("placements:placement_hosts", pk)  # one form for all of them
    data = request.POST if request.method == "POST" else None
    form = PlacementForm(request.actor, placement.pupil, data, placement=placement)
    if form.is_valid():
        try:
            placements.change(request.actor, placement, form.found())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Le stage est modifié.")
            return redirect(placement)
    return _form_page(request, form, placement.pupil, placement)


def _form_page(request, form, pupil, placement=None):
    context = {
        "form": form,
        "pupil": pupil,
        "placement": placement,
        "sections": sections(form, SECTIONS),
        "after": sections(form, AFTER_WEEK),
    }
    return render(request, "placements/placements/edit.html", context)


@require_POST
@require(*SCHOOL_STAFF)
def check(request, pk):
    """What the rules say of the form as it stands; nothing is kept (R-PL-…)."""
    pupil = pupil_of(request, pk)
    form = PlacementForm(request.actor, pupil, request.POST)
    form.is_valid()
    stay, kind = form.typed_stay(), form.cleaned_data.get("kind")
    found = []
    if stay and kind:
        held = Placement.objects.held().for_pupil(pupil)
        mine = held.filter(starts_on__lte=stay.last, ends_on__gte=stay.first).first()
        hostings = form.typed_hostings(stay)
        facts = Facts([pupil], hostings, but=mine)
        found = check_stays(pupil, PlacementKind(kind), hostings, [stay], facts)
    context = {"found": found, "is_checked": bool(stay and stay.table.minutes)}
    return render(request, "placements/placements/_checks.html", context)


@require_safe
@require(*SCHOOL_STAFF)
def detail(request, pk):
    """Where the placement stands, the host, the hours, what may be done."""
    placement = _placement(request, pk)
    context = {
        "placement": placement,
        "hosts": _hosts(placement),
        "may_change": may_follow(request.actor, placement.class_group)
        and placements.is_changeable(placement),
        "may_cancel": placement.state in OPEN,
        "agreement": Agreement.objects.filter(placement=placement).first(),
        "may_prepare": placement.state in (PlacementState.FOUND, PlacementState.UNCOVERED)
        and may_follow(request.actor, placement.class_group),
        "entries": history_of(placement, request.actor, None, whole=True),
    }
    context |= follow_up_of(placement, request.actor)
    context |= vocational_facts(placement)
    context["notices"] = told_about(placement, request.actor)
    return render(request, "placements/placements/detail.html", context)


def told_about(placement, actor):
    """The messages about it, its hosts, what happened there and its end; what was asked of it."""
    parts = (Stay, PresenceDay, Visit, Incident, EarlyEnd)
    about = [
        row for one in parts for row in one.objects.visible_to(actor).filter(placement=placement)
    ]
    return sent_about(placement, *about, *QuestionnaireAnswer.objects.about(placement))


def _hosts(placement):
    """[(host, its days)] in the order of the days (R-PL-8)."""
    found = {}
    for stay in placement.stays.select_related("company"):
        found.setdefault(stay.company, []).append(stay)
    return list(found.items())


@require(*SCHOOL_STAFF)
def cancel(request, pk):
    """Ask why, then call it off."""
    placement = _placement(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            placements.cancel(request.actor, placement, data["reason"], data["comment"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Le stage est annulé.")
            return redirect("placements:board", placement.class_group_id)
    context = {
        "form": form,
        "title": f"Annuler le stage {of(placement.pupil)}",
        "question": "La fiche et la convention restent conservées, avec leur motif.",
        "submit": "Annuler le stage",
        "danger": True,
        "cancel_url": placement.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def _placement(request, pk):
    rows = Placement.objects.select_related("pupil", "class_group__school_year", "school")
    return get_visible_or_404(rows, request.actor, pk=pk)
