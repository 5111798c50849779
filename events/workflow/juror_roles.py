"""The role of a juror who has an account: it lasts as long as their seats (DESIGN, mechanism 1).

Most jurors have none and enter by their link (R-EV-4): no account is opened for them.
"""

import datetime as dt

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.workflow.grants import grant, withdraw
from events.models import Juror

# As the link: until the night after the final.
OUTLIVES = dt.timedelta(days=1)


def fit(actor, *emails):
    """Open, prolong or end the role of the accounts of these addresses, in the transaction
    that seats or unseats them."""
    wanted = {email.lower() for email in emails if email}
    for user in User.objects.filter(email__in=wanted, is_active=True).order_by("pk"):
        _fit(actor, user)


def _fit(actor, user):
    seats = Juror.objects.sitting().filter(email__iexact=user.email)
    ahead = seats.filter(edition__held_on__gte=timezone.localdate() - OUTLIVES)
    last = ahead.order_by("-edition__held_on").values_list("edition__held_on", flat=True).first()
    if last is None:
        withdraw(actor, user, Role.JUROR)
    else:
        grant(actor, user, Role.JUROR, ends_on=last + OUTLIVES)
