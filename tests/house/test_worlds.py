"""Rows that tests share: made once, found by each as they were, and by nobody else."""

import pytest
from django.db import connection
from django.utils import timezone

from directory.models import Sector
from tests.directory.factories import SectorFactory
from tests.worlds import ground, shared_world

CODE = "monde"
made = []


@shared_world
def trade():
    made.append(timezone.now())
    return {"sector": SectorFactory(code=CODE, label="Bois")}


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_each_test_begins_with_the_same_rows(trade, turn):
    before = len(made)
    ground.become(ground.make)  # as the next test that asks for the same
    assert len(made) == before and made[-1] < timezone.now()
    assert trade["sector"].label == Sector.objects.get(code=CODE).label == "Bois"
    trade["sector"].label = "Métal"
    trade["sector"].save()
    trade["sector"].delete()


@pytest.mark.django_db
def test_who_asks_for_no_world_finds_none():
    assert not Sector.objects.filter(code=CODE).exists()


@pytest.mark.django_db(transaction=True)
def test_who_commits_has_a_world_of_its_own(trade):
    assert not connection.in_atomic_block
    assert Sector.objects.get(code=CODE) == trade["sector"]
