"""Delivery: claim with a lease, commit, check, render, send, close (RELIABILITY §2).

Nothing is sent while a transaction is open, and a row is closed only by the owner of
its lease. A process may die anywhere: what it held is resolved by `reconciliation`. A
process *frozen* past its lease gives the mail up when it wakes, unless it was just giving it
to the relay: then it can still double it; nothing here can prevent that.
"""

import logging
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from directory import sql
from outbox import failures, feedback, gathering, limits, message, reconciliation, smtp
from outbox.enums import BARRING_LETS_CODES, Barring, MailState, Missed, NoticeState, Urgency
from outbox.failures import MAX_ATTEMPTS, Unreachable
from outbox.kinds import kind_of
from outbox.models import Mail, Notice
from outbox.smtp import Ambiguous

LEASE = timedelta(minutes=2)  # longer than the mail task's limit (60 s) plus the SMTP time (20 s)
SECONDS = 20  # for one mail's whole conversation
SECONDS_IN_REQUEST = 5

MAIL, NOTICE = Mail._meta.concrete_fields, Notice._meta.concrete_fields
# One statement, one commit: the mail just sent is closed, by the owner of its lease only,
# the next one is leased and read with its notices. It never sees its own changes, so the
# two are never the same. With it come the reason why its address is barred and, when a
# domain or a person has had enough for now, the moment when its turn comes.
STEP = f"""
WITH closed AS (
    UPDATE outbox_mail SET state = %(state)s, lease_owner = NULL, lease_until = NULL,
        attempts = attempts - %(given_back)s, error = %(error)s, provider_id = %(provider_id)s,
        next_try_at = coalesce(%(next_try_at)s, next_try_at), sent_at = %(sent_at)s,
        subject = coalesce(%(subject)s, subject)
    WHERE id = %(id)s AND state = 'claimed' AND lease_owner = %(owner)s
    RETURNING id
), emptied AS (
    UPDATE outbox_notice SET sealed = NULL
    WHERE mail_id IN (SELECT id FROM closed) AND %(state)s = 'sent' AND sealed IS NOT NULL
), claimed AS (
    UPDATE outbox_mail SET state = 'claimed', attempts = attempts + 1,
        lease_owner = %(next_owner)s, lease_until = clock_timestamp() + %(lease)s
    WHERE id = (
        SELECT id FROM outbox_mail
        WHERE state = 'pending' AND next_try_at <= %(now)s AND %(go_on)s
            AND (%(only)s::bigint IS NULL OR id = %(only)s::bigint)
        ORDER BY urgency, next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING *
), {limits.COUNT}
SELECT closed.id, turn.comes_at, barred.reason,
    {", ".join(f"claimed.{field.column}" for field in MAIL)},
    {", ".join(f"notice.{field.column}" for field in NOTICE)}
FROM (VALUES (1)) AS always LEFT JOIN closed ON true LEFT JOIN claimed ON true
    CROSS JOIN turn LEFT JOIN outbox_barredaddress AS barred
        ON barred.email = claimed.recipient_email AND barred.lifted_at IS NULL
    LEFT JOIN outbox_notice AS notice ON notice.mail_id = claimed.id
ORDER BY notice.id
"""  # noqa: S608 - the columns of our own tables

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


@dataclass(frozen=True)
class Leased:
    """A mail that this process alone may send, with its notices as it leased them.

    `barred` is why nothing may be sent to its address, if so; `turn` the moment until when
    its domain or its reader has had enough.
    """

    mail: Mail
    notices: list[Notice]
    barred: str | None = None
    turn: datetime | None = None

    @property
    def must_wait(self):
        """Codes wait for nobody: a person sits in front of the page."""
        return self.turn is not None and self.mail.urgency != Urgency.CODE

    @property
    def is_barred(self):
        """Whether the address takes nothing; of a complaint, a code is let through."""
        lets_through = self.mail.urgency == Urgency.CODE and self.barred in BARRING_LETS_CODES
        return self.barred is not None and not lets_through


@dataclass(frozen=True)
class Outcome:
    """How a leased mail ends: where the tally counts it, its new state and columns."""

    counted: str = ""
    state: str = ""
    error: str = ""
    next_try_at: datetime | None = None
    sent_at: datetime | None = None
    subject: str | None = None
    provider_id: str = ""
    given_back: int = 0


NOTHING = Outcome()
MISSED = {"state": NoticeState.EXPIRED, "missed": Missed.OUTAGE}


def send_due(now=None, seconds=None):
    """Everything due at `now`: plan mails, resolve expired leases, send; a Tally.

    Stops after `seconds` (between two mails), or when no relay takes a connection. One
    commit closes a mail and claims the next one.
    """
    now = now or timezone.now()
    end = time.monotonic() + seconds if seconds else None
    gathering.gather(now)
    expire(now)
    reconciliation.resolve(now)
    tally, transport = Tally(), smtp.transport()
    leased = step(now)
    try:
        while leased:
            outcome = deliver(leased, transport, now)
            setattr(tally, outcome.counted, getattr(tally, outcome.counted) + 1)
            tally.more = end is not None and time.monotonic() > end
            leased = step(now, leased, outcome, go_on=not (tally.stopped or tally.more))
    finally:
        transport.close()
    return tally


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
    if leased is None:
        return
    transport = smtp.transport()
    try:
        outcome = deliver(leased, transport, now, SECONDS_IN_REQUEST)
    finally:
        transport.close()
    step(now, leased, outcome, go_on=False)


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


def step(now, done=None, outcome=NOTHING, *, only=None, go_on=True):
    """Close what was leased, if anything; lease the next that is due, or `only` that mail.

    Outside a transaction (`gathering` saw to that), so that it commits by itself.
    """
    values = vars(outcome) | {
        "id": done and done.mail.pk,
        "owner": done and done.mail.lease_owner,
        "next_owner": uuid.uuid4(),
        "lease": LEASE,
        "now": now,
        "only": only,
        "go_on": go_on,
        "limits": limits.as_json(),
    }
    rows = sql.rows(STEP, values)
    if done and rows[0][0] is None:
        logger.error("Mail %s was closed after its lease ended", done.mail.pk)
    return _read(rows)


def _read(rows):
    """The Leased of a step's rows, one per notice; None when nothing was leased."""
    _, turn, barred, *columns = rows[0]
    mail = _row(Mail, MAIL, columns[: len(MAIL)])
    if mail.pk is None:
        return None
    notices = [_row(Notice, NOTICE, row[3 + len(MAIL) :]) for row in rows]
    return Leased(mail, [notice for notice in notices if notice.pk], barred, turn)


def _row(model, fields, values):
    """An instance of the model, its values converted as the ORM does (JSON comes as text)."""
    converted = [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, values, strict=True)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], converted)


def deliver(leased, transport, now, seconds=None):
    """Check, render and send a leased mail; its Outcome, whatever happens."""
    mail, start = leased.mail, time.monotonic()
    if leased.must_wait:
        return Outcome("limited", MailState.PENDING, mail.error, leased.turn, given_back=1)
    try:
        notices = relevant(leased.notices, now)
        if notices and leased.is_barred:
            words = Barring(leased.barred).label
            return Outcome("suppressed", MailState.SUPPRESSED, words)
        prepared = _prepared(mail, notices, now)
    except Exception as error:
        # A defect of a kind must not stop the others' mails, nor lose this one.
        logger.exception("Mail %s cannot be written", mail.pk)
        return put_off(mail, failures.Failure(False, type(error).__name__), now)
    if prepared is None:
        return Outcome("dropped", MailState.CANCELLED)
    try:
        # Writing it took some of its time, all of it in a process that was frozen.
        spent = time.monotonic() - start
        words = transport.send(prepared, (seconds or SECONDS) - spent)
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
