"""The school's side of the days themselves: attendance, incidents, what became of it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.downloads import Taking, show_pdf
from directory.violations import Refused
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.accident_sheet import sheet_pdf
from placements.enums.follow_up import IncidentKind
from placements.forms.follow_up import IncidentForm, MissedForm, PresenceForm
from placements.models import Incident
from placements.rules.follow_up import standing
from placements.views.visits import placement_of
from placements.workflow import host_links, incidents, outcomes, presence


def presence_form(request, placement, stay=None):
    """(the form, whether what was sent is kept), the same by account and by link."""
    expected = presence.expected_of(placement, stay)
    rows = placement.presences.all()
    data = request.POST if request.method == "POST" else None
    form = PresenceForm(expected, standing(rows), data)
    if data is not None and form.is_valid():
        try:
            presence.take(request.actor, placement, form.said(), stay=stay)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return form, True
    return form, False


def incident_form(request, placement, stay=None):
    """(the form, the incident that is kept or None), the same by account and by link."""
    days = stay or placement
    day = min(timezone.localdate(), days.ends_on)
    data = request.POST if request.method == "POST" else None
    form = IncidentForm(data, instance=Incident(day=day))
    if form.is_valid():
        try:
            key, row = form.cleaned_data["form_key"], form.save(commit=False)
            return form, incidents.tell(request.actor, placement, row, key=key, stay=stay)
        except Refused as refused:
            form.add_refusal(refused)
    return form, None


@require(*SCHOOL_STAFF)
def take_presence(request, pk):
    """Who was there, day by day."""
    placement = placement_of(request, pk)
    form, is_kept = presence_form(request, placement)
    if not form.expected:
        messages.info(request, "La présence se relève à partir du premier jour, pendant un mois.")
        return redirect(placement)
    if is_kept:
        messages.success(request, "La présence est enregistrée.")
        return redirect(placement)
    context = {"form": form, "placement": placement}
    return render(request, "placements/follow_up/presence.html", context)


@require(*SCHOOL_STAFF)
def tell_incident(request, pk):
    """What went wrong; referent and head are told at once."""
    placement = placement_of(request, pk)
    form, row = incident_form(request, placement)
    if row is not None:
        messages.success(request, "C’est signalé : le référent et la direction sont prévenus.")
        return redirect(placement)
    return _page(request, form, placement, "Signaler un accident ou un incident", "Signaler")


def _page(request, form, placement, title, submit, **more):
    context = {
        "form": form,
        "title": title,
        "question": f"{placement.pupil}, {placement.class_group}",
        "submit": submit,
        "cancel_url": placement.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context | more)


@require_safe
@require(*SCHOOL_STAFF)
def sheet(request, pk, incident):
    """The sheet of an accident, filled with what was told."""
    placement = placement_of(request, pk)
    rows = Incident.objects.filter(placement=placement).select_related(
        "placement__pupil", "placement__school", "placement__class_group"
    )
    return give_sheet(request, get_visible_or_404(rows, request.actor, pk=incident))


def give_sheet(request, row):
    if not IncidentKind(row.kind).is_accident:
        raise Http404
    taking = Taking(
        "a ouvert la fiche de déclaration d’accident",
        row.placement,
        places={"school": row.placement.school},
    )
    return show_pdf(request, sheet_pdf(row), f"accident-{row.pk}.pdf", taking)


@require_POST
@require(*SCHOOL_STAFF)
def send_link(request, pk):
    """Send the hosts their link, again."""
    placement = placement_of(request, pk)
    try:
        host_links.send_all(request.actor, placement)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "L’accueillant reçoit le lien pour relever la présence.")
    return redirect(placement)


@require(*SCHOOL_STAFF)
def miss(request, pk):
    """It did not take place, or stopped."""
    placement = placement_of(request, pk)
    form = MissedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            outcomes.miss(request.actor, placement, data["reason"], data["comment"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Le stage est marqué non réalisé.")
            return redirect(placement)
    title = "Marquer le stage non réalisé"
    return _page(request, form, placement, title, title, danger=True)


@require_POST
@require(*SCHOOL_STAFF)
def hold(request, pk):
    """It took place after all."""
    placement = placement_of(request, pk)
    try:
        row = outcomes.hold(request.actor, placement)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"Le stage reprend : {row.get_state_display().lower()}.")
    return redirect(placement)
