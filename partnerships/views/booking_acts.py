"""Every act on a booking as a page with one button: by account, and by the host's link."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render

from directory.forms import PortalForm
from directory.violations import Refused
from outbox.preview import dry_run
from partnerships.booking_page import booking_facts
from partnerships.forms import answers as forms
from partnerships.workflow import answers, endings, requests
from partnerships.workflow.tables import BOOKING

WORDS = ("reason", "message")


@dataclass(frozen=True)
class Act:
    """One event of the table: its form, the workflow that it calls, its words."""

    form: type[PortalForm]
    run: Callable
    done: str
    danger: bool = False

    @property
    def previews(self):
        """Whether somebody's own words leave with it: they are read before they do."""
        return "message" in self.form.base_fields


ACTS = {
    "give_visa": Act(
        forms.ConfirmForm, requests.give_visa, "Le visa est donné, la demande est partie."
    ),
    "refuse_visa": Act(
        forms.RefuseVisaForm, requests.refuse_visa, "Le visa est refusé.", danger=True
    ),
    "accept": Act(forms.AcceptForm, answers.accept, "La demande est acceptée."),
    "refuse": Act(forms.RefuseForm, answers.refuse, "La demande est refusée.", danger=True),
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
    step = STEPS.get(request.POST.get("step", ""))
    if form.is_valid() and step and step(request, act, booking, form, context):
        return redirect(back)
    return render(request, template, context)


def _done(request, act, booking, form, context):
    """Run the workflow; what it refuses is shown in the form."""
    try:
        _run(request, act, booking, form)
    except Refused as refused:
        form.add_refusal(refused)
        return False
    messages.success(request, act.done)
    return True


def _previewed(request, act, booking, form, context):
    """Run it for nothing, to show its mails or why it is refused."""
    try:
        context["mails"] = dry_run(lambda: _run(request, act, booking, form), about=booking)
    except Refused as refused:
        form.add_refusal(refused)
    else:
        context["previewed"] = True
    return False


def _run(request, act, booking, form):
    words = {name: form.cleaned_data[name] for name in WORDS if name in form.cleaned_data}
    act.run(request.actor, booking, **words)


STEPS = {"act": _done, "preview": _previewed}
