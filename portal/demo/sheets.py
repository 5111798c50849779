"""Sheets of companies as they live: one merged, one that looks like another, one corrected."""

from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from directory.models import Company
from partnerships.models import CompanyCorrection, CompanyMerge
from partnerships.workflow import merges

from .companies import siret_of

MERGED, DOUBLE, REFUSING = 40, 41, 42


def add(everybody, hosts):
    """Told once: each row is looked for first."""
    kept, corrected = hosts["cellule"], hosts["meca"]
    _typed(DOUBLE, "Méca Aéro Garonne", corrected)
    _typed(
        REFUSING,
        "Imprimerie des Ponts-Jumeaux",
        kept,
        contact_refused=True,
        contact_refused_reason="Trop de demandes au printemps, à leur demande",
        contact_refused_until=timezone.localdate().replace(month=12, day=31),
    )
    if not CompanyMerge.objects.filter(kept=kept).exists():
        old = _typed(MERGED, "Aérostructures Touch", kept)
        rbde = Actor.of(everybody["rbde"], Role.RBDE)
        merges.merge(rbde, kept, old, "Saisie deux fois, avec l’ancien SIRET")
    CompanyCorrection.objects.get_or_create(
        company=corrected,
        defaults={
            "values": {"name": "Mécanique Aéro Garonne et fils", "address": "14 rue des Ateliers"},
            "words": "Nous avons repris l’atelier voisin.",
            "proposed_by": corrected.name,
        },
    )


def _typed(rank, name, near, **facts):
    place = ("postcode", "city", "municipality", "department", "legal_kind", "sector")
    company, _ = Company.objects.get_or_create(
        siret=siret_of(rank),
        defaults={
            "name": name,
            "source": "saisie",
            "to_be_checked": True,
            **{one: getattr(near, one) for one in place},
            **facts,
        },
    )
    return company
