"""A place given to another person of the same event (R-EV-3): proposed, accepted, refused,
withdrawn, expired; or given at once by the organiser. Raises `Refused`.

The seats never leave the counter: the giver's entries end and the other person's begin in one
transaction. Locks: sessions by key, entries by key, then the gift. The other address hears of
it once before it answers, and of this event never again after a refusal.
"""

from functools import partial

from django.utils import timezone

from accounts import journal, links
from accounts.idempotency import once
from accounts.limits import allowed
from accounts.transitions import Table, Transition
from directory.enums import Rhythm
from directory.violations import Refused, Violation, require
from events.enums.registration import SETTLED, EntryState, GiftState
from events.models import PlaceGift, Registration, SessionEntry
from events.rules import gifts as rules
from events.workflow import registration_seats as held
from events.workflow.registration_rows import mark_proved, settings_of
from events.workflow.registrations import DAY, LINK_AFTER, PURPOSE, TWICE, each
from outbox.recipients import Recipient
from outbox.workflow import notify
from partnerships import seats

GIFT_PURPOSE = "transmission"
# Proposals of one registration, and to one address, a day.
PER_REGISTRATION, PER_ADDRESS = 3, 5
TOO_MANY = "Trop de propositions aujourd’hui. Réessayez demain."
ALREADY = "Cette inscription est déjà proposée à une personne : retirez d’abord cette proposition."
REFUSED_BEFORE = "Cette personne a refusé cette place : indiquez-en une autre."
TOO_LATE = "Le temps pour répondre est passé : la place reste à la personne inscrite."


def _is_other(gift, actor):
    """The person to whom it is proposed: by the link of the mail only."""
    link = actor.link
    return link is not None and link.purpose == GIFT_PURPOSE and link.subject_id == gift.pk


def _gives(gift, actor):
    return may_give(gift.registration, actor)


def may_give(registration, actor):
    """Who registered, and who organises."""
    asked = SessionEntry(registration=registration)
    return held.is_holder(asked, actor) or held.organises(asked, actor)


WHO = {
    "accept": (_is_other, "Prendre cette place"),
    "decline": (_is_other, "Refuser"),
    "withdraw": (_gives, "Retirer la proposition"),
    "expire": (lambda gift, actor: actor is held.SYSTEM, "Reprendre la proposition"),
}
TABLE = Table({arrow: Transition(to, *WHO[arrow[1]]) for arrow, to in rules.ARROWS.items()})


def places_of(registration, now=None):
    """Its confirmed places in sessions still to come: what is given."""
    rows = SessionEntry.objects.confirmed().filter(registration=registration)
    return rows.filter(session__starts_at__gt=now or timezone.now(), session__cancelled_at=None)


def check(actor, registration, entries, now, *, waits=None):
    """Why these places may not be given by this actor; `waits`: whether somebody waits for one
    of the sessions, looked up unless said."""
    asked = SessionEntry(registration=registration)
    chosen = settings_of(registration.event)
    if waits is None:
        sessions = [entry.session_id for entry in entries]
        waits = SessionEntry.objects.waiting().filter(session__in=sessions).exists()
    given = rules.Given(
        places=len([entry for entry in entries if held.is_standing(entry.session)]),
        of_a_class=registration.class_group_id is not None,
        has_arrived=registration.entries.exclude(present=None).exists(),
        waited_for=waits,
        is_chosen=chosen.reviews,
    )
    return rules.check_given(
        given, chosen.giving, chosen.giving_closes_at, now,
        by_organiser=held.organises(asked, actor),
    )  # fmt: skip


def propose(actor, registration, name, email, *, key):
    """Ask another person whether they take the place: it stays the giver's until then. Whether
    the address is known, registered or has refused elsewhere, the answer is the same."""
    within = allowed("gift-of", registration.pk, PER_REGISTRATION, DAY)
    if not within or not allowed("gift-to", email, PER_ADDRESS, DAY):
        raise Refused(TOO_MANY)
    return _propose(actor, registration, name, email, key)


@seats.unit_of_work
def _propose(actor, registration, name, email, key):
    return once(actor, key, partial(_proposed, actor, registration, name, email))[0]


def _proposed(actor, registration, name, email):
    now = timezone.now()
    row, entries = _locked(actor, registration)
    _check_other(row, email)
    require(check(actor, row, entries, now))
    if row.gifts.proposed().exists():
        raise Refused(ALREADY)
    if row.gifts.filter(email=email, state=GiftState.REFUSED).exists():
        raise Refused(REFUSED_BEFORE)
    chosen = settings_of(row.event)
    start = min(entry.session.starts_at for entry in entries)
    until = rules.answer_until(now, chosen.hold_hours, chosen.giving_closes_at, start)
    gift = PlaceGift.objects.create(registration=row, name=name, email=email, answer_until=until)
    journal.record(actor, "a proposé de transmettre une inscription", row)
    if not _wants_no_more(row.event_id, email):
        links.issue(actor, GIFT_PURPOSE, gift, name=name, email=email, valid_until=until)
        to = Recipient(email, name, rhythm=Rhythm.WORK)
        notify("events.gift_proposed", gift, to, not_after=until)
    return gift


def _wants_no_more(event, email):
    """Whether this address has refused a place of this event: it is not written to again."""
    refused = PlaceGift.objects.filter(email=email, state=GiftState.REFUSED)
    return refused.filter(registration__event=event).exists()


def _check_other(row, email):
    if email and email == row.email:
        raise Refused(violations=[Violation(rules.RULE, rules.ONESELF, "email")])


def _locked(actor, registration):
    """(the registration, its places to give), locked after their sessions; who may give them."""
    found = list(places_of(registration).values_list("session_id", "pk"))
    sessions = {one.pk: one for one in held.lock_sessions([session for session, _ in found])}
    rows = SessionEntry.objects.for_lists().filter(pk__in=[pk for _, pk in found])
    entries = [one for one in seats.lock(rows) if one.state == EntryState.CONFIRMED]
    for entry in entries:
        entry.session = sessions[entry.session_id]
    row = Registration.objects.for_pages().get(pk=registration.pk)
    if not may_give(row, actor) and not _is_answer(row, actor):
        raise Refused("Cette action ne vous est pas ouverte.")
    return row, entries


def _is_answer(row, actor):
    return any(_is_other(gift, actor) for gift in row.gifts.all())


@seats.unit_of_work
def accept(actor, gift, needs="", answers=None):
    """The other person takes the place. A second click, or another device, changes nothing."""
    now = timezone.now()
    row, entries = _locked(actor, gift.registration)
    (gift,) = seats.lock(PlaceGift.objects.for_pages().filter(pk=gift.pk))
    if gift.state == GiftState.ACCEPTED and _is_other(gift, actor):
        return gift.successor
    TABLE.apply(gift, "accept", actor)
    if now >= gift.answer_until:
        raise Refused(TOO_LATE)
    # Whoever waits by now came after the proposal: nobody is passed.
    require(check(actor, row, entries, now, waits=False))
    gift.successor = _hand_over(actor, row, entries, gift, needs, answers or {})
    gift.save()
    return gift.successor


def give(actor, registration, name, email, *, key, needs="", answers=None):
    """The organiser gives the place to another person at once: the telephone said so."""
    return _give(actor, registration, PlaceGift(name=name, email=email), key, needs, answers or {})


@seats.unit_of_work
def _give(actor, registration, gift, key, needs, answers):
    return once(actor, key, partial(_given, actor, registration, gift, needs, answers))[0]


def _given(actor, registration, gift, needs, answers):
    now = timezone.now()
    row, entries = _locked(actor, registration)
    if not held.organises(SessionEntry(registration=row), actor):
        raise Refused("Cette action ne vous est pas ouverte.")
    _check_other(row, gift.email)
    require(check(actor, row, entries, now))
    for former in seats.lock(row.gifts.proposed()):
        _end(actor, former, "withdraw")
    gift.registration, gift.answer_until, gift.state = row, now, GiftState.ACCEPTED
    gift.successor = _hand_over(actor, row, entries, gift, needs, answers)
    gift.save()
    return gift.successor


def _hand_over(actor, row, entries, gift, needs, answers):
    """The new registration, with its own code, link and calendar names; the former one's
    entries end, their seats pass without leaving the counter."""
    new = Registration.objects.create(
        event=row.event, party=row.party, name=gift.name, email=gift.email, needs=needs,
        group_name=row.group_name, pupils=row.pupils, adults=row.adults, answers=answers,
        organisation=row.organisation if row.group_name else "",
        wanted=[entry.session_id for entry in entries],
    )  # fmt: skip
    _check_new(new)
    mark_proved(new)
    if new.email:
        last = max(entry.session.ends_at for entry in entries)
        links.issue(actor, PURPOSE, new, name=new.name, email=new.email,
                    valid_until=last + LINK_AFTER)  # fmt: skip
    for entry in entries:
        held.TABLE.apply(entry, "give", held.SYSTEM)
        entry.sequence += 1
        entry.save()
    SessionEntry.objects.bulk_create(
        SessionEntry(registration=new, session_id=entry.session_id, who=new.who_key,
                     seats=entry.seats, state=EntryState.CONFIRMED)
        for entry in entries
    )  # fmt: skip
    words = ", ".join(str(entry.session) for entry in entries)
    journal.record(actor, "a transmis une inscription", row, words=words)
    journal.record(actor, "a reçu une inscription transmise", new, words=words)
    held.tell("events.gift_given", row, occasion=str(new.pk))
    held.tell("events.registration_settled", new)
    return new


def _check_new(new):
    """Nobody holds two places in a session. Told to the other person alone."""
    others = SessionEntry.objects.filter(who=new.who_key, session__in=new.wanted, state__in=SETTLED)
    if others.exists():
        raise Refused(violations=[Violation(rules.RULE, TWICE, "email")])


@seats.unit_of_work
def end(actor, gift, event):
    """It is refused, withdrawn, or nobody answered: the giver keeps the place. Idempotent."""
    (gift,) = seats.lock(PlaceGift.objects.for_pages().filter(pk=gift.pk))
    if gift.state != rules.ARROWS[GiftState.PROPOSED, event]:
        _end(actor, gift, event)
    return gift


VERBS = {
    "decline": "a refusé une inscription proposée",
    "withdraw": "a retiré la proposition d’une inscription",
    "expire": "a repris une proposition restée sans réponse",
}
TOLD = {"decline": "events.gift_refused", "expire": "events.gift_expired"}


def _end(actor, gift, event):
    TABLE.apply(gift, event, actor)
    gift.save()
    journal.record(actor, VERBS[event], gift.registration)
    if event in TOLD:
        held.tell(TOLD[event], gift.registration, occasion=str(gift.pk))


def advance(now=None):
    """Proposals that nobody answered in time; how many. Idempotent."""
    late = PlaceGift.objects.proposed().filter(answer_until__lte=now or timezone.now())
    return len(each(lambda gift: end(held.SYSTEM, gift, "expire"), late.order_by("pk")))
