"""The end of a placement before time, and its replacement in one step."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.access import require
from directory.forms import sections
from directory.violations import Refused
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.enums import Source
from placements.forms.early_ends import EndForm, ReplacementForm
from placements.forms.placements import AFTER_WEEK
from placements.views.visits import placement_of
from placements.workflow import early_ends

QUESTION = (
    "Ce qui a été fait compte, la convention signée reste. L’établissement et l’accueillant sont "
    "prévenus ; l’élève peut avoir un autre stage dès le lendemain."
)


@require(*SCHOOL_STAFF)
def end(request, pk):
    """The last day, why; then another host may be recorded."""
    placement = placement_of(request, pk)
    initial = {"ended_on": timezone.localdate()}
    form = EndForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            early_ends.end(request.actor, placement, *form.values())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "La fin anticipée du stage est enregistrée.")
            return redirect(placement)
    context = {
        "form": form,
        "title": "Terminer le stage avant son dernier jour",
        "question": QUESTION,
        "submit": "Enregistrer la fin du stage",
        "danger": True,
        "cancel_url": placement.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@never_cache
@require(*SCHOOL_STAFF)
def replace(request, pk):
    """Another host for the rest of the period."""
    placement = placement_of(request, pk)
    if not early_ends.may_replace(placement):
        messages.info(request, "Ce stage ne se remplace plus : enregistrez un nouveau stage.")
        return redirect(placement)
    has_begun = early_ends.may_end(placement)
    data = request.POST if request.method == "POST" else None
    initial = _initial(placement, has_begun)
    form = ReplacementForm(request.actor, placement, data, has_begun=has_begun, initial=initial)
    if form.is_valid():
        try:
            key = form.cleaned_data["form_key"]
            new = early_ends.replace(request.actor, placement, form.stop(), form.found(), key=key)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(
                request, "Le nouvel accueillant est enregistré ; la convention est à lui envoyer."
            )
            return redirect(new)
    context = {
        "form": form,
        "pupil": placement.pupil,
        "placement": placement,
        "sections": sections(form, form.parts),
        "after": sections(form, AFTER_WEEK),
    }
    return render(request, "placements/placements/replace.html", context)


def _initial(placement, has_begun):
    """From the day after today, or from the first day, to the last day that was planned."""
    today = timezone.localdate()
    first = early_ends.first_day_after(today) if has_begun else placement.starts_on
    return {
        "source": Source.SCHOOL,
        "kind": placement.kind,
        "ended_on": today,
        "starts_on": min(first, placement.ends_on),
        "ends_on": placement.ends_on,
    }
