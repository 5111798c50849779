"""Every act on a booking as a page with one button: by account, and by the host's link."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render

from directory.violations import Refused
from partnerships.booking_page import booking_facts, preview_answer
from partnerships.forms import answers as forms
from partnerships.workflow import answers, endings, requests
from partnerships.workflow.tables import BOOKING

WORDS = ("reason", "message")


@dataclass(frozen=True)
class Act:
    """One event of the table: its form, the workflow that it calls, its words.

    `previews`: the mail that it sends is read before it leaves.
    """

    form: type
    run: Callable
    done: str
    danger: bool = False
    previews: bool = False


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
    "confirm": Act(forms.ConfirmForm, answers.confirm, "L’immersion est confirmée."),
    "cancel": Act(forms.CancelForm, endings.cancel, "L’annulation est faite.", danger=True),
}


def events_for(booking, actor):
    """(event, label) of the buttons; only what was agreed elsewhere is still to confirm."""
    events = BOOKING.events_for(booking, actor)
    if booking.is_confirmed_by_phone_only:
        return events
    return [(event, label) for event, label in events if event != "confirm"]


def play(request, booking, event, *, back, template):
    """GET shows the form, POST previews or acts; `back` is the page of the booking."""
    act = ACTS[event]
    label = dict(events_for(booking, request.actor)).get(event)
    if label is None and request.method != "POST":
        messages.warning(request, "Cette action n’est plus possible.")
        return redirect(back)
    form = act.form(request.POST if request.method == "POST" else None)
    context = {
        "title": label or "Action impossible",
        "submit": label or "Valider",
        "form": form,
        "facts": booking_facts(booking)[:4],
        "danger": act.danger,
        "previews": act.previews,
        "back": back,
    }
    if form.is_valid():
        step = request.POST.get("step")
        if step == "preview":
            context["preview"] = preview_answer(booking, event, form.cleaned_data)
        elif step == "act" and _done(request, act, booking, form):
            return redirect(back)
    return render(request, template, context)


def _done(request, act, booking, form):
    """Run the workflow; what it refuses is shown in the form."""
    words = {name: form.cleaned_data[name] for name in WORDS if name in form.cleaned_data}
    try:
        act.run(request.actor, booking, **words)
    except Refused as refused:
        form.add_refusal(refused)
        return False
    messages.success(request, act.done)
    return True
