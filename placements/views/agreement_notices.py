"""`/stages/conventions/<pk>/accueil/<part>/avis/`: a change that needs no new signature."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from accounts.access import require
from directory.violations import Refused
from outbox.preview import read_first
from placements.agreement.data import hosting_parts, stays_of
from placements.forms.agreements import NoticeForm
from placements.models import AgreementNotice
from placements.views.agreements import PARTIES, visible_agreement
from placements.workflow import agreement_notices


@require(*PARTIES)
def change(request, pk, part):
    """Another tutor, a detail of the programme: all parties receive a numbered notice."""
    agreement = visible_agreement(request, pk)
    found = next((one for one in hosting_parts(agreement) if one.pk == part), None)
    if found is None:
        raise Http404
    if not agreement_notices.may_tell(request.actor, agreement, found):
        raise PermissionDenied("Cette convention ne change plus ainsi, ou pas par vous.")
    form = NoticeForm(
        request.POST if request.method == "POST" else None, initial=_known(agreement, found)
    )
    if form.is_valid():
        try:
            changes = form.cleaned_data
            act = partial(agreement_notices.tell_change, request.actor, found, changes)
            read_first(request, act, AgreementNotice)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "C’est enregistré : chaque partie reçoit un avis.")
            return redirect(agreement)
    context = {
        "form": form,
        "title": f"Changer le tuteur ou les activités, {found.company}",
        "question": "Les signatures restent valables : les parties reçoivent un avis numéroté. "
        "Un changement de date, d’horaires, de lieu ou d’accueillant demande un avenant.",
        "submit": "Enregistrer et informer les parties",
        "cancel_url": agreement.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def _known(agreement, part):
    stay = stays_of(agreement, part)[0]
    values = {name: getattr(stay, name) for name in agreement_notices.OF_STAY}
    return values | {name: getattr(part, name) for name in agreement_notices.OF_PART}
