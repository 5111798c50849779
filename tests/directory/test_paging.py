"""A long list is counted up to a limit only."""

import pytest

from directory import paging
from directory.models import Company
from directory.paging import CappedPaginator, FewPaginator
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


@pytest.mark.django_db
def test_the_few_rows_of_a_search_are_sorted_before_a_page_is_cut(
    monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(paging, "MOST", 5)
    for name in "dbfaec":
        CompanyFactory(name=name)
    for names, most in (("abcde", False), ("abcdef", True)):
        pages = FewPaginator(Company.objects.filter(name__in=list(names)), 2)
        with django_assert_num_queries(4) as asked:
            assert (pages.count, pages.num_pages, pages.is_capped) == (5, 3, most)
            shown = [[row.name for row in page] for page in pages]
        assert shown == [["a", "b"], ["c", "d"], ["e"]]
        assert not any("LIMIT" in one["sql"] for one in asked.captured_queries)
    assert [row.name for row in FewPaginator(Company.objects.order_by("-name"), 2).page(1)] == [
        "f", "e",
    ]  # fmt: skip
    assert list(FewPaginator(Company.objects.none(), 2).page(1)) == []
