"""Persons per week under real concurrency: acceptances of one company count each other."""

from functools import partial

import pytest

from partnerships import ceilings
from partnerships.models import Booking, ContactCeiling
from partnerships.workflow import answers
from tests.concurrency.threads import together
from tests.partnerships.conftest import TODAY, host_of, make_world
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
    assert accepted_at_once() > 2
