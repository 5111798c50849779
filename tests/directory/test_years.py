"""R-ID-8: school years, their states, the one that a request shows."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from directory import years
from directory.enums import YearState
from directory.middleware import SchoolYearMiddleware
from directory.models import SchoolYear
from directory.violations import Refused


@given(st.dates(date(2000, 9, 1), date(2100, 8, 31)))
def test_r_id_8_a_day_belongs_to_the_year_that_holds_it(day):
    start = years.start_year_of(day)
    assert years.first_day(start) <= day <= years.last_day(start)


def test_r_id_8_the_year_changes_on_1_september():
    assert years.start_year_of(date(2026, 8, 31)) == 2025
    assert years.start_year_of(date(2026, 9, 1)) == 2026
    assert years.label(2026) == "2026-2027"


@pytest.fixture
def year_2026(db):
    SchoolYear.objects.all().delete()
    return SchoolYear.objects.create(start_year=2026, state=YearState.CURRENT)


def test_migrate_leaves_a_current_year(db):
    assert years.current_year().is_current


def test_an_empty_table_gets_the_year_of_today_and_from_may_the_next(db):
    SchoolYear.objects.all().delete()
    assert years.ensure_years(date(2027, 4, 30)).start_year == 2026
    assert list(SchoolYear.objects.values_list("pk", flat=True)) == [2026]
    years.ensure_years(date(2027, 5, 1))
    assert SchoolYear.objects.get(pk=2027).state == YearState.PREPARATION


def test_autumn_does_not_open_the_next_year(year_2026):
    years.ensure_years(date(2026, 11, 23))
    assert list(SchoolYear.objects.values_list("pk", flat=True)) == [2026]


def test_r_id_8_preparation_opens_on_1_may(year_2026):
    with pytest.raises(Refused, match="01/05/2027"):
        years.open_year(2027, date(2027, 4, 30))
    assert years.open_year(2027, date(2027, 5, 1)).state == YearState.PREPARATION


def test_r_id_8_switching_closes_the_year_before(year_2026):
    years.open_year(2027, date(2027, 5, 1))
    assert years.switch_to(2027).is_current
    year_2026.refresh_from_db()
    assert year_2026.is_closed
    assert years.current_year().start_year == 2027


def test_r_id_8_a_switch_never_skips_nor_reopens(year_2026):
    SchoolYear.objects.create(start_year=2028)
    SchoolYear.objects.create(start_year=2020, state=YearState.CLOSED)
    for start_year, words in ((2028, "suivante"), (2020, "préparation"), (2040, "pas ouverte")):
        with pytest.raises(Refused, match=words):
            years.switch_to(start_year)
    assert years.current_year() == year_2026


def test_r_id_8_the_database_holds_one_current_year(year_2026):
    with pytest.raises(IntegrityError, match="one_current"), transaction.atomic():
        SchoolYear.objects.create(start_year=2027, state=YearState.CURRENT)


@pytest.mark.parametrize(("chosen", "shown"), [(2025, 2025), (1999, 2026), (None, 2026)])
def test_a_request_shows_the_chosen_year_else_the_current_one(year_2026, chosen, shown):
    SchoolYear.objects.create(start_year=2025, state=YearState.CLOSED)
    request = RequestFactory().get("/")
    request.session = {"school_year": chosen}
    SchoolYearMiddleware(lambda request: SimpleNamespace())(request)
    assert request.school_year.start_year == shown


def test_a_page_without_year_asks_the_database_nothing(year_2026, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.session = {}
    with django_assert_num_queries(0):
        SchoolYearMiddleware(lambda request: SimpleNamespace())(request)
    # And it can be used as a key in a query.
    assert SchoolYear.objects.filter(pk=request.school_year.pk).exists()
