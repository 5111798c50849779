"""The counts beside the search's choices are exact, and stay so whatever happens to slots."""

import datetime as dt
import random
from itertools import cycle

import pytest
from django.db import connection
from django.db.models import F
from django.http import QueryDict

from directory.enums import Level
from partnerships import tasks
from partnerships.enums import OfferKind, OfferState, SlotMode, SlotState
from partnerships.filters import SlotFilter
from partnerships.models import Offer, Slot, SlotCount, SlotFacets
from partnerships.views import search
from tests.directory.factories import (
    CompanyFactory,
    DepartmentFactory,
    SchoolYearFactory,
    SectorFactory,
)
from tests.partnerships.factories import MONDAY, WEEK, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
ORIGIN = (43.6, 1.44)
ORDERS = ("date", "distance", "places")
OTHERS = ("", "du=2027-01-13", "au=2027-01-14", "places=12", "q=usinage", "km=20")


@pytest.fixture
def country():
    """Sixty slots of twenty offers that differ in everything the search looks at."""
    dice = random.Random(20261123)
    places = {
        "department": [DepartmentFactory(code=code) for code in ("09", "31", "2A")],
        "sector": [None, SectorFactory(), SectorFactory()],
    }
    bounds = [("", ""), ("4e", ""), ("", "2de"), ("3e", "terminale")]
    hosts = {"host_company": CompanyFactory(), "description": ""}
    year = SchoolYearFactory()
    for number in range(20):
        lowest, highest = dice.choice(bounds)
        offer = OfferFactory(
            title=dice.choice(["Usinage", "Visite"]),
            kind=dice.choice([OfferKind.VISIT, OfferKind.SPEAKER]),
            min_level=lowest,
            max_level=highest,
            latitude=43.6 + dice.random() / 2,
            state=dice.choice([OfferState.PUBLISHED] * 3 + [OfferState.CLOSED]),
            **{name: dice.choice(rows) for name, rows in places.items()},
            **hosts,
        )
        for day in range(3):
            first = MONDAY + dt.timedelta(days=day - 50 * (number == 0))
            is_selection = dice.random() < 0.3
            SlotFactory(
                offer=offer,
                school_year=year,
                starts_on=first,
                ends_on=first,
                capacity=15,
                seats_taken=dice.choice([0, 0, 6, 15]),
                state=dice.choice([SlotState.OPEN] * 3 + [SlotState.CLOSED]),
                mode=SlotMode.SELECTION if is_selection else SlotMode.FIRST_COME,
                requests_until=dice.choice([TODAY - dt.timedelta(days=9), TODAY])
                if is_selection
                else None,
            )
    return dice


def search_for(query):
    return SlotFilter(QueryDict(query), origin=ORIGIN, today=TODAY)


def facet_values(offer):
    """{facet: the values under which an offer is found}, read from the offer itself."""
    return {
        "kind": {offer.kind},
        "department": {offer.department_id},
        "sector": {offer.sector_id and str(offer.sector_id)},
        "level": {level for level in Level if offer.allows(level)},
    }


def naive(query):
    """(total, {facet: {value: slots}}) by looking at each slot in Python."""
    slots = search_for(query)
    total, counts = 0, {}
    open_slots = [slot for slot in Slot.objects.select_related("offer") if is_open(slot)]
    others = {slot.pk for slot in slots.qs}
    for slot in open_slots:
        if slot.pk not in others:
            continue
        values = facet_values(slot.offer)
        missed = {
            name
            for name, choice in slots.facet_choices.items()
            if choice and choice not in values[name]
        }
        total += not missed
        for name in values:
            if missed <= {name}:
                for value in values[name]:
                    counter = counts.setdefault(name, {})
                    counter[value] = counter.get(value, 0) + 1
    return total, counts


def is_open(slot):
    return (
        slot.offer.state == OfferState.PUBLISHED
        and slot.state == SlotState.OPEN
        and slot.starts_on > TODAY
        and slot.seats_taken < slot.capacity
        and (slot.requests_until is None or slot.requests_until >= TODAY)
    )


def found(query):
    total, counts = search_for(query).count_facets()
    return total, {name: {k: n for k, n in c.items() if n} for name, c in counts.items() if +c}


def queries():
    """Every other filter with every facet, and some facets together."""
    sector = SlotFacets.objects.filter(sector__isnull=False).first().sector_id
    facets = ["", "nature=visit", "niveau=6e", "departement=2A", f"secteur={sector}"]
    facets += ["nature=speaker&departement=31", f"niveau=3e&secteur={sector}&nature=visit"]
    return [f"{other}&{facet}" for other in OTHERS for facet in facets]


def test_counts_of_every_search_are_those_of_a_naive_count(country):
    asked = queries()
    assert {query: found(query) for query in asked} == {query: naive(query) for query in asked}
    assert naive("")[0] > 10


def test_the_results_are_as_many_as_the_count_in_every_order(country):
    """Orders take turns: seven facets and three orders, so each facet meets each order."""
    for query, order in zip(queries(), cycle(ORDERS), strict=False):
        slots = search_for(f"{query}&tri={order}")
        total, _ = slots.count_facets()
        pages = [slots.results(first, first + 7) for first in range(0, 63, 7)]
        keys = [slot.pk for page in pages for slot in page]
        assert len(keys) == len(set(keys)) == total, (query, order)


def test_the_nearest_come_first_within_a_reach_and_beyond(country, monkeypatch):
    monkeypatch.setattr("partnerships.filters.REACHES", (5, 20))
    slots = search_for("tri=distance")
    total, _ = slots.count_facets()
    assert slots.reach(1) == 5
    assert slots.reach(total) is None
    measured = [[s.distance_km for s in slots.results(0, size)] for size in (3, 10, total)]
    for distances in measured:
        assert distances == sorted(measured[-1])[: len(distances)]


def test_counts_follow_whatever_happens_to_slots(country):
    """Seats, capacity, days, states, facets, offers, in bulk and one by one; then deletion."""
    dice = country
    changes = [
        lambda slots: slots.update(seats_taken=15),
        lambda slots: slots.update(seats_taken=0),
        lambda slots: slots.update(state=SlotState.CLOSED),
        lambda slots: slots.update(state=SlotState.OPEN),
        lambda slots: slots.update(ends_on=F("ends_on") + WEEK, starts_on=F("starts_on") + WEEK),
        lambda slots: slots.delete(),
    ]
    for _ in range(30):
        keys = dice.sample(list(Slot.objects.values_list("pk", flat=True)), 4)
        dice.choice(changes)(Slot.objects.filter(pk__in=keys))
        offer = dice.choice(list(Offer.objects.all()))
        offer.kind = dice.choice([OfferKind.VISIT, OfferKind.SPEAKER])
        offer.state = dice.choice([OfferState.PUBLISHED, OfferState.CLOSED])
        offer.min_level = dice.choice(["", "4e"])
        offer.save()
        assert found("") == naive("")


def test_seats_taken_while_others_are_left_write_no_count():
    slot = SlotFactory(capacity=30)
    (before,) = SlotCount.objects.extra(select={"version": "xmin::text"}).values("version", "slots")
    Slot.objects.filter(pk=slot.pk).update(seats_taken=29)
    (after,) = SlotCount.objects.extra(select={"version": "xmin::text"}).values("version", "slots")
    assert (after, after["slots"]) == (before, 1)
    Slot.objects.filter(pk=slot.pk).update(seats_taken=30)
    assert SlotCount.objects.get().slots == 0


def test_past_slots_leave_the_list_by_the_tick():
    past, ahead = SlotFactory(), SlotFactory(starts_on=MONDAY + dt.timedelta(days=1))
    tasks.advance(today=MONDAY)
    assert list(Slot.objects.published()) == [ahead]
    past.refresh_from_db()
    assert (past.state, past.is_listed) == (SlotState.OPEN, False)


def test_pages_end_and_say_so(client, monkeypatch):
    monkeypatch.setattr(search, "PER_PAGE", 1)
    monkeypatch.setattr(search, "MOST_PAGES", 2)
    for _ in range(2):
        SlotFactory()
    words = "précisez votre recherche"
    assert words not in client.get("/immersions/?page=2").content.decode()
    SlotFactory()
    assert words not in client.get("/immersions/").content.decode()
    page = client.get("/immersions/?page=3")
    assert page.context["page_obj"].number == 2
    assert page.context["total"] == 3
    assert "Seuls les 2 premiers créneaux" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "index"), [("", "slot_listed"), ("tri=places", "slot_listed_seats")]
)
def test_each_order_is_read_in_its_index(country, query, index):
    """The plan with scans and sorts dear: whether the index can answer, not its price."""
    slots = search_for(query)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    plan = slots.ordered(20).values("pk")[:20].explain()
    assert f"Index Only Scan using {index} on partnerships_slot" in plan
    assert "Sort" not in plan
