"""What the page of a registration shows, to its author, the organiser or a school."""

import io
from dataclasses import dataclass, field

import segno
from django.conf import settings
from django.utils import timezone

from events.enums.registration import SETTLED, EntryState, GiftState, Policy
from events.models import Session, SessionEntry
from events.registration_questions import answer_words
from events.rules.registration import Waiter, people, why_not_called
from events.workflow import registration_gifts
from events.workflow.registration_seats import TABLE, settings_of

DANGER = ("cancel", "refuse", "leave")


@dataclass
class EntryLine:
    """One session of a registration: what may be done now, why it is not called yet."""

    entry: SessionEntry
    acts: list
    why: str = ""
    targets: list = field(default_factory=list)


def lines_of(registration, actor):
    """The entries of a registration, with the buttons of the actor."""
    rows = SessionEntry.objects.filter(registration=registration).for_lists().with_rank()
    entries = list(rows.order_by("session__starts_at", "pk"))
    sessions = [
        one for one in registration.event.sessions.all().order_by("starts_at", "pk")
        if one.cancelled_at is None and one.starts_at > timezone.now()
    ]  # fmt: skip
    return [
        EntryLine(
            entry,
            TABLE.events_for(entry, actor),
            why_waits(entry) if entry.state == EntryState.WAITLISTED else "",
            [one for one in sessions if one.pk != entry.session_id]
            if entry.state in SETTLED
            else [],
        )
        for entry in entries
    ]


def why_waits(entry):
    """Why this entry has not been called yet, in words."""
    return reasons_of([entry.session])[entry.pk]


def reasons_of(sessions):
    """{entry: why it is not called yet} of the waiting lists of sessions. One query, their
    event and its settings loaded."""
    rows = SessionEntry.objects.waiting().filter(session__in=sessions).order_by("pk")
    queues: dict[int, list[Waiter]] = {}
    for session, *waiter in rows.values_list("session", "pk", "seats", "passed"):
        queues.setdefault(session, []).append(Waiter(*waiter))
    return {
        key: why
        for session in sessions
        for key, why in _reasons(session, queues.get(session.pk, [])).items()
    }


def _reasons(session, queue):
    chosen = settings_of(session.event)
    policy, left = Policy(chosen.policy), session.seats_left
    return {
        one.key: why_not_called(policy, chosen.most_passes, left, queue, one.key) for one in queue
    }


def gift_of(registration, actor):
    """The last proposal of its places to another person, and whether one may be made now."""
    gift = registration.gifts.order_by("-pk").first()
    is_open = gift is not None and gift.state == GiftState.PROPOSED
    entries = list(registration_gifts.places_of(registration).for_lists())
    may_give = (
        bool(entries)
        and registration_gifts.may_give(registration, actor)
        and not registration_gifts.check(actor, registration, entries, timezone.now())
    )
    return {"gift": gift, "gift_is_open": is_open, "may_give": may_give}


def facts_of(registration):
    """Who comes, and what they answered."""
    asked = registration.event.registration_settings.questions
    return [
        ("Inscription", registration.label),
        ("Nombre de personnes", people(registration.seats)),
        ("Établissement ou organisme", registration.where_from),
        ("Courriel", registration.email),
        ("Besoins particuliers", registration.needs),
        *(
            (question["text"], answer_words(question, registration.answers.get(question["code"])))
            for question in asked
        ),
    ]


def ticket_url(registration):
    """What the QR of a badge or a ticket says: the page of the door, for who holds it."""
    return f"{settings.BASE_URL}/evenements/accueil/{registration.code}/"


def code_svg(registration):
    """The QR of a registration as an SVG file."""
    buffer = io.BytesIO()
    segno.make_qr(ticket_url(registration), error="m").save(buffer, kind="svg", scale=4, border=2)
    return buffer.getvalue()


def open_sessions(event, now=None):
    """The sessions of an event that one may still register to."""
    rows = Session.objects.standing().filter(event=event, starts_at__gt=now or timezone.now())
    return rows.order_by("starts_at", "pk")
