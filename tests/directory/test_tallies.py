"""Counts of several tables in one query."""

import pytest
from django.db.models import Count, Q

from directory.models import Company, School
from directory.tallies import Tally, together
from tests.directory.factories import CompanyFactory, SchoolFactory, SchoolYearFactory

pytestmark = pytest.mark.django_db


def test_each_tally_keeps_its_own_lines(django_assert_num_queries):
    """Keys of different widths, several sums, a label with accents, a table without rows."""
    year = SchoolYearFactory()
    schools = [SchoolFactory(has_vocational=True), SchoolFactory(), SchoolFactory()]
    company = CompanyFactory()
    sums = {"Établissements": Count("pk"), "dont LP": Count("pk", filter=Q(has_vocational=True))}
    keyed = School.objects.filter(pk__in=[one.pk for one in schools])
    asked = [
        Tally(keyed.filter(has_vocational=True), "pk", sums),
        Tally(School.objects.filter(pk=-1), "pk", sums),
        Tally(Company.objects.order_by("sort_key"), "pk", {"n": Count("pk")}),
        Tally(type(year).objects.all(), "start_year", {"n": Count("pk")}),
        Tally(School.objects.none(), "pk", sums),
    ]
    with django_assert_num_queries(1):
        found = together(asked)
    assert found == [
        {schools[0].pk: {"Établissements": 1, "dont LP": 1}},
        {},
        {company.pk: {"n": 1}},
        {year.pk: {"n": 1}},
        {},
    ]


def test_nothing_asked_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert together([]) == []
