"""What partnerships puts to signature."""

from dataclasses import replace

from django.db.models import Q

from accounts import functions
from documents.enums import RoundState
from documents.registry import (
    SignatureSubject,
    follow_answers,
    register,
    register_certificate,
)
from partnerships import evaluation
from partnerships.certificate import CERTIFICATE, CERTIFICATE_LABEL
from partnerships.contract.changes import changes_in_words
from partnerships.contract.document import layout_data
from partnerships.contract.fields import correctable
from partnerships.contract.wording import VARIABLES, WORDING
from partnerships.enums import BookingState
from partnerships.enums.contract import RHYTHMS, ContractKind
from partnerships.enums.relation import PARTNERSHIP_RHYTHMS, PartnershipKind
from partnerships.models import Contract, ContractNotice, Partnership
from partnerships.partnership_document import layout_data as partnership_layout
from partnerships.partnership_wording import VARIABLES as PARTNERSHIP_VARIABLES
from partnerships.partnership_wording import wording_of
from partnerships.rules.contract import deadline
from partnerships.rules.partnership import deadline as partnership_deadline
from partnerships.visit_wording import VISIT_VARIABLES, VISIT_WORDING
from partnerships.wording import span_of
from partnerships.workflow import again, contract_corrections, contracts, partnership_signing
from partnerships.workflow.contract_base import ROUND_KINDS
from partnerships.workflow.contract_people import signatory_function
from partnerships.workflow.signing import follow_heads, standing


def concerns(contract):
    booking = contract.booking
    return {"school": booking.school, "company": booking.company}


def amended(signed):
    """What the numbered notices changed since a round was opened (R-CEE-5)."""
    of_dates = Q(contract=signed.subject_id) | Q(contract__in_round=signed)
    later = ContractNotice.objects.filter(of_dates, created_at__gte=signed.opened_at)
    if signed.state == RoundState.VOIDED:
        later = later.filter(created_at__lte=signed.voided_at)
    return [
        (label, f"{after} (auparavant : {before}), {notice}")
        for notice in later
        for label, before, after in changes_in_words(notice.changes)
    ]


def on_sealed(signed):
    """Every date of the document: an information visit may have several (R-VI-1)."""
    for contract in dates_in(signed):
        is_first = contract.pk == signed.subject_id
        contracts.sealed(contract, signed.sealed_at, is_told=is_first)


def on_voided(actor, voided, reason):
    for contract in dates_in(voided):
        contracts.voided(actor, contract, reason)


def dates_in(round):
    return Contract.objects.filter(in_round=round).order_by("pk")


CLASS_CONTRACT = SignatureSubject(
    code=ROUND_KINDS[ContractKind.CLASS_IMMERSION],
    label="Convention « Classe en Entreprise »",
    prefix=ContractKind.CLASS_IMMERSION.prefix,
    model=Contract,
    wording=WORDING,
    variables=VARIABLES,
    data=layout_data,
    typst_template="class_contract.typ",
    deadline=lambda contract, _opened_on: deadline(contract.booking.starts_on),
    happens=lambda contract: span_of(contract.booking),
    rhythms=RHYTHMS,
    too_late="Une signature donnée après le premier jour de l’immersion est conservée, mais elle"
    " ne couvre plus l’immersion.",
    is_kept=True,
    amended=amended,
    function_of=signatory_function,
    standing=standing,
    concerns=concerns,
    correctable=correctable,
    send_back=contract_corrections.keep,
    on_sealed=on_sealed,
    on_voided=on_voided,
)
# Two signatures instead of three: the host is outside industry (R-CEE-4).
GROUP_CONTRACT = replace(
    CLASS_CONTRACT,
    code=ROUND_KINDS[ContractKind.ORDINARY],
    label="Convention d’immersion d’une classe",
    prefix=ContractKind.ORDINARY.prefix,
)

# A short agreement between host and school (R-VI-1), signed and followed as a contract is.
VISIT_AGREEMENT = replace(
    CLASS_CONTRACT,
    code=ROUND_KINDS[ContractKind.VISIT],
    label="Convention de visite d’information",
    prefix=ContractKind.VISIT.prefix,
    wording=VISIT_WORDING,
    variables=VISIT_VARIABLES,
    typst_template="contract.typ",
    too_late="Une signature donnée après le premier jour de la visite est conservée, mais elle"
    " ne couvre plus la visite.",
)

PREFIXES = {
    PartnershipKind.HOST: "PAE",
    PartnershipKind.FRAMEWORK: "PAC",
    PartnershipKind.TAX: "PTA",
    PartnershipKind.SPONSOR: "PPA",
    PartnershipKind.JURY: "PJU",
    PartnershipKind.EQUIPMENT: "PEQ",
}


def partnership_agreement(kind):
    """The agreement of a partnership: each kind has its articles."""
    return SignatureSubject(
        code=kind.round_kind,
        label=kind.document,
        prefix=PREFIXES[kind],
        model=Partnership,
        wording=wording_of(kind),
        variables=PARTNERSHIP_VARIABLES,
        data=partnership_layout,
        deadline=lambda row, opened_on: partnership_deadline(row.starts_on, row.ends_on, opened_on),
        rhythms=PARTNERSHIP_RHYTHMS,
        is_kept=True,
        function_of=partnership_signing.signatory_function,
        standing=partnership_signing.standing,
        concerns=lambda row: row.places,
        correctable=partnership_signing.correctable,
        send_back=partnership_signing.keep_corrections,
        on_refused=partnership_signing.refused,
        on_sealed=lambda signed: partnership_signing.sealed(signed.subject, signed.sealed_at),
        on_voided=lambda actor, voided, reason: partnership_signing.voided(
            actor, voided.subject, reason
        ),
    )


functions.follow(follow_heads)
functions.follow(partnership_signing.follow_heads)

register(CLASS_CONTRACT)
register(GROUP_CONTRACT)
register(VISIT_AGREEMENT)
for partnership in PartnershipKind:
    register(partnership_agreement(partnership))
for kind in evaluation.HOSTS:
    follow_answers(kind, again.answered, again.next_step)
register_certificate(
    CERTIFICATE, CERTIFICATE_LABEL, lambda booking: booking.state != BookingState.MISSED
)
