"""Registering to an event: asked, proved, decided, taken, left, moved, ended (R-EV-3).

Raises `Refused`. Visitors prove their address by a link; nothing is held before.
"""

import datetime as dt
import logging
from dataclasses import dataclass, field
from functools import partial

from django.db import DatabaseError
from django.utils import timezone

from accounts import journal, links
from accounts.actor import Actor
from accounts.idempotency import once
from accounts.limits import allowed
from directory.models import ClassGroup, School
from directory.violations import Refused, Violation, require
from documents.questionnaires import checked
from events.enums.registration import HOLDING, LIVE, SETTLED, EntryState, Party
from events.models import Event, Registration, Session, SessionEntry
from events.rules import registration as rules
from events.workflow import registration_seats as held
from events.workflow.registration_rows import (
    hold_event,
    lock_registration,
    mark_proved,
    settings_of,
    wanted_of,
)
from events.workflow.registration_seats import NOT_OPEN, SYSTEM, TABLE, locked, tell
from events.workflow.who import demand, manages
from partnerships import seats

logger = logging.getLogger(__name__)

PURPOSE = "inscription"
GUEST = Actor.system("Visiteur")
# Registrations from one address of the network, and of mail, per day.
PER_VISITOR, PER_ADDRESS, DAY = 30, 10, 24 * 3600
TOO_MANY = "Trop d’inscriptions envoyées aujourd’hui. Réessayez demain."
PROVED_WITHIN = dt.timedelta(days=7)
# The ticket and the certificate are still there some time after.
LINK_AFTER = dt.timedelta(days=60)
TWICE = "Cette adresse, ou cette classe, est déjà inscrite à cette séance."


@dataclass(frozen=True)
class Wish:
    """What is typed in the form of an event."""

    event: Event
    sessions: list[Session]
    name: str
    email: str = ""
    party: str = Party.PERSON
    organisation: str = ""
    school: School | None = None
    class_group: ClassGroup | None = None
    group_name: str = ""
    pupils: int = 0
    adults: int = 0
    needs: str = ""
    answers: dict = field(default_factory=dict)


def check(wish, now, *, by_organiser=False):
    """Every violation of a wish; the organiser may register people before and after the dates."""
    event, chosen = wish.event, settings_of(wish.event)
    if not wish.sessions:
        return [Violation("R-EV-3", "Choisissez au moins une séance.", "sessions")]
    found = rules.check_party(wish.party, wish.pupils, wish.adults, chosen.most_seats)
    spans = [(str(one), one.starts_at, one.ends_at) for one in wish.sessions]
    found += rules.check_overlaps(spans)
    if not all(map(held.is_standing, wish.sessions)):
        found.append(NOT_OPEN)
    if not by_organiser:
        opens, closes = event.registration_opens_at, event.registration_closes_at
        for start in sorted({one.starts_at for one in wish.sessions})[:1]:
            found += rules.check_open(now, opens, closes, start)
    return found


def checked_answers(questions, values):
    """({code: value}, violations) of what was answered to the questions of an event."""
    kept, found = {}, []
    for question in questions:
        value, why_not = checked(question, values.get(question["code"]))
        if why_not:
            found.append(Violation("R-EV-3", why_not, f"q_{question['code']}"))
        elif value is not None:
            kept[question["code"]] = value
    return kept, found


def deposit(visitor, actor, wish, *, key):
    """Keep a registration: settled at once for who has an account, after the link of the mail
    for others. `visitor` is an address of the network; `key` the form's."""
    if actor.user is None:
        within = allowed("registration", visitor, PER_VISITOR, DAY)
        if not within or not allowed("registration-of", wish.email.lower(), PER_ADDRESS, DAY):
            raise Refused(TOO_MANY)
    return _deposit(actor if actor.user is not None else GUEST, wish, key)


@seats.unit_of_work
def _deposit(actor, wish, key):
    return once(actor, key, partial(_make, actor, wish))[0]


def _make(actor, wish):
    organiser = manages(wish.event, actor)
    require(check(wish, timezone.now(), by_organiser=organiser))
    own = actor.user is not None and wish.email.lower() == actor.user.email.lower()
    row = Registration.objects.create(
        event=wish.event,
        party=wish.party,
        name=wish.name,
        email=wish.email.lower(),
        organisation=wish.organisation,
        user=actor.user if own else None,
        school=wish.school,
        class_group=wish.class_group,
        group_name=wish.group_name,
        pupils=wish.pupils,
        adults=wish.adults,
        needs=wish.needs,
        answers=wish.answers,
        wanted=[one.pk for one in wish.sessions],
    )
    if row.email:
        last = max(one.ends_at for one in wish.sessions)
        links.issue(actor, PURPOSE, row, name=row.name, email=row.email,
                    valid_until=last + LINK_AFTER)  # fmt: skip
    if own or organiser:
        row.event = _held(row)
        return _settle(actor, row, wanted_of(row))
    tell("events.registration_to_confirm", row, not_after=timezone.now() + PROVED_WITHIN)
    return row


@seats.unit_of_work
def prove(actor, registration):
    """The author opened the mail: the registration counts. A second click changes nothing."""
    row = lock_registration(registration.pk)
    if not actor.is_person(row.email, row.user_id):
        raise Refused("Cette inscription est celle d’une autre personne.")
    if row.proved_at is not None:
        return row
    row.event = _held(row)
    wanted = wanted_of(row)
    wish = Wish(row.event, wanted, row.name, party=row.party, pupils=row.pupils,
                adults=row.adults)  # fmt: skip
    require(check(wish, timezone.now()))
    return _settle(actor, row, wanted)


def _held(row):
    """Its event, which takes place until the end of the transaction."""
    event = hold_event(row.event_id)
    if event is None:
        raise Refused(violations=[NOT_OPEN])
    return event


def _settle(actor, row, wanted):
    """The entries, in the order of proofs; seats, or a place in the list, or the organiser's
    decision. The event is held, the sessions are locked last, and shortly."""
    chosen, keys = settings_of(row.event), row.wanted
    if any(one.is_theirs for one in wanted):
        raise Refused(violations=[Violation("R-EV-3", TWICE, "email")])
    mark_proved(row)
    journal.record(actor, "s’est inscrit à un événement", row, school=row.school)
    entries = [
        SessionEntry(registration=row, session_id=key, who=row.who_key, seats=row.seats)
        for key in sorted(keys)
    ]
    # The mail says what became of each session when it leaves: the lock comes after it.
    tell("events.registration_settled", row)
    if chosen.reviews:
        SessionEntry.objects.bulk_create(entries)
    else:
        sessions = {one.pk: one for one in wanted}
        for entry in entries:
            held.place(entry, sessions[entry.session_id])
    return row


@seats.unit_of_work
def act(actor, entry, event, reason=""):
    """One arrow of `TABLE` on an entry: accept, leave, cancel; confirm, wait, offer, refuse."""
    entry = locked(entry)
    if entry.state == held_state(event):
        return entry
    before, start = entry.state, entry.session.starts_at
    if event in ("accept", "confirm", "offer") and not held.is_standing(entry.session):
        raise Refused("Cette séance n’a plus lieu.")
    if event == "accept" and entry.held_until and timezone.now() >= entry.held_until:
        raise Refused("Le temps pour répondre est passé : les places sont proposées à d’autres.")
    if event == "cancel" and start <= timezone.now() and held.is_holder(entry, actor):
        raise Refused("La séance a commencé : l’inscription ne s’annule plus.")
    if event == "offer":
        if not held.organises(entry, actor):
            raise Refused("Cette action ne vous est pas ouverte.")
        held.offer_out_of_turn(actor, entry)
        return entry
    TABLE.apply(entry, event, actor)
    if event == "confirm":
        held.demand_seats(entry)
    return _written(actor, entry, event, before, reason)


def held_state(event):
    """The state that an act leaves, when a second click finds it done."""
    ends = {to for (_, name), to in rules.ARROWS.items() if name == event}
    return next(iter(ends)) if len(ends) == 1 else None


VERBS = {
    "confirm": "a confirmé une inscription",
    "wait": "a mis une inscription en liste d’attente",
    "refuse": "a refusé une inscription",
    "accept": "a pris les places proposées",
    "leave": "a laissé les places proposées",
    "cancel": "a annulé une inscription",
    "expire": "a repris des places restées sans réponse",
}
TOLD = {
    "confirm": "events.entry_confirmed",
    "accept": "events.entry_confirmed",
    "wait": "events.entry_waitlisted",
    "refuse": "events.entry_declined",
    "cancel": "events.entry_cancelled",
    "expire": "events.entry_expired",
}


def _written(actor, entry, event, before, reason="", now=None):
    """Save the new state, give its seats back, say so."""
    entry.reason, entry.held_until = reason.strip()[:250], None
    entry.present = entry.arrived_at = None
    entry.sequence += 1
    entry.save()
    registration = entry.registration
    journal.record(actor, VERBS[event], registration, school=registration.school,
                   words=str(entry.session), reason=entry.reason)  # fmt: skip
    if event in TOLD:
        tell(TOLD[event], entry, occasion=str(entry.sequence))
    if before in HOLDING and entry.state not in HOLDING:
        held.give_back(entry.session, entry.seats, now)
    return entry


@seats.unit_of_work
def transfer(actor, entry, target):
    """To another session of the event: its seats are taken before the former ones are given
    back, or nothing moves. The holder moves to free seats; nobody who waits is passed."""
    sessions = {one.pk: one for one in held.lock_sessions([entry.session_id, target.pk])}
    (entry,) = seats.lock(SessionEntry.objects.for_lists().filter(pk=entry.pk))
    former, new = sessions[entry.session_id], sessions[target.pk]
    if not held.is_holder(entry, actor) and not held.organises(entry, actor):
        raise Refused("Cette action ne vous est pas ouverte.")
    _check_transfer(actor, entry, new)
    before = entry.state
    waits = SessionEntry.objects.waiting().filter(session=new).exists()
    entry.session = new
    if waits and not held.organises(entry, actor):
        raise Refused("D’autres personnes attendent une place dans cette séance.")
    held.demand_seats(entry)
    entry.state, entry.held_until = EntryState.CONFIRMED, None
    entry.present = entry.arrived_at = None
    # Calendars add the counter of the session: that of the new one may be lower.
    entry.sequence += 1 + max(former.sequence - new.sequence, 0)
    entry.save()
    words = f"de « {former} » à « {new} »"
    journal.record(actor, "a déplacé une inscription", entry.registration, words=words)
    tell("events.entry_confirmed", entry, occasion=str(entry.sequence))
    if before in HOLDING:
        held.give_back(former, entry.seats)
    return entry


def _check_transfer(actor, entry, new):
    if new.event_id != entry.registration.event_id or new.pk == entry.session_id:
        raise Refused("Choisissez une autre séance du même événement.")
    if entry.state not in SETTLED or not held.is_standing(new):
        raise Refused("Cette inscription ne peut plus être déplacée.")
    if entry.session.starts_at <= timezone.now() and not held.organises(entry, actor):
        raise Refused("La séance a commencé : l’inscription ne change plus.")
    others = SessionEntry.objects.filter(who=entry.who, state__in=SETTLED).exclude(pk=entry.pk)
    if others.filter(session=new).exists():
        raise Refused(TWICE)


@seats.unit_of_work
def set_capacity(actor, session, capacity):
    """The number of seats of a session (None: no limit), never below what is held; what comes
    free is offered."""
    (session,) = held.lock_sessions([session.pk])
    demand(manages(session.event, actor))
    if capacity is not None and capacity < max(session.seats_taken, 1):
        text = f"{rules.people(session.seats_taken)} ont déjà leur place : indiquez au moins "
        text += f"{max(session.seats_taken, 1)}."
        raise Refused(violations=[Violation("R-EV-3", text, "capacity")])
    before, session.capacity = session.capacity, capacity
    session.save(update_fields=["capacity"])
    shown = ["sans limite" if one is None else str(one) for one in (before, capacity)]
    journal.record(actor, "a changé le nombre de places", session.event,
                   words=f"{session} : {shown[0]} → {shown[1]}")  # fmt: skip
    held.call(session)
    return session


@seats.unit_of_work
def promote(session, now=None):
    """The one promotion: what an act freed is offered by that act, the clock only catches up."""
    (session,) = held.lock_sessions([session.pk])
    return held.call(session, now)


@seats.unit_of_work
def expire(entry, now):
    """Nobody answered in time: the seats go to the next one. Nothing to one that was answered."""
    entry = locked(entry)
    if entry.state != EntryState.OFFERED or entry.held_until > now:
        return entry
    before = entry.state
    TABLE.apply(entry, "expire", SYSTEM)
    return _written(SYSTEM, entry, "expire", before, now=now)


@seats.unit_of_work
def end_all(actor, sessions, reason):
    """Sessions that do not take place: whoever was to come, or waited, is told. The guard is the
    caller's, which cancels the sessions in the same transaction."""
    ended = 0
    for session in held.lock_sessions([one.pk for one in sessions]):
        rows = SessionEntry.objects.filter(session=session, state__in=LIVE).for_lists()
        for entry in seats.lock(rows):
            freed = entry.seats if entry.state in HOLDING else 0
            entry.state, entry.reason, entry.held_until = EntryState.CANCELLED, reason[:250], None
            entry.present = entry.arrived_at = None
            entry.sequence += 1
            entry.save()
            seats.release(session, freed)
            tell("events.entry_cancelled", entry, occasion=str(entry.sequence))
            ended += 1
    return ended


def tell_moved(sessions):
    """Their day, hour or place changed: whoever is to come is told, and their calendar. In the
    transaction of the change; `sequence` of the session has grown. Links last as long after the
    new date as they did after the former."""
    until = max(one.ends_at for one in sessions) + LINK_AFTER
    rows = SessionEntry.objects.filter(session__in=sessions, state__in=LIVE).for_lists()
    for entry in rows.order_by("pk"):
        links.prolong(entry.registration, [PURPOSE], until)
        if entry.state not in HOLDING:
            continue
        tell("events.entry_moved", entry, occasion=f"{entry.sequence}.{moves_of(entry)}")


def moves_of(entry):
    """What calendars are told of beside the entry's own changes."""
    return entry.session.sequence + entry.session.event.sequence


def advance(now=None):
    """What time does: offers that ran out, seats left over, forms that nobody confirmed. Each
    step is a transaction of its own: one that fails is tried again at the next tick."""
    now = now or timezone.now()
    late = SessionEntry.objects.offered().filter(held_until__lte=now).order_by("pk")
    moved = sum(each(lambda row: expire(row, now).state == EntryState.EXPIRED, late))
    waited = Session.objects.filter(
        entries__in=SessionEntry.objects.waiting(), starts_at__gt=now, cancelled_at=None
    )
    found = each(lambda row: promote(row, now), waited.distinct().order_by("pk"))
    return moved + sum(map(len, found)) + held.purge_unproved(now)


def each(step, queryset):
    """What `step` answered for each row; one that fails is left to the next tick."""
    done = []
    for row in list(queryset):
        try:
            done.append(step(row))
        except (DatabaseError, Refused):
            logger.exception("Registrations: %r could not advance", row)
    return done
