"""What the host answers: yes, no, more time; and the word of an agreement made elsewhere."""

from django.utils import timezone

from directory.calendar import Calendar
from directory.enums import Rhythm
from directory.violations import Refused, Violation, require
from partnerships import ceilings, rules, seats
from partnerships.enums import (
    ANSWER_DAYS,
    BookingState,
    MoveState,
    OfferKind,
    Origin,
    RefusalReason,
    SlotMode,
)
from partnerships.models import Booking, DateChange
from partnerships.workflow import waiting_list
from partnerships.workflow.contract_opening import create_for
from partnerships.workflow.locking import free_seats, is_repeated, locked, locked_with_rivals
from partnerships.workflow.people import tell_guests, tell_hosts
from partnerships.workflow.requests import write
from partnerships.workflow.tables import BOOKING, SYSTEM

# Refused for another class on a slot on selection, one waits: who was chosen may withdraw.
AFTER_THE_CHOICE = (RefusalReason.OTHER_CHOSEN, RefusalReason.FULL)


@seats.unit_of_work
def accept(actor, booking, message="", today=None):
    """The host says yes: seats are its own for a selection, the rivals are withdrawn.

    R-CEE-6: a group accepted on these days elsewhere is refused, by rule and by table.
    """
    booking, rivals = locked_with_rivals(booking)
    if is_repeated(booking, "accept", actor):
        return booking
    BOOKING.apply(booking, "accept", actor)
    require(_check_acceptance(booking, today or timezone.localdate()))
    if not booking.seats_held:
        seats.hold(booking.slot, booking.headcount)
        booking.seats_held = booking.headcount
    _answer(actor, booking, message)
    booking.host_confirmed_at = booking.answered_at
    booking.save()
    write(actor, "a accepté la demande", booking, words=message)
    for rival in rivals:
        withdraw(actor, rival)
    leave_lists(booking)
    _drop_proposal(booking)
    create_for(actor, booking)
    tell_guests(actor, "booking.accepted", booking)
    return booking


def _check_acceptance(booking, today):
    slot = booking.slot
    found = []
    if slot.mode == SlotMode.SELECTION and today <= slot.requests_until:
        until = rules.french(slot.requests_until)
        text = f"Les demandes sont reçues jusqu’au {until} : vous choisirez à partir du lendemain."
        found.append(Violation("R-CEE-6", text))
    if booking.company:
        found += ceilings.check_booking(booking, rules.Period(booking.starts_on, booking.ends_on))
    if booking.company and OfferKind(booking.kind).moves_pupils:
        barred = booking.company.forbids_agreement(booking.starts_on)
        found += rules.check_host(barred, booking.company.agreement_forbidden_reason)
    if booking.class_group_id:
        taken = Booking.objects.taken().filter(class_group=booking.class_group_id)
        overlaps = taken.overlapping(booking.starts_on, booking.ends_on).exclude(pk=booking.pk)
        days = overlaps.values_list("starts_on", "ends_on")
        found += rules.check_pending(0, [rules.Period(*ends) for ends in days])
    return found


def _answer(actor, booking, message):
    booking.answered_at, booking.answered_by = timezone.now(), actor.label[:250]
    booking.answer_message = message.strip()


def _drop_proposal(booking):
    """The host takes the days that were asked for: its other ones are no longer proposed."""
    DateChange.objects.filter(booking=booking, state=MoveState.PROPOSED).update(
        state=MoveState.WITHDRAWN, answered_at=booking.answered_at
    )


def leave_lists(booking):
    """R-CEE-6: the class waits no longer for what its acceptance makes pointless."""
    days = (booking.starts_on, booking.ends_on)
    waiting_list.withdraw_group(waiting_list.of_group(booking.class_group_id, booking.kind, *days))


def withdraw(actor, rival):
    """R-CEE-6: the group is expected elsewhere; this host is told, its seats are free."""
    had_left = rival.state == BookingState.SENT
    BOOKING.apply(rival, "withdraw", SYSTEM)
    free_seats(rival)
    write(SYSTEM, "a retiré la demande : la classe est accueillie ailleurs", rival)
    if had_left:
        tell_hosts(actor, "booking.withdrawn", rival)


@seats.unit_of_work
def refuse(actor, booking, reason, message=""):
    """The host says no, with a structured reason; its own words are asked for *other*."""
    booking = locked(booking)
    if is_repeated(booking, "refuse", actor):
        return booking
    BOOKING.apply(booking, "refuse", actor)
    if reason not in RefusalReason:
        raise Refused(violations=[Violation("R-CEE-6", "Choisissez un motif.", "reason")])
    if reason == RefusalReason.OTHER and not message.strip():
        text = "Précisez le motif en une phrase."
        raise Refused(violations=[Violation("R-CEE-6", text, "message")])
    _answer(actor, booking, message)
    booking.refusal_reason = reason
    free_seats(booking)
    if reason in AFTER_THE_CHOICE and booking.slot and booking.slot.mode == SlotMode.SELECTION:
        waiting_list.keep(booking)
    label = RefusalReason(reason).label
    write(actor, "a refusé la demande", booking, reason=label, words=message)
    tell_guests(actor, "booking.refused", booking)
    return booking


def extended_until(booking):
    """The last day to answer if the delay of this request is extended now."""
    rhythm = Rhythm.of(booking.host_school_id)
    limit = Calendar.load().add_days(booking.expires_on, ANSWER_DAYS, rhythm)
    return min(limit, booking.starts_on)


@seats.unit_of_work
def extend(actor, booking, today=None):
    """The host takes ten more of its days, once: of class for a school, else working days."""
    booking = locked(booking)
    BOOKING.apply(booking, "extend", actor)
    if booking.extended_on:
        raise Refused("Le délai de réponse a déjà été prolongé une fois.")
    limit = extended_until(booking)
    if limit <= booking.expires_on:
        raise Refused("L’immersion est trop proche : le délai ne peut plus être prolongé.")
    booking.extended_on = today or timezone.localdate()
    booking.expires_on = limit
    booking.save()
    write(actor, "a prolongé son délai de réponse", booking, words=rules.french(limit))
    tell_guests(actor, "booking.extended", booking)
    return booking


@seats.unit_of_work
def confirm(actor, booking):
    """R-IM-1: the host confirms by its link what was agreed elsewhere. Idempotent."""
    booking = locked(booking)
    if booking.host_confirmed_at:
        return booking
    BOOKING.apply(booking, "confirm", actor)
    if booking.origin != Origin.ELSEWHERE:
        raise Refused("Cette demande est déjà acceptée.")
    _answer(actor, booking, "")
    booking.host_confirmed_at = booking.answered_at
    booking.save()
    write(actor, "a confirmé l’immersion", booking)
    tell_guests(actor, "booking.confirmed", booking)
    return booking


@seats.unit_of_work
def contest(actor, booking, message):
    """R-IM-1: the host says what is wrong in what was recorded as agreed. Nothing changes but
    that the school is told; the host confirms once it is right."""
    booking = locked(booking)
    BOOKING.apply(booking, "contest", actor)
    if not booking.is_confirmed_by_phone_only:
        raise Refused("Cet accord est déjà confirmé.")
    message = message.strip()
    if booking.answer_message == message:
        return booking
    booking.answer_message = message
    booking.save()
    write(actor, "a signalé une erreur", booking, words=message)
    occasion = timezone.now().isoformat()
    tell_guests(actor, "booking.contested", booking, occasion=occasion)
    return booking
