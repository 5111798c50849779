"""The tick that lets time act on requests, immersions and contracts."""

from celery import shared_task
from django.utils import timezone

from documents import kept_sheets
from partnerships.models import Slot
from partnerships.workflow import (
    bookings,
    branch_call_hosts,
    closings,
    contact_erasure,
    contracts,
    erasure,
    lists,
    matches,
    merges,
    moves,
    partnerships,
    renewals,
    school_requests,
    waiting,
)


def advance(today=None):
    """Expire, offer seats to who waits, mark done or *non couverte* (R-CEE-8), destroy lists of
    names (R-CEE-3), end partnerships at their term, tell of hosts that closed, let what was written
    to an old sheet follow its merge, ask companies to renew last year's offers, erase who was met
    two years ago, and the contacts whom nobody has dealt with since.

    Idempotent; how many rows moved. Past slots leave the search in passing.
    """
    today = today or timezone.localdate()
    Slot.objects.unlist_past(today)
    moved = moves.advance(today) + bookings.advance(today) + waiting.advance(today)
    moved += contracts.uncover_due(today) + contracts.complete_due(today)
    moved += lists.destroy_due(today) + partnerships.finish_past(today)
    moved += closings.tell_closed(today) + kept_sheets.destroy_old()
    moved += school_requests.advance(today) + matches.advance(today)
    moved += branch_call_hosts.advance(today)
    moved += merges.advance() + erasure.erase_due(today)
    moved += contact_erasure.advance(today)
    return moved + renewals.ask_companies(today)


@shared_task(name="partnerships.tasks.advance")
def tick():
    """Every few minutes by beat; what it finds is decided by dates in the tables."""
    advance()
