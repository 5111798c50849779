"""The columns of a list as PostgreSQL writes them: the same for a spreadsheet and for CSV."""

import datetime as dt

import pytest
from django.db import connection

from accounts.tables_out import Selection
from directory.cells import Column
from directory.enums import NafNomenclature
from directory.models import Company
from tests.directory.factories import CompanyFactory

pytestmark = pytest.mark.django_db
# Half an hour after midnight in Paris, the day before in London.
JUST_AFTER = dt.datetime(2026, 3, 9, 23, 30, tzinfo=dt.UTC)


def lines(*paths):
    columns = [Column(path, path) for path in paths]
    rows = Selection(Company.objects.order_by("pk"), columns, 2)
    return list(rows.cells()), b"".join(rows.csv(True)).decode().splitlines()


def test_a_moment_is_the_day_that_it_was_in_paris():
    Company.objects.filter(pk=CompanyFactory().pk).update(checked_at=JUST_AFTER)
    cells, csv = lines("checked_at")
    assert cells == [(dt.date(2026, 3, 10),)] and csv == ["10/03/2026"]


def test_what_is_read_after_a_file_is_dated_as_before():
    with connection.cursor() as cursor:
        cursor.execute("SHOW timezone")
        before = cursor.fetchone()
        lines("checked_at")
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == before


def test_a_choice_is_its_label_and_none_is_nothing():
    CompanyFactory(naf_nomenclature=NafNomenclature.values[0])
    CompanyFactory(naf_code="", naf_nomenclature="")
    cells, csv = lines("naf_nomenclature")
    label = NafNomenclature.labels[0]
    assert cells == [(label,), (None,)] and csv == [label, ""]
