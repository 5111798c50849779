"""A request on a slot: checked, seats held, seen by the head (R-IM-2), sent to the host."""

from dataclasses import dataclass, field, replace
from functools import cache, partial

from django.utils import timezone

from accounts import journal
from accounts.actor import Actor
from accounts.enums import Role
from accounts.idempotency import once
from accounts.models import User
from directory.calendar import Calendar
from directory.enums import Rhythm
from directory.models import ClassGroup, Company, School
from directory.sql import Given, Kept
from directory.violations import Refused, Violation, require
from partnerships import ceilings, closures, rules, seats
from partnerships.companies import check_contact
from partnerships.enums import (
    ANSWER_DAYS,
    PENDING,
    TAKEN,
    VISA_SCHOOL_DAYS,
    BookingState,
    CancelReason,
    OfferKind,
    Side,
    SlotMode,
)
from partnerships.models import Booking, Slot
from partnerships.workflow.contract_opening import tell_branch
from partnerships.workflow.locking import free_seats, is_repeated, lock_group, locked
from partnerships.workflow.people import (
    answerers_of,
    heads_of,
    tell,
    tell_guests,
    tell_hosts,
)
from partnerships.workflow.tables import BOOKING, VISA_ROLES


@dataclass(frozen=True)
class Wish:
    """What a request asks for, before it is a row.

    A class group, or for a person's immersion the school, or for the visit of a school
    the company.
    """

    slot: Slot
    class_group: ClassGroup | None = None
    numbers: rules.Numbers = field(default_factory=rules.Numbers)
    needs: str = ""
    message: str = ""
    teacher: User | None = None
    own_school: School | None = None
    guest_company: Company | None = None
    provider: str = ""

    @property
    def kind(self):
        return OfferKind(self.slot.offer.kind)

    @property
    def school(self):
        return self.class_group.school if self.class_group else self.own_school


def check(actor, wish, today=None):
    """Every violation and warning of a request, for the summary before sending."""
    today = today or timezone.localdate()
    found = _check(actor, wish, today, Calendar.load())
    return found + _check_ceilings(wish, today)


def _check_ceilings(wish, today):
    """What the company set for all schools together: requests a month, persons a week."""
    host = wish.slot.offer.host_company
    if host is None:
        return []
    days = rules.Period(wish.slot.starts_on, wish.slot.ends_on)
    persons = wish.numbers.pupils + wish.numbers.adults
    found = ceilings.check(host, today)
    return found or ceilings.check_presence(host, wish.kind, days, persons)


def _check(actor, wish, today, calendar):
    found = check_guest(actor, wish)
    if rules.blocking(found):
        return found
    found += check_contact(wish.slot.offer.host_company, today)
    return found + check_offer(wish, calendar) + _check_slot(wish, today) + _check_rivals(wish)


def check_guest(actor, wish):
    """Who may ask for what: a school's staff for their school, a company for itself."""
    kind = wish.kind
    if kind.booked_by_company:
        mine = wish.guest_company and wish.guest_company.pk in actor.company_ids
        if actor.role == Role.COMPANY_REPRESENTATIVE and mine:
            return []
        return [Violation("R-CEE-6", "Cette visite est ouverte aux entreprises.", "guest_company")]
    if kind.needs_class_group and wish.class_group is None:
        return [Violation("R-CEE-6", "Choisissez la classe ou le groupe.", "class_group")]
    if actor.is_school_staff and wish.school and wish.school.pk in actor.drafting_school_ids:
        return []
    return [Violation("R-CEE-6", "Vous ne pouvez demander que pour votre établissement.")]


def needs_visa(actor, wish):
    """R-IM-2, and always for somebody whose role waits for its validation: the head's visa
    is then the school's word."""
    school, heads = wish.school, actor.role in VISA_ROLES
    if school is None:
        return False
    waits = school.pk in actor.provisional_school_ids
    return rules.needs_visa(wish.kind, school.head_visa or waits, heads)


def check_offer(wish, calendar):
    """What no other request can change: days, levels, host, school year."""
    slot, offer = wish.slot, wish.slot.offer
    found = rules.check_days(wish.kind, rules.Period(slot.starts_on, slot.ends_on), calendar)
    found += closures.check(offer.host_company_id, slot.starts_on, slot.ends_on)
    host = offer.host_company
    if host and wish.kind.moves_pupils:
        barred = host.forbids_agreement(slot.starts_on)
        found += rules.check_host(barred, host.agreement_forbidden_reason)
    group = wish.class_group
    if group:
        found += rules.check_level(wish.kind, group.level, offer.min_level, offer.max_level)
        age, year = offer.minimum_age, slot.school_year_id
        found += rules.check_age(wish.kind, group.level, age, slot.starts_on, year)
        if group.school_year_id != slot.school_year_id:
            text = f"Ce créneau est de l’année {slot.school_year} : choisissez sa classe."
            found.append(Violation("R-ID-8", text, "class_group"))
    return found


def check_open(slot, today):
    """Whether the slot is offered, ahead, and takes requests."""
    found = _check_listed(slot, today)
    if slot.is_listed and slot.requests_until and slot.requests_until < today:
        until = rules.french(slot.requests_until)
        found.append(Violation("R-CEE-6", f"Les demandes étaient reçues jusqu’au {until}."))
    return found


def _check_listed(slot, today):
    if not slot.is_listed:
        return [Violation("R-CEE-6", "Ce créneau n’est plus proposé.")]
    return rules.check_not_past(rules.Period(slot.starts_on, slot.ends_on), today)


def _check_slot(wish, today):
    """What other requests and the host change: open, ahead, seats left."""
    slot = wish.slot
    if not slot.is_listed:
        return check_open(slot, today)
    left = slot.seats_left if slot.mode == SlotMode.FIRST_COME else slot.capacity
    return check_open(slot, today) + rules.check_numbers(
        wish.kind, wish.numbers, left, slot.offer.accompanying_adults
    )


def _check_rivals(wish):
    """What the lock on the class group makes sure of (R-CEE-6)."""
    if not wish.class_group:
        return []
    known = _of_group().rows(group=wish.class_group.pk)
    pending = sum(state in PENDING and kind == wish.kind for state, kind, *_ in known)
    return rules.check_pending(pending, _overlaps(wish, known))


def check_taken(wish):
    """R-CEE-6: the class is not expected elsewhere on these days."""
    if not wish.class_group:
        return []
    known = _of_group().rows(group=wish.class_group.pk)
    return rules.check_pending(0, _overlaps(wish, known))


def _overlaps(wish, known):
    wanted = rules.Period(wish.slot.starts_on, wish.slot.ends_on)
    return [
        period
        for state, _, *days in known
        if state in TAKEN and (period := rules.Period(*days)).overlaps(wanted)
    ]


@cache
def _of_group():
    rows = Booking.objects.filter(class_group=Given("group"), state__in=(*PENDING, *TAKEN))
    return Kept(rows.order_by().values_list("state", "kind", "starts_on", "ends_on"))


def request(actor, wish, *, key, today=None):
    """Send a request, or put it before the head for a visa; `Refused` when a rule forbids.

    `key` is the form's: a second click gets the first one's booking. Seats of a *first
    come* slot are held from now on, also while the visa is awaited; a *selection* holds
    nothing (R-CEE-6).
    """
    return _request(actor, wish, key, today or timezone.localdate())


@seats.unit_of_work
def _request(actor, wish, key, today):
    """The hot slot comes last: until its counter moves, nobody waits for this request."""
    booking, first = once(actor, key, partial(_make, actor, wish, today))
    if first:
        _settle(wish, booking, today)
    return booking


def _make(actor, wish, today):
    require(check_guest(actor, wish))
    lock_group(wish.class_group and wish.class_group.pk)
    host = wish.slot.offer.host_company
    if host and ceilings.lock(host.pk):
        require(_check_ceilings(wish, today))
    calendar = Calendar.load()
    require(_check(actor, wish, today, calendar))
    return _open(actor, wish, today, calendar)


def open_held(actor, wish, asker, today):
    """The request of who waited for these seats, which are held already: the same rules, but
    the seats. The caller has locked the class, then the slot.

    `asker` is the person in whose name it leaves: by their link, their rights of today count.
    """
    calendar = Calendar.load()
    by = Actor.of(asker) if actor.link else actor
    require(check_guest(by, wish))
    require(check_offer(wish, calendar) + _check_listed(wish.slot, today) + _check_rivals(wish))
    return _open(by, wish, today, calendar, held=True)


def _open(actor, wish, today, calendar, *, held=False):
    booking = _new_booking(actor.user, wish)
    if held or wish.slot.mode == SlotMode.FIRST_COME:
        booking.seats_held = booking.headcount
    if needs_visa(actor, wish):
        _ask_visa(actor, booking, today, calendar)
    else:
        booking.state = BookingState.SENT
        _leave(actor, booking, today, calendar)
        if booking.school and actor.role not in VISA_ROLES:
            tell(actor, "booking.informed", booking, heads_of(booking.school))
    return booking


def _settle(wish, booking, today):
    """Take the seats, or for a selection make sure that the slot still takes requests.

    When the counter refuses, the slot as it is now says why.
    """
    first_come = wish.slot.mode == SlotMode.FIRST_COME
    if first_come and seats.try_hold(wish.slot, booking.seats_held, is_listed=True):
        return
    (slot,) = seats.lock(Slot.objects.filter(pk=wish.slot.pk))
    slot.offer = wish.slot.offer
    require(_check_slot(replace(wish, slot=slot), today))
    if first_come:
        seats.hold(slot, booking.seats_held)


def _new_booking(asker, wish):
    slot, offer, numbers = wish.slot, wish.slot.offer, wish.numbers
    # Reminders write to one address: without a contact, the first who answers for the host.
    contact = None if offer.contact_email else next(iter(answerers_of(offer)), None)
    return Booking(
        kind=offer.kind,
        slot=slot,
        offer=offer,
        company=offer.host_company,
        host_school=offer.host_school,
        host_network=offer.host_network,
        school=wish.school,
        guest_company=wish.guest_company,
        class_group=wish.class_group,
        school_year_id=slot.school_year_id,
        teacher=wish.teacher or (None if wish.guest_company else asker),
        requested_by=asker,
        starts_on=slot.starts_on,
        ends_on=slot.ends_on,
        last_day_is_half=slot.last_day_is_half,
        girls=numbers.girls,
        boys=numbers.boys,
        unspecified=numbers.unspecified,
        adults=numbers.adults,
        provider=wish.provider,
        needs=wish.needs,
        message=wish.message,
        contact_name=contact.name if contact else offer.contact_name,
        contact_email=contact.email if contact else offer.contact_email,
        contact_phone=offer.contact_phone,
    )


def _ask_visa(actor, booking, today, calendar):
    booking.state = BookingState.AWAITING_VISA
    limit = calendar.add_days(today, VISA_SCHOOL_DAYS, Rhythm.SCHOOL)
    booking.visa_expires_on = min(limit, booking.starts_on)
    booking.save()
    write(actor, "a préparé la demande, en attente du visa", booking)
    tell(actor, "booking.visa_asked", booking, heads_of(booking.school))


def _leave(actor, booking, today, calendar):
    """The request reaches the host, and the branch for a class in industry (R-CEE-4)."""
    start = max(today, booking.slot.requests_until or today)
    limit = calendar.add_days(start, ANSWER_DAYS, Rhythm.of(booking.host_school_id))
    booking.sent_at = timezone.now()
    booking.expires_on = min(limit, booking.starts_on)
    booking.save()
    write(actor, "a envoyé la demande", booking)
    tell_hosts(actor, "booking.requested", booking, first=True)
    tell_branch(actor, booking)


@seats.unit_of_work
def give_visa(actor, booking, today=None):
    """R-IM-2: the head or a deputy lets the request leave."""
    booking = locked(booking)
    if is_repeated(booking, "give_visa", actor):
        return booking
    BOOKING.apply(booking, "give_visa", actor)
    booking.visa_at, booking.visa_by = timezone.now(), actor.user
    write(actor, "a donné son visa", booking)
    _leave(actor, booking, today or timezone.localdate(), Calendar.load())
    tell_guests(actor, "booking.visa_given", booking)
    return booking


@seats.unit_of_work
def refuse_visa(actor, booking, message):
    """R-IM-2: the head or a deputy keeps the request from leaving, and says why."""
    booking = locked(booking)
    if is_repeated(booking, "refuse_visa", actor):
        return booking
    BOOKING.apply(booking, "refuse_visa", actor)
    if not message.strip():
        raise Refused(violations=[Violation("R-IM-2", "Dites pourquoi, en une phrase.", "message")])
    booking.cancelled_at, booking.cancelled_by_side = timezone.now(), Side.GUEST
    booking.cancel_reason, booking.cancel_message = CancelReason.VISA_REFUSED, message.strip()
    free_seats(booking)
    write(actor, "a refusé son visa", booking, reason=message.strip())
    tell_guests(actor, "booking.visa_refused", booking)
    return booking


def write(actor, verb, booking, *, record=journal.record, **more):
    """One line in the journal of the booking, its school and its company."""
    school = booking.school or booking.host_school
    company = booking.company or booking.guest_company
    record(actor, verb, booking, school=school, company=company, **more)
