"""`/clee/<pk>/charte/`: who has adhered to the charter, whom to chase (R-CL-2)."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import get_visible_or_404
from clee.forms.charter import ContactForm, PaperForm
from clee.models import Member
from clee.views.kept import clee_or_404, ran
from clee.workflow import charter, members
from directory.violations import Refused
from documents import versions
from documents.models import SignatureRound


def board(request, pk):
    """Each member present with its adhesion; those chosen are asked in one act."""
    committee = clee_or_404(request.actor, pk)
    if request.method == "POST":
        _act(request, committee)
        return redirect("clee:charter", pk)
    rows = committee.members.visible_to(request.actor).present().with_organisations()
    shown = list(rows.order_by("charter_on", "kind", "pk"))
    asked = SignatureRound.objects.filter(
        kind=charter.ROUND_KIND, subject_id__in=[member.pk for member in shown]
    )
    rounds = {row.subject_id: row for row in asked.order_by("pk")}
    context = {
        "committee": committee,
        "lines": [(member, rounds.get(member.pk)) for member in shown],
        "unsigned": sum(member.charter_on is None for member in shown),
        "waiting": sum(member.charter == "none" for member in shown),
        "version": versions.in_force(charter.ROUND_KIND),
    }
    return render(request, "clee/charter.html", context)


def _act(request, committee):
    try:
        if request.POST.get("acte") == "reprendre":
            count = charter.take_over(request.actor, committee)
            said = f"Adhésions papier reprises à leur date : {count}."
        else:
            keys = [key for key in request.POST.getlist("membre") if key.isdecimal()]
            rows = committee.members.visible_to(request.actor).filter(pk__in=keys)
            said = f"Signatures demandées : {charter.ask(request.actor, list(rows))}."
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, said)


def paper(request, pk):
    """An adhesion that was signed on paper, at its date."""
    rows = Member.objects.present().without_charter().select_related("committee")
    member = get_visible_or_404(rows.with_organisations(), request.actor, pk=pk)
    form = PaperForm(request.POST or None, initial={"signed_on": member.joined_on})

    def run():
        charter.record_paper(request.actor, member, form.cleaned_data["signed_on"])

    if request.method == "POST" and ran(request, form, run):
        return redirect("clee:charter", member.committee_id)
    context = {"form": form, "committee": member.committee, "title": "Adhésion sur papier",
               "words": member.name, "button": "Inscrire l’adhésion"}  # fmt: skip
    return render(request, "clee/act.html", context)


def change_member(request, pk):
    """Whom to write to for a member that is present."""
    rows = Member.objects.present().select_related("committee").with_organisations()
    member = get_visible_or_404(rows, request.actor, pk=pk)
    initial = {"contact_name": member.contact_name, "contact_email": member.contact_email}
    form = ContactForm(request.POST or None, initial=initial)

    def run():
        members.change_contact(request.actor, member, **form.cleaned_data)

    if request.method == "POST" and ran(request, form, run):
        return redirect("clee:keep", member.committee_id)
    context = {"form": form, "committee": member.committee, "title": "Interlocuteur du membre",
               "words": member.name, "button": "Enregistrer"}  # fmt: skip
    return render(request, "clee/act.html", context)
