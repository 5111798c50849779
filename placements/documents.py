"""What placements puts to signature: observation at one or several hosts (R-PL-8), initiation
and application for SEGPA and prépa-métiers (R-PL-9), vocational periods and technological
placements (R-PF-6), each with its wording."""

from dataclasses import replace
from operator import attrgetter

from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate

from accounts import functions
from documents.registry import SignatureSubject, Wording, register, register_certificate
from placements import vocational_document
from placements.agreement.document import layout_data
from placements.agreement.fields import correctable
from placements.agreement.wording import (
    ANNEXES,
    APPLICATION_WORDING,
    INITIATION_WORDING,
    OBSERVATION_WORDING,
    SEVERAL_HOSTS_WORDING,
    VARIABLES,
)
from placements.attestation import ATTESTATION, TITLE
from placements.enums import PlacementKind
from placements.enums.agreement import (
    APPLICATION,
    PFMP_ADULT,
    RHYTHMS,
    ROUND_KINDS,
    SEVERAL_HOSTS,
)
from placements.models import Agreement, PfmpLimits, PresenceLimits
from placements.rules.agreement import deadline
from placements.vocational_wording import PFMP_ADULT_WORDING, PFMP_WORDING, TECHNOLOGICAL_WORDING
from placements.vocational_wording import VARIABLES as VOCATIONAL_VARIABLES
from placements.workflow import (
    agreement_notices,
    agreements,
    parameters,
    placements,
    pupils,
    vocational_limits,
)
from placements.workflow.agreement_base import signatory_function
from placements.workflow.agreement_people import (
    follow_family,
    follow_heads,
    phone_of,
    standing,
)
from placements.workflow.attestations import holds
from placements.workflow.track_places import follow_cancelled


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
    annexes=ANNEXES,
    variants=(
        Wording(
            SEVERAL_HOSTS,
            "Convention de stage d’observation, plusieurs accueillants",
            SEVERAL_HOSTS_WORDING,
            ANNEXES,
            VARIABLES,
        ),
    ),
    variant_of=attrgetter("variant"),
    data=layout_data,
    typst_template="placement_agreement.typ",
    deadline=lambda agreement, _opened_on: deadline(agreement.placement.starts_on),
    happens=happens,
    rhythms=RHYTHMS,
    too_late="Une signature donnée après le premier jour du stage est conservée, mais elle ne"
    " couvre plus le stage.",
    function_of=signatory_function,
    standing=standing,
    phone_of=phone_of,
    concerns=concerns,
    amended=agreement_notices.amended,
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
    variants=(
        Wording(
            ROUND_KINDS[PlacementKind.INITIATION],
            "Convention de stage d’initiation",
            INITIATION_WORDING,
            ANNEXES,
            VARIABLES,
        ),
        Wording(
            APPLICATION,
            "Convention de stage d’application",
            APPLICATION_WORDING,
            ANNEXES,
            VARIABLES,
        ),
    ),
)
PFMP_AGREEMENT = replace(
    OBSERVATION_AGREEMENT,
    code=ROUND_KINDS[PlacementKind.PFMP],
    label="Convention de PFMP",
    prefix="CFP",
    wording=PFMP_WORDING,
    variables=VOCATIONAL_VARIABLES,
    variants=(
        Wording(
            PFMP_ADULT,
            "Convention de PFMP, élève majeur",
            PFMP_ADULT_WORDING,
            ANNEXES,
            VOCATIONAL_VARIABLES,
        ),
    ),
    data=vocational_document.layout_data,
)
TECHNOLOGICAL_AGREEMENT = replace(
    PFMP_AGREEMENT,
    code=ROUND_KINDS[PlacementKind.TECHNOLOGICAL],
    label="Convention de stage de BTS ou technologique",
    prefix="CST",
    wording=TECHNOLOGICAL_WORDING,
    variants=(),
)


def first_limits(**_):
    """After `migrate`, the common limits are there to be read. Silent without their tables."""
    tables = connection.introspection.table_names()
    for model, first in FIRST.items():
        if model._meta.db_table in tables:
            first()


FIRST = {
    PresenceLimits: parameters.first_version,
    PfmpLimits: vocational_limits.first_version,
}


post_migrate.connect(first_limits, sender=apps.get_app_config("placements"))
functions.follow(follow_heads)
pupils.follow(follow_family)
placements.on_cancelled(follow_cancelled)
register(OBSERVATION_AGREEMENT)
register(INITIATION_AGREEMENT)
register(PFMP_AGREEMENT)
register(TECHNOLOGICAL_AGREEMENT)
register_certificate(ATTESTATION, TITLE, holds)
