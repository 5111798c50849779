"""The search page of immersions on a whole country of slots (`seed_scale`).

View ÷ (its own SQL + the portal's empty signed-in page); queries and SQL time beside it.
"""

import statistics

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import RoleAssignment, User
from benchmarks.harness import absolute, benchmark, percentile, ratio, times
from directory.models import School
from partnerships.models import Slot

SIZES = {
    "small": {"schools": 1_200, "companies": 10_000, "slots": 30_000},
    "full": {"schools": 12_000, "companies": 100_000, "slots": 300_000},
}
EMPTY_PAGE = "/aide/"
PAGES = {
    "all": "/immersions/",
    "text": "/immersions/?q=mecanique",
    "department": "/immersions/?departement=31&niveau=3e",
}
MOST_QUERIES = 12
SOURCE = "échelle"
TEACHER = "banc@demo.example"


def prepare(size):
    """The country of this size, made once; the rows of another size stay beside it."""
    wanted = SIZES[size]
    if Slot.objects.count() < wanted["slots"]:
        call_command("seed_scale", force=True, verbosity=0, **wanted)


def teacher():
    """A teacher of the first school, signed in."""
    user = User.objects.filter(email=TEACHER).first() or User.objects.create_user(TEACHER)
    assignment, _ = RoleAssignment.objects.get_or_create(
        user=user, role=Role.TEACHER, defaults={"validated_at": timezone.now()}
    )
    assignment.schools.add(School.objects.filter(source=SOURCE).earliest("pk"))
    client = Client()
    client.force_login(user)
    return client


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
    return [(sql, params) for sql, params in seen if sql.lstrip().upper().startswith("SELECT")]


def replay(found):
    """The same statements without Django around them."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        for sql, params in found:
            cursor.execute(sql, params)
            cursor.fetchall()


@benchmark
def page(size):
    prepare(size)
    client = teacher()
    empty = statistics.median(times(lambda: load(client, EMPTY_PAGE)))
    for name, path in PAGES.items():
        found = statements(client, path)
        views = times(lambda path=path: load(client, path))
        alone = times(lambda found=found: replay(found))
        sql, view = statistics.median(alone), statistics.median(views)
        detail = (
            f"{Slot.objects.count()} slots; view p50 {view * 1000:.0f} ms, "
            f"p95 {percentile(views, 95) * 1000:.0f} ms; {len(found)} queries"
        )
        yield ratio(f"search.{name}", view / (sql + empty), at_most=3, detail=detail)
        yield absolute(
            f"search.{name}.sql", percentile(alone, 95) * 1000, "ms", at_most=40, detail="p95"
        )
        yield absolute(f"search.{name}.queries", len(found), "", at_most=MOST_QUERIES)
