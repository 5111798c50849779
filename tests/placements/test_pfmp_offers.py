"""Offers of PFMP in the bank of placements: asked for a whole period (R-PF-1, R-PL-7)."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from directory.calendar import Calendar
from directory.violations import Refused
from placements.forms.offers import OfferForm
from placements.models import HostDeclaration, PlacementOffer
from placements.rules.offers import whole_spans
from placements.rules.presence import WeekTable
from placements.workflow import applications, offers
from placements.workflow.applications import Batch
from tests.directory.factories import ClassGroupFactory, DiplomaFactory
from tests.placements.bank import USUAL, company_and_host, offer_of, published
from tests.placements.pfmp_world import make_pfmp_world

TABLE = WeekTable(tuple(tuple(tuple(span) for span in day) for day in USUAL))
MONDAYS = [dt.date(2027, 1, 11) + dt.timedelta(days=7 * n) for n in range(4)]
PERIOD = dt.date(2027, 1, 11), dt.date(2027, 2, 5)


def test_a_period_is_offered_from_end_to_end_or_not_at_all():
    (span,) = whole_spans(MONDAYS, TABLE, [PERIOD], Calendar())
    assert (span.first, span.last) == PERIOD
    assert not whole_spans(MONDAYS[:3], TABLE, [PERIOD], Calendar())
    assert not whole_spans(MONDAYS, TABLE, [], Calendar())


@pytest.fixture
def world(db):
    return make_pfmp_world()


def test_from_an_offer_of_pfmp_to_the_placement_of_the_period(world):
    company, host = company_and_host()
    offer = published(host, company, mondays=MONDAYS[:3], kind="pfmp")
    assert not applications.spans_for(offer, world.group)
    offers.plan_weeks(host, offer, MONDAYS, 1)
    (span,) = applications.spans_for(offer, world.group)
    pupil, other = world.pupils(2)
    (row,) = send(world, offer, pupil, span)
    applications.accept(host, row)
    assert [week.seats_left for week in offer.weeks.order_by("monday")] == [0] * 4
    placement = applications.confirm(world.referent, row, key=uuid.uuid4())
    assert (placement.kind, placement.period) == ("pfmp", world.period)
    assert (placement.starts_on, placement.ends_on) == PERIOD
    with pytest.raises(Refused):
        send(world, offer, other, span)


def send(world, offer, pupil, span):
    return applications.send(world.referent, Batch(offer, (pupil,), span), key=uuid.uuid4())


def test_a_host_that_is_full_is_said_when_asking(world):
    """R-PF-2, before the company has read anything."""
    company, host = company_and_host()
    offer = published(host, company, places=9, mondays=MONDAYS, kind="pfmp")
    (span,) = applications.spans_for(offer, world.group)
    HostDeclaration.objects.create(company=company, kind="staff", staff=5)
    *first, last = world.pupils(4)
    for pupil in first:
        (row,) = send(world, offer, pupil, span)
        applications.accept(host, row)
        applications.confirm(world.referent, row, key=uuid.uuid4())
    with pytest.raises(Refused, match="accueille déjà 3 stagiaires"):
        send(world, offer, last, span)


def test_a_class_of_discovery_does_not_find_it(world):
    company, host = company_and_host()
    offer = published(host, company, mondays=MONDAYS, kind="pfmp")
    assert offer in PlacementOffer.objects.open_to_class(world.group)
    assert not PlacementOffer.objects.open_to_class(
        ClassGroupFactory(school=world.period.school)
    ).exists()
    kinds = dict(OfferForm().fields["kind"].choices)
    assert kinds["pfmp"] == "PFMP"


def test_an_offer_names_its_diplomas_and_is_found_by_them(client, world):
    """R-PF-1: of two classes of bac pro, the one that prepares what the company asks for."""
    company, host = company_and_host()
    own, other = world.group.diploma, DiplomaFactory(label="Bac pro Cuisine")
    every = published(host, company, mondays=MONDAYS, kind="pfmp", title="Toute formation")
    meca = published(
        host, company, mondays=MONDAYS, kind="pfmp", title="Usinage", diplomas=[own.code]
    )
    cook = published(
        host, company, mondays=MONDAYS, kind="pfmp", title="Cuisine", diplomas=[other.code]
    )
    seen = published(host, company, mondays=MONDAYS, title="Découverte")
    assert set(PlacementOffer.objects.open_to_class(world.group)) == {every, meca}
    client.force_login(world.rbde.user)
    search = reverse("placements:offers")

    def titles(code):
        page = client.get(search, {"diplome": code})
        return {offer.title for offer in page.context["page_obj"]}

    assert titles(own.code) == {"Toute formation", "Usinage"}
    assert titles(other.code) == {"Toute formation", "Cuisine"}
    assert {cook.title, seen.title} <= titles("")
    page = client.get(cook.get_absolute_url()).content.decode()
    assert "Bac pro Cuisine" in page


@pytest.mark.django_db
def test_diplomas_are_for_vocational_offers():
    form = OfferForm({"kind": "observation", "diplomas": []})
    form.fields["diplomas"].choices = [("25133", "Bac pro")]
    form.data = form.data | {"diplomas": ["25133"]}
    assert "PFMP" in form.errors["diplomas"][0]


def test_eight_hours_a_day_are_for_a_pfmp_alone(world):
    company, host = company_and_host()
    day = [[480, 720], [780, 1020]]
    long = {"table": [day] * 4 + [[], [], []], "kind": "pfmp"}
    assert published(host, company, mondays=MONDAYS, **long).kind == "pfmp"
    offer = offers.create(
        host, offer_of(company, **long | {"kind": "observation"}), key=uuid.uuid4()
    )
    offers.plan_weeks(host, offer, MONDAYS, 1)
    with pytest.raises(Refused, match="7"):
        offers.publish(host, offer)
