"""Six months after an event, who registered leaves the tables (DOMAIN §8): names, addresses,
needs, answers. States, seats and headcounts stay, for the figures of the event."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts import erasure
from accounts.actor import Actor
from accounts.erasure import ERASED
from accounts.journal import record
from accounts.todo import counted
from events.models import CheckIn, PlaceGift, Registration, SessionEntry

PORTAL = Actor.system("Portail")
KEPT = dt.timedelta(days=183)
BATCH = 200


def erase_due(now=None):
    """Erase what is due, some hundreds at a time: the next tick takes the rest. How many."""
    now = now or timezone.now()
    due = Registration.objects.filter(erased_at=None, event__ends_at__lt=now - KEPT)
    return erase(list(due.order_by("pk").values_list("pk", flat=True)[:BATCH]), now)


@transaction.atomic
def erase(keys, now=None):
    """Empty these registrations, and what links, mails and the journal hold of them."""
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    keys = [row.pk for row in rows.filter(pk__in=keys, erased_at=None).order_by("pk")]
    if not keys:
        return 0
    entries = list(SessionEntry.objects.filter(registration__in=keys).values_list("pk", flat=True))
    gifts = list(PlaceGift.objects.filter(registration__in=keys).values_list("pk", flat=True))
    subjects = {Registration: keys, SessionEntry: entries, PlaceGift: gifts}
    links = erasure.forget_links(subjects)
    erasure.forget_mails(subjects, links, set())
    erasure.forget_acts(subjects, links)
    for entry in SessionEntry.objects.filter(pk__in=entries).order_by("pk"):
        entry.who, entry.reason = f"inscription:{entry.registration_id}", ""
        entry.save(update_fields=["who", "reason", "changed_at"])
    erasure.forget_rows({SessionEntry: entries})
    PlaceGift.objects.filter(pk__in=gifts).update(name=ERASED, email="")
    CheckIn.objects.filter(entry__in=entries).update(by=ERASED)
    Registration.objects.filter(pk__in=keys).update(
        name=ERASED, email="", organisation="", group_name="", needs="", answers={}, user=None,
        erased_at=now or timezone.now(),
    )  # fmt: skip
    words = f"{counted(len(keys), 'une inscription', '{} inscriptions')}, six mois après"
    record(PORTAL, "a effacé les noms de personnes", words=words)
    return len(keys)
