"""Delivery: claim with a lease, commit, check, render, send, close (RELIABILITY §2).

Nothing is sent while a transaction is open, and a row is closed only by the owner of
its lease. A process may die anywhere: what it held is resolved by `reconciliation`. A
process *frozen* past its lease can still double a mail; nothing here can prevent that.
"""

import logging
import time
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from outbox import failures, message, reconciliation, smtp
from outbox.enums import MailState, NoticeState, Urgency
from outbox.failures import MAX_ATTEMPTS, Unreachable
from outbox.kinds import kind_of
from outbox.models import Mail, Notice, message_id_for
from outbox.smtp import Ambiguous

LEASE = "2 minutes"  # longer than the mail task's limit (60 s) plus the SMTP time (20 s)
SECONDS = 20  # for one mail's whole conversation
SECONDS_IN_REQUEST = 5
BATCH = 500

CLAIM = """
UPDATE outbox_mail SET state = 'claimed', attempts = attempts + 1, lease_owner = %(owner)s,
    lease_until = clock_timestamp() + interval '{lease}'
WHERE id = (
    SELECT id FROM outbox_mail WHERE state = 'pending' AND {which}
    ORDER BY urgency, next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING *
"""
CLAIM_DUE = CLAIM.format(lease=LEASE, which="next_try_at <= %(now)s")
CLAIM_ONE = CLAIM.format(lease=LEASE, which="id = %(id)s")

logger = logging.getLogger(__name__)


@dataclass
class Tally:
    """What one run did, by the mails' new state.

    `stopped`: no relay answered; `more`: time was up before the work.
    """

    sent: int = 0
    retried: int = 0
    dropped: int = 0
    failed: int = 0
    unknown: int = 0
    stopped: bool = False
    more: bool = False


def send_due(now=None, seconds=None):
    """Everything due at `now`: plan mails, resolve expired leases, send; a Tally.

    Stops after `seconds` (between two mails), or when no relay takes a connection.
    """
    now = now or timezone.now()
    end = time.monotonic() + seconds if seconds else None
    while gather(now) == BATCH:
        pass
    expire(now)
    reconciliation.resolve(now)
    tally, transport = Tally(), smtp.transport()
    try:
        while mail := claim(now):
            try:
                deliver(mail, transport, tally, now)
            except Unreachable as error:
                give_back(mail, error, now)
                tally.stopped = True
                break
            if end and time.monotonic() > end:
                tally.more = True
                break
    finally:
        transport.close()
    return tally


def send_now(mail_id):
    """Send one mail at once: a person waits for its code. The worker is the second chance."""
    mail = claim(timezone.now(), mail_id)
    if mail is None:
        return
    transport = smtp.transport()
    try:
        deliver(mail, transport, Tally(), timezone.now(), SECONDS_IN_REQUEST)
    except Unreachable as error:
        give_back(mail, error, timezone.now())
    finally:
        transport.close()


@transaction.atomic(durable=True)
def gather(now):
    """Give every notice that is due a mail of its own; how many at most BATCH were."""
    due = list(
        Notice.objects.filter(state=NoticeState.PLANNED, due_at__lte=now)
        .filter(Q(not_after=None) | Q(not_after__gt=now))
        .order_by("urgency", "due_at")
        .select_for_update(skip_locked=True, of=("self",))[:BATCH]
    )
    mails = Mail.objects.bulk_create(
        Mail(
            key=notice.dedup_key,
            message_id=message_id_for(notice.dedup_key),
            recipient_email=notice.recipient_email,
            recipient_name=notice.recipient_name,
            urgency=notice.urgency,
            next_try_at=now,
            not_after=notice.not_after,
        )
        for notice in due
    )
    for notice, mail in zip(due, mails, strict=True):
        notice.mail, notice.state = mail, NoticeState.QUEUED
    Notice.objects.bulk_update(due, ["mail", "state"])
    return len(due)


def expire(now):
    """What is no longer worth sending never leaves; secrets past their life are emptied."""
    Notice.objects.filter(state=NoticeState.PLANNED, due_at__lte=now, not_after__lte=now).update(
        state=NoticeState.EXPIRED
    )
    Mail.objects.filter(state=MailState.PENDING, next_try_at__lte=now, not_after__lte=now).update(
        state=MailState.EXPIRED
    )
    Notice.objects.filter(sealed__isnull=False, not_after__lte=now).update(sealed=None)


@transaction.atomic(durable=True)
def claim(now, mail_id=None):
    """Lease the next due mail (or that one); None when there is none. Commits."""
    values = {"owner": uuid.uuid4(), "now": now, "id": mail_id}
    return next(iter(Mail.objects.raw(CLAIM_ONE if mail_id else CLAIM_DUE, values)), None)


def deliver(mail, transport, tally, now, seconds=SECONDS):
    """Check, render, send and close a leased mail. Raises Unreachable only."""
    try:
        notices = relevant_notices(mail, now)
        prepared = message.build(mail, notices) if notices else None
    except Exception as error:
        # A defect of a kind must not stop the others' mails, nor lose this one.
        logger.exception("Mail %s cannot be written", mail.pk)
        return put_off(mail, failures.Failure(False, type(error).__name__), tally, now)
    if prepared is None:
        tally.dropped += 1
        return close(mail, state=MailState.CANCELLED)
    try:
        words = transport.send(prepared, seconds)
    except Unreachable:
        raise
    except Ambiguous as error:
        tally.unknown += 1
        return close(mail, **reconciliation.doubt(now), error=str(error))
    except Exception as error:  # refusals, addresses and headers that cannot be sent
        return put_off(mail, failures.classify(error), tally, now)
    tally.sent += 1
    return close(
        mail,
        state=MailState.SENT,
        sent_at=timezone.now(),
        subject=prepared.subject,
        provider_id=failures.redact(words)[:200],
        error="",
    )


def relevant_notices(mail, now):
    """The notices still worth telling; the others are cancelled or expired."""
    kept, over, late = [], [], []
    for notice in mail.notices.select_related("user").prefetch_related("subject"):
        if notice.not_after and notice.not_after <= now:
            late.append(notice.pk)
        elif kind_of(notice.kind).still_relevant(notice):
            kept.append(notice)
        else:
            over.append(notice.pk)
    for state, gone in ((NoticeState.CANCELLED, over), (NoticeState.EXPIRED, late)):
        if gone:
            Notice.objects.filter(pk__in=gone).update(state=state, sealed=None)
    return kept


def put_off(mail, failure, tally, now):
    """Try again later, or give up: refused for good, or refused too often."""
    if failure.final or mail.attempts >= MAX_ATTEMPTS:
        tally.failed += 1
        return close(mail, state=MailState.FAILED, error=failure.error)
    tally.retried += 1
    return close(
        mail,
        state=MailState.PENDING,
        next_try_at=now + failures.delay(mail.attempts),
        error=failure.error,
    )


def give_back(mail, error, now):
    """No relay: the mail is as before, to be tried at the next minute."""
    close(
        mail,
        state=MailState.PENDING,
        attempts=F("attempts") - 1,
        next_try_at=now + failures.delay(1),
        error=failures.redact(error),
    )


@transaction.atomic(durable=True)
def close(mail, state, **values):
    """End the lease with this result, unless somebody else holds the mail by now."""
    mine = Mail.objects.filter(pk=mail.pk, state=MailState.CLAIMED, lease_owner=mail.lease_owner)
    if not mine.update(state=state, lease_owner=None, lease_until=None, **values):
        logger.error("Mail %s was closed after its lease ended", mail.pk)
        return
    if state == MailState.SENT and mail.urgency == Urgency.CODE:
        mail.notices.update(sealed=None)
