import logging
from functools import partial

import pytest
from django.conf import urls
from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone

from accounts.demo import DEMO_ACCOUNTS
from accounts.models import User
from tests import databases


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The people of the demo data, by name, in a database that goes with the module."""
    with django_db_blocker.unblock(), databases.on_clone_of_demo(timezone.now()):
        cache.clear()
        people = {person.email: person for person in User.objects.all()}
        yield {account.name: people[account.email] for account in DEMO_ACCOUNTS}


@pytest.fixture
def no_count(db):
    """Rate limits count in the cache: each test starts from nought."""
    cache.clear()


@pytest.fixture
def as_in_production(settings):
    """What production adds and a middleware reads when it is made."""
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


@pytest.fixture
def bare_refusals(monkeypatch, caplog):
    """Thousands of refusals, neither drawn (another test looks at the pages) nor logged."""
    caplog.set_level(logging.ERROR, "django.request")
    for code in (403, 404):
        monkeypatch.setattr(urls, f"handler{code}", partial(refusal, code))


def refusal(code, request, exception):
    return HttpResponse(status=code)
