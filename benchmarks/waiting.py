"""Fifty people at once on one slot: the last seats, then its waiting list (R-CEE-6).

Nothing is oversold, and who entered the list before is served before.
"""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from benchmarks.bookings import SEATS, TODAY, Ours, country, hot_slot, oversold
from benchmarks.harness import absolute, benchmark, percentile
from directory.violations import Refused
from partnerships.enums import CancelReason, WaitState
from partnerships.models import Booking, SlotWaiting
from partnerships.rules import Numbers
from partnerships.workflow import bookings, waiting
from partnerships.workflow.bookings import Wish

PEOPLE = 50
TAKEN = 10


def at_once(acts):
    """The latencies, in seconds, of these acts, each by a person of its own."""
    gate, latencies = threading.Barrier(len(acts), timeout=60), []

    def run(act):
        connection.ensure_connection()
        gate.wait()
        start = time.perf_counter()
        try:
            act()
        except Refused:
            pass
        finally:
            latencies.append(time.perf_counter() - start)
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))
    return latencies


def enter(actor, slot, group):
    wish = Wish(slot, group, Numbers(unspecified=SEATS, adults=1))
    waiting.wait(actor, wish, key=uuid.uuid4(), today=TODAY)


def passed(slot):
    """How many wait although one that came later was offered seats."""
    entries = SlotWaiting.objects.filter(slot=slot)
    last = entries.filter(state=WaitState.OFFERED).order_by("-pk").first()
    return entries.waiting().filter(pk__lt=last.pk).count() if last else 0


def beyond(slot):
    """Seats held by bookings and offers beyond the capacity, or a counter that lies."""
    slot.refresh_from_db()
    held = sum(Booking.objects.filter(slot=slot).values_list("seats_held", flat=True))
    held += sum(SlotWaiting.objects.offered().filter(slot=slot).values_list("seats", flat=True))
    return max(held - slot.capacity, 0) + abs(held - slot.seats_taken)


def warm(actor, company, groups):
    """What the first request of a process prepares once."""
    slot = hot_slot(company, SEATS)
    Ours(actor, slot).book(groups[0])
    enter(actor, slot, groups[1])


@benchmark
def fifty_people_on_one_slot(size):
    """Fifty ask for the last ten places; fifty enter the list; then ten cancel while forty more
    enter."""
    actor, company, groups = country(size)
    warm(actor, company, groups[-2:])
    slot = hot_slot(company, TAKEN * SEATS)
    book = Ours(actor, slot).book
    asked = at_once([lambda group=group: book(group) for group in groups[:PEOPLE]])
    lost = oversold(slot)
    held = list(Booking.objects.filter(slot=slot, seats_held__gt=0).order_by("pk"))
    yield absolute("fifty people, one slot: p95", percentile(asked, 95) * 1000, "ms")
    yield absolute("fifty people, one slot: seats oversold", lost, "seats", at_most=0)
    yield absolute("fifty people, one slot: places left", TAKEN - len(held), "places", at_most=0)

    def entering(some):
        return [lambda group=group: enter(actor, slot, group) for group in some]

    waited = at_once(entering(groups[PEOPLE : 2 * PEOPLE]))
    acts = [lambda row=row: bookings.cancel(actor, row, CancelReason.TRANSPORT) for row in held]
    waited += at_once(acts + entering(groups[2 * PEOPLE : 3 * PEOPLE - TAKEN]))
    entries = SlotWaiting.objects.filter(slot=slot)
    offered = entries.offered().count()
    detail = f"{entries.count()} entered, {len(held)} cancelled, {offered} offered"
    yield absolute("waiting list: p95", percentile(waited, 95) * 1000, "ms", detail=detail)
    yield absolute("waiting list: seats oversold", beyond(slot), "seats", at_most=0)
    yield absolute("waiting list: freed and not offered", TAKEN - offered, "places", at_most=0)
    yield absolute("waiting list: passed by a later one", passed(slot), "people", at_most=0)
