"""What placements puts to signature: one wording for observation, one for SEGPA and
prépa-métiers (R-PL-9)."""

from dataclasses import replace

from accounts import functions
from documents.registry import SignatureSubject, register
from placements.agreement_document import layout_data
from placements.agreement_fields import correctable
from placements.agreement_wording import INITIATION_WORDING, OBSERVATION_WORDING, VARIABLES
from placements.enums import PlacementKind
from placements.enums_agreement import ROUND_KINDS, Party
from placements.models import Agreement
from placements.rules_agreement import deadline
from placements.workflow import agreements, placements, pupils
from placements.workflow.agreement_base import signatory_function
from placements.workflow.agreement_people import follow_family, follow_heads, standing
from placements.workflow.track_allocation import follow_cancelled


def concerns(agreement):
    """The first host: a company reads its own activity."""
    stay = agreement.placement.stays.select_related("company").first()
    return {"school": agreement.placement.school, "company": stay and stay.company}


def happens(agreement):
    return agreement.placement.starts_on, agreement.placement.ends_on


OBSERVATION_AGREEMENT = SignatureSubject(
    code=ROUND_KINDS[PlacementKind.OBSERVATION],
    label="Convention de stage d’observation",
    prefix="CSO",
    model=Agreement,
    wording=OBSERVATION_WORDING,
    variables=VARIABLES,
    data=layout_data,
    typst_template="placement_agreement.typ",
    deadline=lambda agreement, _opened_on: deadline(agreement.placement.starts_on),
    happens=happens,
    at_school=frozenset({Party.HEAD.value, Party.REFERENT.value}),
    too_late="Une signature donnée après le premier jour du stage est conservée, mais elle ne"
    " couvre plus le stage.",
    function_of=signatory_function,
    standing=standing,
    concerns=concerns,
    correctable=correctable,
    send_back=agreements.keep_corrections,
    on_sealed=lambda signed: agreements.sealed(signed.subject, signed.sealed_at),
    on_voided=lambda actor, voided, reason: agreements.voided(actor, voided.subject, reason),
)
INITIATION_AGREEMENT = replace(
    OBSERVATION_AGREEMENT,
    code=ROUND_KINDS[PlacementKind.INITIATION],
    label="Convention de stage d’initiation ou d’application",
    prefix="CSI",
    wording=INITIATION_WORDING,
)

functions.follow(follow_heads)
pupils.follow(follow_family)
placements.on_cancelled(follow_cancelled)
register(OBSERVATION_AGREEMENT)
register(INITIATION_AGREEMENT)
