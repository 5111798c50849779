"""Who is told: people with an account, and addresses that get a personal link."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts import links
from accounts.enums import Role
from accounts.models import PersonalLink, RoleAssignment, User
from outbox.recipients import Recipient
from outbox.workflow import notify
from partnerships.workflow.tables import (
    ANSWER_PURPOSE,
    CONFIRM_PURPOSE,
    RENEW_PURPOSE,
    VISA_ROLES,
)

# A link outlives the immersion: the host may still look up what became of it.
AFTER = dt.timedelta(days=30)
OFFER_LINK = dt.timedelta(days=60)


@dataclass(frozen=True)
class Address:
    """One person to tell; without an account (`user_id`) it gets a personal link."""

    email: str
    name: str = ""
    user_id: int | None = None

    @property
    def recipient(self):
        return Recipient(self.email, self.name, self.user_id)


def with_role(roles, **scope):
    """People who hold one of the roles today over one of these places."""
    held = RoleAssignment.objects.in_force().filter(role__in=roles, **scope).values("user")
    people = User.objects.filter(pk__in=held, is_active=True).order_by("pk")
    return [Address(user.email, str(user), user.pk) for user in people]


def heads_of(school):
    """The head and deputies; an annex or section answers to its parent's (R-ID-2)."""
    places = [school.pk, *([school.parent_id] if school.parent_id else [])]
    return with_role(VISA_ROLES, schools__in=places)


def guests_of(booking):
    """Who leads it and who asked for it; for a visiting company, its representative."""
    people = {booking.requested_by_id: booking.requested_by}
    if booking.teacher_id:
        people[booking.teacher_id] = booking.teacher
    return [Address(user.email, str(user), user.pk) for user in people.values() if user.is_active]


def hosts_of(row):
    """Who answers for the host of a booking or of an offer.

    Representatives with an account, then the contact of the row; when there is nobody,
    the address of the organisation itself.
    """
    company = getattr(row, "company", None) or getattr(row, "host_company", None)
    if company:
        people = with_role([Role.COMPANY_REPRESENTATIVE], companies=company)
    elif row.host_school_id:
        people = with_role([Role.HEAD, Role.DDFPT, Role.RBDE], schools=row.host_school_id)
    else:
        people = with_role(list(Role), networks=row.host_network_id)
    known = {person.email for person in people}
    if row.contact_email and row.contact_email.lower() not in known:
        people.append(Address(row.contact_email.lower(), row.contact_name))
    if not people and row.host.email:
        people.append(Address(row.host.email, str(row.host)))
    return people


def tell(actor, kind, subject, people, *, occasion="", **context):
    """One notice per person, never to the one who acted. Ids only in the context."""
    own = {actor.user.email} if actor.user else set()
    if actor.link is not None:
        own.add(actor.link.holder_email)
    for person in people:
        if person.email not in own:
            notify(kind, subject, person.recipient, occasion=occasion, context=context or None)


def tell_hosts(actor, kind, booking, *, occasion=""):
    """As `tell`, with a personal link for whoever has no account."""
    for person in hosts_of(booking):
        link = {} if person.user_id else {"link": answer_link(actor, booking, person).pk}
        tell(actor, kind, booking, [person], occasion=occasion, **link)


def answer_link(actor, booking, person):
    """The living link of this address to this booking, made when there is none."""
    until = timezone.now() + AFTER
    last = links.end_of(booking.ends_on + AFTER)
    return _link(actor, ANSWER_PURPOSE, booking, person, max(until, last))


def confirm_link(actor, offer, person):
    return _link(actor, CONFIRM_PURPOSE, offer, person, timezone.now() + OFFER_LINK)


def renewal_link(actor, company, person, last_day):
    """The living link of this address to the company's offers of last year."""
    return _link(actor, RENEW_PURPOSE, company, person, links.end_of(last_day))


def _link(actor, purpose, subject, person, valid_until):
    mine = Q(purpose=purpose, holder_email=person.email)
    found = PersonalLink.objects.alive().about(subject).filter(mine).first()
    if found:
        return found
    return links.issue(
        actor,
        purpose,
        subject,
        name=person.name or person.email,
        email=person.email,
        valid_until=valid_until,
        function="structure d’accueil",
    )
