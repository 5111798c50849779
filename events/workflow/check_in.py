"""At the door: who came, how many (R-EV-3). A replay never counts twice. Raises `Refused`.

What a phone sends after a lost connection carries the key of the moment it was typed: known,
it changes nothing; older than what stands, it does not take its place.
"""

from dataclasses import dataclass

from django.utils import timezone

from accounts import journal, links
from accounts.models import PersonalLink
from directory.violations import Refused, require
from events.enums.registration import EntryState
from events.models import CheckIn, SessionEntry
from events.rules import registration as rules
from events.workflow.registration_rows import settings_of
from events.workflow.who import demand, manages
from partnerships import seats

DOOR_PURPOSE = "accueil"


@dataclass(frozen=True)
class Noted:
    """What stands after a headcount: the people present (None: not come), whether this very
    one took effect."""

    present: int | None
    is_new: bool


def holds_door(actor, event):
    """Who manages the event, or holds a link of its door."""
    link = actor.link
    if link is not None and link.purpose == DOOR_PURPOSE:
        return link.subject_id == event.pk
    return manages(event, actor)


@seats.unit_of_work
def note(actor, entry, present, *, key, noted_at=None):
    """Write the real headcount of an entry: 0 takes a mistake back. `key`: a UUID of the moment;
    `noted_at`: when it was typed, never later than now."""
    now = timezone.now()
    noted_at = min(noted_at or now, now)
    (row,) = seats.lock(SessionEntry.objects.for_lists().filter(pk=entry.pk))
    event = row.registration.event
    if not holds_door(actor, event):
        raise Refused("Cette action ne vous est pas ouverte.")
    if CheckIn.objects.filter(key=key).exists():
        return Noted(row.present, is_new=False)
    require(rules.check_present(present, row.seats))
    if row.state != EntryState.CONFIRMED:
        raise Refused(f"Cette inscription n’est pas confirmée : {row.get_state_display()}.")
    later = row.check_ins.filter(noted_at__gt=noted_at).exists()
    CheckIn.objects.create(
        entry=row, key=key, present=present, noted_at=noted_at, by=actor.label[:200]
    )
    if later:
        return Noted(row.present, is_new=False)
    row.present = present or None
    row.arrived_at = noted_at if present else None
    row.save(update_fields=["present", "arrived_at", "changed_at"])
    words = f"{row.session} : {rules.people(present)} sur {row.seats}"
    journal.record(actor, "a pointé une arrivée", row.registration, words=words)
    return Noted(row.present, is_new=True)


def door_link(actor, event):
    """The living link of the door of an event, for who welcomes without an account."""
    alive = PersonalLink.objects.alive().about(event).filter(purpose=DOOR_PURPOSE)
    return alive.order_by("-pk").first()


@seats.unit_of_work
def open_door(actor, event):
    """Make the link of the door, or a new one: the old one opens nothing any more."""
    demand(manages(event, actor))
    settings_of(event)
    if former := door_link(actor, event):
        links.revoke(actor, former, reason="nouveau lien d’accueil")
    until = links.end_of(timezone.localdate(event.ends_at))
    journal.record(actor, "a ouvert l’accueil d’un événement", event)
    return links.issue(
        actor, DOOR_PURPOSE, event, name="Équipe d’accueil", email="", valid_until=until
    )
