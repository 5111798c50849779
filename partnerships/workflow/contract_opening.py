"""How a contract begins: the branch is told, a first text is laid, the host is asked its part."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts import journal, links
from accounts.models import PersonalLink
from directory.models import BranchOrganisation
from directory.violations import Refused, Violation
from outbox.workflow import notify
from partnerships.enums import PENDING, BookingState, OfferKind, Origin
from partnerships.enums.contract import ContractKind, PartyFunction
from partnerships.models import BranchConsultation, Contract, ContractParty, ProgrammeSession
from partnerships.programme import carried_over, standard, texts_for
from partnerships.rules.contract import covers_in_time, half_days
from partnerships.workflow.contract_base import S, lock, write_journal
from partnerships.workflow.contract_people import (
    BRANCH_PURPOSE,
    COMPLETE_PURPOSE,
    branch_recipients,
    company_recipients,
    head_recipients,
    is_consulted,
    is_school_side,
)
from partnerships.workflow.tables import SYSTEM as PORTAL


def kind_for(booking):
    """R-CEE-4: a Classe en Entreprise is in industry, else it is an ordinary immersion.

    An information visit has its own short agreement (R-VI-1).
    """
    if booking.kind == OfferKind.VISIT:
        return ContractKind.VISIT
    industrial = booking.company is not None and booking.company.is_industrial
    return ContractKind.CLASS_IMMERSION if industrial else ContractKind.ORDINARY


def branch_for(booking):
    """The territorial chamber of the host's département, before its federation (R-CEE-4)."""
    if kind_for(booking) != ContractKind.CLASS_IMMERSION or booking.company.department is None:
        return None
    return (
        BranchOrganisation.objects.filter(departments=booking.company.department)
        .order_by(F("parent").asc(nulls_last=True), "sort_key")
        .first()
    )


@transaction.atomic(savepoint=False)
def tell_branch(actor, booking):
    """Tell the branch of the host's département that a class asks (R-CEE-4). Idempotent.

    Called when the request leaves, or at acceptance for an immersion agreed elsewhere.
    Returns the consultation, None when no branch is concerned.
    """
    if booking.kind != OfferKind.CLASS_IMMERSION or (branch := branch_for(booking)) is None:
        return None
    consultation, created = BranchConsultation.objects.get_or_create(
        booking=booking, defaults={"branch": branch, "told_at": timezone.now()}
    )
    if created:
        for recipient in branch_recipients(branch):
            _tell_one(actor, consultation, recipient)
        journal.record(
            PORTAL,
            f"a informé {branch}",
            booking,
            school=booking.school,
            company=booking.company,
        )
    return consultation


def _tell_one(actor, consultation, recipient):
    """With a personal link for an address that has no account."""
    context = {}
    if recipient.user_id is None:
        link = links.issue(
            actor,
            BRANCH_PURPOSE,
            consultation,
            name=recipient.name,
            email=recipient.email,
            function=PartyFunction.BRANCH.label,
            valid_until=links.end_of(consultation.booking.ends_on),
        )
        context = {"link": link.pk}
    notify("contract.branch_told", consultation, recipient, by=actor, context=context)


def _locked_consultation(actor, consultation):
    if not is_consulted(consultation, actor):
        raise Refused("Seule la branche consultée peut s’exprimer.")
    return BranchConsultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)


def may_object(consultation):
    """Until the contract is put to signature, while the immersion may take place (R-CEE-4)."""
    contract = Contract.objects.filter(booking=consultation.booking_id).first()
    if contract:
        return contract.state in (S.DRAFT, S.VOID)
    return consultation.booking.state in (*PENDING, BookingState.ACCEPTED)


@transaction.atomic
def object_to(actor, consultation, reason):
    """The branch objects, with its reason: the contract cannot go to signature (R-CEE-4)."""
    row = _locked_consultation(actor, consultation)
    booking = row.booking
    if not reason.strip():
        raise Refused(violations=[Violation("R-CEE-4", "Indiquez le motif.", "reason")])
    if not may_object(row):
        raise Refused("Il n’est plus temps : refusez de signer la convention qui vous est envoyée.")
    row.objected_at = timezone.now()
    row.objected_by = actor.label
    row.objection = reason.strip()
    row.save()
    journal.record(
        actor,
        "s’oppose à l’immersion",
        booking,
        school=booking.school,
        company=booking.company,
        reason=row.objection,
    )
    for recipient in head_recipients(booking.school):
        occasion = str(row.objected_at)
        notify("contract.branch_objected", row, recipient, by=actor, occasion=occasion)
    return row


@transaction.atomic
def lift_objection(actor, consultation):
    """The branch no longer objects."""
    row = _locked_consultation(actor, consultation)
    row.objected_at, row.objected_by, row.objection = None, "", ""
    row.save()
    booking = row.booking
    journal.record(
        actor,
        "a levé son opposition",
        booking,
        school=booking.school,
        company=booking.company,
    )
    return row


@transaction.atomic
def create_for(actor, booking):
    """The contract of an accepted class immersion, or the agreement of a visit (R-VI-1), with
    all that can be known beforehand.

    Idempotent. Returns None for kinds of booking that need no contract here.
    """
    if not OfferKind(booking.kind).moves_pupils:
        return None
    if existing := Contract.objects.filter(booking=booking).first():
        return existing
    consultation = tell_branch(actor, booking)
    kind = kind_for(booking)
    previous = _previous_contract(booking, kind)
    texts = {
        name: (previous and getattr(previous, name)) or text
        for name, text in texts_for(kind).items()
    }
    contract = Contract.objects.create(
        booking=booking,
        school_year=booking.school_year,
        kind=kind,
        branch=consultation and consultation.branch,
        place=previous.place if previous else _place_of(booking),
        referent_name=_name_of(booking.teacher),
        tutor_name=previous.tutor_name if previous else "",
        tutor_function=previous.tutor_function if previous else "",
        tutor_phone=previous.tutor_phone if previous else "",
        **texts,
    )
    _create_parties(contract, previous)
    write_programme(contract, _proposed_programme(contract, previous))
    write_journal(PORTAL, "a préparé la convention", contract, words=_because(actor, booking))
    if covers_in_time(timezone.localdate(), booking.starts_on):
        ask_company(actor, contract)
    return contract


def _because(actor, booking):
    """What made the portal prepare a contract, and who did it."""
    act = "accord enregistré" if booking.origin == Origin.ELSEWHERE else "demande acceptée"
    return act if actor is PORTAL else f"{act} par {actor.label}"


@transaction.atomic
def follow_host(actor, contract):
    """The host's activity was corrected: the contract takes the kind that it calls for.

    Only before signature. The branch is told or no longer asked, and the signatories
    follow (R-CEE-4). Raises Refused when there is nothing to follow.
    """
    contract = lock(contract)
    if not is_school_side(contract, actor) or not contract.is_open:
        raise Refused("La nature de cette convention ne peut plus changer.")
    kind = kind_for(contract.booking)
    if kind == contract.kind:
        raise Refused("La nature de la convention est déjà celle de l’activité de l’entreprise.")
    consultation = tell_branch(actor, contract.booking)
    contract.kind = kind
    contract.branch = consultation.branch if consultation else None
    contract.save(update_fields=["kind", "branch"])
    contract.parties.exclude(function__in=contract.functions).delete()
    _create_parties(contract, None)
    write_journal(actor, "a changé la nature de la convention", contract, words=contract.title)
    return contract


def _previous_contract(booking, kind):
    """The last contract with this host whose programme may serve again: that of a visit for a
    visit, of an immersion for an immersion."""
    if booking.company is None:
        return None
    visit = Q(kind=ContractKind.VISIT)
    return (
        Contract.objects.filter(booking__company=booking.company)
        .filter(visit if kind == ContractKind.VISIT else ~visit)
        .exclude(booking=booking)
        .exclude(state__in=[S.CANCELLED, S.DRAFT])
        .order_by("-booking__starts_on")
        .first()
    )


def _place_of(booking):
    offer = booking.offer
    where = offer if offer and offer.address else booking.host
    town = " ".join(filter(None, (getattr(where, "postcode", ""), getattr(where, "city", ""))))
    return ", ".join(filter(None, (getattr(where, "address", ""), town)))


def _name_of(user):
    return f"{user.first_name} {user.last_name}".strip() if user else ""


def _proposed_programme(contract, previous):
    booking = contract.booking
    halves = half_days(booking.starts_on, booking.ends_on, booking.last_day_is_half)
    if previous and (sessions := list(previous.sessions.all())):
        return carried_over(sessions, previous.booking.starts_on, halves)
    return standard(halves, contract.kind)


def _create_parties(contract, previous):
    """The signatories that are not there yet, as far as they are known."""
    known = {party.function: party for party in previous.parties.all()} if previous else {}
    there = set(contract.parties.values_list("function", flat=True))
    for function in contract.functions:
        if function in there:
            continue
        name, email = _proposed_signatory(contract, function)
        title = ""
        if function == PartyFunction.COMPANY and function in known:
            former = known[function]
            name, email, title = former.name, former.email, former.title
        elif function == PartyFunction.HEAD:
            title = "Chef d’établissement"
        ContractParty.objects.create(
            contract=contract, function=function, name=name, email=email, title=title
        )


def _proposed_signatory(contract, function):
    booking = contract.booking
    if function == PartyFunction.COMPANY:
        return booking.contact_name, booking.contact_email
    if function == PartyFunction.HEAD:
        recipients = head_recipients(booking.school)
    else:
        recipients = branch_recipients(contract.branch) if contract.branch else []
    return (recipients[0].name, recipients[0].email) if recipients else ("", "")


def ask_company(actor, contract, kind="contract.to_complete"):
    """Send the host the personal link by which it completes its part, until the last day.

    Returns how many were written to: none twice on the same day.
    """
    asked = 0
    for recipient in company_recipients(contract):
        link = fill_link(actor, contract, recipient)
        asked += bool(
            notify(
                kind,
                contract,
                recipient,
                by=actor,
                occasion=timezone.localdate().isoformat(),
                context={"link": link.pk},
            )
        )
    return asked


def fill_link(actor, contract, recipient):
    """The living link of this address, made when there is none."""
    alive = PersonalLink.objects.alive().about(contract)
    found = alive.filter(purpose=COMPLETE_PURPOSE, holder_email=recipient.email).first()
    return found or links.issue(
        actor,
        COMPLETE_PURPOSE,
        contract,
        name=recipient.name,
        email=recipient.email,
        function=PartyFunction.COMPANY.label,
        valid_until=links.end_of(contract.booking.ends_on),
    )


def part_of_host(booking, email):
    """The part of the contract that waits for the host, as its page for this address: the path
    of its living link, "" when the link only waits in a mail, None when nothing waits."""
    contract = Contract.objects.filter(booking=booking, state=S.DRAFT).first()
    if contract is None or booking.is_confirmed_by_phone_only:
        return None
    alive = PersonalLink.objects.alive().about(contract)
    found = alive.filter(purpose=COMPLETE_PURPOSE, holder_email=email).first()
    return found.path if found else ""


@transaction.atomic
def ask_company_again(actor, contract):
    """The school sends the host its link again. Raises Refused when nobody can be written to."""
    contract = lock(contract)
    if not is_school_side(contract, actor) or contract.is_closed:
        raise Refused("Seul l’établissement renvoie le lien d’une convention en cours.")
    if not company_recipients(contract):
        raise Refused("Aucune adresse n’est connue : indiquez celle du signataire de l’entreprise.")
    if not ask_company(actor, contract, "contract.link_again"):
        raise Refused("Le lien a déjà été envoyé aujourd’hui.")
    write_journal(actor, "a renvoyé à l’entreprise le lien pour compléter", contract)


def write_programme(contract, drafts):
    """Keep the sessions in the order given within each half-day."""
    ranks = {}
    rows = []
    for draft in drafts:
        rank = ranks[draft.day, draft.half] = ranks.get((draft.day, draft.half), -1) + 1
        rows.append(
            ProgrammeSession(
                contract=contract,
                day=draft.day,
                half=draft.half,
                position=rank,
                kind=draft.kind,
                title=draft.title,
                led_by=draft.led_by,
                leaders=draft.leaders,
            )
        )
    ProgrammeSession.objects.bulk_create(rows)
