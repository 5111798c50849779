"""Planning reminders ÷ the bare `INSERT … SELECT` of the same rows into the same table."""

import datetime as dt
import time

from django.db import transaction

from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment, User
from benchmarks.harness import absolute, benchmark, ratio
from directory import sql
from directory.enums import Rhythm
from outbox.kinds import MailContent
from outbox.models import Heartbeat, Notice
from outbox.rules import PARIS
from reminders import planner, simulation
from reminders.rules import Rule, To, days, register

NUMBER = {"small": 10_000, "full": 100_000}
ROUNDS = 7
NOW = dt.datetime(2027, 3, 1, 12, tzinfo=PARIS)
LAST_DAY = dt.date(2027, 3, 24)  # days of class and not: both calendars are asked
MARK = "mesure-rappels-"
COLUMNS = [field.column for field in Notice._meta.concrete_fields if not field.primary_key]


def subjects():
    return RoleAssignment.objects.filter(
        state=RoleState.VALIDATED, user__email__startswith=MARK, ends_on__isnull=False
    )


RULE = register(
    Rule(
        code="bench.planning",
        label="Mesure",
        why="une mesure est en cours",
        subjects=subjects,
        recipients=[To.user("user", Rhythm.SCHOOL)],
        anchor="ends_on",
        anchor_label="la fin du rôle",
        offset=days(-7),
        render=lambda notice: MailContent("Mesure", []),
    )
)


def people(number):
    """As many roles that end, of as many people, kept from run to run."""
    missing = number - User.objects.filter(email__startswith=MARK).count()
    last = User.objects.order_by("pk").last()
    first = last.pk + 1 if last else 1
    User.objects.bulk_create(
        (
            User(
                email=f"{MARK}{first + index}@exemple.test",
                first_name="Camille",
                last_name=f"Martin-{index}",
            )
            for index in range(missing)
        ),
        batch_size=5_000,
    )
    without = User.objects.filter(email__startswith=MARK, role_assignments=None)
    RoleAssignment.objects.bulk_create(
        (
            RoleAssignment(
                user=user,
                role=Role.JUROR,
                state=RoleState.VALIDATED,
                starts_on=dt.date(2026, 9, 1),
                validated_at=NOW,
            )
            for user in without
        ),
        batch_size=5_000,
    )
    ends = User.objects.filter(email__startswith=MARK).order_by("pk").values("pk")[:number]
    RoleAssignment.objects.filter(user__email__startswith=MARK).update(ends_on=None)
    RoleAssignment.objects.filter(user__in=ends).update(ends_on=LAST_DAY)


def clear():
    """Leave nothing of this round: both sides find the table and its indexes alike."""
    Notice.objects.filter(kind=RULE.code).delete()
    sql.execute("VACUUM outbox_notice")


def timed(work, number):
    """Seconds of one committed write of so many rows, which are then removed."""
    clear()
    start = time.perf_counter()
    with transaction.atomic():
        written = work()
    seconds = time.perf_counter() - start
    if written != number:
        raise RuntimeError(f"{written} instead of {number} reminders written")
    return seconds


def bare():
    """The same rows from a table that holds them, already checked and without any question."""
    names = sql.column_list(COLUMNS)
    copy = f"INSERT INTO outbox_notice ({names}) SELECT {names} FROM bench_planned"
    return sql.execute(copy)


def ours():
    return planner.plan(NOW, [RULE], beats=False).planned


def again():
    """Seconds of a run that finds everything planned, as most runs do."""
    start = time.perf_counter()
    plan = planner.plan(NOW, [RULE], beats=False)
    if plan != planner.Plan():
        raise RuntimeError(f"{plan} instead of nothing to do")
    return time.perf_counter() - start


def simulated(days_on=91):
    """Seconds of what the simulation page asks, the rules' queries being compiled."""
    first, taken = NOW.date(), []
    for _ in range(3):
        start = time.perf_counter()
        simulation.counts(first, first + dt.timedelta(days=days_on), NOW)
        taken.append(time.perf_counter() - start)
    return min(taken)


@benchmark
def reminders(size):
    """Best of several rounds in turn; then a run without news, and what the simulation page
    asks."""
    number = NUMBER[size]
    people(number)
    for table in ("accounts_user", "accounts_roleassignment", "outbox_notice"):
        sql.execute(f"VACUUM ANALYZE {table}")
    timed(ours, number)
    sql.execute("DROP TABLE IF EXISTS bench_planned")
    names = sql.column_list(COLUMNS)
    rows = f"SELECT {names} FROM outbox_notice WHERE kind = %s"
    sql.execute(f"CREATE TEMP TABLE bench_planned AS {rows}", [RULE.code])
    pairs = [(timed(ours, number), timed(bare, number)) for _ in range(ROUNDS)]
    planned, copied = (min(side) for side in zip(*pairs, strict=True))
    timed(ours, number)
    idle = min(again() for _ in range(3))
    asked = simulated()
    Heartbeat.mark(planner.BEAT, NOW)
    read = simulated(days_on=13)
    Heartbeat.objects.filter(name=planner.BEAT).delete()
    clear()
    RoleAssignment.objects.filter(user__email__startswith=MARK).update(ends_on=None)
    detail = f"{number} reminders, {planned:.2f} s ÷ {copied:.2f} s"
    yield ratio("planning ÷ bare INSERT … SELECT", planned / copied, at_most=1.5, detail=detail)
    yield absolute("planning again, nothing new", idle, "s", detail=f"{number} planned")
    yield absolute(
        "simulation of 92 days, asked of the rules", asked, "s", detail=f"{number} planned"
    )
    yield absolute("simulation of 14 days, as planned", read, "s", detail=f"{number} planned")
