"""Bookings: the list, the page of one, and every act on it."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import get_visible_or_404
from accounts.lists_out import is_asked
from accounts.models import JournalEntry
from accounts.places import Places
from documents.models import QuestionnaireAnswer
from outbox.queries import sent_about
from partnerships import exports
from partnerships.booking_page import (
    booking_facts,
    host_facts,
    waiting_for,
)
from partnerships.enums import TAKEN, MoveState, OfferKind
from partnerships.filters import BOOKING_PLACES, BookingFilter
from partnerships.models import Booking, Contract, Departure
from partnerships.views.booking_acts import ACTS, MOVES, events_for, open_change, play, play_move
from partnerships.workflow import certificates, lists
from partnerships.workflow import day as departures
from partnerships.workflow.tables import MOVE

PER_PAGE = 25
# What carries a booking on has the full button; the rest are secondary.
FORWARD = {"give_visa", "accept", "confirm"}

SHOWN = 20


def booking_list(request):
    """The bookings of the chosen school year that the actor may see, soonest first."""
    rows = Booking.objects.visible_to(request.actor).of_year(request.school_year)
    places = Places.of(request.actor)
    chosen = BookingFilter(request.GET, queryset=rows.for_lists(), places=places)
    rows = chosen.qs.order_by("starts_on", "pk")
    if is_asked(request):
        return exports.BOOKINGS.file(request, rows, f"année {request.school_year.label}")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    places.mark(page.object_list, **BOOKING_PLACES)
    for booking in page.object_list:
        booking.place_is_guest = booking.school_id in places.names and places.kind == "school"
    context = {
        "page_obj": page,
        "form": chosen.form,
        "place_label": places.label,
        "filtered": any(request.GET.get(name) for name in chosen.filters),
    }
    return render(request, "partnerships/bookings/list.html", context)


def booking_detail(request, pk):
    """One booking: where it stands, what may be done, what happened, which mails left."""
    booking = _visible(request.actor, pk)
    events = [
        (reverse("partnerships:act", args=[pk, event]), label, event in FORWARD)
        for event, label in events_for(booking, request.actor)
    ]
    context = {
        "booking": booking,
        "waiting": waiting_for(booking),
        "actions": events,
        "proposal": proposal(
            booking,
            request.actor,
            lambda event: reverse("partnerships:move_act", args=[pk, event]),
        ),
        "past_changes": booking.date_changes.exclude(state=MoveState.PROPOSED),
        "facts": booking_facts(booking),
        "host": host_facts(booking),
        "has_list": lists.takes_list(booking) and lists.handles_list(booking, request.actor),
        "list_due": lists.due_on(booking),
        **the_day(booking, request.actor),
        "contract": Contract.objects.visible_to(request.actor).filter(booking=booking).first(),
        "entries": JournalEntry.objects.about(booking)[:SHOWN],
        "notices": sent_about(
            booking,
            *QuestionnaireAnswer.objects.about(booking),
            *booking.date_changes.all(),
        ),
    }
    return render(request, "partnerships/bookings/detail.html", context)


def act(request, pk, event):
    """A page whose button does one thing to a booking."""
    booking = _visible(request.actor, pk)
    if event not in ACTS:
        raise Http404
    back = reverse("partnerships:booking", args=[pk])
    return play(request, booking, event, back=back, template="partnerships/bookings/act.html")


def move_act(request, pk, event):
    """A page whose button answers a change of date, or takes it back."""
    booking = _visible(request.actor, pk)
    change = booking.date_changes.order_by("-pk").first()
    if event not in MOVES or change is None:
        raise Http404
    change.booking = booking
    back = reverse("partnerships:booking", args=[pk])
    return play_move(request, change, event, back=back, template="partnerships/bookings/act.html")


def the_day(booking, actor):
    """What the page says of the departure and of who was there."""
    shows = departures.has_departure(booking) and departures.sees_departure(booking, actor)
    shows = shows and booking.state in TAKEN
    counts = departures.side_of(booking, actor) is not None
    return {
        "shows_departure": shows,
        "departure": shows and Departure.objects.filter(booking=booking).first(),
        "may_count": counts and bool(departures.days_to_count(booking, timezone.localdate())),
        "attendances": booking.attendances.all(),
        **certificate_of(booking),
        "may_issue": counts and not certificates.why_not(booking),
        "has_mission": booking.kind == OfferKind.TEACHER_IMMERSION
        and booking.state in TAKEN
        and booking.school_id in actor.school_ids,
    }


def certificate_of(booking):
    """The certificate in force, and whether the attendance was corrected since."""
    found = certificates.issued(booking)
    return {
        "certificate": found,
        "certificate_behind": found is None or certificates.is_behind(booking, found),
    }


def proposal(booking, actor, address):
    """What the page of a booking says of a change of date that waits: {} without one.

    `address(event)` is where an answer is given.
    """
    change = open_change(booking)
    if change is None:
        return {}
    events = MOVE.events_for(change, actor)
    return {"change": change, "answers": [(address(event), label) for event, label in events]}


def _visible(actor, pk):
    return get_visible_or_404(Booking.objects.for_lists().select_related("offer"), actor, pk=pk)
