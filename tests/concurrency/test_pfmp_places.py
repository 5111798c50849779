"""The last place that a company accorded, with real parallel connections (R-PF-2)."""

import datetime as dt
import uuid
from functools import partial

import pytest

from directory.violations import Refused
from partnerships.models import ContactCeiling
from placements.enums import PlacementState
from placements.enums.hosts import AskState
from placements.models import HostAsk, HostRequest, Placement
from placements.rules.presence import WeekTable
from placements.workflow import pfmp_bulk, pfmp_requests
from placements.workflow.pfmp_bulk import Given
from tests.accounts.factories import actor_for
from tests.concurrency.threads import together
from tests.directory.factories import CompanyFactory
from tests.placements.pfmp_world import make_pfmp_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
USUAL = WeekTable((((540, 720), (810, 990)),) * 5 + ((), ()))
PLACES, AT_ONCE = 2, 8


def asked(world, places):
    request = HostRequest.objects.create(
        school=world.period.school,
        period=world.period,
        message="Bonjour",
        answers_by=dt.date(2026, 12, 20),
    )
    return HostAsk.objects.create(
        request=request,
        company=world.company,
        contact_email="accueil@meca.test",
        state=AskState.ACCEPTED,
        places=places,
    )


def test_two_offices_that_give_the_last_place_give_it_once():
    world = make_pfmp_world()
    ask = asked(world, PLACES)
    offices = [world.rbde, actor_for("rbde", school=world.period.school)]
    works = [
        partial(
            pfmp_bulk.assign,
            offices[n % 2],
            [Given(pupil, world.period, world.company, ask)],
            USUAL,
            key=uuid.uuid4(),
        )
        for n, pupil in enumerate(world.pupils(AT_ONCE))
    ]
    results = together(works)
    assert not [one for one in results if isinstance(one, Exception)]
    assert sum(outcome.done for outcome in results) == PLACES
    told = [why for outcome in results for _, why in outcome.refused]
    assert len(told) == AT_ONCE - PLACES and all("dernière place" in why for why in told)
    ask.refresh_from_db()
    held = Placement.objects.filter(state=PlacementState.FOUND, host_ask=ask)
    assert ask.taken == PLACES == held.count()


def test_two_offices_that_assign_the_last_place_among_others_lose_nothing_else():
    world = make_pfmp_world()
    ask = asked(world, 1)
    offices = [world.rbde, actor_for("rbde", school=world.period.school)]
    works = []
    for office in offices:
        wanted, *others = world.pupils(3)
        gifts = [Given(one, world.period, CompanyFactory()) for one in others]
        gifts.insert(1, Given(wanted, world.period, world.company, ask))
        works.append(partial(pfmp_bulk.assign, office, gifts, USUAL, key=uuid.uuid4()))
    first, second = sorted(together(works), key=lambda outcome: outcome.done)
    assert (first.done, second.done) == (2, 3)
    [(_, why)] = first.refused
    assert "dernière place" in why and not second.refused
    assert Placement.objects.filter(state=PlacementState.FOUND).count() == 5


def test_schools_that_ask_a_company_at_once_stay_under_its_ceiling():
    """Requests for places count as others, whatever the number of schools (contacts a month)."""
    worlds = [make_pfmp_world() for _ in range(4)]
    company = worlds[0].company
    ContactCeiling.objects.create(company=company, per_month=2, said_by="la direction")
    works = [
        partial(
            pfmp_requests.send,
            world.referent,
            world.period,
            [],
            {company: "accueil@meca.test"},
            "Bonjour",
            dt.date(2026, 12, 18),
            key=uuid.uuid4(),
        )
        for world in worlds
    ]
    results = together(works)
    assert HostAsk.objects.count() == 2
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(refused) == 2 and "par mois" in refused[0].message
