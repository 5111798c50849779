"""`/accueil/`: the desk of a company: its requests, its agenda, closed periods, stand-ins."""

import datetime as dt
from functools import partial
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from accounts.lists_out import is_asked
from accounts.places import PlaceForm, Places
from directory.french import full_day, period
from directory.models import Company
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about
from partnerships import desk, exports, presences
from partnerships.forms.desk import (
    AcceptAllForm,
    ClosedPeriodForm,
    ProlongForm,
    RefuseAllForm,
    StandInForm,
    WordedPeriodForm,
)
from partnerships.models import Booking, ClosedPeriod, ContactCeiling, StandIn
from partnerships.workflow import ceilings, own_days

MOST = 100
WEEKS_SHOWN = 12
COMPANY = require(Role.COMPANY_REPRESENTATIVE)
EVENTS = {
    "accept": (AcceptAllForm, "Accepter", False),
    "refuse": (RefuseAllForm, "Refuser", True),
}


def _companies(actor):
    return Company.objects.filter(pk__in=actor.company_ids).order_by("sort_key", "pk")


@require_safe
@COMPANY
def requests(request):
    """Every request that waits for an answer, by deadline, to compare and to answer together."""
    places = Places.of(request.actor)
    form = PlaceForm(places, request.GET)
    asks = [
        ask
        for ask in desk.waiting(request.actor)
        if not form.chosen or ask.company_id == form.chosen
    ]
    if is_asked(request):
        return exports.DESK.file(request, _compared(asks, places))
    context = {
        "lines": _compared(asks[:MOST], places),
        "total": len(asks),
        "left": max(len(asks) - MOST, 0),
        "form": form,
        "place_label": places.label,
        "stand_ins": StandIn.objects.visible_to(request.actor).not_over(timezone.localdate()),
        "today": timezone.localdate(),
    }
    return render(request, "partnerships/desk/requests.html", context)


class Compared(NamedTuple):
    """What one chooses by: the persons of its week with it, under which ceiling."""

    ask: desk.Ask
    site: str
    persons: int
    limit: int | None
    is_over: bool


def _compared(asks, places):
    expected = desk.expected(asks)
    companies = {ask.company_id for ask in asks}
    rows = ContactCeiling.objects.filter(company__in=companies).order_by()
    limits = dict(rows.values_list("company", "persons_per_week"))
    found = []
    for ask in asks:
        weeks = presences.weeks(ask.first, ask.last) if ask.persons else []
        with_it = [expected.get((ask.company_id, week), 0) + ask.persons for week in weeks]
        limit = limits.get(ask.company_id)
        most = max(with_it, default=0)
        site = places.names.get(ask.company_id, "")
        found.append(Compared(ask, site, most, limit, _over(most, limit)))
    return found


def _over(persons, limit):
    return limit is not None and persons > limit


@require_POST
@COMPANY
def answer(request):
    """One answer to the chosen requests: asked once, given to each, told line by line."""
    event = request.POST.get("event", "")
    keys = request.POST.getlist("asks")[:MOST]
    if event not in EVENTS:
        raise Http404
    if not keys:
        messages.warning(request, "Cochez au moins une demande.")
        return redirect("partnerships:desk")
    form_class, verb, danger = EVENTS[event]
    form = form_class(request.POST if "step" in request.POST else None)
    chosen = [ask for ask in desk.waiting(request.actor) if ask.key in set(keys)]
    if form.is_valid():
        run = partial(desk.answer, request.actor, keys, event, **form.cleaned_data)
        try:
            lines = read_first(request, run, [ask.row for ask in chosen], to="qui a demandé")
        except Refused as refused:
            form.add_refusal(refused)
        else:
            context = {"lines": lines, "done": sum(line.done for line in lines)}
            return render(request, "partnerships/desk/answered.html", context)
    if not chosen:
        messages.warning(request, desk.GONE)
        return redirect("partnerships:desk")
    count = f"{len(chosen)} demandes" if len(chosen) > 1 else "une demande"
    context = {
        "asks": chosen,
        "carried": [("event", event), *(("asks", ask.key) for ask in chosen)],
        "form": form,
        "title": f"{verb} {count}",
        "danger": danger,
    }
    return render(request, "partnerships/desk/answer.html", context)


@require_safe
@COMPANY
def agenda(request):
    """Who comes when, week by week, at the chosen site or at all; closed periods between."""
    places = Places.of(request.actor)
    form = PlaceForm(places, request.GET)
    keys = [form.chosen] if form.chosen else list(request.actor.company_ids)
    asked = parse_date_or_none(request.GET.get("du"))
    start = presences.monday(asked or timezone.localdate())
    end = start + presences.WEEK * WEEKS_SHOWN - dt.timedelta(days=1)
    rows = presences.between(keys, start, end)
    if is_asked(request):
        return _agenda_file(request, rows, places)
    closed = ClosedPeriod.objects.visible_to(request.actor).filter(company__in=keys)
    closed = closed.overlapping(start, end).select_related("company")
    context = {
        "weeks": _by_week(start, end, rows, list(closed), places),
        "form": form,
        "place_label": places.label,
        "before": (start - presences.WEEK * WEEKS_SHOWN).isoformat(),
        "after": (end + dt.timedelta(days=1)).isoformat(),
        "start": start,
        "end": end,
        "limits": _limits(request.actor, keys),
    }
    return render(request, "partnerships/desk/agenda.html", context)


class Expected(NamedTuple):
    """Who comes, at which site."""

    one: presences.Presence
    site: str


def _agenda_file(request, rows, places):
    """The same weeks, each presence once."""
    lines = [Expected(one, places.names.get(one.company_id, "")) for one in rows]
    return exports.AGENDA.file(request, lines)


def parse_date_or_none(typed):
    """The day of an address; None when there is none, or no such day."""
    try:
        return parse_date(typed or "")
    except ValueError:
        return None


def _limits(actor, keys):
    """(company, its ceiling or None), to read and to change."""
    rows = _companies(actor).filter(pk__in=keys).select_related("contact_ceiling")
    return [(row, getattr(row, "contact_ceiling", None)) for row in rows]


def _by_week(start, end, rows, closed, places):
    """[(title, persons, [(presence, site, closed period or None)], closed periods)] of the
    weeks in which something happens."""
    found = []
    for monday in presences.weeks(start, end):
        last = monday + dt.timedelta(days=6)
        mine = [one for one in rows if one.first <= last and one.last >= monday]
        shut = [one for one in closed if one.starts_on <= last and one.ends_on >= monday]
        if not mine and not shut:
            continue
        lines = [(one, places.names.get(one.company_id, ""), _inside(one, shut)) for one in mine]
        title = f"Semaine du {full_day(monday)}"
        found.append((title, sum(one.persons for one in mine), lines, shut))
    return found


def _inside(one, shut):
    return any(
        row.company_id == one.company_id and row.starts_on <= one.last and row.ends_on >= one.first
        for row in shut
    )


@require_http_methods(["GET", "POST"])
@COMPANY
def closures(request):
    """The closed periods to come, and one more."""
    form = ClosedPeriodForm(
        _companies(request.actor), request.POST if request.method == "POST" else None
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            own_days.close(
                request.actor, form.chosen, data["starts_on"], data["ends_on"], data["reason"]
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "La fermeture est notée.")
            return redirect("partnerships:closures")
    rows = ClosedPeriod.objects.visible_to(request.actor).not_over(timezone.localdate())
    rows = list(rows.select_related("company"))
    context = {"form": form, "rows": _with_bookings(request.actor, rows), "on_word": None}
    return render(request, "partnerships/desk/closures.html", context)


@require_http_methods(["GET", "POST"])
@require(*[role for role in Role if role in ceilings.NOTERS or role == Role.ADMINISTRATOR])
def company_closures(request, pk):
    """The closed periods of a company of one's département, noted on its word."""
    company = get_visible_or_404(Company, request.actor, pk=pk)
    if not ceilings.may_set(request.actor, company):
        raise Http404
    form = WordedPeriodForm([company], request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        days = (data["starts_on"], data["ends_on"], data["reason"])
        try:
            own_days.close(request.actor, company, *days, said_by=data["said_by"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "La fermeture est notée.")
            return redirect("partnerships:company_closures", pk)
    rows = ClosedPeriod.objects.filter(company=company).not_over(timezone.localdate())
    rows = _with_bookings(request.actor, list(rows.select_related("company")))
    context = {"form": form, "rows": rows, "on_word": company}
    return render(request, "partnerships/desk/closures.html", context)


def _with_bookings(actor, rows):
    """Each period with what is asked or accepted inside: it stays, the company decides."""
    if not rows:
        return []
    first, last = min(row.starts_on for row in rows), max(row.ends_on for row in rows)
    known = Booking.objects.visible_to(actor).filter(
        company__in=[row.company_id for row in rows], state__in=("sent", "accepted")
    )
    known = list(known.overlapping(first, last).for_lists().order_by("starts_on", "pk"))
    return [(row, [one for one in known if _touches(row, one)]) for row in rows]


def _touches(row, booking):
    same = row.company_id == booking.company_id
    return same and row.starts_on <= booking.ends_on and row.ends_on >= booking.starts_on


@require_http_methods(["GET", "POST"])
@COMPANY
def stand_ins(request):
    """« Me remplacer du … au … »."""
    form = StandInForm(
        _companies(request.actor),
        request.POST if request.method == "POST" else None,
        initial={"email": request.user.email},
    )
    if form.is_valid():
        try:
            own_days.replace(request.actor, form.chosen, form.absence())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Le remplacement est prévu ; la personne en est prévenue.")
            return redirect("partnerships:stand_ins")
    rows = StandIn.objects.visible_to(request.actor).not_over(timezone.localdate())
    rows = rows.select_related("company")
    context = {"form": form, "rows": rows, "notices": sent_about(*rows)}
    return render(request, "partnerships/desk/stand_ins.html", context)


@require_http_methods(["GET", "POST"])
@require(*[role for role in Role if role in ceilings.SETTERS])
def reopen(request, pk):
    """A page whose button takes a closed period back, for who may note one."""
    row = get_visible_or_404(ClosedPeriod.objects.select_related("company"), request.actor, pk=pk)
    if not ceilings.may_set(request.actor, row.company):
        raise Http404
    page = reverse("partnerships:closures")
    if request.actor.role != Role.COMPANY_REPRESENTATIVE:
        page = reverse("partnerships:company_closures", args=[row.company_id])
    return _remove(request, row, own_days.reopen, "Retirer cette fermeture", page)


@require_http_methods(["GET", "POST"])
@COMPANY
def prolong(request, pk):
    """The reminder of the end of a stand-in leads here: until a later day."""
    row = get_visible_or_404(StandIn.objects.select_related("company"), request.actor, pk=pk)
    form = ProlongForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            own_days.prolong(request.actor, row, form.cleaned_data["ends_on"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Le remplacement est prolongé ; la personne est prévenue.")
            return redirect("partnerships:stand_ins")
    context = {
        "title": "Prolonger ce remplacement",
        "facts": [("Entreprise", str(row.company)), ("Remplacement", row.in_words)],
        "form": form,
        "submit": "Prolonger",
        "cancel_url": reverse("partnerships:stand_ins"),
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(["GET", "POST"])
@COMPANY
def come_back(request, pk):
    """A page whose button ends a stand-in."""
    row = get_visible_or_404(StandIn.objects.select_related("company"), request.actor, pk=pk)
    page = reverse("partnerships:stand_ins")
    return _remove(request, row, own_days.come_back, "Mettre fin à ce remplacement", page)


def _remove(request, row, act, title, page):
    if request.method == "POST":
        act(request.actor, row)
        messages.success(request, "C’est fait.")
        return redirect(page)
    days = period(row.starts_on, row.ends_on)
    context = {
        "title": title,
        "facts": [("Entreprise", str(row.company)), ("Dates", days)],
        "submit": title,
        "cancel_url": page,
    }
    return render(request, "components/confirm.html", context)
