"""A company that the register closed, with people about to go there: nothing is cancelled by
the portal, those concerned are told once and decide."""

from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast

from accounts.enums import Role
from outbox.models import Notice
from partnerships.enums import PENDING, BookingState
from partnerships.models import Booking
from partnerships.workflow.people import guests_of, tell, with_role
from partnerships.workflow.requests import write
from partnerships.workflow.tables import SYSTEM

HOST_CLOSED = "booking.host_closed"


def tell_closed(today):
    """Tell who goes to a closed company, and their *bureau des entreprises*; how many bookings.

    Each booking is told of once, in its own transaction (R-ID-6: `etatAdministratif` F).
    """
    told = Notice.objects.filter(kind=HOST_CLOSED).order_by().values("subject_id")
    rows = Booking.objects.filter(
        state__in=(*PENDING, BookingState.ACCEPTED),
        ends_on__gte=today,
        company__is_active=False,
        company__merged_into=None,
    )
    rows = rows.annotate(key=Cast("pk", CharField())).exclude(key__in=told)
    found = list(rows.select_related("company", "school", "requested_by", "teacher"))
    for booking in found:
        with transaction.atomic():
            write(SYSTEM, "signale que l’entreprise a fermé, selon le répertoire", booking)
            tell(SYSTEM, HOST_CLOSED, booking, _concerned(booking))
    return len(found)


def _concerned(booking):
    people = guests_of(booking)
    if booking.school_id:
        people += with_role([Role.RBDE], schools=[booking.school_id])
    return list({person.email: person for person in people}.values())
