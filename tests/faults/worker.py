"""A sender in a process of its own, to be killed: `python -m tests.faults.worker`.

It waits for a line on its input, then sends until it is killed. `naive` is the negative
control: select what is pending, send it, update it.
"""

import os
import sys
import time
from contextlib import suppress

import django
import pgtrigger

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from outbox import delivery, message, smtp  # noqa: E402
from outbox.enums import MailState  # noqa: E402
from outbox.models import Mail  # noqa: E402
from tests.faults import hurry  # noqa: E402, F401 - shortens the waits

RUN = 5  # seconds, as the task's half a minute: what failed is looked at again


def naive():
    """What nearly everybody writes first: what fails stays pending."""
    transport = smtp.transport()
    for mail in Mail.objects.filter(state=MailState.PENDING).order_by("pk"):
        with suppress(Exception):
            transport.send(message.build(mail, list(mail.notices.all())), delivery.SECONDS)
            with pgtrigger.ignore("outbox.Mail:mail_states"):
                Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=timezone.now())
    transport.close()


def leased():
    delivery.send_due(seconds=RUN)


def main():
    send = naive if sys.argv[1:] == ["naive"] else leased
    sys.stdin.readline()
    while True:
        send()
        time.sleep(0.05)


if __name__ == "__main__":
    main()
