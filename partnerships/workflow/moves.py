"""A change of date (R-CEE-5): proposed by one side, accepted by the other, seats moved at once."""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils import timezone

from accounts import links
from directory.calendar import Calendar
from directory.enums import Rhythm
from directory.violations import Refused, Violation, require
from directory.years import start_year_of
from partnerships import ceilings, closures, rules, seats
from partnerships.enums import (
    ANSWER_DAYS,
    MOVABLE,
    BookingState,
    MoveState,
    OfferKind,
    Side,
    SlotState,
)
from partnerships.models import Booking, BranchConsultation, Contract, DateChange, Slot
from partnerships.models.moves import Days
from partnerships.wording import period_of
from partnerships.workflow import contract_moves, waiting_list
from partnerships.workflow import day as departures
from partnerships.workflow.answers import withdraw
from partnerships.workflow.contract_opening import create_for
from partnerships.workflow.contract_people import (
    BRANCH_PURPOSE,
    COMPLETE_PURPOSE,
    branch_recipients,
)
from partnerships.workflow.locking import locked, locked_for_move
from partnerships.workflow.people import (
    AFTER,
    Address,
    answer_link,
    hosts_of,
    living,
    tell,
    tell_guests,
)
from partnerships.workflow.requests import write
from partnerships.workflow.tables import (
    ANSWER_PURPOSE,
    BOOKING,
    GUEST_PURPOSE,
    MOVE,
    SYSTEM,
    by_guest,
)

logger = logging.getLogger(__name__)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Plan:
    """The days that are proposed: those of a slot of the same offer, or free ones."""

    days: Days
    slot: Slot | None = None

    @classmethod
    def of_slot(cls, slot):
        return cls(Days(slot.starts_on, slot.ends_on, slot.last_day_is_half), slot)


def slots_for(booking, today):
    """The other slots of the offer that could receive the booking, soonest first."""
    if booking.offer_id is None:
        return Slot.objects.none()
    rows = Slot.objects.filter(offer=booking.offer_id, school_year=booking.school_year_id)
    rows = rows.published().upcoming(today).with_seats_left(booking.headcount)
    return rows.exclude(pk=booking.slot_id).order_by("starts_on", "pk")


def check(booking, days, today):
    """Every violation of new days for the booking, whoever proposes them."""
    kind = OfferKind(booking.kind)
    period = rules.Period(days.starts_on, days.ends_on)
    found = rules.check_dates(kind, period, Calendar.load())
    if rules.blocking(found):
        return found
    found += rules.check_not_past(period, today)
    if booking.starts_on <= today:
        found.append(Violation("R-CEE-5", "L’immersion a commencé : ses dates ne changent plus."))
    same = (booking.starts_on, booking.ends_on, booking.last_day_is_half)
    if same == (days.starts_on, days.ends_on, days.last_day_is_half):
        found.append(Violation("R-CEE-5", "Ce sont les dates prévues : choisissez-en d’autres."))
    if start_year_of(days.starts_on) != booking.school_year_id:
        text = "Ces dates ne sont pas de la même année scolaire : faites une nouvelle demande."
        found.append(Violation("R-ID-8", text, "starts_on"))
    if booking.company:
        found += closures.check(booking.company_id, days.starts_on, days.ends_on)
        found += ceilings.check_booking(booking, period)
    if booking.company and kind.moves_pupils:
        barred = booking.company.forbids_agreement(days.starts_on)
        found += rules.check_host(barred, booking.company.agreement_forbidden_reason)
    return found + _check_group(booking, period)


def _check_group(booking, period):
    """R-CEE-6: the class is not expected elsewhere on the new days."""
    if not booking.class_group_id:
        return []
    taken = Booking.objects.taken().filter(class_group=booking.class_group_id)
    overlaps = taken.overlapping(period.first, period.last).exclude(pk=booking.pk)
    days = overlaps.values_list("starts_on", "ends_on")
    return rules.check_pending(0, [rules.Period(*ends) for ends in days])


@seats.unit_of_work
def propose(actor, booking, plan, message="", today=None):
    """Propose other days: the other side is told of both, nothing moves before its answer.

    A host may answer a request so, which then waits for the guest. Raises Refused.
    """
    today = today or timezone.localdate()
    booking = locked(booking)
    BOOKING.apply(booking, "propose", actor)
    days = plan.days
    require(check(booking, days, today))
    if plan.slot and not slots_for(booking, today).filter(pk=plan.slot.pk).exists():
        text = "Ce créneau n’a plus assez de places : choisissez-en un autre."
        raise Refused(violations=[Violation("R-CEE-6", text, "slot")])
    side = Side.GUEST if by_guest(booking, actor) else Side.HOST
    change = DateChange.objects.create(
        booking=booking,
        side=side,
        proposed_by=actor.label[:250],
        former_starts_on=booking.starts_on,
        former_ends_on=booking.ends_on,
        former_last_day_is_half=booking.last_day_is_half,
        slot=plan.slot,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        last_day_is_half=days.last_day_is_half,
        message=message.strip(),
        expires_on=_last_day(booking, days, side, today),
    )
    if booking.state == BookingState.SENT:
        # The host has answered: its request does not run out before the guest's word.
        booking.expires_on = max(booking.expires_on, change.expires_on)
        booking.save(update_fields=["expires_on", "updated_at"])
    write(actor, "a proposé d’autres dates", booking, words=in_words(change))
    _tell_side(actor, change, _other(side), "booking.date_proposed")
    return change


def in_words(change):
    return f"{period_of(change)} (auparavant : {period_of(change.former)})"


def _other(side):
    return Side.HOST if side == Side.GUEST else Side.GUEST


def _last_day(booking, days, side, today):
    """Ten days of the side that answers, at the latest the eve of the first day concerned."""
    at_school = booking.school_id if side == Side.HOST else booking.host_school_id
    limit = Calendar.load().add_days(today, ANSWER_DAYS, Rhythm.of(at_school))
    return min(limit, booking.starts_on - DAY, days.starts_on - DAY)


@seats.unit_of_work
def accept(actor, change, message="", today=None):
    """Agree to the new days: seats of both slots move in this one transaction.

    A request that was not answered yet is accepted with them. A contract put to signature is
    void and signed again, its programme moved (R-CEE-5). Idempotent. Raises Refused when the
    new slot has no longer enough seats: nothing has moved then.
    """
    today = today or timezone.localdate()
    booking, rivals, slot = locked_for_move(change)
    change = _locked(change, booking)
    if change.state == MoveState.ACCEPTED and _speaks(actor, change):
        return change
    MOVE.apply(change, "accept", actor)
    if booking.state not in MOVABLE or change.expires_on < today:
        raise Refused("Cette proposition n’est plus ouverte.")
    require(check(booking, change, today))
    _answered(actor, change, message)
    first = booking.state == BookingState.SENT
    old, held = booking.slot, booking.seats_held
    with contract_moves.following(booking, today):
        _move(booking, change, slot)
        if first:
            _agree(actor, booking)
        booking.save()
    waiting_list.give_back(old, held, booking.company_id, left=True)
    write(actor, "a accepté le changement de dates", booking, words=in_words(change))
    departures.dates_moved(actor, booking)
    for rival in rivals:
        withdraw(actor, rival)
    days = (booking.starts_on, booking.ends_on)
    kind = booking.kind if first else ""
    waiting_list.withdraw_group(waiting_list.of_group(booking.class_group_id, kind, *days))
    create_for(actor, booking)
    _prolong_links(booking)
    _tell_all(actor, change)
    return change


def _locked(change, booking):
    (row,) = seats.lock(DateChange.objects.filter(pk=change.pk))
    row.booking = booking
    return row


def _speaks(actor, change):
    return MOVE.transitions[MoveState.PROPOSED, "accept"].allows(change, actor)


def _answered(actor, change, message):
    change.answered_at, change.answered_by = timezone.now(), actor.label[:250]
    change.answer_message = message.strip()
    change.save()


def _move(booking, change, slot):
    """Take the new seats; the old ones are given back once the booking has left them."""
    if booking.slot:
        slot = slot or _new_slot(booking, change)
        seats.hold(slot, booking.headcount)
        booking.slot, booking.seats_held = slot, booking.headcount
    booking.starts_on, booking.ends_on = change.starts_on, change.ends_on
    booking.last_day_is_half = change.last_day_is_half


def _new_slot(booking, change):
    """Free days become a slot of their own, closed: nobody else asks for it."""
    old = booking.slot
    return Slot.objects.create(
        offer=old.offer,
        school_year_id=booking.school_year_id,
        starts_on=change.starts_on,
        ends_on=change.ends_on,
        last_day_is_half=change.last_day_is_half,
        starts_at=old.starts_at,
        ends_at=old.ends_at,
        break_minutes=old.break_minutes,
        capacity=booking.headcount,
        state=SlotState.CLOSED,
    )


def _agree(actor, booking):
    """The guest takes the days that the host proposed: that is the host's yes."""
    BOOKING.apply(booking, "agree", actor)
    booking.answered_at = booking.host_confirmed_at = timezone.now()
    booking.answered_by = str(booking.host)[:250]


def _prolong_links(booking):
    """Who was given a link may use it until the new last day."""
    links.prolong(booking, [ANSWER_PURPOSE, GUEST_PURPOSE], links.end_of(booking.ends_on + AFTER))
    last = links.end_of(booking.ends_on)
    if contract := Contract.objects.filter(booking=booking).first():
        links.prolong(contract, [COMPLETE_PURPOSE], last)
    if consultation := BranchConsultation.objects.filter(booking=booking).first():
        links.prolong(consultation, [BRANCH_PURPOSE], last)


@seats.unit_of_work
def decline(actor, change, message=""):
    """Keep the days as they are; whoever proposed is told. Idempotent."""
    return _close(actor, change, "decline", "a refusé le changement de dates", message)


@seats.unit_of_work
def take_back(actor, change, message=""):
    """Withdraw one's own proposal; the other side is told. Idempotent."""
    return _close(actor, change, "withdraw", "a retiré sa proposition de dates", message)


CLOSED = {"decline": MoveState.DECLINED, "withdraw": MoveState.WITHDRAWN}


def _close(actor, change, event, verb, message):
    change = _locked(change, locked(change.booking))
    if change.state == CLOSED[event]:
        return change
    MOVE.apply(change, event, actor)
    _answered(actor, change, message)
    write(actor, verb, change.booking, words=message.strip() or in_words(change))
    told = change.side if event == "decline" else _other(change.side)
    _tell_side(actor, change, told, "booking.date_kept")
    return change


@seats.unit_of_work
def expire(change, today):
    """Nobody answered, or the booking ended meanwhile: the days stay. Both sides are told of
    the first only."""
    change = _locked(change, locked(change.booking))
    ended = change.booking.state not in MOVABLE
    if change.state != MoveState.PROPOSED or not (ended or change.expires_on < today):
        return change
    MOVE.apply(change, "expire", SYSTEM)
    change.answered_at = timezone.now()
    change.save()
    if not ended:
        write(SYSTEM, "a clos la proposition de dates, restée sans réponse", change.booking)
        for side in Side:
            _tell_side(SYSTEM, change, side, "booking.date_kept")
    return change


def advance(today):
    """Close the proposals that time has ended; returns how many. One that fails is logged and
    tried at the next tick."""
    proposed = DateChange.objects.filter(state=MoveState.PROPOSED).select_related("booking")
    late = proposed.filter(expires_on__lt=today) | proposed.exclude(booking__state__in=MOVABLE)
    moved = 0
    for change in list(late.order_by("pk")):
        try:
            moved += expire(change, today).state == MoveState.EXPIRED
        except (DatabaseError, Refused):
            logger.exception("Change of date %s could not advance", change.pk)
    return moved


def _tell_side(actor, change, side, kind):
    booking = change.booking
    if side == Side.GUEST:
        tell_guests(actor, kind, booking, subject=change)
        return
    for person in hosts_of(booking):
        link = {} if person.user_id else {"link": answer_link(SYSTEM, booking, person).pk}
        tell(actor, kind, change, [person], **link)


def _tell_all(actor, change):
    """Both sides, whoever accepted, and the branch that was told of the former days."""
    for side in Side:
        _tell_side(actor, change, side, "booking.moved")
    consultation = BranchConsultation.objects.filter(booking=change.booking).first()
    if consultation is None:
        return
    for one in branch_recipients(consultation.branch):
        person = Address(one.email, one.name, one.user_id)
        link = living(BRANCH_PURPOSE, consultation, person)
        tell(actor, "booking.moved", change, [person], **({"link": link.pk} if link else {}))
