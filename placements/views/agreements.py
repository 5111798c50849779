"""`/stages/conventions/`: the agreement of a placement, for who follows it and for its host."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.downloads import Taking, show_pdf
from accounts.enums import Role
from accounts.reads import note_reads
from directory.forms import sections
from directory.french import full_day
from directory.models import Company
from directory.violations import Refused
from documents import registry, rounds
from documents.forms import CorrectionForm
from documents.models import Correction, Signatory, SignatureRound
from outbox.preview import read_first
from outbox.queries import sent_about
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.agreement.data import hosting_parts, limits_of, stays_of
from placements.agreement.fields import correctable
from placements.agreement.memory import start_of
from placements.enums.agreement import FILLING, FORBIDDEN_WORKS
from placements.forms.agreements import AmendForm, HostPartForm, SchoolPartForm
from placements.hours import day_in_words
from placements.models import Agreement, HostPart, Placement
from placements.models.agreements import usual_texts
from placements.rules.agreement import covers
from placements.sheets import day_by_day
from placements.workflow import agreement_parts, agreements
from placements.workflow.agreement_base import (
    TABLE,
    S,
    is_host,
    is_school_side,
    with_all,
)
from placements.workflow.agreement_ends import contacts_of
from placements.workflow.agreement_notices import may_tell
from placements.workflow.agreement_people import signatories_of

# What the mails of a correction or an amendment are about.
ABOUT = (Agreement, HostPart, Signatory)
UNSIGNED = "personne d’autre n’est à prévenir"
PARTIES = (*SCHOOL_STAFF, Role.COMPANY_REPRESENTATIVE)


@dataclass(frozen=True)
class Addressee:
    """Whom the school writes to at a host's, before and after the part exists."""

    company: Company
    contact_name: str = ""
    contact_email: str = ""


def _addressees(placement, agreement):
    parts = {part.company_id: part for part in agreement.parts.all()} if agreement else {}
    companies = dict.fromkeys(stay.company for stay in placement.stays.select_related("company"))
    known = contacts_of(placement)
    return [
        parts.get(company.pk)
        or Addressee(company, **known.get(company.pk, {"contact_email": company.email}))
        for company in companies
    ]


@require(*SCHOOL_STAFF)
def prepare(request, pk):
    """The school's part; then, in one click, the host is asked for its own (R-AG-7)."""
    rows = Placement.objects.select_related("pupil", "class_group__school_year", "school")
    placement = get_visible_or_404(rows, request.actor, pk=pk)
    agreement = Agreement.objects.filter(placement=placement).first()
    data = request.POST if request.method == "POST" else None
    part = agreement or Agreement(placement=placement, **usual_texts(placement.kind))
    form = SchoolPartForm(data, instance=part, hosts=_addressees(placement, agreement))
    if form.is_valid():
        try:
            agreement = agreements.prepare(request.actor, placement, form.values(), form.contacts())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            if "ask" in request.POST:
                _ask(request, agreement)
            return redirect(agreement)
    context = {
        "form": form,
        "placement": placement,
        "agreement": agreement,
        "sections": sections(form, form.sections),
    }
    return render(request, "placements/agreements/prepare.html", context)


def _ask(request, agreement):
    try:
        asked = agreement_parts.ask_hosts(request.actor, agreement)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        one = "L’accueillant reçoit le lien pour compléter sa part."
        several = f"{asked} accueillants reçoivent chacun le lien pour compléter leur part."
        messages.success(request, one if asked == 1 else several)


@require_safe
@require(*PARTIES)
def page(request, pk):
    """Where the agreement stands, what is missing, who has signed, what may be done."""
    agreement = visible_agreement(request, pk)
    placement, actor = agreement.placement, request.actor
    is_school = is_school_side(agreement, actor)
    if placement.pupil:
        note_reads(actor, [placement.pupil])
    violations = agreements.check(agreement) if agreement.state in FILLING else []
    parts = hosting_parts(agreement)
    signed = SignatureRound.objects.about(agreement).select_related("template__academy")
    signed = signed.prefetch_related("signatories")
    context = {
        "agreement": agreement,
        "placement": placement,
        "parts": [
            (
                part,
                stays_of(agreement, part),
                _may_fill(part, agreement, actor),
                may_tell(actor, agreement, part),
            )
            for part in parts
        ],
        "days": _days(placement) if len(parts) > 1 else [],
        "blocking": [one for one in violations if one.blocking],
        "advice": [one for one in violations if not one.blocking],
        "corrections": Correction.objects.open().about(agreement),
        "limits": limits_of(agreement),
        "notices": agreement.notices.order_by("-number"),
        "rounds": signed,
        "is_school": is_school,
        "told": told_about(agreement, parts, signed) if is_school else None,
        "may_prepare": is_school and agreement.state in FILLING,
        "may_ask": TABLE.can(agreement, "ask", actor),
        "may_open": TABLE.can(agreement, "open", actor),
        "may_send_back": is_school and agreement.state in FILLING,
        "may_amend": is_school and _may_amend(agreement),
    }
    return render(request, "placements/agreements/page.html", context)


def told_about(agreement, parts, signed):
    """The messages about it and its placement, to its hosts and to who signs it; for the school,
    which knows these addresses."""
    signatories = [one for one_round in signed for one in one_round.signatories.all()]
    about = [agreement.placement, *parts, *agreement.notices.all(), *signatories]
    return sent_about(agreement, *about)


def _days(placement):
    """[(day in words, host, hours)] of a placement at several hosts (R-PL-8)."""
    return [
        (full_day(day, weekday=True).capitalize(), stay.company, day_in_words(ranges))
        for day, stay, ranges in day_by_day(placement)
    ]


def _may_amend(agreement):
    """Before the first day; once begun, what is signed covers it to its end (R-AG-3)."""
    if agreement.state == S.SIGNED:
        return covers(timezone.localdate(), agreement.placement.starts_on)
    return agreement.state == S.SIGNING


def _may_fill(part, agreement, actor):
    filler = is_school_side(agreement, actor) or is_host(part, actor)
    return filler and agreement.state in FILLING


@require(*PARTIES)
def fill(request, pk, part):
    """The part of a host, by its account or by the school for a host on the phone."""
    agreement, found = _part_to_fill(request, pk, part)
    form, is_kept = host_form(request, agreement, found)
    if is_kept:
        messages.success(request, "La part de l’accueillant est enregistrée.")
        return redirect(agreement)
    context = part_context(form, agreement, found)
    return render(request, "placements/agreements/part.html", context)


@require_POST
@require(*PARTIES)
def check_part(request, pk, part):
    """What the rules say of the hours as they stand; nothing is kept."""
    return checks_page(request, *_part_to_fill(request, pk, part))


def _part_to_fill(request, pk, part):
    agreement = visible_agreement(request, pk)
    found = next((one for one in hosting_parts(agreement) if one.pk == part), None)
    if found is None:
        raise Http404
    if not _may_fill(found, agreement, request.actor):
        raise PermissionDenied("Cette part ne se remplit plus, ou pas par vous.")
    return agreement, found


def checks_page(request, agreement, part):
    """The violations of the form as it stands, the same by account and by link."""
    form = HostPartForm(request.POST, is_vocational=agreement.is_vocational)
    form.is_valid()
    found = agreement_parts.check_edit(agreement, part, form.edit())
    context = {
        "found": [one for one in found if one.field != "works_read"],
        "is_checked": bool(form.table().minutes),
    }
    return render(request, "placements/placements/_checks.html", context)


def host_form(request, agreement, part):
    """(the form, whether what was sent is kept), the same by account and by link."""
    kind = {"is_vocational": agreement.is_vocational}
    if request.method != "POST":
        return HostPartForm(start=start_of(agreement, part), **kind), False
    form = HostPartForm(request.POST, **kind)
    if form.is_valid():
        try:
            agreement_parts.complete(request.actor, part, form.edit())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return form, True
    return form, False


def part_context(form, agreement, part):
    return {
        "form": form,
        "agreement": agreement,
        "placement": agreement.placement,
        "part": part,
        "stays": stays_of(agreement, part),
        "sections": sections(form, form.parts),
        "works": FORBIDDEN_WORKS,
        "corrections": agreement_parts.asked_to_correct(part),
    }


@require_POST
@require(*SCHOOL_STAFF)
def ask(request, pk):
    """Send the hosts their link, again."""
    agreement = visible_agreement(request, pk)
    _ask(request, agreement)
    return redirect(agreement)


@require(*SCHOOL_STAFF)
def send_back(request, pk):
    """The school's comments, field by field, before the signatures (R-AG-7)."""
    agreement = visible_agreement(request, pk)
    data = request.POST if request.method == "POST" else None
    form = CorrectionForm(correctable(agreement), data)
    if form.is_valid():
        try:
            act = partial(agreements.send_back, request.actor, agreement, form.comments())
            read_first(request, act, ABOUT)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Vos remarques sont transmises, champ par champ.")
            return redirect(agreement)
    context = {
        "form": form,
        "title": "Renvoyer pour correction",
        "question": "Écrivez, à côté de chaque champ à revoir, ce qui doit changer. Rien de ce"
        " qui est saisi n’est perdu.",
        "submit": "Renvoyer pour correction",
        "cancel_url": agreement.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@require_POST
@require(*SCHOOL_STAFF)
def open_signatures(request, pk):
    """Put it to signature: every signatory receives a personal link."""
    agreement = visible_agreement(request, pk)
    try:
        agreements.open_signatures(request.actor, agreement)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "La convention est à la signature : chacun reçoit son lien.")
    return redirect(agreement)


@require(*SCHOOL_STAFF)
def amend(request, pk):
    """Take back what is out for signature, or signed, to change it (R-AG-3)."""
    agreement = visible_agreement(request, pk)
    form = AmendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            act = partial(agreements.amend, request.actor, agreement, reason)
            read_first(request, act, ABOUT, silent=UNSIGNED)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Corrigez le stage ou la convention, puis refaites signer.")
            return redirect(agreement)
    context = {
        "form": form,
        "title": "Modifier par un avenant",
        "question": "Les signatures données n’engagent plus, et restent conservées. Le nouveau"
        " document, signé par les mêmes parties, annule et remplace celui-ci.",
        "submit": "Reprendre la convention",
        "danger": True,
        "cancel_url": agreement.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@require_safe
@require(*PARTIES)
def preview(request, pk):
    """The document as it would be put to signature today."""
    agreement = visible_agreement(request, pk)
    kind = agreement.round_kind
    number = registry.subject(kind).prefix
    pdf = rounds.draft_pdf(kind, agreement, number, signatories_of(agreement))
    taking = Taking("a consulté le projet de convention", agreement.placement)
    return show_pdf(request, pdf, f"projet-{agreement.pk}.pdf", taking)


def visible_agreement(request, pk):
    return get_visible_or_404(with_all(Agreement.objects), request.actor, pk=pk)
