"""Bookings: the list, the page of one, and every act on it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import get_visible_or_404
from accounts.models import JournalEntry
from directory.violations import Refused
from outbox.queries import sent_about
from partnerships.booking_page import (
    booking_facts,
    host_facts,
    preview_answer,
    waiting_for,
)
from partnerships.filters import BookingFilter
from partnerships.forms import answers as forms
from partnerships.models import Booking, Contract
from partnerships.workflow import answers, endings, requests
from partnerships.workflow.tables import BOOKING

PER_PAGE = 25


def booking_list(request):
    """The bookings of the chosen school year that the actor may see, soonest first."""
    rows = Booking.objects.visible_to(request.actor).of_year(request.school_year)
    chosen = BookingFilter(request.GET, queryset=rows.for_lists())
    page = Paginator(chosen.qs.order_by("starts_on", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page_obj": page,
        "form": chosen.form,
        "filtered": any(request.GET.get(name) for name in chosen.filters),
    }
    return render(request, "partnerships/bookings/list.html", context)


def booking_detail(request, pk):
    """One booking: where it stands, what may be done, what happened, which mails left."""
    booking = _visible(request.actor, pk)
    events = [
        (reverse("partnerships:act", args=[pk, event]), label, event == "accept")
        for event, label in events_for(booking, request.actor)
    ]
    context = {
        "booking": booking,
        "waiting": waiting_for(booking),
        "actions": events,
        "facts": booking_facts(booking),
        "host": host_facts(booking),
        "contract": Contract.objects.visible_to(request.actor).filter(booking=booking).first(),
        "entries": JournalEntry.objects.about(booking),
        "notices": sent_about(booking),
    }
    return render(request, "partnerships/bookings/detail.html", context)


def events_for(booking, actor):
    """The buttons of a booking; only what was agreed elsewhere is still to confirm."""
    events = BOOKING.events_for(booking, actor)
    if booking.is_confirmed_by_phone_only:
        return events
    return [(event, label) for event, label in events if event != "confirm"]


def act(request, pk, event):
    """A page whose button does one thing to a booking; a message is read before it leaves."""
    booking = _visible(request.actor, pk)
    declared = ACTS.get(event)
    label = dict(events_for(booking, request.actor)).get(event)
    if declared is None:
        raise Http404
    if label is None and request.method != "POST":
        messages.warning(request, "Cette action n'est plus possible.")
        return redirect("partnerships:booking", pk)
    form = declared.form(request.POST if request.method == "POST" else None)
    context = {
        "title": label or "Action impossible",
        "submit": label or "Valider",
        "form": form,
        "facts": booking_facts(booking)[:4],
        "danger": declared.danger,
        "previews": declared.previews,
        "back": reverse("partnerships:booking", args=[pk]),
    }
    if form.is_valid():
        step = request.POST.get("step")
        if step == "preview":
            context["preview"] = preview_answer(booking, event, form.cleaned_data)
        elif step == "act" and _done(request, declared, booking, form):
            return redirect("partnerships:booking", pk)
    return render(request, "partnerships/bookings/act.html", context)


def _done(request, declared, booking, form):
    """Run the workflow; what it refuses is shown in the form."""
    words = {name: form.cleaned_data[name] for name in WORDS if name in form.cleaned_data}
    try:
        declared.run(request.actor, booking, **words)
    except Refused as refused:
        form.add_refusal(refused)
        return False
    messages.success(request, declared.done)
    return True


def _visible(actor, pk):
    return get_visible_or_404(Booking.objects.for_lists().select_related("offer"), actor, pk=pk)


@dataclass(frozen=True)
class Act:
    """One event of the table as a page: its form, the workflow that it calls, its words."""

    form: type
    run: Callable
    done: str
    danger: bool = False
    previews: bool = False


WORDS = ("reason", "message")
ACTS = {
    "give_visa": Act(
        forms.ConfirmForm, requests.give_visa, "Le visa est donné, la demande est partie."
    ),
    "refuse_visa": Act(
        forms.RefuseVisaForm, requests.refuse_visa, "Le visa est refusé.", danger=True
    ),
    "accept": Act(forms.AcceptForm, answers.accept, "La demande est acceptée.", previews=True),
    "refuse": Act(
        forms.RefuseForm, answers.refuse, "La demande est refusée.", danger=True, previews=True
    ),
    "extend": Act(forms.ConfirmForm, answers.extend, "Le délai de réponse est prolongé."),
    "confirm": Act(forms.ConfirmForm, answers.confirm, "L'immersion est confirmée."),
    "cancel": Act(forms.CancelForm, endings.cancel, "L'annulation est faite.", danger=True),
}
