"""The search of the bank of placements on a whole country of offers and their weeks.

View ÷ (its own SQL + the portal's empty signed-in page) for a mix of searches of a teacher.
"""

import datetime as dt
import statistics

from django.core.management import call_command
from django.utils import timezone

from benchmarks.harness import absolute, benchmark, percentile, ratio
from benchmarks.people import teacher
from benchmarks.search import EMPTY_PAGE, SIZES, load, measure, sql_row, statements
from directory.models import Company, School, Sector
from directory.sql import execute
from placements.models import OfferWeek, PlacementOffer
from portal.scale import placement_offers
from portal.scale.directory import SOURCE

OFFERS = {"small": 10_000, "full": 100_000}
WEEKS = 10
PAGES = {
    "all": "",
    "weeks": "du={first}&au={last}",
    "text": "q=boulangerie+midi",
    "text, frequent": "q=sarl",
    "text with a slip": "q=chaudronerie",
    "sector": "secteur={sector}",
    "20 km": "km=20",
    "20 km in a week": "km=20&du={first}&au={last}",
    "nearest": "tri=distance",
    "nearest in a week": "tri=distance&km=50&du={first}&au={last}",
    "page 30": "page=30",
}


def prepare(size):
    """The companies of the country, and one offer or more each, made once."""
    wanted = SIZES[size]
    if Company.objects.filter(source=SOURCE).count() < wanted["companies"]:
        call_command("seed_scale", force=True, verbosity=0, **wanted)
    if PlacementOffer.objects.count() < OFFERS[size]:
        placement_offers.add_offers(OFFERS[size] - PlacementOffer.objects.count())
        placement_offers.add_weeks(WEEKS, timezone.localdate())
        execute("VACUUM ANALYZE placements_placementoffer, placements_offerweek")


def pages():
    """{name: address} of the mix."""
    first = timezone.localdate() + dt.timedelta(weeks=9)
    days = {"first": first, "last": first + dt.timedelta(days=4)}
    sector = Sector.objects.earliest("pk").pk
    return {
        name: f"/stages/offres/?{query.format(sector=sector, **days)}"
        for name, query in PAGES.items()
    }


@benchmark
def offers_mix(size):
    prepare(size)
    client = teacher()
    load(client, EMPTY_PAGE)
    every_view, every_sql, queries = [], [], []
    for name, path in pages().items():
        found = statements(client, path)
        views, alone, empty = measure(client, path, found, repeat=10)
        base = statistics.median(alone) + statistics.median(empty)
        detail = (
            f"view p50 {statistics.median(views) * 1000:.0f} ms; "
            f"SQL p50 {statistics.median(alone) * 1000:.0f} ms; {len(found)} queries"
        )
        value = statistics.median(views) / base
        yield ratio(f"offers of placements, {name}", value, at_most=3, detail=detail)
        every_view += views
        every_sql += alone
        queries.append(len(found))
    yield sql_row("offers of placements, the mix: SQL p95", every_sql)
    weeks = f"{OfferWeek.objects.count()} offer-weeks, {School.objects.count()} schools"
    yield absolute(
        "offers of placements, the mix: view p95",
        percentile(every_view, 95) * 1000,
        "ms",
        at_most=100,
        detail=f"{weeks}; {max(queries)} queries at most",
    )
