"""What became of a mail whose sender never came back: ask the relay (RELIABILITY §2)."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from outbox import relay
from outbox.enums import MailState
from outbox.failures import MAX_ATTEMPTS
from outbox.kinds import kind_of
from outbox.models import Mail

# After a lost answer the relay may still be busy with the mail: ask it later.
PATIENCE = timedelta(minutes=2)

EXPIRED_LEASES = """
UPDATE outbox_mail SET state = 'unknown', lease_owner = NULL, lease_until = NULL,
    next_try_at = %s, error = 'réservation expirée'
WHERE state = 'claimed' AND lease_until < clock_timestamp()
"""


def resolve(now):
    """Turn expired leases and doubtful mails into `sent` or `pending`, by the relay's word.

    Where the relay cannot tell they stay `unknown` and wait for a person; only codes
    and links asked for, which are sent at least once, go back to `pending`.
    """
    with connection.cursor() as cursor:
        cursor.execute(EXPIRED_LEASES, [now])
    doubtful = Mail.objects.filter(state=MailState.UNKNOWN, next_try_at__lte=now)
    asked = relay.current()
    for mail in doubtful.prefetch_related("notices").order_by("next_try_at")[:1000]:
        settle(mail, asked.took(mail.message_id), now)


def settle(mail, taken, now):
    """Apply the relay's answer; harmless when another process already did."""
    still = Mail.objects.filter(pk=mail.pk, state=MailState.UNKNOWN)
    sensitive = any(kind_of(notice.kind).sensitive for notice in mail.notices.all())
    if taken:
        if still.update(state=MailState.SENT, sent_at=timezone.now(), error=""):
            mail.notices.update(sealed=None)
    elif taken is False or sensitive:
        state = MailState.FAILED if mail.attempts >= MAX_ATTEMPTS else MailState.PENDING
        still.update(state=state, next_try_at=now)
