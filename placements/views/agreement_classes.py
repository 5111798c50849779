"""`/stages/classes/<pk>/conventions/`: who has not signed, and the acts on many at once."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import require
from accounts.lists_out import is_asked
from accounts.reads import note_reads
from documents.batch import awaited_of
from outbox.recipients import normalise
from partnerships.views.class_groups import SCHOOL_STAFF
from placements import exports
from placements.agreement.board import counts_of, lines_of
from placements.models import Placement
from placements.views.classes import followed_group
from placements.workflow import agreement_batch

ACTS = {
    "accueillants": ("accueillant sollicité", "accueillants sollicités"),
    "signature": ("convention envoyée à la signature", "conventions envoyées à la signature"),
    "relance": ("relance envoyée", "relances envoyées"),
    "ailleurs": ("convention signée hors du portail", "conventions signées hors du portail"),
}


@require(*SCHOOL_STAFF)
def board(request, pk):
    """The agreements of a class, red first; ticked ones go together."""
    group = followed_group(request, pk)
    if request.method == "POST":
        _act(request, group)
        return redirect(reverse("placements:agreements", args=[pk]))
    lines = lines_of(request.actor, group)
    note_reads(request.actor, [line.placement.pupil for line in lines])
    if is_asked(request):
        return exports.AGREEMENTS.file(request, lines, str(group), school=group.school)
    context = {
        "group": group,
        "lines": lines,
        "counts": counts_of(lines),
        "may_act": any(line.may_act for line in lines),
        "mine": awaited_of(request.actor.user).count(),
    }
    return render(request, "placements/agreements/board.html", context)


def _act(request, group):
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    keys = [int(key) for key in request.POST.getlist("placement") if key.isdecimal()]
    rows = Placement.objects.visible_to(request.actor).filter(class_group=group, pk__in=keys[:200])
    chosen = list(rows.select_related("pupil").prefetch_related("stays").order_by("pk"))
    if not chosen:
        messages.error(request, "Cochez au moins un élève.")
        return
    if name == "accueillants":
        outcome = agreement_batch.ask_hosts(request.actor, chosen, _addresses(request, chosen))
    elif name == "signature":
        outcome = agreement_batch.open_signatures(request.actor, chosen)
    elif name == "ailleurs":
        outcome = agreement_batch.sign_elsewhere(request.actor, chosen)
    else:
        outcome = agreement_batch.remind(request.actor, chosen)
    _say(request, outcome, *ACTS[name])


def _addresses(request, placements):
    """{(placement key, company key): address} of those typed that are addresses; others are
    told as missing."""
    found = {}
    for key in [(row.pk, stay.company_id) for row in placements for stay in row.stays.all()]:
        try:
            found[key] = normalise(request.POST.get("email_{}_{}".format(*key), ""))
        except ValueError:
            continue
    return found


def _say(request, outcome, one, many):
    if outcome.done:
        messages.success(request, f"{outcome.done} {one if outcome.done == 1 else many}.")
    for placement, why in outcome.refused:
        messages.error(request, f"{placement.pupil} : {why}")
