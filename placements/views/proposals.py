"""`/stages/propositions/`: what a family proposed, accepted with its company or declined."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import get_visible_or_404, require
from accounts.reads import note_reads
from directory.forms import sections
from directory.french import of, period
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.enums import ProposalState
from placements.forms.placements import AFTER_WEEK, PlacementForm
from placements.forms.proposals import MATCH_SECTIONS, DeclineForm, initial_of
from placements.models import PlacementProposal
from placements.workflow import proposals


@require(*SCHOOL_STAFF)
def detail(request, pk):
    """What the family typed; while it waits, the form that makes a placement of it."""
    proposal = _proposal(request, pk)
    note_reads(request.actor, [proposal.pupil])
    if proposal.state != ProposalState.WAITING:
        return _decided(request, proposal)
    data = request.POST if request.method == "POST" else None
    form = PlacementForm(request.actor, proposal.pupil, data, initial=initial_of(proposal))
    if form.is_valid():
        try:
            key = form.cleaned_data["form_key"]
            placement = proposals.accept(request.actor, proposal, form.found(), key=key)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Le stage {of(proposal.pupil)} est enregistré.")
            return redirect(placement)
    context = {
        "proposal": proposal,
        "facts": facts_of(proposal),
        "form": form,
        "pupil": proposal.pupil,
        "sections": sections(form, MATCH_SECTIONS),
        "after": sections(form, AFTER_WEEK),
        "notices": sent_about(proposal),
    }
    return render(request, "placements/families/accept.html", context)


def _decided(request, proposal):
    context = {"proposal": proposal, "facts": facts_of(proposal), "notices": sent_about(proposal)}
    return render(request, "placements/families/proposal.html", context)


def facts_of(proposal):
    """[(label, value)] of what was typed; empty values are not shown."""
    days = period(proposal.starts_on, proposal.ends_on)
    place = f"{proposal.host_address}\n{proposal.host_postcode} {proposal.host_city}".strip()
    contact = (proposal.contact_name, proposal.host_phone, proposal.host_email)
    return [
        ("Entreprise", f"{proposal.host_name}\n{place}"),
        ("Personne à joindre", "\n".join(filter(None, contact))),
        ("Dates", days),
        ("Tuteur", proposal.tutor_name),
        ("Proposé par", f"{proposal.get_author_display()}\n{proposal.reply_email}".strip()),
        ("Message", proposal.message),
        ("Motif", proposal.reason),
    ]


@require(*SCHOOL_STAFF)
def decline(request, pk):
    """Ask why, then say no."""
    proposal = _proposal(request, pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            read_first(
                request, lambda: proposals.decline(request.actor, proposal, reason), proposal
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "La proposition est écartée. La famille est prévenue.")
            return redirect("placements:families", proposal.pupil.class_group_id)
    context = {
        "form": form,
        "title": "Écarter la proposition",
        "question": f"{proposal.pupil}, chez {proposal.host_name}.",
        "submit": "Écarter la proposition",
        "danger": True,
        "cancel_url": proposal.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def _proposal(request, pk):
    related = ("pupil__class_group__school_year", "pupil__school", "placement")
    rows = PlacementProposal.objects.select_related(*related)
    return get_visible_or_404(rows, request.actor, pk=pk)
