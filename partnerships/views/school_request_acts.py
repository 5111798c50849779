"""Every act on a school request and on its answers: a page whose button acts."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import get_visible_or_404
from directory.violations import Refused
from partnerships import seats
from partnerships.enums import OfferKind
from partnerships.forms.answers import ConfirmForm
from partnerships.forms.school_requests import (
    ReasonForm,
    RefuseVisaForm,
    ReopenForm,
    RetainForm,
    RetainStaffForm,
    WordsForm,
)
from partnerships.models import SchoolRequestAnswer
from partnerships.notices.school_requests import facts_of
from partnerships.views.booking_acts import Act, Page, play_page
from partnerships.views.school_requests import answer_events, is_about_a_request, visible
from partnerships.workflow import school_answers, school_requests
from partnerships.workflow.school_request_tables import REQUEST

CONFIRM = "components/confirm.html"
ACT = "partnerships/school_requests/act.html"


ACTS = {
    "close": Act(ConfirmForm, school_requests.close, "L’appel est clos."),
    "give_visa": Act(
        ConfirmForm, school_requests.give_visa, "Le visa est donné, l’appel est parti.", tells=True
    ),
    "refuse_visa": Act(
        RefuseVisaForm, school_requests.refuse_visa, "Le visa est refusé.", danger=True, tells=True
    ),
    "withdraw": Act(
        ReasonForm, school_requests.withdraw, "L’appel est retiré.", danger=True, tells=True
    ),
    "reopen": Act(
        ReopenForm,
        school_requests.reopen,
        "L’appel est repris.",
        words=("expires_on",),
        tells=True,
    ),
}
ANSWER_ACTS = {
    "decline": Act(WordsForm, school_answers.decline, "La réponse n’est pas retenue.", danger=True),
    "reply": Act(WordsForm, school_answers.reply, "Votre réponse est envoyée."),
    "withdraw": Act(ConfirmForm, school_answers.withdraw, "La réponse est retirée.", danger=True),
}


def request_act(request, pk, event):
    """Visa, close, withdraw, publish again."""
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
        ("Effectif au plus", row.seats and f"{row.seats} {row.request.seats_are}"),
        ("Message", row.message),
        ("Réponse de l’établissement", row.reply),
    ]


def _play(request, row, act, label, facts, back):
    if act is None:
        raise Http404
    page = Page(act, row, label, facts, back, ACT, concerns=is_about_a_request)
    return play_page(request, page, row)


@seats.unit_of_work
def _keep(actor, row, form):
    """The immersion, with the class that it names: refused, neither is kept."""
    key = form.cleaned_data["form_key"]
    return school_answers.retain(actor, row, form.choice(), key=key)


def _retain(request, row):
    """The class and the days; the immersion and its contract follow."""
    data = request.POST if request.method == "POST" else None
    kind = OfferKind(row.request.kind)
    form = (RetainForm if kind.needs_class_group else RetainStaffForm)(request.actor, row, data)
    if form.is_valid():
        try:
            booking = _keep(request.actor, row, form)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            opened = ", sa convention est ouverte" if kind.moves_pupils else ""
            messages.success(request, f"L’immersion est enregistrée{opened}.")
            return redirect(reverse("partnerships:booking", args=[booking.pk]))
    context = {
        "title": "Retenir cette réponse",
        "submit": "Enregistrer l’immersion",
        "facts": answer_facts(row),
        "form": form,
        "cancel_url": row.request.get_absolute_url(),
    }
    return render(request, CONFIRM, context)
