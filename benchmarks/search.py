"""The search page of immersions on a whole country of slots (`seed_scale`).

View ÷ (its own SQL + the portal's empty signed-in page) for each search of a realistic
mix; queries and SQL time beside it.
"""

import statistics

from django.core.management import call_command
from django.db import connection

from benchmarks.harness import absolute, benchmark, percentile, ratio, times
from benchmarks.people import teacher
from directory.models import Sector
from directory.sql import execute
from partnerships.enums import SlotMode, SlotState
from partnerships.models import Slot

SIZES = {
    "small": {"schools": 1_200, "companies": 10_000, "slots": 30_000},
    "full": {"schools": 12_000, "companies": 100_000, "slots": 300_000},
}
EMPTY_PAGE = "/aide/"
# "sarl" is in one offer out of eleven, "boulangerie" in one out of sixty.
PAGES = {
    "all": "",
    "kind": "nature=visit",
    "level": "niveau=3e",
    "department": "departement=31&niveau=3e",
    "facets": "nature=class_immersion&departement=31&secteur={sector}&niveau=2de",
    "period": "du=2027-03-01&au=2027-03-31",
    "text": "q=boulangerie+midi",
    "text, frequent": "q=sarl",
    "text, rare": "q=fonderie",
    "20 km": "km=20",
    "100 km": "km=100",
    "20 km, nearest": "km=20&tri=distance&nature=visit",
    "nearest": "tri=distance",
    "nearest of a sector": "tri=distance&secteur={sector}&departement=48",
    "most seats": "tri=places",
    "seats": "places=25",
    "text, most seats": "q=boulangerie&tri=places",
    "page 30": "page=30",
    "last page": "page=9999999",
    "page 30, nearest": "page=30&tri=distance",
}
MOST_SQL = 40  # ms
MOST_QUERIES = 12


def prepare(size):
    """The country of this size, made once; the rows of another size stay beside it."""
    wanted = SIZES[size]
    if Slot.objects.count() < wanted["slots"]:
        call_command("seed_scale", force=True, verbosity=0, **wanted)
        live()


def live():
    """Two slots in three have lost seats, every tenth is by selection; then fresh statistics."""
    execute(
        "UPDATE partnerships_slot SET seats_taken = mod(id, 3) * capacity / 3 WHERE seats_taken = 0"
    )
    execute(
        "UPDATE partnerships_slot SET mode = %s, requests_until = starts_on - 6 "
        "WHERE mod(id, 10) = 0 AND state = %s",
        [SlotMode.SELECTION, SlotState.OPEN],
    )
    execute("VACUUM ANALYZE partnerships_slot, partnerships_slotcount, partnerships_slotfacets")


def pages():
    """{name: address} of the mix."""
    sector = Sector.objects.earliest("pk").pk
    return {name: f"/immersions/?{query.format(sector=sector)}" for name, query in PAGES.items()}


def load(client, path):
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")


def statements(client, path):
    """What the page sends to the database: [(sql, params), …]."""
    seen = []

    def keep(execute, sql, params, many, context):
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        load(client, path)
    return seen


def replay(found):
    """The same statements without Django around them."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        for sql, params in found:
            cursor.execute(sql, params)
            if cursor.description is not None:  # a read that is noted gives nothing back
                cursor.fetchall()


def measure(client, path, found, repeat=20):
    """Seconds of the view, of its SQL alone and of the empty page, called in turn."""
    functions = (
        lambda: load(client, path),
        lambda: replay(found),
        lambda: load(client, EMPTY_PAGE),
    )
    turns = [[times(one, 1, 0)[0] for one in functions] for _ in range(repeat + 1)]
    return tuple(map(list, zip(*turns[1:], strict=True)))


@benchmark
def mix(size):
    prepare(size)
    client = teacher()
    load(client, EMPTY_PAGE)
    every_view, every_sql, queries = [], [], []
    for name, path in pages().items():
        found = statements(client, path)
        views, alone, empty = measure(client, path, found)
        view, sql = statistics.median(views), statistics.median(alone)
        base = sql + statistics.median(empty)
        detail = (
            f"view p50 {view * 1000:.0f} ms, p95 {percentile(views, 95) * 1000:.0f} ms; "
            f"SQL p50 {sql * 1000:.0f} ms; {len(found)} queries"
        )
        yield ratio(f"search, {name}", view / base, at_most=3, detail=detail)
        yield sql_row(f"search, {name}: SQL p95", alone)
        every_view += views
        every_sql += alone
        queries.append(len(found))
    yield sql_row("search, the mix: SQL p95", every_sql)
    yield absolute("search, the mix: view p50", statistics.median(every_view) * 1000, "ms")
    yield absolute("search, the mix: view p95", percentile(every_view, 95) * 1000, "ms")
    most = max(queries)
    detail = f"{min(queries)} to {most}; {Slot.objects.count()} slots"
    yield ratio("search, queries ÷ the most allowed", most / MOST_QUERIES, at_most=1, detail=detail)


def sql_row(name, seconds):
    return absolute(name, percentile(seconds, 95) * 1000, "ms", at_most=MOST_SQL)
