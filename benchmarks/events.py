"""The Industrie Cup: ranking of a whole final, and what a save costs (issue: 80 ms, 30 ms)."""

import datetime as dt
import json
import random
import sys
import time
from decimal import Decimal

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment
from benchmarks.harness import absolute, benchmark, measure, ratio
from benchmarks.serving import ROUNDS
from events import ranking
from events.enums.cup import College, EditionState, SheetState, TeamState
from events.models import (
    Criterion,
    Edition,
    Event,
    Juror,
    Panel,
    Score,
    ScoreSheet,
    Session,
    Team,
)
from events.workflow import jurors, scores
from tests.directory.factories import DepartmentFactory, SchoolYearFactory
from tests.events.cup_world import contract

TEAMS, JURORS, CRITERIA = 60, 8, 5
RUNS = 30


def percentiles(seconds):
    """(p50, p95) in milliseconds."""
    ordered = sorted(1000 * one for one in seconds)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


def timed(name, run, at_most, note=""):
    """The row of a request: its median, p95, CPU time (this process's) and queries."""
    with CaptureQueriesContext(connection) as found:
        run()
    # Counted now: the requests that follow empty the log that it reads.
    queries, taken, busy = len(found), [], time.process_time()
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    busy = 1000 * (time.process_time() - busy) / RUNS
    middle, late = percentiles(taken)
    words = [note, f"p95 {late:.0f} ms", f"CPU {busy:.0f} ms", f"{queries} queries"]
    return absolute(name, middle, "ms", at_most=at_most, detail=", ".join(filter(None, words)))


@benchmark
def events_ranking_engine(size):
    """Pure: a tenth of the sheets is missing, so that the additive model works."""
    chance = random.Random(4)
    criteria = [ranking.Criterion(n, Decimal(n + 1), Decimal(20)) for n in range(CRITERIA)]
    sheets = [
        ranking.Sheet(juror, team, {one.key: Decimal(chance.randrange(41)) / 2 for one in criteria})
        for juror in range(JURORS)
        for team in range(TEAMS)
        if chance.random() > 0.1
    ]
    sides = {juror: list(College)[juror % 2] for juror in range(JURORS)}
    contest = ranking.Contest(criteria, range(TEAMS), sides, sheets)
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        ranking.rank(contest)
        taken.append(time.process_time() - start)
    middle, late = percentiles(taken)
    detail = f"{len(sheets)} sheets, p95 {late:.0f} ms"
    yield absolute("events. 60 teams × 8 jurors × 5 criteria ranked", middle, "ms", at_most=80,
                   detail=detail)  # fmt: skip


@benchmark
def events_programme(size):
    """The public programme of 150 sessions, the days of 1,500, and the organiser's list."""
    with transaction.atomic():
        organiser = administrator()
        # Days far ahead, so that what the country holds already is not in what is read.
        department, day = DepartmentFactory(code="48"), timezone.now() + dt.timedelta(days=4000)
        made = sessions(department, day, 150)
        first = f"/evenements/?du={timezone.localdate(day)}"
        visitor = Client()
        yield timed("events. programme of 150 sessions", lambda: visitor.get(first), 40)
        sessions(department, day, 1350)
        name = "events. programme of 1,500 sessions, by day"
        yield timed(name, lambda: visitor.get(first), 40)
        client = Client()
        client.force_login(organiser)
        name = f"events. list of 50 of {len(made)} and more"
        yield timed(name, lambda: client.get("/evenements/miens/"), 60)
        transaction.set_rollback(True)


def sessions(department, first, count):
    """That many sessions over ten days, two of each event."""
    year, hour = SchoolYearFactory(), dt.timedelta(hours=1)
    found = Event.objects.bulk_create(
        Event(
            title=f"Événement {n}", kind="forum", organiser="CLEE", place="Halle",
            department=department, school_year=year, state="published",
            starts_at=first + dt.timedelta(days=n % 10),
            ends_at=first + dt.timedelta(days=n % 10) + 2 * hour,
        )
        for n in range(count // 2)
    )  # fmt: skip
    made = Session.objects.bulk_create(
        Session(event=one, title=f"Séance {n}", starts_at=one.starts_at + n * hour,
                ends_at=one.starts_at + (n + 1) * hour, capacity=30)
        for one in found
        for n in range(2)
    )  # fmt: skip
    # As autovacuum does within the minute: without statistics the planner loops over events.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE events_event, events_session")
    return made


@benchmark
def events_worker(size):
    """What a worker weighs after pages of 1,500 sessions and of who organises them."""
    first = timezone.now() + dt.timedelta(days=5000)
    made, organiser = sessions(DepartmentFactory(code="48"), first, 1500), administrator()
    try:
        client = Client()
        client.force_login(organiser)
        pages = ["/evenements/", f"/evenements/?du={timezone.localdate(first)}",
                 "/evenements/miens/", made[0].event.get_absolute_url()]  # fmt: skip
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        command = [sys.executable, "-m", "benchmarks.serving", session, *pages]
        _, _, output = measure(command)
        idle, after = json.loads(output.splitlines()[-1])
    finally:
        Event.objects.filter(pk__in={one.event_id for one in made}).delete()
        organiser.delete()
    detail = f"{idle:.0f} MiB idle, {after:.0f} after {ROUNDS * len(pages)} pages"
    yield ratio("events. worker after the run ÷ idle", after / idle, at_most=1.3, detail=detail)


@benchmark
def events_pages(size):
    """The ranking page and a save, through the whole stack, on a final of that size."""
    with transaction.atomic():
        edition, organiser = _final()
        client = Client()
        client.force_login(organiser)
        page = reverse("events:ranking", args=[edition.pk])
        name = "events. ranking page of that final"
        yield timed(name, lambda: client.get(page), 80)
        page_of_teams = reverse("events:teams", args=[edition.pk])
        name = "events. organiser list of teams"
        yield timed(name, lambda: client.get(page_of_teams), 60, f"{TEAMS} rows")
        yield _saving(edition, organiser)
        transaction.set_rollback(True)


def _saving(edition, organiser):
    juror = edition.jurors.select_related("edition").first()
    team = edition.teams.last()
    link = jurors.link_of(Actor.of(organiser), juror)
    scores.take_back(Actor.of_link(link), juror, team)
    client, count = Client(), iter(range(1, 10_000))
    field = edition.criteria.first()
    version = juror.sheets.get(team=team).scores.get(criterion=field).version

    def save():
        nonlocal version
        number = next(count)
        answer = client.post(
            f"{link.path}{team.pk}/",
            {"geste": "champ", "champ": str(field.pk), "valeur": str(number % 20),
             "version": version, "cle": f"{number:032x}"},
        )  # fmt: skip
        version = answer.json()["version"]

    return timed("events. a mark saved by a juror's link", save, 30)


def _final():
    """A final of that size, every sheet in but a tenth, in a transaction that is undone."""
    today = timezone.localdate()
    made = [contract() for _ in range(TEAMS)]
    edition = Edition.objects.create(
        title="Finale", school_year=made[0].school_year, department=DepartmentFactory(code="31"),
        held_on=today, place="Toulouse", state=EditionState.CLOSED,
    )  # fmt: skip
    organiser = administrator()
    panel = Panel.objects.create(edition=edition, name="A")
    criteria = [
        Criterion.objects.create(edition=edition, position=n, label=f"C{n}", weight=n, maximum=20)
        for n in range(1, CRITERIA + 1)
    ]
    teams = [
        Team.objects.create(
            edition=edition, contract=one, panel=panel, girls=10, state=TeamState.ELIGIBLE
        )
        for one in made
    ]
    sides = list(College)
    found = Juror.objects.bulk_create(
        Juror(edition=edition, panel=panel, name=f"J{number}", college=sides[number % 2])
        for number in range(JURORS)
    )
    _sheets(found, teams, criteria)
    return edition, organiser


def administrator():
    """An administrator, who sees everything."""
    person = get_user_model().objects.create_user("banc@cup.example", "x")
    RoleAssignment.objects.create(
        user=person, role=Role.ADMINISTRATOR, state=RoleState.VALIDATED,
        starts_on=timezone.localdate() - dt.timedelta(days=1), validated_at=timezone.now(),
    )  # fmt: skip
    return person


def _sheets(found, teams, criteria):
    """All but a tenth, as rows; the last team has them all."""
    chance, now = random.Random(5), timezone.now()
    sheets = ScoreSheet.objects.bulk_create(
        ScoreSheet(juror=juror, team=team, state=SheetState.SUBMITTED, submitted_at=now)
        for juror in found
        for team in teams
        if chance.random() > 0.1 or team == teams[-1]
    )
    Score.objects.bulk_create(
        Score(sheet=sheet, criterion=one, mark=chance.randrange(21))
        for sheet in sheets
        for one in criteria
    )
