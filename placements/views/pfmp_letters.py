"""A mail merge from the board, read before it leaves: to families, or to hosts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import require
from directory.violations import Refused
from outbox.preview import read_first
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.forms.pfmp_hosts import LetterForm
from placements.models import Campaign, Pupil
from placements.views.pfmp_board import ticked_pairs
from placements.workflow import pfmp_letters


@dataclass(frozen=True)
class Merge:
    """To whom one writes: the act, what its notices are about, the words of its page."""

    write: Callable
    about: type
    whom: str
    intro: str
    nothing: str


FAMILIES = Merge(
    pfmp_letters.write_to_families,
    Pupil,
    "aux familles",
    "Un courriel à part pour chaque famille ; aucune ne voit l’adresse des autres.",
    "les familles n’ont pas d’adresse, ou ces mots sont déjà partis aujourd’hui",
)
HOSTS = Merge(
    pfmp_letters.write_to_hosts,
    Campaign,
    "aux accueillants",
    "Un courriel à chaque tuteur, à défaut à la personne qui répond pour l’entreprise ; un seul "
    "s’il suit plusieurs de ces élèves.",
    "aucun accueillant n’a d’adresse connue, ou ces mots sont déjà partis aujourd’hui",
)


@require(*SCHOOL_STAFF)
def families(request):
    return _page(request, FAMILIES)


@require(*SCHOOL_STAFF)
def hosts(request):
    return _page(request, HOSTS)


def _page(request, merge):
    pairs, step = ticked_pairs(request), request.POST.get("step")
    form = LetterForm(request.POST if step else None)
    context = {"form": form, "pairs": pairs, "merge": merge, "submit": f"Envoyer {merge.whom}"}
    context["back"] = reverse("placements:pfmp_board")
    context["carried"] = [("coche", f"{pupil.pk}-{period.pk}") for pupil, period in pairs]
    if form.is_valid():
        data = form.cleaned_data
        run = partial(merge.write, request.actor, pairs, data["subject"], data["text"])
        words = {"without": attrgetter("without"), "nothing": merge.nothing}
        try:
            _say(request, merge, read_first(request, run, merge.about, **words))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return redirect("placements:pfmp_board")
    return render(request, "placements/pfmp/letters.html", context)


def _say(request, merge, told):
    if told.sent:
        words = "Un courriel part" if told.sent == 1 else f"{told.sent} courriels partent"
        messages.success(request, f"{words} {merge.whom}.")
    else:
        messages.warning(request, "Aucun courriel nouveau : ces mots sont déjà partis aujourd’hui.")
    for who, why in told.without:
        messages.warning(request, f"{who} : {why}")
