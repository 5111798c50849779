"""Seats of the sessions of events: taken, given back, offered to who waits (R-EV-3).

The counter and the list are those of `partnerships.seats`. Locks are taken in one order:
sessions by key, then entries by key; every act runs in a `seats.unit_of_work`.
"""

import datetime as dt

from django.db.models import F
from django.utils import timezone

from accounts import journal
from accounts.actor import Actor
from accounts.transitions import Table, Transition
from directory.enums import Rhythm
from directory.violations import Refused, Violation
from events.enums import EventState
from events.enums.registration import EntryState, Policy
from events.models import Event, Registration, Session, SessionEntry
from events.rules import registration as rules
from events.rules.registration import ARROWS
from events.workflow.registration_rows import has_waiters, lock_session_of, settings_of
from events.workflow.who import manages
from outbox.recipients import Recipient
from outbox.workflow import notify
from partnerships import seats

KEPT_UNPROVED = dt.timedelta(days=15)
SYSTEM = Actor.system("Portail")
# None without a limit.
LEFT = F("capacity") - F("seats_taken")
FULL = "Il n’y a plus assez de places libres dans cette séance."
NOT_OPEN = Violation("R-EV-3", "Cet événement n’est plus ouvert.", "sessions")
TOO_LATE = "La séance commence trop tôt pour attendre une réponse : inscrivez la personne."


def is_holder(entry, actor):
    """Who registered: by link, by account; the management of the class's school."""
    registration = entry.registration
    if registration.email and actor.is_person(registration.email.lower(), registration.user_id):
        return True
    return actor.is_school_management and registration.school_id in actor.school_ids


def organises(entry, actor):
    """Who manages the event."""
    return manages(Event(pk=entry.registration.event_id), actor)


def _either(entry, actor):
    return is_holder(entry, actor) or organises(entry, actor)


def _portal(entry, actor):
    return actor is SYSTEM


WHO = {
    "confirm": (lambda entry, actor: _portal(entry, actor) or organises(entry, actor),
                "Inscrire"),
    "wait": (lambda entry, actor: _portal(entry, actor) or organises(entry, actor),
             "Mettre en liste d’attente"),
    "offer": (lambda entry, actor: _portal(entry, actor) or organises(entry, actor),
              "Proposer les places"),
    "refuse": (organises, "Refuser"),
    "accept": (is_holder, "Prendre ces places"),
    "leave": (is_holder, "Laisser ces places"),
    "cancel": (_either, "Annuler l’inscription"),
    "expire": (_portal, "Reprendre les places"),
    # Who may is asked of the gift as a whole (`workflow.registration_gifts`).
    "give": (_portal, "Transmettre"),
}  # fmt: skip
TABLE = Table({arrow: Transition(to, *WHO[arrow[1]]) for arrow, to in ARROWS.items()})


def lock_sessions(keys):
    """The sessions with their event, locked in the one order."""
    rows = Session.objects.select_related("event__registration_settings")
    return seats.lock(rows.filter(pk__in=keys))


def locked(entry):
    """The entry as it is now, after its session."""
    (session,) = lock_sessions([entry.session_id])
    (row,) = seats.lock(SessionEntry.objects.for_lists().filter(pk=entry.pk))
    row.session = session
    return row


def is_standing(session):
    """Whether it takes place: neither it nor its event was cancelled or closed."""
    return session.cancelled_at is None and session.event.state == EventState.PUBLISHED


def place(entry, session):
    """Give a new entry its seats, or its place in the list. Who comes now passes nobody who
    could be served. The session is as it was read; the UPDATE that takes seats locks it."""
    if _fits(entry, session) and seats.try_hold(session, entry.seats, cancelled_at=None):
        if not has_waiters(session):
            TABLE.apply(entry, "confirm", SYSTEM)
            entry.save()
            return entry
        seats.release(session, entry.seats)
    return _place_locked(entry, lock_session_of(session.event, session.pk))


def _fits(entry, session):
    return session.seats_left is None or entry.seats <= session.seats_left


def _place_locked(entry, session):
    """Its place in the list, mostly: written under the lock, the order of the keys is that of
    the list."""
    if session.cancelled_at:
        raise Refused(violations=[NOT_OPEN])
    fits = _fits(entry, session)
    waits = fits and has_waiters(session)
    free = fits and not waits and seats.try_hold(session, entry.seats, cancelled_at=None)
    TABLE.apply(entry, "confirm" if free else "wait", SYSTEM)
    entry.save()
    if waits and any(one.pk == entry.pk for one in call(session)):
        entry.refresh_from_db()
        entry.state, entry.held_until = EntryState.CONFIRMED, None
        entry.save()
    return entry


def give_back(session, count, now=None):
    """Seats that come free, offered at once to who waits; the session is locked."""
    seats.release(session, count)
    return call(session, now)


def call(session, now=None):
    """Offer what is free to who waits, by the policy of the event. Idempotent. The entries that
    were offered seats: who leaves, who changes the capacity and the clock all call it."""
    now = now or timezone.now()
    held = _held_for(session, now)
    chosen = settings_of(session.event)
    if held is None or chosen.policy == Policy.ORGANISER or not is_standing(session):
        return []

    (left,) = Session.objects.filter(pk=session.pk).values_list(LEFT, flat=True)

    def fits(entry):
        return left is None or entry.seats <= left

    def give(entry):
        nonlocal left
        left = None if left is None else left - entry.seats
        offer(SYSTEM, entry, held)

    def may_pass(entry):
        return rules.may_pass(chosen.policy, chosen.most_passes, entry.passed)

    def pass_over(entries):
        for entry in entries:
            entry.passed += 1
        keys = [entry.pk for entry in entries]
        SessionEntry.objects.filter(pk__in=keys).update(passed=F("passed") + 1)

    if left == 0:
        return []
    waiting = SessionEntry.objects.waiting().filter(session=session).for_lists()
    return seats.promote(
        session,
        waiting,
        give,
        fits,
        order=seats.Order(may_pass, pass_over),
        cancelled_at=None,
    )


def _held_for(session, now):
    """Until when seats that are offered now are held, or None."""
    hours = settings_of(session.event).hold_hours
    return rules.held_until(now, hours, session.starts_at)


def offer(actor, entry, until):
    """Its seats are held until a time, and the person is told; the caller took them."""
    TABLE.apply(entry, "offer", actor)
    entry.held_until = until
    entry.save()
    journal.record(actor, "a proposé des places", entry.registration, words=str(entry.session))
    tell("events.entry_offered", entry, not_after=until, occasion=until.isoformat())


def offer_out_of_turn(actor, entry, now=None):
    """The organiser calls this one; `Refused` without seats or time. The entry is locked."""
    until = _held_for(entry.session, now or timezone.now())
    if until is None:
        raise Refused(TOO_LATE)
    demand_seats(entry)
    offer(actor, entry, until)


def demand_seats(entry):
    """Take the seats of an entry that holds none, or raise Refused."""
    if not seats.try_hold(entry.session, entry.seats, cancelled_at=None):
        raise Refused(FULL)


def tell(kind, row, *, by=None, occasion="", not_after=None):
    """The person of a registration or an entry, when they have an address."""
    registration = row if isinstance(row, Registration) else row.registration
    if registration.email:
        rhythm = Rhythm.SCHOOL if registration.school_id else Rhythm.WORK
        to = Recipient(registration.email, registration.name, registration.user_id, rhythm)
        notify(kind, row, to, by=by, occasion=occasion, not_after=not_after)


def purge_unproved(now):
    """Forms that nobody confirmed are destroyed."""
    limit = now - KEPT_UNPROVED
    return Registration.objects.filter(proved_at=None, created_at__lt=limit).delete()[0]
