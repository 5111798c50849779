"""Agreements of the placements found by the class of 3e: one at each step of its life."""

from django.db import transaction

from accounts.actor import Actor
from accounts.enums import Role
from documents.rounds import give
from placements.enums import PlacementState, Source
from placements.models import Placement
from placements.rules.presence import WeekTable
from placements.workflow import agreement_notices, agreement_parts, agreements
from placements.workflow.agreement_base import current_round
from placements.workflow.agreement_parts import PartEdit

IP = "127.0.0.1"
WEEK = WeekTable((((540, 720), (810, 990)),) * 5 + ((), ()))
SAID = {
    "tutor_name": "Dominique Roux",
    "tutor_function": "Responsable d’atelier",
    "tutor_email": "tuteur@demo.example",
    "tutor_phone": "05 61 00 03 00",
    "activities": "Suivre une pièce du bureau d’études au contrôle ; rencontrer trois métiers.",
    "place": "",
    "equipment": "Chaussures et lunettes de sécurité, fournies à l’arrivée.",
    "meals": "Repas à la cantine de l’entreprise, offert.",
    "insurance": "Assureur du Midi, contrat n° 45-2100",
    "signatory_name": "Camille Soler",
    "signatory_function": "Directrice du site",
    "signatory_email": "signataire@demo.example",
    "works_read": True,
}


def tell(everybody):
    """Asked, filled, sent back, half signed, signed by all; the others are to be prepared."""
    teacher = Actor.of(everybody["enseignante"], Role.TEACHER)
    rows = Placement.objects.visible_to(teacher).filter(state=PlacementState.FOUND, agreement=None)
    rows = rows.exclude(source=Source.TRACK)
    for placement, step in zip(rows.order_by("pk"), STEPS, strict=False):
        with transaction.atomic():
            agreement = _asked(teacher, placement)
            step(teacher, agreement)


def _asked(teacher, placement):
    company = placement.stays.get().company
    contacts = {company.pk: ("Camille Soler", "accueil@demo.example")}
    agreement = agreements.prepare(teacher, placement, contacts=contacts)
    agreement_parts.ask_hosts(teacher, agreement)
    return agreement


def _only_asked(_teacher, _agreement):
    """The host has its link."""


def _filled(teacher, agreement):
    agreement_parts.complete(teacher, agreement.parts.get(), PartEdit(WEEK, SAID))


def _sent_back(teacher, agreement):
    _filled(teacher, agreement)
    field = f"host{agreement.parts.get().pk}_meals"
    agreements.send_back(teacher, agreement, {field: "La cantine est-elle ouverte le mercredi ?"})


def _half_signed(teacher, agreement, functions=("host",)):
    _filled(teacher, agreement)
    agreements.open_signatures(teacher, agreement)
    for signatory in current_round(agreement).signatories.order_by("position"):
        if signatory.function.partition("-")[0] in functions:
            give(Actor.of_link(signatory.current_link), signatory, IP)


def _signed(teacher, agreement):
    """By all; then the host says that another tutor takes over."""
    _half_signed(teacher, agreement, ("host", "head", "guardian"))
    values = {"tutor_name": "Nadia Bertrand", "tutor_function": "Cheffe d’équipe"}
    agreement_notices.tell_change(teacher, agreement.parts.get(), values)


STEPS = (_half_signed, _signed, _filled, _sent_back, _only_asked)
