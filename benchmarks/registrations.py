"""Two hundred people on fifty seats of an event, from twenty connections (R-EV-3): exactly fifty,
and how many attempts a second."""

import datetime as dt
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import PersonalLink
from benchmarks.harness import absolute, benchmark, percentile
from events.models import Event, Registration, RegistrationSettings, Session, SessionEntry
from events.workflow import registrations
from tests.events.factories import EventFactory

PEOPLE, SEATS, CONNECTIONS = 200, 50, 20


def _people(event, session):
    """Unproved registrations, each with the link of its author."""
    until = timezone.now() + dt.timedelta(days=60)
    rows = Registration.objects.bulk_create(
        Registration(event=event, name=f"P{n}", email=f"p{n}@banc.example", wanted=[session.pk])
        for n in range(PEOPLE)
    )
    holders = []
    for row in rows:
        link = PersonalLink.objects.create(
            purpose=registrations.PURPOSE, subject=row, holder_name=row.name,
            holder_email=row.email, valid_until=until,
        )  # fmt: skip
        holders.append((Actor.of_link(link), row))
    return holders


def _event():
    event = EventFactory(title="Banc", capacity=SEATS)
    RegistrationSettings.objects.create(event=event)
    return event, event.sessions.get()


def _prove(holders, gate, latencies):
    connection.ensure_connection()
    gate.wait()
    try:
        for actor, row in holders:
            start = time.perf_counter()
            registrations.prove(actor, row)
            latencies.append(time.perf_counter() - start)
    finally:
        connection.close()


@benchmark
def registration(size):
    """The last statement of each attempt locks the session; the others write rows of its own."""
    event, session = _event()
    holders = _people(event, session)
    registrations.prove(*_people(*_event())[0])
    gate, latencies = threading.Barrier(CONNECTIONS + 1, timeout=60), []
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        works = [
            pool.submit(_prove, holders[n::CONNECTIONS], gate, latencies)
            for n in range(CONNECTIONS)
        ]
        gate.wait()
        start = time.perf_counter()
        for work in works:
            work.result()
        taken = time.perf_counter() - start
    session = Session.objects.get(pk=session.pk)
    seated = SessionEntry.objects.holding().filter(session=session).count()
    wrong = abs(seated - SEATS) + abs(session.seats_taken - SEATS)
    detail = f"{PEOPLE} people, {CONNECTIONS} connections, p95 {percentile(latencies, 95):.2f} s"
    yield absolute("events.registration: attempts", PEOPLE / taken, "/s", at_least=100,
                   detail=detail)  # fmt: skip
    yield absolute("events.registration: seats beyond fifty, or left", wrong, "seats", at_most=0)
    Event.objects.filter(pk=event.pk).update(state="draft")
