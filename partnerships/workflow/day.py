"""Before leaving and on the day: items ticked, « prête à partir », attendance (R-CEE-3)."""

from django.db import transaction
from django.utils import timezone

from directory.enums import Level
from directory.violations import Refused, require
from partnerships import rules, seats
from partnerships.contract.data import CLAUSES
from partnerships.enums import BookingState, OfferKind, Side
from partnerships.enums.contract import COVERED_STATES
from partnerships.enums.on_the_day import DepartureItem
from partnerships.models import Attendance, Contract, Departure, DepartureCheck, NominativeList
from partnerships.rules import on_the_day
from partnerships.rules.on_the_day import DepartureFacts, Tick
from partnerships.wording import day, numbers_of
from partnerships.workflow import lists, outcome
from partnerships.workflow.locking import locked
from partnerships.workflow.people import tell_guests, tell_hosts
from partnerships.workflow.requests import write
from partnerships.workflow.tables import by_guest, by_host

READY = "prête à partir"


# --- Before leaving ----------------------------------------------------------------


def has_departure(booking):
    """Whether a group of pupils leaves the school for this booking."""
    return booking.school_id is not None and OfferKind(booking.kind).moves_pupils


def may_prepare(booking, actor, today):
    """Who leads it, or the management of the school, until the last day."""
    going_on = booking.state == BookingState.ACCEPTED and today <= booking.ends_on
    return has_departure(booking) and going_on and by_guest(booking, actor)


def sees_departure(booking, actor):
    """Who prepares it, and whoever of the school sees the request: never the host."""
    return by_guest(booking, actor) or booking.school_id in actor.school_ids


def departure_facts(booking):
    """The values that `on_the_day.checklist` judges."""
    contract = Contract.objects.filter(booking=booking).first()
    offer, level = booking.offer, Level(booking.class_group.level)
    checks = booking.departure_checks.all()
    wanted = lists.due_on(booking) is not None
    return DepartureFacts(
        pupils=booking.pupils,
        adults=booking.adults,
        has_contract=contract is not None,
        is_signed=contract is not None and contract.state in COVERED_STATES,
        list_wanted=wanted,
        list_sent=wanted and NominativeList.objects.kept().filter(booking=booking).exists(),
        adults_wanted=offer.accompanying_adults if offer else 0,
        alone_allowed=level.order >= Level.QUATRIEME.order,
        level_allowed=not rules.blocking(_level(booking, level)),
        minimum_age=offer.minimum_age if offer else None,
        ticks={one.item: Tick(one.ticked_by, one.ticked_at) for one in checks},
        details=_details(booking, offer, contract),
    )


def _level(booking, level):
    bounds = (booking.offer.min_level, booking.offer.max_level) if booking.offer else ()
    return rules.check_level(booking.kind, level, *bounds)


def _details(booking, offer, contract):
    """What the sheet and the convention say of an item."""
    found = {}
    if contract:
        names = ("equipment", "transport", "insurance", "meals")
        found = {name: getattr(contract, name) for name in names if name in CLAUSES}
    if offer:
        said = filter(None, (offer.dress, offer.protective_equipment))
        found[DepartureItem.EQUIPMENT] = "\n".join(said) or found.get("equipment", "")
        found[DepartureItem.LIST] = offer.list_fields
        if offer.minimum_age:
            asked = on_the_day.age_in_words(offer.minimum_age, booking.starts_on)
            found[DepartureItem.AGE] = asked
    return found


@transaction.atomic
def tick(actor, booking, item, *, done, today=None):
    """Tick an item, or take the tick back. Idempotent; raises Refused."""
    booking = _prepared(actor, booking, today)
    if item not in DepartureItem or DepartureItem(item).is_known:
        raise Refused("Ce point ne se coche pas.")
    label = DepartureItem(item).label
    if not done:
        return _untick(actor, booking, item, label)
    values = {"ticked_at": timezone.now(), "ticked_by": actor.label[:250]}
    _, created = DepartureCheck.objects.get_or_create(booking=booking, item=item, defaults=values)
    if created:
        write(actor, "a vérifié avant le départ", booking, words=label)
    return booking


def _untick(actor, booking, item, label):
    gone, _ = DepartureCheck.objects.filter(booking=booking, item=item).delete()
    if gone:
        write(actor, "a décoché avant le départ", booking, words=label)
        if DepartureItem(item).blocks:
            take_back(actor, booking, label)
    return booking


@transaction.atomic
def declare_ready(actor, booking, today=None):
    """« Prête à partir »: raises Refused with every blocking item. Idempotent."""
    booking = _prepared(actor, booking, today)
    warnings = require(on_the_day.violations(departure_facts(booking)))
    values = {"ready_at": timezone.now(), "ready_by": actor.label[:250]}
    departure, created = Departure.objects.get_or_create(booking=booking, defaults=values)
    if created:
        told = " ".join(one.message for one in warnings)
        write(actor, f"a déclaré la classe {READY}", booking, words=told)
    return departure


def take_back(actor, booking, reason):
    """It is no longer ready: what had been declared does not hold. Booking locked."""
    gone, _ = Departure.objects.filter(booking=booking).delete()
    if gone:
        write(actor, f"n’est plus {READY}", booking, reason=reason)


def dates_moved(actor, booking):
    """New days: what was booked for the old ones is checked again. Booking locked."""
    DepartureCheck.objects.filter(booking=booking, item__in=OF_THE_DAY).delete()
    take_back(actor, booking, "Dates changées.")


OF_THE_DAY = (DepartureItem.TRANSPORT, DepartureItem.MEALS, DepartureItem.FAMILIES)


def _prepared(actor, booking, today):
    booking = locked(booking)
    if not may_prepare(booking, actor, today or timezone.localdate()):
        raise Refused("Ce départ ne se prépare plus, ou il est préparé par l’établissement.")
    return booking


# --- On the day --------------------------------------------------------------------


def side_of(booking, actor):
    """For whom the actor counts; None when they speak for neither side."""
    if by_guest(booking, actor):
        return Side.GUEST
    return Side.HOST if by_host(booking, actor) else None


def days_to_count(booking, today):
    """The days whose attendance may be written today."""
    if booking.state not in (BookingState.ACCEPTED, *outcome.OVER):
        return []
    return on_the_day.attendance_days(booking.starts_on, booking.ends_on, today)


@seats.unit_of_work
def count(actor, booking, on, found, today=None):
    """Keep who was there on that day, as the actor's side counted (`on_the_day.Count`).

    Written again, it replaces the same side's count; once the days are over it may settle
    anew whether the immersion was held. Who hears for the first time that nobody came is
    told, to confirm or to correct. Raises Refused.
    """
    today = today or timezone.localdate()
    booking = locked(booking)
    side = side_of(booking, actor)
    if side is None:
        raise Refused("Seuls l’établissement et la structure d’accueil relèvent la présence.")
    if on not in days_to_count(booking, today):
        raise Refused("La présence de ce jour ne se relève pas aujourd’hui.")
    require(on_the_day.check_count(found, booking.pupils))
    row, created = Attendance.objects.update_or_create(
        booking=booking,
        day=on,
        side=side,
        defaults={
            **{name: getattr(found, name) for name in COUNTED},
            "taken_at": timezone.now(),
            "taken_by": actor.label[:250],
        },
    )
    verb = "a relevé la présence" if created else "a corrigé la présence"
    words = "le groupe n’est pas venu" if found.absent else numbers_of(row)
    write(actor, verb, booking, words=f"{day(on)} : {words}")
    if booking.state in outcome.OVER:
        outcome.settle(booking, today)
    elif found.absent:
        _tell_other_side(actor, booking, row)
    return row


def _tell_other_side(actor, booking, row):
    """The other side has not counted that day: it may know better."""
    if Attendance.objects.filter(booking=booking, day=row.day).exclude(side=row.side).exists():
        return
    occasion = f"{row.day.isoformat()} {row.side}"
    if row.side == Side.GUEST:
        tell_hosts(actor, "booking.absence", booking, occasion=occasion)
    else:
        tell_guests(actor, "booking.absence", booking, occasion=occasion)


COUNTED = ("absent", "girls", "boys", "unspecified", "adults", "note")


def lacking(lines):
    """The lines of a checklist that still block."""
    return [line for line in lines if line.blocks and not line.done]
