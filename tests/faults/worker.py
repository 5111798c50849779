"""A sender in a process of its own, to be killed: `python -m tests.faults.worker`.

It waits for a line on its input, then sends until it is killed. `naive` is the negative
control: select what is pending, send it, update it.
"""

import os
import sys
import time
from datetime import timedelta

import django
import pgtrigger

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from outbox import delivery, message, smtp  # noqa: E402
from outbox.enums import MailState  # noqa: E402
from outbox.models import Mail  # noqa: E402
from tests.outbox import kinds  # noqa: E402, F401 - declares the kinds

LEASE = timedelta(seconds=4)  # instead of two minutes, so that a test can wait for its end


def naive():
    """What nearly everybody writes first."""
    transport = smtp.transport()
    for mail in Mail.objects.filter(state=MailState.PENDING).order_by("pk"):
        transport.send(message.build(mail, list(mail.notices.all())), delivery.SECONDS)
        with pgtrigger.ignore("outbox.Mail:mail_states"):
            Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=timezone.now())
    transport.close()


def main():
    delivery.LEASE = LEASE
    send = naive if sys.argv[1:] == ["naive"] else delivery.send_due
    sys.stdin.readline()
    while True:
        send()
        time.sleep(0.05)


if __name__ == "__main__":
    main()
