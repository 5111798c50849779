"""Places of a week of an offer under real concurrency: never oversold (R-PL-7)."""

import uuid
from functools import partial

import pytest
from django.db import IntegrityError

from partnerships import seats
from placements.models import OfferWeek, PlacementApplication
from placements.workflow import applications
from tests.concurrency.threads import together
from tests.placements.bank import apply, make_bank
from tests.placements.families import pupil_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
PUPILS, PLACES = 6, 2


def asked():
    """Six applications for two places, and who answers them."""
    bank = make_bank(places=PLACES)
    pupils = [pupil_of(bank.group, f"Élève{number}", "Ana") for number in range(PUPILS)]
    return bank, apply(bank, *pupils)


def test_six_yes_at_once_take_two_places():
    bank, rows = asked()
    results = together([partial(applications.accept, bank.host, row) for row in rows])
    assert sorted(type(one).__name__ for one in results) == [
        *["PlacementApplication"] * PLACES,
        *["Refused"] * (PUPILS - PLACES),
    ]
    assert OfferWeek.objects.get().seats_taken == PLACES
    assert PlacementApplication.objects.filter(holds_seats=True).count() == PLACES


def test_one_conditional_update_is_enough_without_any_lock():
    bank, _ = asked()
    results = together([partial(seats.try_hold, bank.week, 1)] * PUPILS)
    assert sorted(results) == [False] * (PUPILS - PLACES) + [True] * PLACES


def test_without_the_condition_the_table_refuses():
    bank, _ = asked()

    def take():
        week = OfferWeek.objects.get(pk=bank.week.pk)
        OfferWeek.objects.filter(pk=week.pk).update(seats_taken=week.seats_taken + PLACES + 1)

    results = together([take] * PUPILS)
    assert {type(one) for one in results} == {IntegrityError}


def test_two_colleagues_at_once_confirm_one_placement():
    bank, rows = asked()
    row = applications.accept(bank.host, rows[0])
    acts = [partial(applications.confirm, bank.referent, row, key=uuid.uuid4()) for _ in range(3)]
    results = together(acts)
    assert len({placement.pk for placement in results}) == 1
