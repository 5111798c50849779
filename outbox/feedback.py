"""What is told of a mail after the relay took it: delivered, returned, complained of.

A webhook and the reader of a mailbox both end here. Whoever tells is believed about the mail
whose Message-ID it names, and only when it names the address that this mail was sent to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from directory import sql
from outbox import failures, states
from outbox.enums import Barring, Feedback, MailState
from outbox.models import BarredAddress, FeedbackEvent, Mail
from outbox.recipients import normalise

# A complaint gives way: what is then learnt of the address itself also stops the codes.
BAR = """
INSERT INTO outbox_barredaddress AS held (email, reason, since, mail_id, words, barred_by_id)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (email) WHERE lifted_at IS NULL DO UPDATE SET reason = EXCLUDED.reason,
    mail_id = EXCLUDED.mail_id, words = EXCLUDED.words, barred_by_id = EXCLUDED.barred_by_id
WHERE held.reason = 'complaint' AND EXCLUDED.reason <> 'complaint'
RETURNING id
"""


class Verdict(Enum):
    """What became of a told event; `EARLY`: the mail is still being sent, tell it again."""

    APPLIED = "applied"
    DOUBLED = "doubled"
    UNMATCHED = "unmatched"
    EARLY = "early"


@dataclass(frozen=True)
class Told:
    """One event, as its teller gave it; `at` is aware, `words` the server's answer."""

    event_id: str
    kind: Feedback
    message_id: str
    email: str
    at: datetime
    words: str = ""


@transaction.atomic
def take(told):
    """Apply one event, once; its Verdict. Nothing changes unless it is APPLIED."""
    mail = _mail_of(told)
    if mail is None:
        return Verdict.UNMATCHED
    if mail.state in (MailState.PENDING, MailState.CLAIMED):
        return Verdict.EARLY
    event = FeedbackEvent(
        event_id=told.event_id[:200],
        mail=mail,
        kind=told.kind,
        at=told.at,
        words=failures.redact(told.words),
    )
    known = FeedbackEvent.objects.filter(event_id=event.event_id)
    if known.exists():  # no race: two that tell of this mail wait for its lock
        return Verdict.DOUBLED
    event.save()
    _move(mail, told.kind)
    _bar_after(event)
    return Verdict.APPLIED


def _mail_of(told):
    try:
        email = normalise(told.email)
    except ValueError:
        return None
    message_id = f"<{told.message_id.strip().strip('<>')}>"
    found = Mail.objects.select_for_update(of=("self",), no_key=True)
    return found.filter(message_id=message_id, recipient_email=email).first()


def _move(mail, kind):
    """Put the mail in the state that this tells of, if it can still go there."""
    after = states.AFTER[kind]
    if after not in states.NEXT[MailState(mail.state)]:
        return
    mail.state, mail.sent_at = after, mail.sent_at or timezone.now()
    mail.save(update_fields=["state", "sent_at"])
    mail.notices.filter(sealed__isnull=False).update(sealed=None)


def _bar_after(event):
    """Rule the address out when this event says so, unless somebody restored it since."""
    mail, kind = event.mail, event.kind
    barred = BarredAddress.objects.filter(email=mail.recipient_email)
    if kind == Feedback.DELIVERED or barred.filter(lifted_at__gt=event.at).exists():
        return
    if kind == Feedback.SOFT:
        if _soft_ones(mail.recipient_email, event.at, barred) >= settings.SOFT_BOUNCE_LIMIT:
            bar(mail.recipient_email, Barring.SOFT_BOUNCES, mail=mail, words=event.words)
        return
    reason = Barring.HARD_BOUNCE if kind == Feedback.HARD else Barring.COMPLAINT
    bar(mail.recipient_email, reason, mail=mail, words=event.words)


def _soft_ones(email, until, barred):
    """How many mails to this address came back of late, since it was last restored."""
    since = until - timedelta(days=settings.SOFT_BOUNCE_DAYS)
    restored = barred.order_by("lifted_at").values_list("lifted_at", flat=True).last()
    soft = FeedbackEvent.objects.filter(mail__recipient_email=email, kind=Feedback.SOFT)
    return soft.filter(at__gt=max(since, restored or since)).count()


def bar(email, reason, *, mail=None, words="", by=None):
    """Send nothing to this address (normalised) from now on; whether this changed anything."""
    values = [email, reason, timezone.now(), mail and mail.pk, words, by and by.pk]
    return sql.row(BAR, values) is not None
