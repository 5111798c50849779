"""What became of an immersion whose days are over: done, or not held because nobody came."""

from documents import questionnaires
from partnerships import evaluation
from partnerships.enums import BookingState
from partnerships.models import Attendance
from partnerships.workflow.contracts import uncomplete_for
from partnerships.workflow.people import guests_of, heads_of, tell, tell_guests, tell_hosts
from partnerships.workflow.requests import write
from partnerships.workflow.tables import BOOKING, SYSTEM

OVER = (BookingState.DONE, BookingState.MISSED)


def attended(booking):
    """The count that stands for the immersion; None when nobody counted."""
    return Attendance.objects.filter(booking=booking).best_first().first()


def nobody_came(booking):
    """Whether the group was absent on every day that was counted."""
    found = attended(booking)
    return found is not None and found.absent


def settle(booking, today):
    """Its days are over: done, unless the counts say that nobody came. Booking locked.

    A count corrected afterwards settles it again, either way: what follows a lived immersion
    (evaluation, completed contract) is asked or taken back with it. Idempotent.
    """
    if nobody_came(booking):
        if booking.state != BookingState.MISSED:
            _miss(booking, today)
    elif booking.state != BookingState.DONE:
        _finish(booking, today)


def _finish(booking, today):
    corrected = booking.state == BookingState.MISSED
    BOOKING.apply(booking, "finish", SYSTEM)
    booking.save()
    write(SYSTEM, "a marqué l’immersion comme réalisée", booking)
    evaluation.ask(SYSTEM, booking, today)
    if corrected:
        _tell_all(booking, "booking.held")


def _miss(booking, today):
    BOOKING.apply(booking, "miss", SYSTEM)
    booking.save()
    write(SYSTEM, "a marqué l’immersion comme non réalisée", booking, reason=why_missed(booking))
    questionnaires.close(booking, today)
    uncomplete_for(booking)
    _tell_all(booking, "booking.missed")


def why_missed(booking):
    """Why it was not held, in a sentence: a group, or the persons of a visit without class."""
    return "Le groupe n’est pas venu." if booking.class_group_id else "Personne n’est venu."


def _tell_all(booking, kind):
    """Both sides, and the head of the school; each time that the outcome changes."""
    occasion = attended(booking).taken_at.isoformat()
    tell_guests(SYSTEM, kind, booking, occasion=occasion)
    tell_hosts(SYSTEM, kind, booking, occasion=occasion)
    if booking.school_id:
        known = {person.email for person in guests_of(booking)}
        heads = [person for person in heads_of(booking.school) if person.email not in known]
        tell(SYSTEM, kind, booking, heads, occasion=occasion)
