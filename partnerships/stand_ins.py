"""Whom a reminder to the contact of a host reaches: the contact, or today's stand-in."""

from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Lower, Now, TruncDate

from outbox.rules import PARIS
from partnerships.models import StandIn

TODAY = TruncDate(Now(), tzinfo=PARIS)


def contact(prefix="", company="company", name="contact_name") -> tuple[Any, Any]:
    """(address, name): expressions on a row whose contact is at `prefix`."""
    email, name = f"{prefix}contact_email", f"{prefix}{name}"
    rows = StandIn.objects.filter(
        company=OuterRef(f"{prefix}{company}"),
        email=Lower(OuterRef(email)),
        starts_on__lte=TODAY,
        ends_on__gte=TODAY,
    ).order_by("pk")
    return (
        Coalesce(Subquery(rows.values("stand_in_email")[:1]), F(email)),
        Coalesce(Subquery(rows.values("stand_in_name")[:1]), F(name)),
    )
