"""A group that comes with more or fewer people (R-EV-3). Raises `Refused`."""

from django.utils import timezone

from accounts import journal
from directory.violations import Refused, Violation, require
from events.enums.registration import HOLDING, LIVE, Party
from events.models import Registration, SessionEntry
from events.rules import registration as rules
from events.workflow import registration_seats as held
from partnerships import seats

NO_MORE = "Il n’y a pas assez de places libres : « {} » en garde {}."


@seats.unit_of_work
def resize(actor, registration, pupils, adults):
    """The new headcount of a group, in all its sessions or in none: more takes free seats that
    nobody waits for, fewer gives them to who waits. Whoever waits keeps their rank."""
    keys = registration.entries.filter(state__in=LIVE).values_list("session_id", flat=True)
    sessions = {one.pk: one for one in held.lock_sessions(list(keys))}
    row = Registration.objects.select_related("event__registration_settings").get(
        pk=registration.pk
    )
    entries = seats.lock(SessionEntry.objects.for_lists().filter(registration=row, state__in=LIVE))
    _check(actor, row, entries, pupils, adults)
    before, row.pupils, row.adults = row.seats, pupils, adults
    if row.seats == before:
        row.save(update_fields=["pupils", "adults"])
        return row
    row.save(update_fields=["pupils", "adults"])
    for entry in entries:
        _resize(entry, sessions[entry.session_id], row.seats)
    journal.record(
        actor, "a changé l’effectif d’une inscription", row, school=row.school,
        words=f"{before} → {row.seats}",
    )  # fmt: skip
    return row


def _check(actor, row, entries, pupils, adults):
    if row.party != Party.GROUP or not entries:
        raise Refused("L’effectif de cette inscription ne change plus.")
    if not held.is_holder(entries[0], actor) and not held.organises(entries[0], actor):
        raise Refused("Cette action ne vous est pas ouverte.")
    begun = any(entry.session.starts_at <= timezone.now() for entry in entries)
    if begun and not held.organises(entries[0], actor):
        raise Refused("La séance a commencé : l’effectif ne change plus.")
    most = row.event.registration_settings.most_seats
    require(rules.check_party(row.party, pupils, adults, most))


def _resize(entry, session, count):
    more = count - entry.seats
    if entry.state in HOLDING and more > 0:
        waits = SessionEntry.objects.waiting().filter(session=session).exists()
        if waits or not seats.try_hold(session, more, cancelled_at=None):
            text = NO_MORE.format(session, rules.people(entry.seats))
            raise Refused(violations=[Violation("R-EV-3", text, "pupils")])
    entry.seats = count
    entry.save(update_fields=["seats", "changed_at"])
    if entry.state in HOLDING and more < 0:
        held.give_back(session, -more)
    elif entry.state not in HOLDING and more < 0:
        held.call(session)
