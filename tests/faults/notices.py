"""Mails to send, of one notice each, and whether they all left."""

from itertools import count

from django.db import transaction

from outbox.enums import MailState
from outbox.models import Mail
from outbox.workflow import notify
from tests.outbox.kinds import CAMILLE, a_subject

_numbers = count()


def write(number, **options):
    """Write that many notices in one transaction; their mails, a queryset."""
    last = Mail.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    subject = a_subject()
    with transaction.atomic():
        for _ in range(number):
            notify("test.plain", subject, CAMILLE, occasion=str(next(_numbers)), **options)
    return Mail.objects.filter(pk__gt=last)


def settled():
    """Whether every mail left or was refused for good."""
    return not Mail.objects.exclude(state__in=[MailState.SENT, MailState.FAILED]).exists()
