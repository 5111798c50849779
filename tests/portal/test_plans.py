"""Hot pages read no big table whole, whatever its size (`make bench ONLY=country` asks the same
of PostgreSQL's own choice on a whole country).

On few rows PostgreSQL rightly reads tables whole: here it is told that each of them has two
million rows, and that it may only join them through an index.
"""

import datetime as dt
import uuid

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from benchmarks import country
from benchmarks.plans import whole_scans
from benchmarks.search import statements
from outbox import leases
from partnerships.models import Booking
from portal.scale.letters import add_letters
from tests.partnerships.conftest import TODAY, make_world

pytestmark = pytest.mark.django_db
# The tables that grow with the country; not those of roles and partnerships, which stay small.
BIG = {
    "accounts_journalentry",
    "directory_classgroup",
    "directory_company",
    "directory_school",
    "directory_word",
    "outbox_mail",
    "outbox_notice",
    "partnerships_booking",
    "partnerships_contract",
    "partnerships_offer",
    "partnerships_slot",
    "placements_campaign",
    "placements_offerweek",
    "placements_placement",
    "placements_pupil",
    "placements_stay",
}
# What PostgreSQL plans otherwise on real rows, or reads of a table once for a whole list.
KNOWN = {
    ("admin, companies", "directory_company"),
    ("admin, requests", "partnerships_booking"),
    ("dashboard, RBDE", "accounts_journalentry"),
    ("search of slots, text", "partnerships_offer"),
}


@pytest.fixture
def no_whole_scan():
    with connection.cursor() as cursor:
        size = "reltuples = 2000000, relpages = 20"
        cursor.execute(f"UPDATE pg_class SET {size} WHERE relname = ANY(%s)", [sorted(BIG)])
        for way in ("seqscan", "mergejoin", "hashjoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")


def scans(asked):
    return sorted({(table, node, sql[:400]) for table, node, sql in whole_scans(asked, BIG)})


def test_the_pages_of_every_day(settings, no_whole_scan):
    settings.DEBUG = True
    sizes = {"schools": 26, "companies": 26, "slots": 52, "placements": 26, "lived": 60}
    call_command("seed_scale", verbosity=0, years=2, letters=5, **sizes)
    found = {name: scans(statements(client, path)) for name, client, path in country.pages()}
    lines = [
        f"{name}: {table} {node} {sql}"
        for name, rows in found.items()
        for table, node, sql in rows
        if (name, table) not in KNOWN
    ]
    assert not lines, "\n".join(lines)


def asked_by(act):
    """The statements of an act."""
    asked = []

    def keep(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        act()
    return asked


def test_what_the_outbox_looks_for(no_whole_scan):
    add_letters(5)  # a table without any page is empty whatever is said of it
    asked = asked_by(lambda: leases.step(timezone.now(), number=10))
    assert asked and scans(asked) == []


def test_a_request_for_a_slot(time_machine, client, no_whole_scan):
    """The form as it is sent, until the booking stands."""
    time_machine.move_to(dt.datetime.combine(TODAY, dt.time(10), dt.UTC))
    world = make_world()
    client.force_login(world.teacher.user)
    numbers = {"girls": 12, "boys": 12, "unspecified": 0, "adults": 2}
    data = {"class_group": world.group.pk, "form_key": uuid.uuid4(), "step": "send"} | numbers
    address = reverse("partnerships:request", args=[world.slot.pk])
    asked = asked_by(lambda: client.post(address, data))
    assert Booking.objects.get().class_group == world.group
    found = scans(asked)
    assert not found, "\n".join(map(str, found))


def test_a_scan_of_a_whole_table_is_seen(no_whole_scan):
    where = "SELECT id FROM directory_company WHERE {} = %s"
    asked = [(where.format(column), [1]) for column in ("id", "staff_band::int")]
    assert [table for table, _, _ in scans(asked)] == ["directory_company"]
    whole = [("SELECT count(*) FROM placements_placement", ())]
    assert [table for table, _, _ in scans(whole)] == ["placements_placement"]


def test_what_a_limit_stops_at_once_is_not_read_whole():
    first = "SELECT id FROM directory_company WHERE name = '' LIMIT 1"
    for run, is_whole in ((False, True), (True, False)):
        assert len([*whole_scans([(first, ())], {"directory_company"}, run=run)]) == is_whole


def test_a_branch_that_is_never_taken_reads_nothing():
    rows = "SELECT id FROM directory_company WHERE (SELECT count(*) {} 0 FROM directory_school)"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    for sign, is_taken in ((">", False), ("=", True)):
        asked = [(rows.format(sign), ())]
        assert len([*whole_scans(asked, {"directory_company"})]) == 1
        assert len([*whole_scans(asked, {"directory_company"}, run=True)]) == is_taken
