"""Before leaving and on the day, on a phone: the checklist, who was there."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import get_visible_or_404
from directory.violations import Refused
from partnerships.forms.day import CountForm
from partnerships.models import Booking
from partnerships.rules import on_the_day
from partnerships.views.links import BookingLink, GuestLink
from partnerships.workflow import day


def _visible(actor, pk):
    return get_visible_or_404(Booking.objects.for_lists().select_related("offer"), actor, pk=pk)


# --- Before leaving ----------------------------------------------------------------


def departure(request, pk):
    """The checklist: what is known, what is ticked, and the word « prête à partir »."""
    booking = _visible(request.actor, pk)
    if not day.has_departure(booking) or not day.sees_departure(booking, request.actor):
        raise Http404
    if request.method == "POST":
        _act(request, booking)
        return redirect(request.path)
    lines = on_the_day.checklist(day.departure_facts(booking))
    context = {
        "booking": booking,
        "lines": lines,
        "lacking": day.lacking(lines),
        "departure": getattr(booking, "departure", None),
        "may_prepare": day.may_prepare(booking, request.actor, timezone.localdate()),
        "pages": _pages(booking, request.actor),
    }
    return render(request, "partnerships/day/departure.html", context)


def _act(request, booking):
    name, item = request.POST.get("act", ""), request.POST.get("item", "")
    try:
        if name == "ready":
            day.declare_ready(request.actor, booking)
            messages.success(request, "La classe est déclarée prête à partir.")
        elif name in ("tick", "untick"):
            day.tick(request.actor, booking, item, done=name == "tick")
        else:
            raise Http404
    except Refused as refused:
        messages.error(request, refused.message)


def _pages(booking, actor):
    """Where what the portal knows is mended: {item: address}."""
    contract = getattr(booking, "contract", None)
    pages = {"list": reverse("partnerships:list", args=[booking.pk])}
    if contract:
        pages["contract"] = contract.get_absolute_url()
        pages["adults"] = reverse("partnerships:contract_numbers", args=[contract.pk])
    return pages


# --- On the day --------------------------------------------------------------------


def attendance(request, pk):
    """Who was there, as the school or the host counts it."""
    booking = _visible(request.actor, pk)
    if day.side_of(booking, request.actor) is None:
        raise Http404
    back = reverse("partnerships:booking", args=[pk])
    return _count(request, booking, back, "partnerships/day/attendance.html")


class AttendanceByLink(BookingLink):
    """The same for the host, by its personal link."""

    def get(self, request, token):
        template = "partnerships/day/attendance_link.html"
        return _count(request, self.subject, self.address(token), template)

    post = get


class AttendanceOfGuest(GuestLink, AttendanceByLink):
    """The same for a visiting company."""


def _count(request, booking, back, template):
    days = day.days_to_count(booking, timezone.localdate())
    if not days:
        messages.info(request, "La présence se relève à partir du premier jour.")
        return redirect(back)
    rows = list(booking.attendances.all())
    side = day.side_of(booking, request.actor)
    known = {row.day: row for row in rows if row.side == side}
    data = request.POST if request.method == "POST" else None
    form = CountForm(booking, days, known, data, shown=_asked_day(request, days))
    if form.is_valid():
        try:
            day.count(request.actor, booking, form.day_chosen(), form.count())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "La présence est enregistrée.")
            return redirect(back)
    context = {"booking": booking, "form": form, "rows": rows, "days": days, "back": back}
    return render(request, template, context)


def _asked_day(request, days):
    """The day of the address when it is one of these."""
    try:
        asked = dt.date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return None
    return asked if asked in days else None
