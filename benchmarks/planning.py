"""Planning reminders ÷ the bare `INSERT … SELECT` of the same rows into the same table."""

import datetime as dt
import time

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models.functions import Concat
from django.db.models import Value

from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment, User
from benchmarks.harness import absolute, benchmark, ratio
from directory import sql
from outbox.kinds import MailContent
from outbox.models import Notice
from reminders import planner, simulation
from reminders.rules import PARIS, Rule, To, days, register

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
        recipients=[To.user("user", at_school=True)],
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
    """Empty places for the next round, as both sides find them."""
    Notice.objects.filter(kind=RULE.code).delete()
    connection.cursor().execute("VACUUM outbox_notice")


def measured(work):
    """Seconds of one write, which is then undone."""
    with transaction.atomic():
        start = time.perf_counter()
        written = work()
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return seconds, written


def bare():
    names = sql.column_list(COLUMNS)
    return sql.execute(
        f"INSERT INTO outbox_notice ({names}) SELECT {names} FROM bench_planned"  # noqa: S608
    )


def planned():
    return planner.plan(NOW, [RULE], beats=False).planned
