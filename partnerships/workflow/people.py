"""Who is told: people with an account, and addresses that get a personal link."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db.models import Exists, Q
from django.utils import timezone

from accounts import links
from accounts.enums import Act, Role
from accounts.models import Delegation, PersonalLink, RoleAssignment, User
from directory.enums import Rhythm
from directory.models import Department
from directory.sql import Given, Kept, among
from outbox.recipients import Recipient
from outbox.workflow import notify
from partnerships.models import StandIn
from partnerships.workflow.tables import (
    ANSWER_PURPOSE,
    CONFIRM_PURPOSE,
    GUEST_PURPOSE,
    RENEW_PURPOSE,
    VISA_ROLES,
)

# A link outlives the immersion: the host may still look up what became of it.
AFTER = dt.timedelta(days=30)
OFFER_LINK = dt.timedelta(days=60)
# What the holder of a link is: the host of whatever it is about, or whom its author named.
HOST = "structure d’accueil"
NEW_CONTACT = "nouvelle personne de contact"


@dataclass(frozen=True)
class Address:
    """One person to tell, on the days of their `rhythm`; without an account (`user_id`) it
    gets a personal link."""

    email: str
    name: str = ""
    user_id: int | None = None
    rhythm: Rhythm = Rhythm.WORK

    @property
    def recipient(self):
        return Recipient(self.email, self.name, self.user_id, self.rhythm)


def with_role(roles, **scope):
    """People who hold one of the roles today over one of these places (`schools=[keys]`).

    A département is also held by who has its académie, or the whole region. Who has not said
    their name has none here: an address never signs a contract.
    """
    ((place, keys),) = scope.items()
    people = _holders(place)(roles=list(roles), day=timezone.localdate(), keys=list(keys))
    return [_address(user, Rhythm.of(place == "schools")) for user in people]


def _address(user, rhythm):
    return Address(user.email, user.get_full_name(), user.pk, rhythm)


def _held(place):
    rows = RoleAssignment.objects.in_force(Given("day")).order_by()
    return rows.filter(_over(place), among("role", "roles"))


def _over(place):
    """Condition: the role holds there, as `Actor.department_codes` says of départements."""
    here = Q(among(place, "keys"))
    if place != "departments":
        return here
    inside = Department.objects.filter(among("pk", "keys"), academy__in=settings.REGION_ACADEMIES)
    whole = Q(Exists(inside), whole_region=True)
    return here | Q(among("academies__departments", "keys")) | whole


def _people(keys):
    people = User.objects.filter(pk__in=keys, is_active=True).order_by("pk")
    return Kept(people.only("email", "first_name", "last_name"))


@cache
def _holders(place):
    return _people(_held(place).values("user"))


@cache
def _visa_givers():
    held = _held("schools")
    lent = Delegation.objects.on(Given("day")).order_by()
    lent = lent.filter(
        assignment__in=held, assignment__role=Role.HEAD, acts__contains=[Act.APPROVE]
    )
    return _people(held.values("user").union(lent.values("holder")))


def heads_of(school):
    """Who gives the visa: the head and deputies, and whom the head lent it to (R-AG-1); an
    annex or section answers to its parent's (R-ID-2)."""
    places = [school.pk, *([school.parent_id] if school.parent_id else [])]
    people = _visa_givers()(roles=list(VISA_ROLES), day=timezone.localdate(), keys=places)
    return [_address(user, Rhythm.SCHOOL) for user in people]


def guests_of(booking):
    """Who leads it and who asked for it; for a visiting company, its representatives too, and
    when it has none any more its own address."""
    people = {booking.requested_by_id: booking.requested_by}
    if booking.teacher_id:
        people[booking.teacher_id] = booking.teacher
    rhythm = Rhythm.of(booking.school_id)
    found = [_address(user, rhythm) for user in people.values() if user.is_active]
    return found + _of_visitor(booking, found) if booking.guest_company_id else found


def _of_visitor(booking, known):
    """Whom else a visiting company has, beside these."""
    company = booking.guest_company
    staff = with_role([Role.COMPANY_REPRESENTATIVE], companies=[company.pk])
    if not staff and company.email:
        staff = [Address(company.email.lower(), str(company))]
    return [person for person in staff if person.email not in {one.email for one in known}]


def hosts_of(row, today=None):
    """Who is written to for the host of a booking or of an offer: `answerers_of`, and instead
    of who is absent the stand-in."""
    is_booking = hasattr(row, "company_id")
    return stood_in(answerers_of(row), row.company_id if is_booking else row.host_company_id, today)


def answerers_of(row):
    """Who answers for the host of a booking or of an offer, absent or not.

    Representatives with an account, then the contact of the row; when there is nobody,
    the address of the organisation itself.
    """
    company = getattr(row, "company", None) or getattr(row, "host_company", None)
    if company:
        people = with_role([Role.COMPANY_REPRESENTATIVE], companies=[company.pk])
    elif row.host_school_id:
        people = with_role([Role.HEAD, Role.DDFPT, Role.RBDE], schools=[row.host_school_id])
    else:
        people = with_role(list(Role), networks=[row.host_network_id])
    known, rhythm = {person.email for person in people}, Rhythm.of(row.host_school_id)
    if row.contact_email and row.contact_email.lower() not in known:
        people.append(Address(row.contact_email.lower(), row.contact_name, rhythm=rhythm))
    if not people and row.host.email:
        people.append(Address(row.host.email, str(row.host), rhythm=rhythm))
    return people


def stood_in(people, company_id, today=None):
    """These people of a company, without who is absent today: their stand-in instead, by an
    account of the company when there is one. Never nobody."""
    if company_id is None or not people:
        return people
    rows = _away().rows(company=company_id, day=today or timezone.localdate())
    away = {email: other for email, *other in rows}
    known = {person.email: person for person in people}
    found: dict[str, Address] = {}
    for person in people:
        passed: set[str] = set()
        while person.email in away and person.email not in passed:
            passed.add(person.email)
            email, name = away[person.email]
            person = known.get(email) or Address(email, name)
        found.setdefault(person.email, person)
    return list(found.values())


@cache
def _away():
    rows = StandIn.objects.filter(
        company=Given("company"), starts_on__lte=Given("day"), ends_on__gte=Given("day")
    )
    return Kept(rows.order_by("pk").values_list("email", "stand_in_email", "stand_in_name"))


def tell(actor, kind, subject, people, *, occasion="", **context):
    """One notice per person. Ids only in the context."""
    for person in people:
        notify(
            kind, subject, person.recipient, by=actor, occasion=occasion, context=context or None
        )


def tell_hosts(actor, kind, booking, *, occasion="", first=False):
    """As `tell`, with a personal link for whoever has no account.

    `first`: the hosts hear of this booking for the first time, no link can be there yet.
    """
    link_of = _new_answer_link if first else answer_link
    for person in hosts_of(booking):
        link = {} if person.user_id else {"link": link_of(actor, booking, person).pk}
        tell(actor, kind, booking, [person], occasion=occasion, **link)


def tell_guests(actor, kind, booking, *, subject=None, occasion="", **context):
    """As `tell`, with a personal link for whoever of a visiting company has no account;
    `subject`: what the notice is about, when it is not the booking itself."""
    for person in guests_of(booking):
        link = {} if person.user_id else {"link": guest_link(actor, booking, person).pk}
        tell(actor, kind, subject or booking, [person], occasion=occasion, **context, **link)


def guest_link(actor, booking, person):
    """The living link of this address of a visiting company, made when there is none."""
    until = max(timezone.now() + AFTER, links.end_of(booking.ends_on + AFTER))
    found = living(GUEST_PURPOSE, booking, person)
    return found or _new_link(actor, GUEST_PURPOSE, booking, person, until, "entreprise en visite")


def answer_link(actor, booking, person):
    """The living link of this address to this booking, made when there is none."""
    return living(ANSWER_PURPOSE, booking, person) or _new_answer_link(actor, booking, person)


def _new_answer_link(actor, booking, person):
    until = timezone.now() + AFTER
    last = links.end_of(booking.ends_on + AFTER)
    return _new_link(actor, ANSWER_PURPOSE, booking, person, max(until, last))


def confirm_link(actor, offer, person):
    until = timezone.now() + OFFER_LINK
    found = living(CONFIRM_PURPOSE, offer, person)
    return found or _new_link(actor, CONFIRM_PURPOSE, offer, person, until)


def contact_link(actor, offer, person):
    """The link by which a person becomes the contact of a published offer."""
    until = timezone.now() + OFFER_LINK
    return _new_link(actor, CONFIRM_PURPOSE, offer, person, until, NEW_CONTACT)


def renewal_link(actor, company, person, last_day):
    """The living link of this address to the company's offers of last year."""
    until = links.end_of(last_day)
    found = living(RENEW_PURPOSE, company, person)
    return found or _new_link(actor, RENEW_PURPOSE, company, person, until)


def living(purpose, subject, person):
    """The living link of this address about the subject, for this purpose; None without one."""
    mine = PersonalLink.objects.filter(purpose=purpose, holder_email=person.email)
    return mine.alive().about(subject).first()


def _new_link(actor, purpose, subject, person, valid_until, function=HOST):
    return links.issue(
        actor,
        purpose,
        subject,
        name=person.name or person.email,
        email=person.email,
        valid_until=valid_until,
        function=function,
    )
