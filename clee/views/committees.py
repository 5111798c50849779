"""`/clee/creer/` and `/clee/<pk>/modifier/`: a committee is founded, or changes."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from clee.enums import KEEPERS
from clee.forms.committees import CommitteeForm
from clee.models import Committee
from clee.workflow import founding, who
from directory.violations import Refused


@require(*KEEPERS, Role.ADMINISTRATOR)
def create(request):
    """By an officer, in a département of theirs."""
    form = CommitteeForm(request.actor, data=request.POST or None)
    if form.is_valid():
        try:
            made = founding.found(request.actor, form.instance, form.places())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Le comité est créé : inscrivez ses copilotes.")
            return redirect("clee:keep", made.pk)
    context = {"title": "Créer un comité", "form": form, "submit": "Créer le comité",
               "cancel_url": "/clee/pilotage/"}  # fmt: skip
    return render(request, "clee/form.html", context)


def edit(request, pk):
    """By who keeps it."""
    rows = Committee.objects.living().select_related("support_school")
    committee = get_visible_or_404(rows, request.actor, pk=pk)
    if not who.keeps(request.actor, committee):
        raise Http404
    form = CommitteeForm(request.actor, committee, request.POST or None)
    if form.is_valid():
        try:
            founding.edit(request.actor, form.instance, form.places())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("clee:keep", pk)
    context = {"title": "Modifier le comité", "form": form, "committee": committee,
               "cancel_url": f"/clee/{pk}/tenir/"}  # fmt: skip
    return render(request, "clee/form.html", context)
