"""The role of a juror who has an account: it lasts as long as their seats (DESIGN, mechanism 1).

Most jurors have none and enter by their link (R-EV-4): no account is opened for them.
"""

import datetime as dt

from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import User
from accounts.workflow.grants import grant, withdraw
from directory.violations import Refused, Violation
from events.enums.cup import CUP_ORGANISERS
from events.models import Juror
from events.workflow import who

# As the link: until the night after the final.
OUTLIVES = dt.timedelta(days=1)
ORGANISES = "Qui organise la finale ne note pas : nommez une autre personne."


def refuse_organiser(edition, email):
    """Raise `Refused` when this is the address of somebody who organises the edition."""
    for user in User.objects.filter(email=email.lower(), is_active=True) if email else ():
        roles = CUP_ORGANISERS.intersection(Actor.of(user).roles)
        if any(who.organises(Actor.of(user, role), edition) for role in roles):
            raise Refused(violations=[Violation("R-EV-1", ORGANISES, "email")])


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
