import pytest
from django.core.cache import cache

from outbox.models import Notice


@pytest.fixture(autouse=True)
def empty_counters(request):
    """Rate limits count in the cache: each test starts from nought."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture
def last_secret():
    """The code or address in the last notice of a kind."""

    def find(kind):
        return Notice.objects.filter(kind=kind).latest("pk").secret

    return find
