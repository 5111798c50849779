"""A deadlock is tried again; the control, a plain transaction, shows that there was one."""

import time
from functools import partial

import pytest
from django.db import OperationalError, transaction

from partnerships import seats
from partnerships.models import Slot
from tests.concurrency.threads import together
from tests.partnerships.factories import SlotFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def in_order(first, second):
    """Takes a seat of both, one after the other: two opposite orders deadlock."""
    for slot in (first, second):
        seats.hold(slot, 1)
        time.sleep(0.3)


def opposite(unit):
    one, two = SlotFactory(), SlotFactory()
    works = [partial(unit(in_order), one, two), partial(unit(in_order), two, one)]
    results = together(works)
    taken = list(Slot.objects.order_by("pk").values_list("seats_taken", flat=True))
    return results, taken


def test_a_deadlock_is_tried_again_and_both_succeed():
    results, taken = opposite(seats.unit_of_work)
    assert results == [None, None]
    assert taken == [2, 2]


def test_the_control_a_plain_transaction_loses_one():
    results, taken = opposite(transaction.atomic)
    assert [isinstance(result, OperationalError) for result in results].count(True) == 1
    assert taken == [1, 1]
