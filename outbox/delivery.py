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
    stopped: int = 0
    more: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a leased mail ends: its new state and columns, and where the tally counts it."""

    counted: str
    state: MailState
    columns: dict


def send_due(now=None, seconds=None):
    """Everything due at `now`: plan mails, resolve expired leases, send; a Tally.

    Stops after `seconds` (between two mails), or when no relay takes a connection. One
    commit closes a mail and claims the next one.
    """
    now = now or timezone.now()
    end = time.monotonic() + seconds if seconds else None
    while gather(now) == BATCH:
        pass
    expire(now)
    reconciliation.resolve(now)
    tally, transport = Tally(), smtp.transport()
    mail = step(now)
    try:
        while mail:
            outcome = deliver(mail, transport, now)
            setattr(tally, outcome.counted, getattr(tally, outcome.counted) + 1)
            tally.more = end is not None and time.monotonic() > end
            mail = step(now, mail, outcome, go_on=not (tally.stopped or tally.more))
    finally:
        transport.close()
    return tally


def send_now(mail_id):
    """Send one mail at once: a person waits for its code. The worker is the second chance."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        mail = claim(CLAIM_ONE, {"id": mail_id})
    if mail is None:
        return
    transport = smtp.transport()
    try:
        outcome = deliver(mail, transport, now, SECONDS_IN_REQUEST)
    finally:
        transport.close()
    step(now, mail, outcome, go_on=False)


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
def step(now, mail=None, outcome=None, go_on=True):
    """Close `mail` if there is one, lease the next that is due, commit; that mail or None."""
    if mail:
        close(mail, outcome)
    return claim(CLAIM_DUE, {"now": now}) if go_on else None


def claim(statement, values):
    """Lease the mail that the statement finds, or None."""
    return next(iter(Mail.objects.raw(statement, {**values, "owner": uuid.uuid4()})), None)


def close(mail, outcome):
    """End the lease with this outcome, unless somebody else holds the mail by now."""
    mine = Mail.objects.filter(pk=mail.pk, state=MailState.CLAIMED, lease_owner=mail.lease_owner)
    ended = {"state": outcome.state, "lease_owner": None, "lease_until": None}
    if not mine.update(**ended, **outcome.columns):
        logger.error("Mail %s was closed after its lease ended", mail.pk)
    elif outcome.state == MailState.SENT and mail.urgency == Urgency.CODE:
        mail.notices.update(sealed=None)


def deliver(mail, transport, now, seconds=None):
    """Check, render and send a leased mail; its Outcome, whatever happens."""
    try:
        notices = relevant_notices(mail, now)
        prepared = message.build(mail, notices) if notices else None
    except Exception as error:
        # A defect of a kind must not stop the others' mails, nor lose this one.
        logger.exception("Mail %s cannot be written", mail.pk)
        return put_off(mail, failures.Failure(False, type(error).__name__), now)
    if prepared is None:
        return Outcome("dropped", MailState.CANCELLED, {})
    try:
        words = transport.send(prepared, seconds or SECONDS)
    except Unreachable as error:
        return give_back(error, now)
    except Ambiguous as error:
        return Outcome("unknown", MailState.UNKNOWN, reconciliation.doubt(now, error))
    except Exception as error:  # refusals, addresses and headers that cannot be sent
        return put_off(mail, failures.classify(error), now)
    columns = {"sent_at": timezone.now(), "subject": prepared.subject, "error": ""}
    columns["provider_id"] = failures.redact(words)[:200]
    return Outcome("sent", MailState.SENT, columns)


def relevant_notices(mail, now):
    """The notices still worth telling; the others are cancelled or expired."""
    kept, over, late = [], [], []
    for notice in mail.notices.prefetch_related("subject"):
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


def put_off(mail, failure, now):
    """Try again later, or give up: refused for good, or refused too often."""
    if failure.final or mail.attempts >= MAX_ATTEMPTS:
        return Outcome("failed", MailState.FAILED, {"error": failure.error})
    retry_at = now + failures.delay(mail.attempts)
    columns = {"next_try_at": retry_at, "error": failure.error}
    return Outcome("retried", MailState.PENDING, columns)


def give_back(error, now):
    """No relay: the mail is as before, to be tried at the next minute."""
    columns = {"attempts": F("attempts") - 1, "error": failures.redact(error)}
    columns["next_try_at"] = now + failures.delay(1)
    return Outcome("stopped", MailState.PENDING, columns)
