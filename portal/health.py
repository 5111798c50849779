"""Is the portal well: what the probes and the administrators ask."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from outbox.enums import MailState
from outbox.models import Heartbeat, Mail

LATEST_BEAT = dt.timedelta(minutes=3)
OLDEST_MAIL = dt.timedelta(minutes=15)
OLDEST_LEASE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Check:
    """One line of the health page; `value` in French words."""

    label: str
    value: str
    is_well: bool


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
    dead = Mail.objects.dead().count()
    return [
        _age("Plus ancien courriel à envoyer", due, "next_try_at", now, OLDEST_MAIL),
        _age("Plus ancien envoi sans nouvelles", claimed, "lease_until", now, OLDEST_LEASE),
        Check("Courriels sans issue", str(dead), not dead),
    ]


def _age(label, queryset, field, now, longest):
    oldest = queryset.order_by(field).values_list(field, flat=True).first()
    if oldest is None:
        return Check(label, "aucun", True)
    return Check(label, _words(now - oldest), now - oldest <= longest)


def _beats(now):
    beats = list(Heartbeat.objects.order_by("name"))
    if not beats:
        return [Check("Tâches périodiques", "aucun passage enregistré", False)]
    return [
        Check(f"Dernier passage : {beat.name}", _words(now - beat.at), now - beat.at <= LATEST_BEAT)
        for beat in beats
    ]


def _words(age):
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "moins d’une minute"
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d}"
