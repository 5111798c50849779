"""Pages of contracts for people with an account."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404
from accounts.downloads import Taking, show_pdf
from accounts.lists_out import is_asked
from accounts.models import JournalEntry
from accounts.places import Places
from directory.search import fold
from directory.violations import Refused
from documents import rounds
from documents.models import Correction, SignatureRound
from outbox.queries import sent_about
from partnerships import exports
from partnerships.contract.changes import changes_in_words
from partnerships.contract.data import CLAUSES, contract_facts
from partnerships.contract.dates import may_join, together
from partnerships.contract.fields import columns_for
from partnerships.contract.progress import STEPS, awaited_of, calling, late, lateness, step_of
from partnerships.enums.contract import ContractKind
from partnerships.filters import BOOKING_PLACES
from partnerships.forms.contract_form import ContractForm
from partnerships.forms.contracts import (
    CompanyPartForm,
    ContractFilterForm,
    FundingForm,
    NumbersForm,
    SchoolPartForm,
)
from partnerships.forms.programme import ModelForm, ProgrammeForm
from partnerships.models import BranchConsultation, Contract
from partnerships.programme_models import choices_for, drafts_from, models_for
from partnerships.rules.contract import Effect, completeness, covers_in_time, deadline
from partnerships.wording import period_of
from partnerships.workflow import contract_numbers, contract_opening, contracts
from partnerships.workflow.contract_base import ROUND_KINDS
from partnerships.workflow.contract_corrections import may_send_back
from partnerships.workflow.contract_people import (
    is_company_side,
    is_school_side,
    signatory_function,
)

PER_PAGE = 25
CONTRACT_PLACES = {
    kind: tuple(f"booking__{column}" for column in columns)
    for kind, columns in BOOKING_PLACES.items()
}
SAID = {
    Effect.NONE: "C’est enregistré.",
    Effect.NOTICE: "C’est enregistré. Un avis numéroté part à toutes les parties ; les signatures"
    " restent valables.",
    Effect.VOID: "C’est enregistré. Les signatures sont annulées : la convention est à remettre à"
    " la signature.",
}


def visible_contract(actor, pk):
    return get_visible_or_404(Contract.objects.with_parties(), actor, pk=pk)


@require_safe
def contract_list(request):
    """The contracts that the actor sees in the school year of the header."""
    today = timezone.localdate()
    places = Places.of(request.actor)
    form = ContractFilterForm(places, request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = Contract.objects.visible_to(request.actor).filter(school_year=request.school_year.pk)
    rows = places.narrow(rows, form.chosen, **CONTRACT_PLACES)
    rows = filtered(rows, chosen, today).order_by("booking__starts_on", "pk")
    if is_asked(request):
        return exports.CONTRACTS.file(request, rows, f"année {request.school_year.label}")
    page = Paginator(rows.with_parties(), PER_PAGE).get_page(request.GET.get("page"))
    awaited = awaited_of(page.object_list)
    places.mark(page.object_list, **CONTRACT_PLACES)
    for contract in page.object_list:
        contract.awaited = awaited[contract.pk]
        contract.late_words = lateness(contract, today)
    context = {
        "form": form,
        "page_obj": page,
        "is_filtered": any(chosen.values()),
        "place_label": places.label,
    }
    return render(request, "partnerships/contracts/list.html", context)


def filtered(rows, chosen, today):
    state, text = chosen.get("etat"), chosen.get("q", "").strip()
    if state == "retard":
        rows = rows.filter(late(today))
    elif state == "appeler":
        rows = rows.filter(calling(today))
    elif state:
        rows = rows.filter(state=state)
    for word in fold(text).split():
        rows = rows.filter(
            Q(booking__company__sort_key__contains=word)
            | Q(booking__school__sort_key__contains=word)
            | Q(booking__class_group__sort_key__contains=word)
        )
    return rows


@require_safe
def contract_page(request, pk):
    """One contract: where it stands, who is awaited, what is missing, what may be done."""
    contract = visible_contract(request.actor, pk)
    actor, today = request.actor, timezone.localdate()
    violations = completeness(contract_facts(contract))
    is_school, is_company = is_school_side(contract, actor), is_company_side(contract, actor)
    context = {
        "contract": contract,
        "booking": contract.booking,
        **step_words(step_of(contract, today)),
        "late_words": lateness(contract, today),
        "awaited": awaited_of([contract])[contract.pk],
        "rounds": rounds_of(contract),
        **_visit(contract, is_school),
        "sign_by": deadline(contract.booking.starts_on).next(today),
        "blocking": [(v, address_of(contract, v)) for v in violations if v.blocking],
        "advice": [(v, address_of(contract, v)) for v in violations if not v.blocking],
        "sessions": contract.sessions.all(),
        "clauses": clauses_of(contract),
        "funding": contract.funding_lines.all(),
        "notices": [(one, changes_in_words(one.changes)) for one in contract.notices.all()],
        "speaks": bool(signatory_function(actor, contract)),
        "is_class_immersion": contract.kind == ContractKind.CLASS_IMMERSION,
        "follows_host": is_school
        and contract.is_open
        and contract_opening.kind_for(contract.booking) != contract.kind,
        "is_school": is_school,
        "is_company": is_company,
        "may_edit": (is_school or is_company) and not contract.is_closed,
        "may_send": contracts.may_send(actor, contract, today),
        "may_send_back": may_send_back(contract, actor),
        "corrections": Correction.objects.open().about(contract),
        "in_time": covers_in_time(today, contract.booking.starts_on),
        "consultation": BranchConsultation.objects.visible_to(actor)
        .filter(booking=contract.booking)
        .first(),
        "entries": JournalEntry.objects.about(contract)[:30],
        "told": told_about(contract),
    }
    return render(request, "partnerships/contracts/page.html", context)


def _visit(contract, is_school):
    """The other visits that its document covers, and whether some may be joined (R-VI-1)."""
    others = [one for one in together(contract) if one != contract]
    return {
        "is_visit": contract.kind == ContractKind.VISIT,
        "dates": [(one, period_of(one.booking)) for one in others],
        "may_join": is_school and may_join(contract).exists(),
    }


def clauses_of(contract):
    """[(label, text)] of the clauses that a contract of this kind has."""
    names = columns_for(contract.kind, CLAUSES)
    return [(CLAUSES[name], getattr(contract, name)) for name in names]


def step_words(step):
    """What the stepper says of this step."""
    title, following = STEPS[step - 1], STEPS[step] if step < len(STEPS) else ""
    return {"step": step, "step_title": title, "next_title": following, "steps": len(STEPS)}


def told_about(contract):
    """The messages about it, its parties, its changes, the branch and those who sign it."""
    signatories = [one for round in rounds_of(contract) for one in round.signatories.all()]
    parts = [*contract.parties.all(), *contract.notices.all(), *signatories]
    return sent_about(
        contract, *parts, *BranchConsultation.objects.filter(booking=contract.booking)
    )


def rounds_of(contract):
    """Its rounds, the latest first, with who signs them."""
    own = SignatureRound.objects.about(contract).values("pk")
    rows = SignatureRound.objects.filter(Q(pk__in=own) | Q(pk=contract.in_round_id))
    return list(rows.order_by("-opened_at", "-pk").prefetch_related("signatories"))


# Which page mends a violation, and the id of its field there.
MENDED_AT = {
    **{name: ("contract_company", f"id_{name}") for name in CompanyPartForm.columns},
    **{name: ("contract_school", f"id_{name}") for name in SchoolPartForm.columns},
    "adults": ("contract_numbers", "id_adults"),
    "party-company": ("contract_company", "id_company_name"),
    "party-head": ("contract_school", "id_head_name"),
    "party-branch": ("contract_school", "id_branch_name"),
}


def address_of(contract, violation):
    """The address of the field that a violation is about; "" when none here mends it."""
    field = violation.field
    if field.startswith("programme"):
        page, anchor = "contract_programme", field
    elif field in MENDED_AT:
        page, anchor = MENDED_AT[field]
    else:
        return ""
    return reverse(f"partnerships:{page}", args=[contract.pk]) + f"#{anchor}"


@require_safe
def preview(request, pk):
    """The document as it stands, marked as a draft; nothing of it is kept."""
    contract = visible_contract(request.actor, pk)
    places = {"school": contract.booking.school}
    taking = Taking("a ouvert le projet de convention", contract, places=places)
    return show_pdf(request, draft_pdf(contract), f"projet-{contract.reference}.pdf", taking)


def draft_pdf(contract):
    """The PDF of a contract at any stage."""
    kind, signatories = ROUND_KINDS[contract.kind], contracts.signatories_of(contract)
    return rounds.draft_pdf(kind, contract, contract.reference, signatories)


class EditView(View):
    """Base of the forms of a contract: GET shows, POST writes through the workflow."""

    form_class: type[ContractForm]
    template = "partnerships/contracts/part.html"
    title = ""
    intro = ""

    def dispatch(self, request, pk):
        self.contract = visible_contract(request.actor, pk)
        if not self.is_allowed(request.actor) or self.contract.is_closed:
            raise PermissionDenied
        return super().dispatch(request, pk)

    def is_allowed(self, actor):
        return is_school_side(self.contract, actor)

    def save(self, actor, edit, **read):
        """`read`: what was confirmed, and the version that was seen."""
        return contracts.change(actor, self.contract, edit, **read)

    def get(self, request, pk):
        return self.show(self.form_class(contract=self.contract))

    def post(self, request, pk):
        form = self.form_class(request.POST, contract=self.contract)
        if form.is_valid():
            try:
                effect = self.save(request.actor, form.edit(), **form.read())
            except Refused as refused:
                form = form.after(refused)
            else:
                messages.success(request, SAID[effect])
                return redirect(self.contract)
        return self.show(form)

    def show(self, form):
        form.hide_confirmation()
        context = {
            "form": form,
            "contract": self.contract,
            "booking": self.contract.booking,
            "title": self.title,
            "intro": self.intro,
            "cancel_url": self.contract.get_absolute_url(),
            **self.more(),
        }
        return render(self.request, self.template, context)

    def more(self):
        """What the page shows beside its form."""
        return {}


class SchoolPart(EditView):
    form_class = SchoolPartForm
    title = "La part de l’établissement"


class CompanyPart(EditView):
    """The host's part; the school may type it for a host that answers by phone."""

    form_class = CompanyPartForm
    title = "La part de l’entreprise"

    def is_allowed(self, actor):
        return is_school_side(self.contract, actor) or is_company_side(self.contract, actor)


def programme_start(request, contract):
    """(the choice of programmes to start from, the sessions of the one in `?modele=`)."""
    models = models_for(contract, request.actor)
    chosen = request.GET.get("modele", "")
    drafts = drafts_from(contract, models, chosen) if chosen else None
    return ModelForm(choices_for(models), {"modele": chosen} if drafts else None), drafts


class Programme(CompanyPart):
    form_class = ProgrammeForm
    template = "partnerships/contracts/programme.html"
    title = "Le programme, demi-journée par demi-journée"

    def get(self, request, pk):
        """With `?modele=`, the form is filled from it: nothing is kept before it is sent."""
        self.models, drafts = programme_start(request, self.contract)
        return self.show(ProgrammeForm(contract=self.contract, sessions=drafts))

    def more(self):
        return {"models": getattr(self, "models", None)}


class Numbers(EditView):
    form_class = NumbersForm
    title = "Les effectifs"
    intro = "Moins d’élèves que prévu : un avis part aux parties. Davantage : il faut de nouveau"
    intro += " la signature de toutes les parties."

    def save(self, actor, edit, **read):
        return contract_numbers.change_numbers(actor, self.contract, edit.numbers, **read)


class Funding(EditView):
    form_class = FundingForm
    template = "partnerships/contracts/funding.html"
    title = "Le financement"


SENT = (
    "La convention est partie à la signature. Chaque signataire reçoit son lien le matin de son"
    " prochain jour ouvré."
)


def send(request, pk):
    """The summary before sending, then the sending."""
    contract = visible_contract(request.actor, pk)
    if not is_school_side(contract, request.actor):
        raise PermissionDenied
    may_send = contracts.may_send(request.actor, contract, timezone.localdate())
    if request.method != "POST" and not may_send:
        return redirect(contract)
    if request.method == "POST":
        try:
            contracts.send_to_signature(request.actor, contract)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, SENT)
        return redirect(contract)
    context = {
        "contract": contract,
        "booking": contract.booking,
        "violations": [v for v in completeness(contract_facts(contract)) if v.blocking],
        "advice": [v for v in completeness(contract_facts(contract)) if not v.blocking],
        "signatories": contracts.signatories_of(contract),
    }
    return render(request, "partnerships/contracts/send.html", context)


@require_POST
def ask_company(request, pk):
    """Send the host its personal link again."""
    return act(request, pk, contract_opening.ask_company_again, "Le lien est envoyé.")


@require_POST
def follow_host(request, pk):
    """Give the contract the kind that the host's activity calls for."""
    return act(request, pk, contract_opening.follow_host, "La convention a changé de nature.")


def act(request, pk, step, said):
    """One button of the contract's page: do it, say it, come back."""
    contract = visible_contract(request.actor, pk)
    try:
        step(request.actor, contract)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, said)
    return redirect(contract)
