"""`/relations/partenariats/`: the list, a new one, one with its documents, and its acts."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import get_visible_or_404, require
from accounts.downloads import Taking, give
from accounts.enums import Role
from accounts.history_views import history_page
from accounts.lists_out import is_asked
from accounts.models import JournalEntry
from clee.models import Committee
from directory.models import Company
from directory.violations import Refused
from documents import uploads
from documents.models import Correction, Signatory, SignatureRound
from outbox.preview import read_first
from outbox.queries import sent_about
from partnerships import exports
from partnerships.enums.relation import PartnershipState
from partnerships.forms import partnerships as forms
from partnerships.models import Partnership, PartnershipDocument
from partnerships.models.log import WRITERS
from partnerships.notices.partnership import facts_of
from partnerships.views.relation import READERS
from partnerships.wording import period_between
from partnerships.workflow import partnership_signing as signing
from partnerships.workflow import partnerships as workflow

PER_PAGE = 25
SHOWN = 20
TOLD = ("drop", "take_back")
SILENT = "personne d’autre que vous ne suit ce partenariat"
ROLES = [*READERS, Role.CO_LEAD, Role.COMPANY_REPRESENTATIVE]
KEEPERS = [role for role in Role if role in WRITERS | workflow.COMMITTEE_KEEPERS]
# event → (form, workflow, words said after it, whether the button is red)
ACTS: dict[str, tuple[Any, Any, str, bool]] = {
    "start": (forms.NothingForm, workflow.start, "Le partenariat est en vigueur.", False),
    "send": (
        forms.NothingForm,
        signing.send,
        "La convention est à la signature : chacun reçoit son lien.",
        False,
    ),
    "take_back": (
        forms.ReasonForm,
        signing.take_back,
        "La convention est reprise : modifiez-la, puis remettez-la à la signature.",
        True,
    ),
    "drop": (forms.ReasonForm, signing.drop, "Le partenariat est abandonné.", True),
    "end": (forms.ReasonForm, workflow.end, "Le partenariat est terminé.", True),
    "take_up": (
        forms.NothingForm,
        workflow.take_up,
        "Vous suivez ce partenariat : les rappels vous sont envoyés.",
        False,
    ),
    "renew": (forms.RenewForm, workflow.renew, "Le renouvellement est en préparation.", False),
}


@require_safe
@require(*ROLES)
def listing(request):
    """Those that the actor may see, those in force that end first on top."""
    rows = Partnership.objects.visible_to(request.actor)
    form = forms.PartnershipFilterForm(rows, request.GET)
    rows = form.narrow(rows).for_lists().order_by("state", "ends_on", "pk")
    if is_asked(request):
        return exports.PARTNERSHIPS.file(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    awaited = signing.awaited_of(page.object_list)
    for row in page.object_list:
        row.awaited = awaited[row.pk]
    context = {
        "page_obj": page,
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "may_hold": workflow.may_hold(request.actor),
    }
    return render(request, "partnerships/relations/partnerships.html", context)


@require(*KEEPERS)
def new(request):
    """Its terms; it is in preparation until it is put in force."""
    company = None
    if key := request.GET.get("entreprise"):
        company = get_visible_or_404(Company, request.actor, pk=key)
    committee = None
    if key := request.GET.get("comite"):
        kept = Committee.objects.living().kept_by(request.actor)
        committee = get_visible_or_404(kept, request.actor, pk=key)
    posted = request.POST if request.method == "POST" else None
    form = forms.TermsForm(request.actor, posted, company, committee)
    if form.is_valid():
        try:
            row = workflow.prepare(request.actor, form.terms(), key=form.cleaned_data["form_key"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Le partenariat est enregistré, en préparation.")
            return redirect(row)
    context = {"form": form, "back": reverse("partnerships:partnerships")}
    return render(request, "partnerships/relations/partnership_new.html", context)


@require_http_methods(["GET", "POST"])
@require(*ROLES)
def page(request, pk):
    """One partnership: its terms, its documents, what was done; a POST adds a document."""
    row = visible(request, pk)
    mine = workflow.by_holder(row, request.actor)
    form = None
    if mine:
        files = (request.POST, request.FILES) if request.method == "POST" else ()
        form = forms.DocumentForm(*files)
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _kept(request, row, form):
            return redirect(row)
    context = {
        "row": row,
        **_signing(row, request.actor, mine),
        "period": period_between(row.starts_on, row.ends_on),
        "form": form,
        "documents": row.documents.select_related("file").defer("file__content"),
        "entries": JournalEntry.objects.about(row)[:SHOWN] if not request.actor.company_ids else [],
        "notices": None if request.actor.company_ids else sent_about(row),
        "renewal": Partnership.objects.visible_to(request.actor).filter(renews=row).first(),
    }
    return render(request, "partnerships/relations/partnership.html", context)


def _signing(row, actor, mine):
    """What one may do with it, and where its agreement stands."""
    in_preparation = row.state == PartnershipState.PREPARATION
    lacking = signing.check(row) if mine and in_preparation else []
    own = workflow.TABLE.events_for(row, actor) if mine else []
    return {
        "events": [
            (reverse("partnerships:partnership_act", args=[row.pk, event]), text)
            for event, text in own
            if event != "send" or not lacking
        ],
        "may_write": mine and in_preparation,
        "lacking": lacking,
        "corrections": Correction.objects.open().about(row),
        "rounds": SignatureRound.objects.about(row).prefetch_related("signatories"),
        "awaited": signing.awaited_of([row])[row.pk],
        "speaks": bool(signing.signatory_function(actor, row)),
    }


def _kept(request, row, form):
    data = form.cleaned_data
    try:
        workflow.add_document(request.actor, row, uploads.checked(data["scan"]), data["title"])
    except Refused as refused:
        form.add_refusal(refused)
        return False
    messages.success(request, "Le document est déposé.")
    return True


@require_safe
@require(*ROLES)
def document(request, pk, number):
    """A document, as an attachment, told to the journal."""
    row = visible(request, pk)
    found = get_visible_or_404(
        PartnershipDocument.objects.select_related("file"),
        request.actor,
        pk=number,
        partnership=row,
    )
    taking = Taking("a téléchargé un document", row, places=row.places)
    return give(request, bytes(found.file.content), found.file.name, found.file.mimetype, taking)


@require_http_methods(["GET", "POST"])
@require(*KEEPERS)
def act(request, pk, event):
    """A page whose button does one thing to a partnership."""
    row = visible(request, pk)
    if event not in ACTS or not workflow.TABLE.can(row, event, request.actor):
        raise Http404
    form_class, run, done, danger = ACTS[event]
    posted = request.POST if request.method == "POST" else None
    form = form_class(posted, initial=workflow.following_dates(row) if event == "renew" else {})
    # Those who were asked to sign it are told why they no longer are.
    form.reads_first = event in TOLD
    label = dict(workflow.TABLE.events_for(row, request.actor))[event]
    if form.is_valid():
        try:
            act_on = partial(run, request.actor, row, **form.cleaned_data)
            made = read_first(request, act_on, (row, Signatory), silent=SILENT)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, done)
            return redirect(made)
    context = {
        "title": label,
        "facts": facts_of(row),
        "form": form,
        "submit": label,
        "danger": danger,
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def visible(request, pk):
    """The partnership, with what its pages read; 404 for who does not see it."""
    return get_visible_or_404(Partnership.objects.for_lists(), request.actor, pk=pk)


def of_holder(row, actor):
    return Partnership.objects.held_by(actor).filter(pk=row.pk).exists()


HISTORY = history_page(Partnership, of_holder)
