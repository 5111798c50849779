"""`/stages/offres/…`: publishing offers of placements, their weeks, the acts on them."""

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404
from accounts.acting import attempt
from accounts.lists_out import is_asked
from accounts.tables_out import Chunks
from directory.forms import sections
from directory.violations import Refused
from partnerships.forms.companies import NOT_LISTED, TYPED_FIELDS
from partnerships.views.offers import acts_of, run_act
from placements import exports
from placements.forms.offers import (
    AFTER_WEEK,
    BEFORE_WEEK,
    NewOfferForm,
    OfferForm,
    WeeksForm,
)
from placements.models import OfferWeek, PlacementOffer
from placements.offer_weeks import usual_mondays
from placements.workflow import offers
from placements.workflow.offer_tables import OFFER, may_publish

PER_PAGE = 25
FIRST = ("L’entreprise", "own_company company", NOT_LISTED, TYPED_FIELDS)


@require_safe
def mine(request):
    """The offers that the actor may change, the latest first, with their places to come."""
    rows = PlacementOffer.objects.managed_by(request.actor).order_by("-created_at", "-pk")
    rows = rows.select_related("company", "sector").prefetch_related("weeks")
    if is_asked(request):
        return exports.OFFERS.file(request, Chunks(rows, _lines))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "lines": _lines(page),
        "may_publish": may_publish(request.actor),
    }
    return render(request, "placements/offers/mine.html", context)


class Line(NamedTuple):
    """An offer with what is still to come of it."""

    offer: PlacementOffer
    weeks: int
    places: int
    left: int


def _lines(offers):
    return [_ahead(offer, timezone.localdate()) for offer in offers]


def _ahead(offer, today):
    weeks = [week for week in offer.weeks.all() if week.monday > today]
    places, left = sum(w.capacity for w in weeks), sum(w.seats_left for w in weeks)
    return Line(offer, len(weeks), places, left)


def new(request):
    """A new offer, kept as a draft; its weeks come next."""
    if not may_publish(request.actor):
        raise PermissionDenied
    form = NewOfferForm(request.actor, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            key = form.cleaned_data["form_key"]
            offer = offers.create(request.actor, form.offer(), form.chosen_schools, key=key)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Brouillon enregistré. Choisissez maintenant les semaines.")
            return redirect("placements:offer_weeks", offer.pk)
    return _form_page(request, form)


def edit(request, pk):
    """Change the sheet of an offer."""
    offer = _managed(request, pk)
    form = OfferForm(request.POST if request.method == "POST" else None, instance=offer)
    if form.is_valid():
        try:
            offers.save(request.actor, form.offer(), form.chosen_schools)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "L’offre est enregistrée.")
            return redirect(offer)
    return _form_page(request, form, offer)


def _form_page(request, form, offer=None):
    context = {
        "form": form,
        "offer": offer,
        "sections": sections(form, [FIRST, *BEFORE_WEEK[1:]]),
        "after": sections(form, AFTER_WEEK),
    }
    return render(request, "placements/offers/edit.html", context)


def weeks(request, pk):
    """The weeks of an offer: those it has, those to add."""
    offer = _managed(request, pk)
    today = timezone.localdate()
    known = list(offer.weeks.ahead(today))
    usual = usual_mondays(offer.department_id, offer.levels, today)
    data = request.POST if request.method == "POST" else None
    form = WeeksForm(usual, data, initial={"places": known[-1].capacity if known else 1})
    if form.is_valid():
        try:
            places = form.cleaned_data["places"]
            count = offers.plan_weeks(request.actor, offer, form.chosen(), places)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            words = (
                f"{count} semaines sont enregistrées."
                if count > 1
                else ("Une semaine est enregistrée.")
            )
            messages.success(request, words)
            return redirect("placements:offer_weeks", pk)
    context = {
        "offer": offer,
        "form": form,
        "weeks": known,
        "events": [pair for pair in OFFER.events_for(offer, request.actor) if pair[0] in FORWARD],
    }
    return render(request, "placements/offers/weeks.html", context)


FORWARD = ("publish", "submit")
ACTS = acts_of(offers, "candidature")


@require_POST
def act(request, pk, event):
    """Publish, send to the company, close, reopen."""
    offer = get_visible_or_404(PlacementOffer, request.actor, pk=pk)
    run_act(request, ACTS, event, offer)
    return redirect(offer)


@require_POST
def drop_week(request, pk):
    """A week that is no longer offered."""
    week = get_visible_or_404(OfferWeek.objects.select_related("offer"), request.actor, pk=pk)
    _managed(request, week.offer_id)
    attempt(request, offers.remove_week, week, done="La semaine est retirée.")
    return redirect("placements:offer_weeks", week.offer_id)


def _managed(request, pk):
    rows = PlacementOffer.objects.managed_by(request.actor).select_related("company")
    return get_visible_or_404(rows, request.actor, pk=pk)
