"""What a certificate and an order of mission print: French words, never a pupil's name."""

from django.utils import timezone

from directory import french
from partnerships.contract.document import plural
from partnerships.enums import OfferKind
from partnerships.wording import numbers_of, period_of

CERTIFICATE = "certificate"
CERTIFICATE_LABEL = "Attestation d’immersion"


def number_of(prefix, booking):
    """ "ATT-2026-00042"."""
    return f"{prefix}-{booking.school_year_id}-{booking.pk:05d}"


def certificate_data(booking, count):
    """What `statement.typ` lays out; `count`: the attendance that stands, None without one."""
    kind = OfferKind(booking.kind)
    group = booking.class_group
    whom = f"{group.name} ({group.get_level_display()})" if group else str(booking.teacher or "")
    facts = [
        ("Établissement", f"{booking.school} ({booking.school.uai})"),
        ("Classe ou groupe" if group else "Personne", whom),
        ("Structure d’accueil", str(booking.host)),
        ("Dates", period_of(booking)),
        ("Présents" if count else "Effectif prévu", numbers_of(count or booking)),
    ]
    return {
        "title": CERTIFICATE_LABEL,
        "number": number_of("ATT", booking),
        "subtitle": f"Année scolaire {booking.school_year}",
        "opening": [f"La présente attestation constate que cette action a eu lieu : {kind.label}."],
        "facts": [pair for pair in facts if pair[1]],
        "closing": [
            "La présence a été relevée sur place."
            if count
            else "La présence n’a pas été relevée : l’effectif est celui de la demande.",
            "Ce document ne nomme aucun élève. Son empreinte permet d’en vérifier l’authenticité"
            " sur le portail.",
        ],
    }


def mission_data(booking, head):
    """The order of mission of a teacher's own immersion, to print and sign (R-IM-2)."""
    offer = booking.offer
    place = offer if offer and offer.address else booking.host
    parts = (getattr(place, name, "") for name in ("address", "postcode", "city"))
    facts = [
        ("Personne", str(booking.teacher or booking.requested_by)),
        ("Nombre de personnes", plural(booking.adults, "personne")),
        ("Établissement", f"{booking.school} ({booking.school.uai})"),
        ("Structure d’accueil", str(booking.host)),
        ("Adresse", " ".join(part for part in parts if part)),
        ("Dates", period_of(booking)),
        ("Organisme", booking.get_provider_display() if booking.provider else ""),
    ]
    visa = booking.visa_at and french.full_day(timezone.localdate(booking.visa_at))
    return {
        "title": "Ordre de mission",
        "verifiable": False,
        "number": number_of("OM", booking),
        "subtitle": "Immersion en entreprise d’un personnel de l’Éducation nationale",
        "opening": [
            "La personne désignée ci-dessous est autorisée à se rendre dans la structure d’accueil"
            " aux dates indiquées, dans le cadre de ses fonctions."
        ],
        "facts": [pair for pair in facts if pair[1]],
        "closing": [f"Visa donné sur le portail le {visa}."] if visa else [],
        "places": [
            {"label": "Le chef d’établissement", "name": head},
            {"label": "La personne en mission", "name": str(booking.teacher or "")},
        ],
    }
