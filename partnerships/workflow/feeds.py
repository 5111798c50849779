"""Private calendar addresses: one per person, one per school of theirs, revocable (R-AG-4)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts import journal, links
from accounts.actor import Actor
from accounts.models import PersonalLink, User
from directory.models import School
from directory.violations import Refused
from directory.years import start_year_of

FEED_PURPOSE = "agenda"


def school_ids_of(user):
    """The schools where the person works today, in whichever of their roles."""
    actor = Actor.of(user)
    found = set(actor.school_ids) if actor.is_school_staff else set()
    for role in actor.roles:
        if role.of_school:
            found |= Actor.of(user, role).school_ids
    return found


def company_ids_of(user):
    """The companies that the person represents today."""
    roles = Actor.of(user).roles
    return {key for role in roles for key in Actor.of(user, role).company_ids}


def subjects_of(user):
    """What the person may have a calendar of: themselves, then their schools."""
    schools = School.objects.filter(pk__in=school_ids_of(user)).order_by("sort_key", "pk")
    return [user, *schools]


def may_read(link):
    """Whether the address still shows something: who made it is active, and still of the school."""
    user, subject = link.issued_by, link.subject
    if user is None or not user.is_active or subject is None:
        return False
    return subject == user if isinstance(subject, User) else subject.pk in school_ids_of(user)


def address_of(user, subject):
    """The person's living link to this calendar, None without one."""
    mine = PersonalLink.objects.alive().about(subject)
    return mine.filter(purpose=FEED_PURPOSE, issued_by=user).first()


def last_day(today):
    """A calendar address lasts until the end of the next school year."""
    return dt.date(start_year_of(today) + 2, 8, 31)


@transaction.atomic
def open_address(actor, subject, today=None):
    """A new address for this calendar; one that was there dies. Raises Refused for a school
    where the person does not work."""
    user = User.objects.select_for_update(of=("self",)).get(pk=actor.user.pk)
    if subject not in subjects_of(user):
        raise Refused("Cet agenda n’est pas le vôtre.")
    until = links.end_of(last_day(today or timezone.localdate()))
    old = address_of(user, subject)
    if old:
        return links.replace(actor, old, valid_until=until)
    made = links.issue(
        actor,
        FEED_PURPOSE,
        subject,
        name=str(user),
        email=user.email,
        function="agenda",
        valid_until=until,
    )
    journal.record(actor, "a ouvert une adresse d’agenda", subject)
    return made


@transaction.atomic
def close_address(actor, subject):
    """The address shows nothing from now on. Idempotent."""
    old = address_of(actor.user, subject)
    if old:
        links.revoke(actor, old, "Adresse d’agenda fermée.")
