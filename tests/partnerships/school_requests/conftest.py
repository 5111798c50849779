"""What the tests of school requests share: a need, its publication, a yes, who was told."""

import datetime as dt
import uuid

import pytest

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import PersonalLink
from directory.enums import Level
from outbox.models import Notice
from partnerships.enums import OfferKind
from partnerships.enums.school_requests import AnswerKind, Reach
from partnerships.rules import Numbers, Period
from partnerships.workflow import school_requests
from partnerships.workflow.school_answers import Said
from partnerships.workflow.school_requests import Need
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    CompanyFactory,
    SchoolFactory,
)

TODAY = dt.date(2026, 11, 23)
MARCH = Period(dt.date(2027, 3, 1), dt.date(2027, 3, 26))
DAYS = Period(dt.date(2027, 3, 9), dt.date(2027, 3, 11))
CLASS = Numbers(girls=12, boys=11, unspecified=1, adults=2)


@pytest.fixture
def school(db):
    return SchoolFactory(latitude=43.6, longitude=1.44, head_visa=False)


@pytest.fixture
def teacher(school):
    return actor_for(Role.TEACHER, school=school)


@pytest.fixture
def company(school):
    return CompanyFactory(email="accueil@forge.example", latitude=43.61, longitude=1.45)


def need(school, **values):
    given = {
        "school": school,
        "kind": OfferKind.CLASS_IMMERSION,
        "level": Level.TROISIEME,
        "size": 24,
        "period": MARCH,
        "expires_on": dt.date(2026, 12, 20),
        "reach": Reach.DISTANCE,
        "km": 20,
    }
    return Need(**given | values)


def publish(actor, school, **values):
    return school_requests.publish(actor, need(school, **values), key=uuid.uuid4(), today=TODAY)


def holder(request):
    """The holder of the link that the request sent to the forge."""
    call = request.calls.get(company__email="accueil@forge.example")
    return Actor.of_link(PersonalLink.objects.about(call).get()), call


def yes(company, **values):
    given = {
        "kind": AnswerKind.YES,
        "company": company,
        "starts_on": dt.date(2027, 3, 8),
        "ends_on": dt.date(2027, 3, 19),
        "seats": 26,
        "contact_name": "Camille Martin",
        "contact_email": "accueil@forge.example",
    }
    return Said(**given | values)


def told(kind):
    rows = Notice.objects.filter(kind=f"school_request.{kind}")
    return sorted(rows.values_list("recipient_email", flat=True))
