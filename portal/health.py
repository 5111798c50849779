"""Is the portal well: what the probes and the administrators ask."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone

from outbox.enums import Cause, MailState, Missed, NoticeState
from outbox.gathering import left_behind
from outbox.models import BarredAddress, Heartbeat, Mail, Notice
from outbox.queues import QUEUES
from reminders import planner

# What each heartbeat is, and after how long its silence is a fault.
CANARY = dt.timedelta(minutes=3)
BEATS = {
    "beat": ("Tâches périodiques, dernier passage", CANARY),
    planner.BEAT: ("Rappels, dernière préparation", planner.LATE),
    **{
        f"queue:{name}": (f"File d’attente « {words} », dernier passage", CANARY)
        for name, words in QUEUES.items()
    },
}
REPORTS = ("Boîte des avis de non-remise, dernière lecture", dt.timedelta(minutes=15))
MISSED_FOR = dt.timedelta(days=7)
OLDEST_MAIL = dt.timedelta(minutes=15)
OLDEST_LEASE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Check:
    """One line of the health page; `value` in French words, `url` where to act."""

    label: str
    value: str
    is_well: bool
    url: str = ""


def missing_migrations():
    """The migrations that the code has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]


def deep(now=None):
    """The checks of an administrator: mail that waits, leases, beats (RELIABILITY §6)."""
    now = now or timezone.now()
    return [*_mails(now), *_beats(now)]


def _mails(now):
    due = Mail.objects.filter(state=MailState.PENDING, next_try_at__lte=now)
    claimed = Mail.objects.filter(state=MailState.CLAIMED, lease_until__lt=now)
    dead = dict(
        Mail.objects.dead().order_by().values_list("state").annotate(number=models.Count("pk"))
    )
    kept_back = dead.pop(MailState.SUPPRESSED, 0)
    barred = BarredAddress.objects.in_force().count()
    without_end = sum(dead.values())
    return [
        _age("Plus ancien courriel à envoyer", due, "next_try_at", now, OLDEST_MAIL),
        _left_behind(now),
        _age("Plus ancien envoi sans nouvelles", claimed, "lease_until", now, OLDEST_LEASE),
        Check("Courriels en échec", str(without_end), not without_end, reverse("dead_mails")),
        Check(
            "Courriels retenus, l’adresse étant écartée",
            str(kept_back),
            not kept_back,
            f"{reverse('dead_mails')}?cause={Cause.BARRED}",
        ),
        Check("Adresses écartées", str(barred), True, reverse("barred_addresses")),
        _missed(now),
    ]


def _left_behind(now):
    count = left_behind(now, OLDEST_MAIL)
    return Check("Messages sans courriel depuis plus d’un quart d’heure", str(count), not count)


def _missed(now):
    """What an outage kept from leaving, for a week: somebody may still say it otherwise."""
    lost = Notice.objects.filter(
        state=NoticeState.EXPIRED, missed=Missed.OUTAGE, not_after__gt=now - MISSED_FOR
    ).count()
    return Check("Messages qu’une interruption a empêchés de partir, 7 jours", str(lost), not lost)


def _age(label, queryset, field, now, longest):
    oldest = queryset.order_by(field).values_list(field, flat=True).first()
    if oldest is None:
        return Check(label, "aucun", True)
    return Check(label, _words(now - oldest), now - oldest <= longest)


def _beats(now):
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    expected = BEATS | ({"reports": REPORTS} if settings.REPORTS_MAILBOX else {})
    return [
        Check(label, _words(now - seen[name]), now - seen[name] <= longest)
        if name in seen
        else Check(label, "aucun passage enregistré", False)
        for name, (label, longest) in expected.items()
    ]


def _words(age):
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "moins d’une minute"
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d}"
