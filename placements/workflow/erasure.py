"""One year after the placement, pupils and guardians leave the tables and every trace of them
(DOMAIN §8); the placement stays with what is counted: level, audience, sex, days, host, distance.
Where a pupil lives is erased first, once the school year of the class is over.

Their traces in links, mails, journal and history: `accounts.erasure`. What was signed passes to
the closed archive: `documents.archive`.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from accounts import erasure
from accounts.actor import Actor
from accounts.journal import record
from directory.models import School
from directory.years import start_year_of, years_before
from documents import archive
from placements.attestation import ATTESTATION
from placements.distances import to_first_host
from placements.enums import HELD
from placements.enums.agreement import HealthPlan
from placements.models import (
    Agreement,
    AgreementNotice,
    EarlyEnd,
    HostPart,
    HostRequestPupil,
    Incident,
    Insertion,
    LegalGuardian,
    Placement,
    PlacementApplication,
    PlacementMobility,
    PlacementProposal,
    PlacementWish,
    PresenceDay,
    Pupil,
    Stay,
    TrackCandidate,
    Visit,
)

PORTAL = Actor.system("Portail")
KEPT_YEARS = 1
BATCH = 500
ERASED = erasure.ERASED
# Deleted, former values included.
GONE: dict[type[Any], str] = {
    Pupil: "pk",
    LegalGuardian: "pupil",
    PlacementApplication: "pupil",
    PlacementProposal: "pupil",
    PlacementWish: "pupil",
    HostRequestPupil: "pupil",
}
HOME: dict[type[Any], tuple[str, dict[str, Any]]] = {Pupil: ("pk", {"municipality_code": ""})}
# Kept for the figures, without what people wrote: {model: (path to the pupil, values)}.
EMPTIED: dict[type[Any], tuple[str, dict[str, Any]]] = {
    Placement: ("pupil", {"comment": "", "pupil": None}),
    Stay: (
        "placement__pupil",
        dict.fromkeys(
            (
                "place",
                "tutor_name",
                "tutor_function",
                "tutor_email",
                "tutor_phone",
                "activities",
            ),
            "",
        ),
    ),
    Agreement: (
        "placement__pupil",
        {"objectives": "", "evaluation": "", "transport": "", "health_plan": HealthPlan.NONE},
    ),
    HostPart: (
        "agreement__placement__pupil",
        dict.fromkeys(
            (
                "contact_name",
                "contact_email",
                "signatory_name",
                "signatory_function",
                "signatory_email",
                "equipment",
                "meals",
                "insurance",
            ),
            "",
        ),
    ),
    AgreementNotice: ("agreement__placement__pupil", {"changes": []}),
    TrackCandidate: ("pupil", {"reason": ""}),
    Insertion: ("pupil", {"pupil": None}),
    PlacementMobility: ("placement__pupil", {"abroad": ""}),
    EarlyEnd: ("placement__pupil", {"comment": ""}),
    Visit: ("placement__pupil", {"note": "", "met": ""}),
    PresenceDay: ("placement__pupil", {"taken_by": ""}),
    Incident: (
        "placement__pupil",
        {"place": "", "what": "", "measures": "", "witnesses": "", "told_by": ""},
    ),
}


def homes_due(today):
    """Pupils whose municipality is still known after the school year of their class."""
    rows = Pupil.objects.exclude(municipality_code="")
    return rows.filter(class_group__school_year__start_year__lt=start_year_of(today))


def forget_homes(today=None):
    """Keep the distances of the placements and erase the municipality, former values
    included, school by school; how many pupils."""
    today = today or timezone.localdate()
    schools = homes_due(today).order_by("school").values_list("school", flat=True)
    return sum(_forget_homes_of(key, today) for key in dict.fromkeys(schools))


@transaction.atomic
def _forget_homes_of(school, today):
    keys = _locked(homes_due(today).filter(school=school))
    if not keys:
        return 0
    _keep_distances(list(Placement.objects.filter(pupil__in=keys).values_list("pk", flat=True)))
    erasure.empty(HOME, {Pupil: keys})
    words = f"{len(keys)} élève{'s' if len(keys) > 1 else ''}, l’année scolaire finie"
    record(PORTAL, "a effacé la commune d’élèves", school=School(pk=school), words=words)
    return len(keys)


def _locked(rows):
    """The keys of some hundreds of these pupils, locked: the next tick takes the rest."""
    wanted = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    locking = Pupil.objects.select_for_update(of=("self",), no_key=True)
    return list(locking.filter(pk__in=wanted).order_by("pk").values_list("pk", flat=True))


def due(today):
    """Pupils whose last placement ended more than a year ago and whose class is of a year
    that is over; without any placement, whose class ended a year ago."""
    limit = years_before(today, KEPT_YEARS)
    held = Q(placements__state__in=HELD)
    rows = Pupil.objects.annotate(last=Max("placements__ends_on", filter=held))
    over = Q(class_group__school_year__start_year__lt=start_year_of(today)) | Q(
        left_on__isnull=False
    )
    placed = Q(last__lt=limit)
    never = Q(last=None, class_group__school_year__start_year__lt=start_year_of(limit))
    return rows.filter(over & placed | never)


def erase_due(today=None):
    """Erase those that are due, school by school; how many pupils."""
    today = today or timezone.localdate()
    schools = due(today).order_by("school").values_list("school", flat=True)
    return sum(_erase_of(key, today) for key in dict.fromkeys(schools))


@transaction.atomic
def _erase_of(school, today):
    """Some hundreds of one school at a time: the next tick takes the rest."""
    rows = Pupil.objects.select_for_update(of=("self",), no_key=True)
    wanted = due(today).filter(school=school).values("pk")[:BATCH]
    pupils = list(rows.filter(pk__in=list(wanted.values_list("pk", flat=True))))
    if not pupils:
        return 0
    keys = [pupil.pk for pupil in pupils]
    gone = erasure.rows_of({model: (path, {}) for model, path in GONE.items()}, keys)
    kept = erasure.rows_of(EMPTIED, keys)
    signed = archive.rows_about(kept)
    addresses = _addresses(pupils, gone)
    _keep_distances(kept[Placement])
    links = erasure.forget_links(gone | kept | signed)
    erasure.forget_mails(gone | kept | signed, links, addresses)
    archive.forget(signed)
    placement_type = ContentType.objects.get_for_model(Placement)
    archive.close_certificates(ATTESTATION, placement_type, kept[Placement])
    Pupil.objects.filter(pk__in=keys).delete()
    erasure.empty(EMPTIED, kept)
    erasure.forget_acts(gone | kept | signed, links)
    erasure.forget_rows(gone)
    words = f"{len(keys)} élève{'s' if len(keys) > 1 else ''}, un an après leur stage"
    record(PORTAL, "a effacé les données d’élèves", school=School(pk=school), words=words)
    return len(keys)


def _addresses(pupils, gone):
    found = {pupil.email for pupil in pupils}
    guardians = LegalGuardian.objects.filter(pk__in=gone[LegalGuardian])
    proposals = PlacementProposal.objects.filter(pk__in=gone[PlacementProposal])
    found |= set(guardians.values_list("email", flat=True))
    found |= set(proposals.values_list("reply_email", flat=True))
    return {address.lower() for address in found if address}


def _keep_distances(placements):
    """From the pupil's municipality to the first host, in whole kilometres: a figure."""
    Placement.objects.filter(pk__in=placements, distance_km=None).update(
        distance_km=to_first_host()
    )
