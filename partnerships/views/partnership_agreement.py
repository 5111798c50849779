"""The agreement of a partnership: written, read before the signatures."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.downloads import Taking, show_pdf
from directory.forms import sections
from directory.violations import Refused
from documents import registry, rounds
from documents.models import Correction
from partnerships.enums.relation import PartnershipState
from partnerships.forms.partnerships import AgreementForm
from partnerships.views.partnerships import KEEPERS, ROLES, visible
from partnerships.workflow import partnership_signing as signing
from partnerships.workflow.partnerships import by_holder


@require_http_methods(["GET", "POST"])
@require(*KEEPERS)
def write(request, pk):
    """The terms, the commitments and who signs, while it is in preparation."""
    row = visible(request, pk)
    if not by_holder(row, request.actor) or row.state != PartnershipState.PREPARATION:
        raise Http404
    form = AgreementForm(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            signing.write_draft(request.actor, row, form.draft())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "La convention est enregistrée.")
            return redirect(row)
    context = {
        "row": row,
        "form": form,
        "sections": sections(form, form.layout),
        "corrections": Correction.objects.open().about(row),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "partnerships/relations/partnership_write.html", context)


@require_safe
@require(*ROLES)
def preview(request, pk):
    """The document as it would be put to signature today."""
    row = visible(request, pk)
    prefix = registry.subject(row.round_kind).prefix
    pdf = rounds.draft_pdf(row.round_kind, row, prefix, signing.signatories_of(row))
    taking = Taking("a consulté le projet de convention", row, places=row.places)
    return show_pdf(request, pdf, f"projet-{row.pk}.pdf", taking)
