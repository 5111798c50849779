"""What a host said the last time it received a pupil: never typed twice (R-AG-7)."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from placements.agreement.data import OF_PART, OF_STAY, stays_of
from placements.enums import VOCATIONAL
from placements.hours import table_of
from placements.models import HostPart
from placements.plan import together
from placements.workflow.declarations import declared_values

# R-AG-7 says 24 months.
KEPT_FOR = dt.timedelta(days=730)
# A person's contact is shown to the addresses that gave it only (DOMAIN §8).
PERSONAL = ("tutor_email", "tutor_phone", "signatory_email")
# Each placement has its own pupil: the list is read again.
NEVER = ("works_read",)


def start_of(agreement, part, now=None):
    """({field: value}, WeekTable or None): what the form of a part shows first. What is kept
    of it, else the last answers of the same host; `now` is the moment that 24 months end."""
    values, table = _start_of(agreement, part, now)
    if agreement.is_vocational:
        values |= declared_values(part.company)
    return values, table


def _start_of(agreement, part, now):
    if part.works_read:  # it was filled, maybe sent back since
        return _of(agreement, part)
    previous = _previous(agreement, part, now or timezone.now())
    if previous is None:
        return _with_contact(part, *_of(agreement, part))
    values, table = _of(previous.agreement, previous)
    if previous.agreement.is_vocational != agreement.is_vocational:
        # An observer does not do what a trainee does, nor at the same hours (R-PL-5, R-PF-5).
        values, table = values | {"activities": ""}, None
    if not _same_people(part, previous, values):
        values |= dict.fromkeys(PERSONAL, "")
    values |= dict.fromkeys(NEVER, False)
    own, own_table = _of(agreement, part)
    values |= {name: value for name, value in own.items() if value}
    return _with_contact(part, values, own_table or table)


def _of(agreement, part):
    stays = stays_of(agreement, part)
    values = {name: getattr(stays[0], name) for name in OF_STAY} if stays else {}
    values |= {name: getattr(part, name) for name in OF_PART}
    table = together(table_of(stay.table) for stay in stays)
    return values, table if table.minutes else None


def _previous(agreement, part, now):
    """The last part that the host completed: for a placement of this family (observation or
    vocational) if there is one, else for the other."""
    alike = Q(agreement__placement__kind__in=VOCATIONAL)
    rows = HostPart.objects.completed().filter(company=part.company_id)
    rows = rows.filter(completed_at__gte=now - KEPT_FOR).exclude(agreement=part.agreement_id)
    rows = rows.filter(agreement__placement__stays__company=part.company_id)
    return (
        rows.annotate(alike=alike if agreement.is_vocational else ~alike)
        .select_related("agreement__placement")
        .prefetch_related("agreement__placement__stays__company")
        .order_by("-alike", "-completed_at", "-pk")
        .first()
    )


def _same_people(part, previous, values):
    known = {previous.contact_email, values["signatory_email"], values.get("tutor_email", "")}
    return part.contact_email.lower() in {address.lower() for address in known if address}


def _with_contact(part, values, table):
    """Who is written to signs, unless the host names somebody else."""
    if not values.get("signatory_name"):
        values |= {"signatory_name": part.contact_name, "signatory_email": part.contact_email}
    return values, table
