"""`/stages/accueillis/`: the pupils that a company receives, followed with an account as by
the link of the tutor."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from accounts.lists_out import is_asked
from accounts.reads import note_reads
from directory.models import Company
from directory.violations import Refused
from placements import exports
from placements.evaluation import asked_of
from placements.hosted import lines_of, stays_of
from placements.views.attestations import give_attestation
from placements.views.follow_up_acts import give_sheet, incident_form, presence_form
from placements.views.host_links import own_incidents, show_stay
from placements.workflow.presence import TAKEN

PER_PAGE = 50


@require_safe
@require(Role.COMPANY_REPRESENTATIVE)
def hosted(request):
    """Those of these days and to come, with the presence that is still to take."""
    today = timezone.localdate()
    stays = stays_of(request.actor, today)
    if is_asked(request):
        note_reads(request.actor, [stay.placement.pupil for stay in stays])
        return exports.HOSTED.file(request, lines_of(stays, today))
    page = Paginator(stays, PER_PAGE).get_page(request.GET.get("page"))
    lines = lines_of(page.object_list, today)
    note_reads(request.actor, [line.stay.placement.pupil for line in lines])
    several = len(request.actor.company_ids) > 1
    mine = Company.objects.visible_to(request.actor).order_by("sort_key")
    context = {"page_obj": page, "lines": lines, "several": several, "companies": mine}
    return render(request, "placements/follow_up/hosted.html", context)


@require(Role.COMPANY_REPRESENTATIVE)
def stay(request, pk):
    """Whom to call, who was there, the opinion that is asked."""
    row = _stay(request, pk)
    form, is_kept = presence_form(request, row.placement, row)
    if is_kept:
        messages.success(request, "La présence est enregistrée.")
        return redirect(_home(row))
    return _page(request, row, "link.html", form=form)


@require(Role.COMPANY_REPRESENTATIVE)
def incident(request, pk):
    """An accident or an incident, told at once."""
    row = _stay(request, pk)
    form, told = incident_form(request, row.placement, row)
    if told is not None:
        messages.success(request, "C’est signalé : l’établissement est prévenu à l’instant.")
        return redirect(_home(row))
    return _page(request, row, "link_incident.html", form=form)


@require_safe
@require(Role.COMPANY_REPRESENTATIVE)
def sheet(request, pk, incident):
    """The sheet of an accident that this host told."""
    rows = own_incidents(_stay(request, pk))
    found = rows.select_related("placement__pupil", "placement__school", "placement__class_group")
    row = found.filter(pk=incident).first()
    if row is None:
        raise Http404
    return give_sheet(request, row)


@require_safe
@require(Role.COMPANY_REPRESENTATIVE)
def attestation(request, pk):
    """Once the placement took place."""
    try:
        return give_attestation(request, _stay(request, pk).placement)
    except Refused:
        raise Http404 from None


def _stay(request, pk):
    rows = stays_of(request.actor, timezone.localdate()).filter(placement__state__in=TAKEN)
    row = get_visible_or_404(rows, request.actor, pk=pk)
    note_reads(request.actor, [row.placement.pupil])
    return row


def _home(row):
    return reverse("placements:hosted_stay", args=[row.pk])


def _page(request, row, template, **more):
    opinion = asked_of(row.placement, request.user.email)
    return show_stay(request, row, _home(row), template, opinion=opinion, **more)
