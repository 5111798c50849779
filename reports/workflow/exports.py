"""The life of an export: asked, claimed under a lease, made, told, taken, cancelled, erased.

PostgreSQL is the truth: a worker that dies leaves a lease that ends, and another one begins
again; what was cancelled is never told. Raises `Refused`.
"""

import contextlib
import datetime as dt
import hashlib
import logging
import uuid

from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts import journal
from accounts.actor import Actor
from accounts.models import User
from accounts.workflow.validators import recipient
from directory.violations import Refused
from outbox import doorbell
from outbox.workflow import notify
from reports.enums.exports import UNDER_WAY, ExportState
from reports.models import Export
from reports.models.exports import folder
from reports.producers import CHECKS, PRODUCERS
from reports.reading import one_snapshot

logger = logging.getLogger(__name__)
TASK = "reports.tasks.export_next"
LEASE = dt.timedelta(minutes=5)
KEPT = dt.timedelta(days=7)
MOST_AT_ONCE = 3
MOST_ATTEMPTS = 3
FULL = (
    "L’espace de stockage est plein : réessayez plus tard ; si cela dure, écrivez à l’assistance."
)
BROKEN = "La préparation a échoué : demandez de nouveau le fichier, ou écrivez à l’assistance."


class Stopped(Exception):
    """The export was cancelled, or another worker has it."""


@transaction.atomic
def ask(actor, kind, params, label):
    """The export of these choices; the one under way when it was already asked for."""
    User.objects.select_for_update(of=("self",)).get(pk=actor.user.pk)
    mine = Export.objects.under_way().filter(owner=actor.user)
    same = mine.filter(kind=kind, params=params, role=actor.role).first()
    if same:
        return same
    if mine.count() >= MOST_AT_ONCE:
        raise Refused("Trois fichiers sont déjà en préparation : attendez-en un, ou annulez-le.")
    CHECKS[kind](actor, params)
    made = Export.objects.create(
        owner=actor.user, role=actor.role, kind=kind, params=params, label=label[:250]
    )
    journal.record(actor, "a demandé un export", words=label)
    transaction.on_commit(lambda: doorbell.wake(TASK), robust=True)
    return made


@transaction.atomic
def cancel(actor, row):
    """By its owner, until it is ready; a second click changes nothing."""
    row = Export.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=row.pk)
    if row.state == ExportState.CANCELLED:
        return row
    if not row.is_under_way:
        raise Refused("Ce fichier n’est plus en préparation.")
    row.state, row.finished_at, row.lease_owner = ExportState.CANCELLED, timezone.now(), ""
    row.save(update_fields=["state", "finished_at", "lease_owner"])
    journal.record(actor, "a annulé un export", words=row.label)
    return row


@transaction.atomic
def claim(now=None):
    """The oldest that waits, or whose worker died, under a lease of ours; None without one."""
    now = now or timezone.now()
    rows = Export.objects.under_way().select_for_update(skip_locked=True, of=("self",))
    rows = rows.exclude(state=ExportState.RUNNING, lease_until__gt=now)
    row = rows.order_by("created_at", "pk").first()
    if row is None:
        return None
    row.attempts += 1
    if row.attempts > MOST_ATTEMPTS:
        _fail(Export.objects.filter(pk=row.pk), BROKEN)
        return claim(now)
    row.state, row.lease_owner, row.lease_until = ExportState.RUNNING, uuid.uuid4().hex, now + LEASE
    row.done = row.total = 0
    row.save()
    return row


def _ours(row):
    """The row while it is still this worker's."""
    return Export.objects.filter(pk=row.pk, state=ExportState.RUNNING, lease_owner=row.lease_owner)


def _fail(rows, words):
    rows.update(
        state=ExportState.FAILED, error=words[:250], finished_at=timezone.now(), lease_until=None
    )


def run(row):
    """Make the file of a claimed row, tell its owner; every outcome is in the row, unless
    another worker has it by now: then nothing of it is touched."""
    try:
        _ready(row, *_make(row))
    except Stopped:
        logger.info("Export %s: stopped", row.pk)
    except Refused as refused:
        _fail(_ours(row), str(refused))
    except DatabaseError:
        # The connection was lost: the next worker begins again, three times at most.
        logger.exception("Export %s: the database broke off", row.pk)
        _ours(row).update(state=ExportState.WAITING, lease_until=None)
    except OSError:
        logger.exception("Export %s: the file could not be written", row.pk)
        _fail(_ours(row), FULL)
    except Exception:
        logger.exception("Export %s failed", row.pk)
        _fail(_ours(row), BROKEN)
    finally:
        with contextlib.suppress(OSError):
            _beside(row).unlink(missing_ok=True)


def _beside(row):
    """Where a worker writes: the file of another one is never touched."""
    return folder() / f"{row.pk}.{row.lease_owner}"


def _make(row):
    """(name, MIME type, size, SHA-256) of what is written beside."""
    with one_snapshot() as writing:
        actor = Actor.of(row.owner, row.role)
        if actor.role != row.role:
            raise Refused("Vous n’avez plus le rôle dans lequel vous l’avez demandé.")

        def step(done, total):
            with writing():
                changes = {"done": min(done, total), "total": total}
                changes["lease_until"] = timezone.now() + LEASE
                if not _ours(row).update(**changes):
                    raise Stopped

        name, mimetype, chunks = PRODUCERS[row.kind](actor, row.params, step)
        return name, mimetype, *_write(row, chunks)


def _write(row, chunks):
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder().glob(f"{row.pk}.*"):
        # Of a worker that was killed, or will find its file gone.
        left.unlink(missing_ok=True)
    digest, size = hashlib.sha256(), 0
    with _beside(row).open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


@transaction.atomic
def _ready(row, name, mimetype, size, digest):
    now = timezone.now()
    # A worker's clock may be behind that of the machine where it was asked for.
    kept_until = max(now, row.created_at) + KEPT
    done = _ours(row).update(
        state=ExportState.READY, file_name=name, mimetype=mimetype, size=size, sha256=digest,
        finished_at=now, expires_at=kept_until, lease_until=None, lease_owner="",
    )  # fmt: skip
    if not done:
        raise Stopped
    _beside(row).replace(row.path)
    row.refresh_from_db()
    notify("export.ready", row, recipient(row.owner, row.role), not_after=row.expires_at)


def _remove(row):
    with contextlib.suppress(OSError):
        row.path.unlink(missing_ok=True)


def work(most=20):
    """Make what waits, oldest first; how many. What another worker makes is not waited for."""
    made = 0
    while made < most and (row := claim()):
        run(row)
        made += 1
    return made


def erase_expired(now=None):
    """Files of a week ago, and rows of three months ago."""
    now = now or timezone.now()
    for row in Export.objects.filter(state=ExportState.READY, expires_at__lte=now)[:100]:
        _remove(row)
        Export.objects.filter(pk=row.pk).update(state=ExportState.EXPIRED)
    old = Export.objects.exclude(state__in=(*UNDER_WAY, ExportState.READY))
    old.filter(created_at__lt=now - dt.timedelta(days=90)).delete()


def check_access(row):
    """Raises Refused when the owner, in the role of the day, may no more read what it holds."""
    actor = Actor.of(row.owner, row.role)
    if actor.role != row.role:
        raise Refused("Vous n’avez plus le rôle dans lequel vous l’avez demandé.")
    CHECKS[row.kind](actor, row.params)
