"""A long list is counted up to a limit only."""

import pytest

from directory import paging
from directory.models import Company
from directory.paging import CappedPaginator
from tests.directory.factories import CompanyFactory


@pytest.mark.django_db
def test_rows_are_counted_up_to_a_limit(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(paging, "MOST", 3)
    CompanyFactory.create_batch(3)
    few = CappedPaginator(Company.objects.all(), 2)
    assert (few.count, few.num_pages, few.is_capped) == (3, 2, False)
    CompanyFactory()
    with django_assert_num_queries(1) as asked:
        many = CappedPaginator(Company.objects.all(), 2)
        assert (many.count, many.num_pages, many.is_capped) == (3, 2, True)
    assert "LIMIT 4" in asked.captured_queries[0]["sql"]
