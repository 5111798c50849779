"""Sending a contract back for correction, by an account or by the host's link (R-AG-7)."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from directory.violations import Refused
from documents.forms import CorrectionForm
from documents.models import Signatory
from outbox.preview import read_first
from partnerships.contract.fields import correctable
from partnerships.models import Contract, ContractParty
from partnerships.views.contract_links import CompletePart
from partnerships.views.contracts import visible_contract
from partnerships.workflow import contract_corrections

SAID = "Vos remarques sont transmises, champ par champ."


def send_back(request, pk):
    """For a party with an account: 404 for who does not see it, 403 for who only sees it."""
    contract = visible_contract(request.actor, pk)
    if not contract_corrections.may_send_back(contract, request.actor):
        raise PermissionDenied
    return _page(request, contract, contract.get_absolute_url())


def _page(request, contract, back, *, by_link=False):
    """GET shows the fields, POST sends the comments."""
    form = CorrectionForm(correctable(contract), request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            comments = form.comments()
            act = partial(contract_corrections.send_back, request.actor, contract, comments)
            read_first(request, act, (Contract, ContractParty, Signatory))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, SAID)
            return redirect(back)
    context = {"form": form, "contract": contract, "cancel_url": back, "by_link": by_link}
    return render(request, "partnerships/contracts/send_back.html", context)


class SendBackByLink(CompletePart):
    """For the host, by the link with which it completes its part."""

    def get(self, request, token):
        return _page(request, self.subject, self.link.path, by_link=True)

    post = get
