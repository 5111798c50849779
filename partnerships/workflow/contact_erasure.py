"""A contact whom no school has dealt with for two years leaves the base (DOMAIN §8).

The day is written on its sheet two months before, then told (`reminders_erasure`): who follows
the company may keep it by a word in the log or by saving the sheet, the person may say so.
The lines of the log stay, without the name.
"""

import datetime as dt
import re

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts import erasure
from accounts.journal import record
from accounts.models import PersonalLink, User
from accounts.todo import counted
from directory.models import Company, Contact
from directory.years import years_before
from documents.erasure import BATCH, KEPT_YEARS
from partnerships.models import Booking, Interaction
from partnerships.workflow.tables import SYSTEM

# Days between the day it is seen and the erasure: the first notice leaves sixty days before it,
# whatever the week-ends.
AHEAD = 63
NAMELESS = "(nom effacé)"


def stale(limit):
    """Contacts whom nobody has dealt with since that day: sheet saved, exchange noted, request
    or link that runs, sign-in."""
    address = OuterRef("email")
    noted = Interaction.objects.filter(contact=OuterRef("pk"), happened_on__gte=limit)
    asked = Booking.objects.filter(contact_email__iexact=address, ends_on__gte=limit)
    linked = PersonalLink.objects.filter(holder_email__iexact=address, valid_until__date__gte=limit)
    signed_in = User.objects.filter(email__iexact=address, last_login__date__gte=limit)
    by_address = Exists(asked) | Exists(linked) | Exists(signed_in)
    rows = Contact.objects.filter(updated_at__date__lt=limit).exclude(Exists(noted))
    return rows.filter(Q(email="") | ~Q(by_address))


def advance(today=None):
    """Say when the stale ones leave, take that back from those met since, erase those whose day
    has come, some hundreds at a time. How many rows."""
    today = today or timezone.localdate()
    limit = years_before(today, KEPT_YEARS) + dt.timedelta(days=AHEAD)
    found = stale(limit)
    leaving = Contact.objects.filter(leaves_on__isnull=False)
    moved = leaving.exclude(pk__in=found.values("pk")).update(leaves_on=None)
    moved += found.filter(leaves_on=None).update(leaves_on=today + dt.timedelta(days=AHEAD))
    return moved + _erase(today)


@transaction.atomic
def _erase(today):
    rows = Contact.objects.select_for_update(of=("self",), skip_locked=True)
    people = list(rows.filter(leaves_on__lte=today).order_by("pk")[:BATCH])
    if not people:
        return 0
    keys = [person.pk for person in people]
    log = _without_names(people)
    gone = {Contact: keys, Interaction: log}
    links = erasure.forget_links({Contact: keys})
    erasure.forget_mails(gone, links, _nobody_s(people))
    Contact.objects.filter(pk__in=keys).delete()
    erasure.forget_acts(gone, links)
    erasure.forget_rows(gone)
    words = f"{counted(len(keys), 'une personne', '{} personnes')}, deux ans après"
    record(SYSTEM, "a effacé des personnes de contact", words=words)
    return len(keys)


def _without_names(people):
    """Take their names, addresses and numbers out of the lines of the log; the keys of these."""
    hidden = {person.pk: _said_of(person) for person in people}
    rows = list(Interaction.objects.select_for_update(of=("self",)).filter(contact__in=people))
    for row in rows:
        row.text = hidden[row.contact_id].sub(NAMELESS, row.text)
        row.next_action = hidden[row.contact_id].sub(NAMELESS, row.next_action)[:200]
    Interaction.objects.bulk_update(rows, ["text", "next_action"])
    return [row.pk for row in rows]


def _said_of(person):
    """What names the person, the longest first."""
    words = (person.full_name, person.email, person.phone, person.last_name, person.first_name)
    found = "|".join(re.escape(word) for word in words if word)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE)


def _nobody_s(people):
    """Their addresses, but those that another row of the base still has."""
    found = {person.email.lower() for person in people if person.email}
    others = Contact.objects.exclude(pk__in=[person.pk for person in people])
    for rows in (others, User.objects.all(), Company.objects.all()):
        kept = rows.annotate(lowered=Lower("email")).filter(lowered__in=found)
        found -= set(kept.values_list("lowered", flat=True))
    return found
