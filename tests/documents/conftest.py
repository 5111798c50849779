import re

import pytest
from django.core import mail

from documents import registry
from outbox.models import Notice
from tests.documents import factories


@pytest.fixture(autouse=True)
def charter(monkeypatch):
    """A kind of document of our own, for the time of a test."""
    monkeypatch.setitem(registry._subjects, factories.CODE, factories.CHARTER)
    factories.told.clear()
    return factories.CHARTER


@pytest.fixture
def typed_code():
    """The code that was last sent to an address, as its reader would type it: from the
    notice inside a transaction, from the mail when it has left."""

    def last(email):
        notices = Notice.objects.filter(kind="accounts.one_time_code", recipient_email=email)
        secret = notices.latest("pk").secret
        sent = [one.body for one in mail.outbox if one.to[0].endswith(f"{email}>")]
        sent += [one.body for one in mail.outbox if one.to[0] == email]
        return secret or re.search(r"\b\d{6}\b", sent[-1])[0]

    return last


@pytest.fixture
def mailed():
    """[(kind, address)] of the notices written, in order, without codes."""

    def all_of(kind=None):
        notices = Notice.objects.exclude(kind="accounts.one_time_code").order_by("pk")
        if kind:
            return [one.recipient_email for one in notices.filter(kind=kind)]
        return [(one.kind, one.recipient_email) for one in notices]

    return all_of
