"""The story goes on: a waiting list, other days proposed, a contract sent back."""

import uuid

from partnerships.models import Booking, Contract, Slot
from partnerships.rules import Numbers
from partnerships.workflow import contract_corrections, moves, offers, waiting
from partnerships.workflow.bookings import Wish
from partnerships.workflow.moves import Plan

from .bookings import HOME, NEXT
from .offers import NAMESPACE


def tell(story):
    """Two classes wait for a full slot, the first is offered seats; the host of another class
    proposes other days; its school sends the contract back to it."""
    slot = _slot(story, "meca-classe", 0)
    _wait(story, "enseignante", (HOME, "3e D"), slot)
    _wait(story, "professeur.jaures", (NEXT, "3e 2"), slot)
    slot.refresh_from_db()
    offers.resize(story.actor("entreprise"), slot, slot.seats_taken + 28)
    slot = _slot(story, "meca-classe", 1)
    booking = Booking.objects.get(slot=slot, state="accepted")
    if other := moves.slots_for(booking, story.today).first():
        moves.propose(
            story.actor("entreprise"), booking, Plan.of_slot(other),
            "Une machine neuve arrive la semaine prévue : les élèves la verraient tourner.",
            story.today,
        )  # fmt: skip
    contract_corrections.send_back(
        story.actor("enseignante"),
        Contract.objects.get(booking=booking),
        {
            "tutor_name": "Qui accueille la classe le premier matin ?",
            "equipment": "Combien de paires de chaussures de sécurité prêtez-vous ?",
        },
    )


def _slot(story, offer, rank):
    slot = Slot.objects.filter(offer=story.offers[offer]).order_by("starts_on")[rank]
    return Slot.objects.select_related("offer__host_company").get(pk=slot.pk)


def _wait(story, teacher, key, slot):
    group = story.group_of(slot.school_year_id, key)
    girls = group.size // 2
    wish = Wish(
        slot=Slot.objects.select_related("offer__host_company").get(pk=slot.pk),
        class_group=group,
        numbers=Numbers(girls=girls, boys=group.size - girls, adults=2),
        message="La classe attend cette immersion pour son projet d’orientation.",
    )
    form = uuid.uuid5(NAMESPACE, f"wait {group.pk}:{slot.pk}")
    waiting.wait(story.actor(teacher), wish, key=form, today=story.today)
