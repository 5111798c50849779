"""What became of a mail whose sender never came back: ask the relay (RELIABILITY §2)."""

import logging
import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.functional import cached_property

from outbox import relay, states
from outbox.enums import MailState
from outbox.failures import MAX_ATTEMPTS
from outbox.kinds import kind_of
from outbox.models import Mail

# After a lost answer the relay may still be busy with the mail: ask it later.
PATIENCE = timedelta(minutes=2)
ASK_AGAIN = timedelta(minutes=10)  # when it cannot tell
SECONDS = 15  # of questions in one run: mails wait behind them
CONTROL_AGE = timedelta(days=1)

logger = logging.getLogger(__name__)

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
    asked, end = Questions(relay.current(), now), time.monotonic() + SECONDS
    for mail in doubtful.prefetch_related("notices").order_by("next_try_at")[:1000]:
        if time.monotonic() > end:
            return
        settle(mail, asked.took(mail), now)


class Questions:
    """Asks the relay, and believes its « no » only when it knows the last mail that it did
    take: a log of another server, or a provider that gives mails its own Message-ID, would
    say « no » to everything, and every doubtful mail would be sent twice."""

    def __init__(self, asked, now):
        self.asked = asked
        self.now = now

    def took(self, mail):
        """True, False, or None when the relay cannot tell."""
        answer = self.asked.took(mail.message_id, mail.created_at)
        return None if answer is False and not self.is_believed else answer

    @cached_property
    def is_believed(self):
        recent = self.now - CONTROL_AGE, self.now - PATIENCE
        taken = Mail.objects.filter(state__in=states.LEFT, sent_at__range=recent)
        control = taken.order_by("-sent_at").first()
        if control is None or self.asked.took(control.message_id, control.created_at):
            return True
        logger.error("The relay does not know mail %s, which it took: OUTBOX_RELAY?", control.pk)
        return False


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
    else:
        still.update(next_try_at=now + ASK_AGAIN)
