"""What a party may do on a page, by a link or signed in: one function per button."""

from functools import partial

from django.contrib import messages

from directory.violations import Refused
from documents import paper, rounds
from documents.forms import HolderForm, RefusalForm, ScanForm
from documents.models import Signatory
from outbox.preview import read_first


def remind(request, signatory):
    rounds.remind(request.actor, signatory)
    messages.success(request, f"La relance est partie : {signatory.label}.")


def confirm(request, signatory):
    paper.confirm_paper(request.actor, signatory)
    messages.success(request, "La signature sur papier est confirmée.")


def reject(request, signatory):
    paper.reject_paper(request.actor, signatory)
    messages.success(request, "La numérisation est écartée.")


def record(request, signatory, form):
    paper.record_paper(request.actor, signatory, form.cleaned_data["scan"])
    messages.success(
        request, "La numérisation est déposée. Une autre partie doit maintenant la confirmer."
    )


def refuse(request, signatory, form):
    reason = form.cleaned_data["reason"]
    about = (Signatory, signatory.round.subject)
    read_first(request, partial(rounds.refuse, request.actor, signatory, reason), about)
    messages.success(request, "Votre refus est transmis aux autres parties.")


def reassign(request, signatory, form):
    given = form.cleaned_data
    rounds.reassign(request.actor, signatory, given["name"], given["email"])
    messages.success(request, "Le nouveau signataire a reçu son lien.")


PLAIN = {"relancer": remind, "confirmer": confirm, "ecarter": reject}
WITH_FORM = {
    "papier": (ScanForm, record),
    "refuser": (RefusalForm, refuse),
    "remplacer": (HolderForm, reassign),
}


def act(request, name, signatory):
    """Do what a button asks. Returns None when it was done, else the form, in error or
    with what is to be read first.

    A refusal without a form of its own is a message at the top of the page.
    """
    if name in PLAIN:
        try:
            PLAIN[name](request, signatory)
        except Refused as refused:
            messages.error(request, refused.message)
        return None
    form_class, do = WITH_FORM[name]
    form = form_class(request.POST, request.FILES, prefix=prefix(name, signatory))
    if form.is_valid():
        try:
            do(request, signatory, form)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return None
    return form


def prefix(name, signatory):
    """Several forms stand on one page: each has ids of its own."""
    return f"{name}-{signatory.pk}"
