"""`/immersions/conventions/<pk>/dates/`: the visits that one short agreement covers (R-VI-1)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from directory.violations import Refused
from partnerships.contract.dates import may_join
from partnerships.forms.contract_dates import DatesForm
from partnerships.views.contracts import visible_contract
from partnerships.wording import period_of
from partnerships.workflow.contract_dates import cover
from partnerships.workflow.contract_people import is_school_side


@require_http_methods(["GET", "POST"])
def choose(request, pk):
    """Tick the other visits of the year to the same host: one document, one signature each."""
    contract = visible_contract(request.actor, pk)
    if not is_school_side(contract, request.actor) or not may_join(contract).exists():
        raise Http404
    form = DatesForm(contract, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            cover(request.actor, contract, form.cleaned_data["dates"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Les dates de la convention sont enregistrées.")
            return redirect(contract)
    context = {
        "contract": contract,
        "booking": contract.booking,
        "form": form,
        "period": period_of(contract.booking),
        "cancel_url": contract.get_absolute_url(),
    }
    return render(request, "partnerships/contracts/dates.html", context)
