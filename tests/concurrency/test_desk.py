"""Persons per week under real concurrency: acceptances of one company count each other."""

import uuid
from functools import partial

import pytest

from partnerships import ceilings
from partnerships.enums import CancelReason, WaitState
from partnerships.models import Booking, ContactCeiling, SlotWaiting
from partnerships.workflow import answers, bookings, waiting
from partnerships.workflow.requests import Wish
from tests.concurrency.threads import together
from tests.partnerships.conftest import CLASS_OF_24, TODAY, host_of, make_world
from tests.partnerships.factories import OfferFactory, SlotFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def accepted_at_once():
    """Five classes of 26 persons on five slots of one week, accepted at the same moment
    under a ceiling of 60; how many were."""
    first = make_world()
    company = first.slot.offer.host_company
    asked = []
    for _ in range(5):
        world = make_world()
        world.slot = SlotFactory(offer=OfferFactory(host_company=company))
        asked.append(world.ask())
    ContactCeiling.objects.create(company=company, persons_per_week=60, said_by="la direction")
    together([partial(answers.accept, host_of(row), row, today=TODAY) for row in asked])
    return Booking.objects.taken().filter(company=company).count()


def test_five_acceptances_at_once_stay_under_the_ceiling():
    assert accepted_at_once() == 2


def test_the_control_without_the_lock_goes_beyond(monkeypatch):
    """Else the test above would prove nothing."""
    monkeypatch.setattr(ceilings, "lock", lambda company_id: False)
    monkeypatch.setattr(ceilings, "lock_of", lambda slots: [])
    assert accepted_at_once() > 2


def test_the_room_of_a_week_is_offered_in_order_and_never_twice():
    """Three cancellations at once, under a ceiling of 60, before six classes of 26 persons that
    wait on slots of their own: the first two are offered the week, nobody else."""
    first = make_world()
    company = first.slot.offer.host_company
    taken, waits = [], []
    for number in range(8):
        world = make_world()
        world.slot = SlotFactory(offer=OfferFactory(host_company=company), capacity=60)
        if number < 2:
            row = world.ask()
            answers.accept(host_of(row), row, today=TODAY)
            taken.append(row)
        else:
            waits.append(world)
    ContactCeiling.objects.create(company=company, persons_per_week=60, said_by="la direction")
    entries = [
        waiting.wait(
            world.teacher,
            Wish(slot=world.slot, class_group=world.group, numbers=CLASS_OF_24),
            key=uuid.uuid4(),
            today=TODAY,
        ).pk
        for world in waits
    ]
    news = make_world()
    news.slot = SlotFactory(offer=OfferFactory(host_company=company))
    acts = [partial(bookings.cancel, host_of(row), row, CancelReason.ACTIVITY) for row in taken]
    together([*acts, news.ask, *(partial(waiting.promote, w.slot, TODAY) for w in waits)])
    offered = SlotWaiting.objects.filter(state=WaitState.OFFERED)
    assert list(offered.order_by("pk").values_list("pk", flat=True)) == entries[:2]
    assert not Booking.objects.filter(school=news.school).exists()
