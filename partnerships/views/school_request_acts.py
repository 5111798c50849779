"""Every act on a school request and on its answers: a page whose button acts."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import get_visible_or_404
from directory.forms import PortalForm
from directory.violations import Refused
from partnerships.forms.answers import ConfirmForm
from partnerships.forms.school_requests import ReasonForm, ReopenForm, RetainForm, WordsForm
from partnerships.models import SchoolRequestAnswer
from partnerships.notices_school_requests import facts_of
from partnerships.views.school_requests import answer_events, visible
from partnerships.workflow import school_answers, school_requests
from partnerships.workflow.school_request_tables import REQUEST

CONFIRM = "components/confirm.html"
WORDS = ("reason", "expires_on", "message")


@dataclass(frozen=True)
class Act:
    """One event: its form, the workflow that it calls with the form's words, what is said."""

    form: type[PortalForm]
    run: Callable
    done: str
    danger: bool = False


ACTS = {
    "close": Act(ConfirmForm, school_requests.close, "L’appel est clos."),
    "withdraw": Act(ReasonForm, school_requests.withdraw, "L’appel est retiré.", danger=True),
    "reopen": Act(ReopenForm, school_requests.reopen, "L’appel est de nouveau publié."),
}
ANSWER_ACTS = {
    "decline": Act(WordsForm, school_answers.decline, "La réponse n’est pas retenue.", danger=True),
    "reply": Act(WordsForm, school_answers.reply, "Votre réponse est envoyée."),
    "withdraw": Act(ConfirmForm, school_answers.withdraw, "La réponse est retirée.", danger=True),
}


def request_act(request, pk, event):
    """Close, withdraw, publish again."""
    row = visible(request.actor, pk)
    label = dict(REQUEST.events_for(row, request.actor)).get(event)
    return _play(request, row, ACTS.get(event), label, facts_of(row), row.get_absolute_url())


def answer_act(request, pk, event):
    """Decline, reply, take back; a yes is retained on its own page."""
    row = get_visible_or_404(SchoolRequestAnswer.objects.for_pages(), request.actor, pk=pk)
    label = dict(answer_events(row, request.actor)).get(event)
    if event == "retain" and label:
        return _retain(request, row)
    back = row.request.get_absolute_url()
    return _play(request, row, ANSWER_ACTS.get(event), label, answer_facts(row), back)


def answer_facts(row):
    return [
        ("Réponse de", str(row.host)),
        ("Réponse", row.get_kind_display()),
        ("Jours possibles", row.days),
        ("Élèves au plus", row.seats),
        ("Message", row.message),
        ("Réponse de l’établissement", row.reply),
    ]


def _play(request, row, act, label, facts, back):
    if act is None:
        raise Http404
    if label is None:
        messages.warning(request, "Cette action n’est plus possible.")
        return redirect(back)
    form = act.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            words = {name: form.cleaned_data[name] for name in WORDS if name in form.fields}
            act.run(request.actor, row, **words)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, act.done)
            return redirect(back)
    context = {
        "title": label,
        "submit": label,
        "facts": facts,
        "form": form,
        "danger": act.danger,
        "cancel_url": back,
    }
    return render(request, CONFIRM, context)


def _retain(request, row):
    """The class and the days; the immersion and its contract follow."""
    data = request.POST if request.method == "POST" else None
    form = RetainForm(request.actor, row, data)
    if form.is_valid():
        try:
            key = form.cleaned_data["form_key"]
            booking = school_answers.retain(request.actor, row, form.choice(), key=key)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "L’immersion est enregistrée, sa convention est ouverte.")
            return redirect(reverse("partnerships:booking", args=[booking.pk]))
    context = {
        "title": "Retenir cette réponse",
        "submit": "Enregistrer l’immersion",
        "facts": answer_facts(row),
        "form": form,
        "cancel_url": row.request.get_absolute_url(),
    }
    return render(request, CONFIRM, context)
