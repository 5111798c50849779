"""Delivery: claim with a lease, commit, check, render, send, close (RELIABILITY §2).

Nothing is sent while a transaction is open, and a row is closed only by the owner of
its lease. A process may die anywhere: what it held is resolved by `reconciliation`. A
process *frozen* past its lease gives the mail up when it wakes, unless it was just giving it
to the relay: then it can still double it; nothing here can prevent that.
"""

import logging
import time
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from outbox import failures, feedback, gathering, limits, message, reconciliation, smtp
from outbox.enums import Barring, MailState, Missed, NoticeState
from outbox.failures import MAX_ATTEMPTS, Unreachable
from outbox.kinds import kind_of
from outbox.leases import Outcome, number_at_once, step
from outbox.models import Mail, Notice
from outbox.smtp import Ambiguous

SECONDS = 20  # for one mail's whole conversation, that must end before its lease
SECONDS_IN_REQUEST = 5
TROUBLES = {"failed", "unknown"}

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
    suppressed: int = 0
    limited: int = 0
    unknown: int = 0
    stopped: int = 0
    more: bool = False

    def count(self, outcome):
        """One more mail that ended so."""
        setattr(self, outcome.counted, getattr(self, outcome.counted) + 1)

    @property
    def ended(self):
        """Whether the run stops with work left."""
        return bool(self.stopped or self.more)


MISSED = {"state": NoticeState.EXPIRED, "missed": Missed.OUTAGE}


def send_due(now=None, seconds=None):
    """Everything due at `now`: plan mails, resolve expired leases, send; a Tally.

    Stops after `seconds` (between two mails), or when no relay takes a connection.
    """
    now = now or timezone.now()
    end = time.monotonic() + seconds if seconds else None
    gathering.gather(now)
    expire(now)
    reconciliation.resolve(now)
    tally, transport = Tally(), smtp.transport()
    try:
        _send(now, tally, transport, end)
    finally:
        transport.close()
    return tally


def _send(now, tally, transport, end):
    """A few mails after the others, as long as some are due; stops as `send_due` says."""
    number = number_at_once()
    leased = step(now, number=number)
    while leased:
        done = _deliver_all(leased, transport, now, tally, end)
        leased = step(now, done, number=0 if tally.ended else number)
        if not (leased or tally.ended):  # what was given back is seen by the next statement
            leased = step(now, number=number)


def _deliver_all(leased, transport, now, tally, end):
    """[(Leased, Outcome)] of mails leased together.

    After a refusal for good, which may bar the address of the next, or a silence, and once
    the relay is slow, the others are given back: they are leased again, with what changed.
    """
    done, over = [], False
    for one in leased:
        outcome = _untouched(one.mail) if over else deliver(one, transport, now)
        if not over:
            tally.count(outcome)
            tally.more = end is not None and time.monotonic() > end
            slow = time.monotonic() > one.since + SECONDS
            over = slow or tally.ended or outcome.counted in TROUBLES
        done.append((one, outcome))
    return done


def send_waiting(now=None):
    """Send at `now` what waits for its next morning: for the demonstration and the tests."""
    now = now or timezone.now()
    gathering.gather_waiting(now)
    return send_due(now)


def send_now(mail_id):
    """Send one mail at once: a person waits for its code. The worker is the second chance."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        leased = step(now, only=mail_id)
    transport = smtp.transport()
    try:
        done = [(one, deliver(one, transport, now, SECONDS_IN_REQUEST)) for one in leased]
    finally:
        transport.close()
    step(now, done, number=0)


def expire(now):
    """What is no longer worth sending never leaves, and says why; secrets past their life
    are emptied."""
    mails = Mail.objects.filter(state=MailState.PENDING, next_try_at__lte=now, not_after__lte=now)
    planned = Q(state=NoticeState.PLANNED, due_at__lte=now)
    waiting = Q(state=NoticeState.QUEUED, mail__in=mails)
    Notice.objects.filter(planned | waiting, not_after__lte=now).update(**MISSED)
    mails.update(state=MailState.EXPIRED)
    Notice.objects.filter(sealed__isnull=False, not_after__lte=now).update(sealed=None)
    limits.forget(now)


def deliver(leased, transport, now, seconds=None):
    """Check, render and send a leased mail; its Outcome, whatever happens.

    Writing the mail takes some of its `seconds`, and so did waiting for its turn, all of it in
    a process that was frozen: once its lease may be over it is not given to the relay.
    """
    until = min(time.monotonic() + (seconds or SECONDS), leased.since + 2 * SECONDS)
    ready = _ready(leased, now)
    return ready if isinstance(ready, Outcome) else _give(leased.mail, ready, transport, until, now)


def _ready(leased, now):
    """The message of a leased mail, checked and written; its Outcome when it does not leave."""
    mail = leased.mail
    if leased.must_wait:
        return Outcome("limited", MailState.PENDING, mail.error, leased.turn, given_back=1)
    try:
        notices = relevant(leased.notices, now)
        if notices and leased.is_barred:
            words = Barring(leased.barred).label
            return Outcome("suppressed", MailState.SUPPRESSED, words)
        return _prepared(mail, notices, now) or Outcome("dropped", MailState.CANCELLED)
    except Exception as error:
        # A defect of a kind must not stop the others' mails, nor lose this one.
        logger.exception("Mail %s cannot be written", mail.pk)
        return put_off(mail, failures.Failure(False, type(error).__name__), now)


def _give(mail, prepared, transport, until, now):
    """Give the relay a message, until that moment at the latest; the Outcome."""
    try:
        words = transport.send(prepared, until - time.monotonic())
    except Unreachable as error:
        return give_back(error, now)
    except Ambiguous as error:
        ask_at = now + reconciliation.PATIENCE
        return Outcome("unknown", MailState.UNKNOWN, failures.redact(error), ask_at)
    except Exception as error:  # refusals, addresses and headers that cannot be sent
        return put_off(mail, failures.classify(error), now)
    return Outcome(
        "sent",
        MailState.SENT,
        sent_at=timezone.now(),
        subject=prepared.subject,
        provider_id=failures.redact(words)[:200],
    )


def _prepared(mail, notices, now):
    """The message of the notices that can be written, None without any; raises the defect
    when no other notice can be told."""
    told, broken = message.written(notices)
    if broken and told:
        gathering.set_apart([notice for notice, _ in broken], now)
    elif broken:
        raise broken[0][1]
    return message.compose(mail, told) if told else None


def relevant(notices, now):
    """The notices still worth telling; the others are cancelled or expired."""
    kept, over, late = [], [], []
    for notice in notices:
        if notice.not_after and notice.not_after <= now:
            late.append(notice.pk)
        elif kind_of(notice.kind).still_relevant(notice.at(now)):
            kept.append(notice)
        else:
            over.append(notice.pk)
    for end, gone in (({"state": NoticeState.CANCELLED}, over), (MISSED, late)):
        if gone:
            Notice.objects.filter(pk__in=gone).update(**end, sealed=None)
    return kept


def put_off(mail, failure, now):
    """Try again later, or give up: refused for good, or refused too often."""
    if failure.of_address:
        feedback.bar(mail.recipient_email, Barring.HARD_BOUNCE, mail=mail, words=failure.error)
    if failure.final or mail.attempts >= MAX_ATTEMPTS:
        return Outcome("failed", MailState.FAILED, failure.error)
    retry_at = now + failures.delay(mail.attempts)
    return Outcome("retried", MailState.PENDING, failure.error, retry_at)


def give_back(error, now):
    """No relay: the mail is as before, to be tried at the next minute."""
    retry_at = now + failures.delay(1)
    words = failures.redact(error)
    return Outcome("stopped", MailState.PENDING, words, retry_at, given_back=1)


def _untouched(mail):
    """Time was up before its turn: it is as before."""
    return Outcome(state=MailState.PENDING, error=mail.error, given_back=1)
