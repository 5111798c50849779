"""Programmes to start from: the standard one, and those of past contracts (R-CEE-4)."""

from django.db.models import Exists, OuterRef, Q

from partnerships.enums.contract import ContractState
from partnerships.models import Contract, ProgrammeSession
from partnerships.programme import carried_over, standard
from partnerships.rules.contract import half_days
from partnerships.wording import period_of
from partnerships.workflow.contract_people import COMPLETE_PURPOSE
from partnerships.workflow.tables import by_link

STANDARD = "type"
SHOWN = 20
HOSTS = ("company", "host_school", "host_network")


def models_for(contract, actor):
    """The contracts whose programme may serve for this one, of the same host first: those
    that the actor sees, of the same host or school, that were put to signature.

    The holder of the host's link sees those of the host, which it was party to.
    """
    booking = contract.booking
    host = Q(**{f"booking__{name}": getattr(booking, name) for name in HOSTS})
    near = host | Q(booking__school=booking.school)
    is_host = by_link(COMPLETE_PURPOSE, contract, actor)
    rows = Contract.objects.filter(host) if is_host else Contract.objects.visible_to(actor)
    rows = rows.filter(near).exclude(pk=contract.pk)
    rows = rows.exclude(state__in=[ContractState.DRAFT, ContractState.CANCELLED])
    rows = rows.filter(Exists(ProgrammeSession.objects.filter(contract=OuterRef("pk"))))
    rows = rows.select_related(
        "booking__school", "booking__class_group", *(f"booking__{name}" for name in HOSTS)
    )
    found = list(rows.order_by("-booking__starts_on", "-pk")[:SHOWN])
    return sorted(found, key=lambda row: row.booking.host != booking.host)


def choices_for(models):
    """[(key, words)]: the standard programme, then each contract by host, class and dates."""
    past = [
        (str(one.pk), f"{one.booking.host}, {one.booking.class_group}, {period_of(one.booking)}")
        for one in models
    ]
    return [(STANDARD, "Programme type"), *past]


def drafts_from(contract, models, key):
    """The sessions of the chosen model laid over the days of this contract; None for a key
    that is none of them. Half-days that it does not know stay empty."""
    booking = contract.booking
    halves = half_days(booking.starts_on, booking.ends_on, booking.last_day_is_half)
    if key == STANDARD:
        return standard(halves, contract.kind)
    chosen = next((one for one in models if str(one.pk) == key), None)
    if chosen is None:
        return None
    return carried_over(list(chosen.sessions.all()), chosen.booking.starts_on, halves)
