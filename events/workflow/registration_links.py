"""Who lost the mail of a registration gets its link again, at its own address only (R-AG-4)."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.limits import allowed
from accounts.models import PersonalLink
from directory.violations import Refused
from events.models import Registration
from events.workflow.registration_seats import tell
from events.workflow.registrations import DAY, PURPOSE

# Demands of one visitor and for one address, a day; links in one demand.
PER_VISITOR, PER_ADDRESS, MOST = 10, 3, 20
TOO_MANY = "Trop de demandes aujourd’hui. Réessayez demain."


def send_again(visitor, email):
    """Mail the living links of this address: as many mails as registrations, one a minute at
    most. Nobody is told whether there was one. `visitor` is an address of the network.

    Raises `Refused` beyond the limits.
    """
    within = allowed("registration-links", visitor, PER_VISITOR, DAY)
    if not within or not allowed("registration-links-of", email.lower(), PER_ADDRESS, DAY):
        raise Refused(TOO_MANY)
    _tell_all(email.lower(), timezone.now())


@transaction.atomic
def _tell_all(email, now):
    alive = PersonalLink.objects.alive(now).filter(
        purpose=PURPOSE,
        subject_type=ContentType.objects.get_for_model(Registration),
        subject_id=OuterRef("pk"),
    )
    rows = Registration.objects.filter(Exists(alive), email=email).order_by("-pk")[:MOST]
    for row in rows:
        tell("events.registration_link", row, occasion=f"{now:%Y%m%d%H%M}")
