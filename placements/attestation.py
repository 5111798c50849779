"""The attestation of a placement that took place: what it says, of one pupil, or of a whole
class in one file to print.

That of one pupil is kept as it was given (`workflow.attestations`) and passes to the closed
archive with the pupil (DOMAIN §8); the file of a class is a print, of which nothing is kept.
"""

from documents.rendering import render_pdf
from placements.agreement.data import head_of
from placements.diploma_weeks import weeks_of
from placements.enums import PlacementKind, PlacementState
from placements.rules.follow_up import half_days
from placements.weeks_pfmp import in_words
from placements.wording import period_of, with_birth

TITLE = "Attestation de stage"
ATTESTATION = "placement.attestation"
VERIFIED = "L’empreinte de ce fichier permet d’en vérifier l’authenticité sur le portail."
READ = ("pupil", "school", "class_group__school_year", "class_group__diploma")


def to_attest(placements):
    """Those that took place, with what the attestation prints."""
    rows = placements.filter(state=PlacementState.DONE, pupil__isnull=False)
    rows = rows.select_related(*READ).prefetch_related("stays__company", "presences")
    return rows.order_by("pupil__sort_key", "starts_on", "pk")


def attestations_pdf(placements):
    """One page each, all of one school; `placements` come from `to_attest`."""
    head = head_of(placements[0].school)[0]
    statements = [statement(placement, head) for placement in placements]
    return render_pdf("statements.typ", {"title": TITLE, "statements": statements})


def attestation_pdf(placement):
    """That of one pupil; the same facts give the same bytes. `placement` comes from
    `to_attest`."""
    said = statement(placement, head_of(placement.school)[0])
    return render_pdf("statement.typ", said | {"closing": [*said["closing"], VERIFIED]})


def statement(placement, head):
    stays = list(placement.stays.all())
    tutors = dict.fromkeys(stay.tutor_name for stay in stays if stay.tutor_name)
    return {
        "title": TITLE,
        "number": f"ATS-{placement.school_year_id}-{placement.pk:05d}",
        "subtitle": f"Année scolaire {placement.class_group.school_year.label}",
        "opening": [
            f"{with_birth(placement.pupil)}, élève de {placement.class_group}, a effectué le stage"
            " ci-dessous.",
        ],
        "facts": [pair for pair in _facts(placement, stays) if pair[1]],
        "closing": ["Délivrée pour servir et valoir ce que de droit."],
        "places": [
            {"label": "Le chef d’établissement", "name": head},
            {"label": "Pour l’accueillant", "name": ", ".join(tutors)},
        ],
    }


def _facts(placement, stays):
    hosts = dict.fromkeys(
        f"{stay.company}, {period_of(stay)}" if len(stays) > 1 else str(stay.company)
        for stay in stays
    )
    activities = dict.fromkeys(stay.activities for stay in stays if stay.activities)
    return [
        ("Nature", placement.get_kind_display()),
        ("Établissement", f"{placement.school}, UAI {placement.school.uai}"),
        ("Accueil", "\n".join(hosts)),
        ("Dates", period_of(placement)),
        ("Présence", _presence(placement)),
        *_diploma(placement),
        ("Activités", "\n".join(activities)),
    ]


def _diploma(placement):
    """R-PF-1: the weeks that count for the diploma, absences taken away."""
    diploma = placement.class_group.diploma
    if diploma is None or not PlacementKind(placement.kind).is_vocational:
        return []
    counted = in_words(weeks_of(placement))
    wanted = f"{diploma.min_weeks} au moins sur toute la formation"
    return [("Diplôme préparé", str(diploma)), ("Durée comptée", f"{counted} ({wanted})")]


def _presence(placement):
    present, absent = half_days(placement.presences.all())
    if not present:
        return ""
    several = "s" if present > 1 else ""
    missed = f", {absent} d’absence" if absent else ""
    return f"{present} demi-journée{several} de présence{missed}"
