"""Every act on a booking as a page with one button: by account, and by the host's link."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render

from directory.forms import PortalForm
from directory.french import full_day
from directory.violations import Refused
from outbox.preview import read_first
from partnerships.booking_page import booking_facts
from partnerships.enums import MOVABLE
from partnerships.forms import answers as forms
from partnerships.models import DateChange
from partnerships.wording import period_of
from partnerships.workflow import answers, endings, moves, requests, transfers
from partnerships.workflow.tables import BOOKING, MOVE

WORDS = ("reason", "message")


@dataclass(frozen=True)
class Act:
    """One event of the table: its form, the workflow that it calls, its words."""

    form: type[PortalForm]
    run: Callable
    done: str
    danger: bool = False
    # Whether the form is made for this very booking, and says what to do as a `plan`.
    plans: bool = False
    # Which fields of the form the workflow takes by name.
    words: tuple[str, ...] = WORDS
    # Whether its mails are shown first although nobody writes a message.
    tells: bool = False

    def make_form(self, booking, data):
        return self.form(booking, data) if self.plans else self.form(data)

    @property
    def previews(self):
        """Whether somebody's own words leave with it: they are read before they do."""
        return "message" in self.form.base_fields or self.tells


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
    "contest": Act(forms.ContestForm, answers.contest, "L’établissement est prévenu."),
    "propose": Act(
        forms.ProposeForm,
        moves.propose,
        "Les autres dates sont proposées. Rien ne change avant l’accord de l’autre partie.",
        plans=True,
    ),
    "transfer": Act(
        forms.TransferForm,
        transfers.transfer,
        "La demande est confiée à votre collègue, qui en est prévenu.",
        plans=True,
    ),
    "cancel": Act(forms.CancelForm, endings.cancel, "L’annulation est faite.", danger=True),
}

MOVES = {
    "accept": Act(forms.AnswerDatesForm, moves.accept, "Les dates sont changées."),
    "decline": Act(
        forms.AnswerDatesForm, moves.decline, "Les dates prévues sont gardées.", danger=True
    ),
    "withdraw": Act(forms.ConfirmForm, moves.take_back, "La proposition est retirée.", danger=True),
}


def events_for(booking, actor):
    """(event, label) of the buttons; only what was agreed elsewhere is still to confirm or
    to contest, and more time is given once."""
    events = [pair for pair in BOOKING.events_for(booking, actor) if pair[0] in ACTS]
    if booking.extended_on:
        events = [pair for pair in events if pair[0] != "extend"]
    if open_change(booking):
        events = [pair for pair in events if pair[0] != "propose"]
    if booking.is_confirmed_by_phone_only:
        return events
    return [(event, label) for event, label in events if event not in ("confirm", "contest")]


def open_change(booking):
    """The change of date that waits for its answer; None without one."""
    if booking.state not in MOVABLE:
        return None
    change = booking.date_changes.open().first()
    if change:
        change.booking = booking
    return change


def play(request, booking, event, *, back, template):
    """GET shows the form, POST previews or acts; `back` is the page of the booking."""
    label = dict(events_for(booking, request.actor)).get(event)
    facts, submit = booking_facts(booking)[:4], ""
    if event == "extend" and label:
        until = full_day(answers.extended_until(booking))
        facts = [("Réponse attendue jusqu’au", full_day(booking.expires_on)), *facts]
        submit = f"Prolonger jusqu’au {until}"
    page = Page(ACTS[event], booking, label, facts, back, template, submit=submit)
    return play_page(request, page, booking)


def play_move(request, change, event, *, back, template):
    """The same for an answer to a change of date: what it changes is said first."""
    booking = change.booking
    label = dict(MOVE.events_for(change, request.actor)).get(event)
    dates = [("Autres dates", period_of(change)), ("Dates prévues", period_of(change.former))]
    facts = [*dates, ("Message", change.message), *booking_facts(booking)[1:4]]
    return play_page(request, Page(MOVES[event], change, label, facts, back, template), booking)


@dataclass(frozen=True)
class Page:
    """An act on a row, as a page: `label` of its button, None when it is not possible now."""

    act: Act
    row: object
    label: str | None
    facts: list
    back: str
    template: str
    # Says of a mail's subject whether the reader may read it; the row's own by default.
    concerns: Callable | None = None
    # What the button says where the label of the act says too little.
    submit: str = ""


def play_page(request, page, subject):
    """GET shows the form, POST previews or acts; a form that plans is made for `subject`."""
    act, back, label = page.act, page.back, page.label
    if label is None and request.method != "POST":
        messages.warning(request, "Cette action n’est plus possible.")
        return redirect(back)
    form = act.make_form(subject, request.POST if request.method == "POST" else None)
    form.reads_first = act.previews
    if form.is_valid():
        about = page.concerns or _concerns(page.row)
        try:
            read_first(request, partial(_run, request.actor, page, form), about)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, act.done)
            return redirect(back)
    context = {
        "title": label or "Action impossible",
        "submit": page.submit or label or "Valider",
        "form": form,
        "facts": page.facts,
        "danger": act.danger,
        "back": back,
    }
    return render(request, page.template, context)


def _concerns(row):
    """The mails that the reader may read: about the row, or the change of date that it gets."""
    return lambda subject: (
        subject == row or (isinstance(subject, DateChange) and subject.booking_id == row.pk)
    )


def _run(actor, page, form):
    act = page.act
    words = {name: form.cleaned_data[name] for name in act.words if name in form.cleaned_data}
    plan = {"plan": form.plan()} if act.plans else {}
    act.run(actor, page.row, **plan, **words)
