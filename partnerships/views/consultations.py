"""The voice of the branch on the request of a class, by an account or a link (R-CEE-4)."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from accounts.access import get_visible_or_404
from directory.violations import Refused
from outbox.preview import read_first
from partnerships.forms.contracts import ObjectionForm
from partnerships.models import BranchConsultation
from partnerships.workflow import contract_opening

PAGE = "partnerships/contracts/consultation.html"


def consultation(request, pk):
    """The branch reads the request, objects with its reason, or lifts its objection."""
    row = get_visible_or_404(BranchConsultation, request.actor, pk=pk)
    may_act = row.branch_id in request.actor.branch_ids
    form = ObjectionForm(request.POST or None)
    if request.method == "POST":
        if not may_act:
            raise PermissionDenied
        if act_on_consultation(request, row, form):
            return redirect("partnerships:consultation", pk=row.pk)
    return render(request, PAGE, shown(row, form, may_act))


def shown(row, form, may_act):
    """What the page shows, by an account or a link."""
    return {
        "consultation": row,
        "booking": row.booking,
        "form": form,
        "may_act": may_act,
        "may_object": contract_opening.may_object(row),
    }


def act_on_consultation(request, row, form):
    """Object or lift, by an account or a link; True when it was done."""
    if "lift" in request.POST:
        contract_opening.lift_objection(request.actor, row)
        messages.success(request, "Votre opposition est levée.")
        return True
    if not form.is_valid():
        return False
    act = partial(contract_opening.object_to, request.actor, row, form.cleaned_data["reason"])
    try:
        read_first(request, act, about=row)
    except Refused as refused:
        form.add_refusal(refused)
        return False
    messages.success(request, "Votre opposition est enregistrée et transmise à l’établissement.")
    return True
