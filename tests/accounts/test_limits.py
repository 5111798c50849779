"""The rate limit of pages that a link or nobody's account opens."""

import pytest
from django.core.cache import cache
from django.db import connection

from accounts.limits import TABLE, allowed

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


def test_so_many_uses_of_each_key_in_one_statement(django_assert_num_queries):
    with django_assert_num_queries(3):
        assert [allowed("act", "ana", 2, DAY) for _ in range(3)] == [True, True, False]
    assert allowed("act", "bob", 2, DAY) and allowed("other", "ana", 2, DAY)


def test_a_count_is_kept_as_long_as_its_window():
    allowed("act", "ana", 2, DAY)
    allowed("act", "ana", 2, DAY)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT bool_and(expires > now() + interval '1 day') FROM {TABLE}")
        assert cursor.fetchone() == (True,)
    # What the cache throws away with its own rows begins again.
    cache.clear()
    assert allowed("act", "ana", 1, DAY)
