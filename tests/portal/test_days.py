"""A day that somebody reads is that of Paris: half past midnight is still yesterday in UTC."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.template import Context, Template

from accounts.models import JournalEntry
from accounts.tables_out import source_of
from documents.models import DocumentTemplate
from events.documents_order import _how
from events.forms.programmes import _event
from partnerships.booking_page import waiting_for
from partnerships.enums import BookingState
from placements.coupons import _until
from reports.models import CountedYear

AT = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)
LATER = dt.date(2026, 12, 7)


def waits(state):
    days = {"visa_expires_on": LATER, "expires_on": LATER}
    row = SimpleNamespace(company=None, state=state, created_at=AT, sent_at=AT, host="X", **days)
    return waiting_for(row)


def template_state():
    page = admin.site.get_model_admin(DocumentTemplate)
    return page.state(SimpleNamespace(is_draft=False, published_at=AT))


def exported_match():
    (line,) = source_of([SimpleNamespace(proposed_at=AT)], {"Proposée le": "proposed_at"}).cells()
    return f"{line[0]:%d/%m/%Y}"


def version_of_order():
    return str(_how(SimpleNamespace(version=1, at=AT, content={"seed": ""})))


def drawn():
    page = Template("{% load portal %}{{ at|french_date }}, {{ at|french_day }}")
    return page.render(Context({"at": AT}))


@pytest.mark.parametrize(
    ("told", "day"),
    [
        (lambda: waits(BookingState.AWAITING_VISA), "depuis le 24 novembre 2026"),
        (lambda: waits(BookingState.SENT), "Envoyée le 24 novembre 2026"),
        (template_state, "24/11/2026"),
        (exported_match, "24/11/2026"),
        (lambda: str(CountedYear(year=2026, counted_at=AT)), "24/11/2026"),
        (lambda: str(JournalEntry(at=AT, verb="a agi")), "24/11/2026 00:30"),
        (lambda: _until(SimpleNamespace(valid_until=AT)), "24 novembre 2026"),
        (lambda: _event(SimpleNamespace(title="", starts_at=AT, ends_at=AT)), "24 novembre 2026"),
        (version_of_order, "24 novembre 2026 à 0"),
        (drawn, "24 novembre, 24 novembre 2026"),
    ],
)
def test_the_day_is_that_of_paris(told, day):
    assert day in told()
