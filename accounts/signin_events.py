"""A sign-in that was refused leaves a line on standard output, for who watches over the logs."""

import logging

from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver

from accounts.limits import client_address
from accounts.tokens import derive

logger = logging.getLogger(__name__)
SHOWN = 12


@receiver(user_login_failed)
def refused(sender, credentials, request=None, **_):
    """The account by a keyed digest: tries at one are told from tries at many, nobody is named."""
    account = derive("signin.refused", str(credentials.get("email", "")).lower())[:SHOWN]
    where = client_address(request) if request else "no request"
    logger.warning("Sign-in refused: account %s, from %s", account, where)
