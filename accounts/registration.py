"""Opening one's own account: a link to the mailbox first, nothing stored before it opens."""

import datetime as dt
import uuid

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from outbox.addresses import absolute
from outbox.recipients import Recipient
from outbox.workflow import notify

SALT = "passerelle.accounts.registration"
LIFE = dt.timedelta(days=2)


def token_of(email):
    return signing.dumps(User.objects.normalize_email(email), salt=SALT)


def email_of(token):
    """The address that a link of registration proves, or None when it is over or forged."""
    try:
        return signing.loads(token, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None


@transaction.atomic
def start(email):
    """Write to this address: how to go on, or that it has an account already.

    Both leave the same way, so that the answer tells nobody which addresses are known.
    """
    email = User.objects.normalize_email(email)
    known = User.objects.filter(email=email).exists()
    kind = "accounts.already_registered" if known else "accounts.registration"
    page = reverse("account_register", args=[token_of(email)])
    notify(
        kind,
        None,
        Recipient(email),
        occasion=uuid.uuid4().hex,
        secret=absolute(page),
        not_after=timezone.now() + LIFE,
    )
