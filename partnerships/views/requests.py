"""Asking for a slot: the form, its summary, then the request."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import get_visible_or_404
from accounts.enums import Role
from directory.calendar import Calendar
from directory.enums import Rhythm
from directory.french import full_day
from directory.violations import Refused, require
from outbox.preview import Reading, dry_run, read
from outbox.workflow import next_reading
from partnerships import rules, seats
from partnerships.enums import ANSWER_DAYS, BookingState, OfferKind, SlotMode
from partnerships.forms.requests import RequestForm
from partnerships.models import Booking, Slot
from partnerships.rules.ceiling import RULE, WEEK_RULE, next_month
from partnerships.workflow import requests


def may_request(actor, offer):
    """School staff ask for what schools come to, companies for the visit of a school."""
    if OfferKind(offer.kind).booked_by_company:
        return actor.role == Role.COMPANY_REPRESENTATIVE
    return actor.is_school_staff


def request_slot(request, pk):
    """Two steps in one address: who comes, then the summary that sends."""
    slot = get_visible_or_404(
        Slot.objects.select_related("offer__host_company", "school_year"), request.actor, pk=pk
    )
    if not may_request(request.actor, slot.offer):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, slot, RequestForm(request.actor, slot))
    form = RequestForm(request.actor, slot, request.POST)
    if not form.is_valid():
        return _page(request, slot, form)
    try:
        return _step(request, slot, form, request.POST.get("step"))
    except Refused as refused:
        form.add_refusal(refused)
        return _page(request, slot, form, may_wait=_may_wait(slot, refused.violations))


def _step(request, slot, form, step):
    """The page, or the redirection, that this step leads to. Raises `Refused`."""
    if step == "edit":
        return _page(request, slot, form)
    if step == "send":
        with read():
            booking = _act(request, form)
        messages.success(request, _sent(booking))
        return redirect("partnerships:booking", booking.pk)
    with transaction.atomic():
        page = _review(request, slot, form)
        # A class that is named on the way is kept with its request only: until then its name
        # and level can be corrected.
        transaction.set_rollback(True)
    return page


@seats.unit_of_work
def _act(request, form):
    """The request, with the class that it names: refused, neither is kept."""
    return requests.request(request.actor, form.wish(), key=form.cleaned_data["form_key"])


def _review(request, slot, form):
    """The summary. Raises `Refused` when a rule forbids the request."""
    wish = form.wish()
    warnings = require(requests.check(request.actor, wish))
    act = partial(_act, request, form)
    return _page(
        request,
        slot,
        form,
        review=True,
        reading=Reading(dry_run(act, Booking, to=_reader(request.actor, wish))),
        summary=_summary(wish),
        warnings=[violation.message for violation in warnings],
        next_step=_next_step(request.actor, wish),
    )


def _may_wait(slot, violations):
    """Whether only a ceiling of the host forbids it: one may wait for room in the week, or for
    another month when the slot is later (R-CEE-6)."""
    blocking = {one.rule for one in rules.blocking(violations)}
    if not blocking or slot.mode != SlotMode.FIRST_COME:
        return False
    later = slot.starts_on > next_month(timezone.localdate())
    return blocking <= ({WEEK_RULE, RULE} if later else {WEEK_RULE})


def _page(request, slot, form, **more):
    back = reverse("partnerships:offer", args=[slot.offer_id])
    context = {"slot": slot, "form": form, "back": back, "review": False, "may_wait": False, **more}
    return render(request, "partnerships/bookings/request.html", context)


def _summary(wish):
    numbers, group = wish.numbers, wish.class_group
    facts = [("Établissement", wish.school), ("Entreprise", wish.guest_company)]
    if group:
        pupils = [("filles", numbers.girls), ("garçons", numbers.boys)]
        pupils += [("non précisé", numbers.unspecified)]
        details = ", ".join(f"{label} {count}" for label, count in pupils if count)
        facts += [
            ("Classe ou groupe", f"{group.name} ({group.get_level_display()})"),
            ("Élèves", f"{numbers.pupils} ({details})"),
        ]
    return [
        *facts,
        ("Adultes", numbers.adults),
        ("Besoins particuliers", wish.needs),
        ("Message", wish.message),
    ]


def _reader(actor, wish):
    """Who reads the request first."""
    if requests.needs_visa(actor, wish):
        return "qui donne le visa de votre établissement"
    return str(wish.slot.offer.host_name)


def _next_step(actor, wish):
    """What follows the sending, with the date by which the host answers."""
    rhythm = Rhythm.of(wish.slot.offer.host_school_id)
    if requests.needs_visa(actor, wish):
        told = next_reading(Rhythm.SCHOOL)
        start = f"La demande part dès le visa de votre chef d’établissement, prévenu {told}."
        until = f"{ANSWER_DAYS} {rhythm.label}"
    else:
        limit = Calendar.load().add_days(timezone.localdate(), ANSWER_DAYS, rhythm)
        start = f"La structure d’accueil reçoit la demande {next_reading(rhythm)}."
        until = f"jusqu’au {full_day(min(limit, wish.slot.starts_on))}"
    return (
        f"{start} La structure d’accueil a {until} pour répondre, délai qu’elle peut prolonger "
        "une fois. Sans réponse, la demande est close et vous êtes prévenu."
    )


def _sent(booking):
    if booking.state == BookingState.AWAITING_VISA:
        told = next_reading(Rhythm.SCHOOL)
        return (
            "La demande est prête : elle part dès le visa de votre chef d’établissement, prévenu "
            f"{told}."
        )
    told = next_reading(Rhythm.of(booking.host_school_id))
    return f"La demande est envoyée : {booking.host} la reçoit {told}."
