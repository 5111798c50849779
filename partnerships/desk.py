"""« Mes demandes » : whatever waits for the answer of a company, of every school and kind.

Requests of immersions and the matches of a branch are declared here; an upper floor adds its
own (placements) by `register` in its `contributions.py`: they are then listed, compared and
answered together, each through its own workflow.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.enums import Role
from directory.violations import Refused
from partnerships import presences
from partnerships.enums import BookingState, OfferKind, RefusalReason, Side, SlotMode
from partnerships.models import Booking, BranchMatch
from partnerships.wording import numbers_of
from partnerships.workflow import answers, matches


@dataclass(frozen=True)
class Ask:
    """A request as a line that one compares with others.

    `key` is its source and its row ("immersion:12"); `persons` come to the site, 0 when
    nobody does; `room` says what is left where it asks to come.
    """

    key: str
    row: Any
    company_id: int
    due: dt.date
    first: dt.date
    last: dt.date
    kind: str
    who: str
    numbers: str
    persons: int
    room: str = ""
    words: str = ""
    hosted_before: int = 0
    url: str = ""
    transfer_url: str = ""


@dataclass(frozen=True)
class Source:
    """`waiting(actor)` gives the Asks that wait for this actor; the two answers are workflow
    functions that raise Refused: `accept(actor, row, message)`, `refuse(actor, row, reason,
    message)`, the reason one of `RefusalReason`."""

    code: str
    waiting: Callable
    accept: Callable
    refuse: Callable


_sources: dict[str, Source] = {}


def register(source):
    """Declare a source of requests. Raises ValueError when its code is taken."""
    if source.code in _sources:
        raise ValueError(f"{source.code} is declared twice.")
    _sources[source.code] = source


def waiting(actor):
    """Every Ask that waits for the company that the actor speaks for, by deadline."""
    found = [ask for source in _sources.values() for ask in source.waiting(actor)]
    return sorted(found, key=lambda ask: (ask.due, ask.first, ask.key))


@dataclass(frozen=True)
class Line:
    """What became of one request of a batch: `ask` is None when it waits no longer."""

    ask: Ask | None
    done: bool
    words: str


GONE = "Cette demande n’attend plus votre réponse : quelqu’un y a déjà répondu."


def answer(actor, keys, event, **words):
    """Give the same answer, "accept" or "refuse", to each of these requests; [Line].

    Each is a unit of its own: what could not be said leaves the others as they are.
    """
    known = {ask.key: ask for ask in waiting(actor)}
    return [_answer_one(actor, known.get(key), event, words) for key in dict.fromkeys(keys)]


DONE = {"accept": "Acceptée.", "refuse": "Refusée."}


def _answer_one(actor, ask, event, words):
    if ask is None:
        return Line(None, False, GONE)
    source = _sources[ask.key.partition(":")[0]]
    try:
        getattr(source, event)(actor, ask.row, **words)
    except Refused as refused:
        return Line(ask, False, refused.message)
    return Line(ask, True, DONE[event])


def of_bookings(actor):
    """The requests on the slots of the actor's companies; two queries."""
    if not actor.company_ids:
        return
    rows = Booking.objects.visible_to(actor).awaiting_answer()
    rows = rows.filter(company__in=actor.company_ids).for_lists()
    same = Booking.objects.awaiting_answer().filter(slot=OuterRef("slot"))
    done = Booking.objects.filter(
        company=OuterRef("company"), school=OuterRef("school"), state=BookingState.DONE
    )
    rows = rows.annotate(rivals=_count(same, "slot"), before=_count(done, "company"))
    for row in rows.order_by("expires_on", "pk"):
        yield _ask_of(row)


def _count(rows, by):
    counted = rows.order_by().values(by).values(count=Count("pk"))
    return Coalesce(Subquery(counted), 0)


def _ask_of(row):
    group, persons = row.class_group, row.pupils + row.adults
    level = f"{group.name} ({group.get_level_display()}), " if group else ""
    said = " ".join(part for part in (row.needs, row.message) if part)
    return Ask(
        key=f"immersion:{row.pk}",
        row=row,
        company_id=row.company_id,
        due=row.expires_on,
        first=row.starts_on,
        last=row.ends_on,
        kind=row.get_kind_display(),
        who=f"{level}{row.guest}",
        numbers=numbers_of(row),
        persons=persons if OfferKind(row.kind).is_at_host else 0,
        room=_room_of(row),
        words=said,
        hosted_before=row.before,
        url=row.get_absolute_url(),
        transfer_url=reverse("partnerships:act", args=[row.pk, "transfer"]),
    )


def _room_of(row):
    slot = row.slot
    if slot is None:
        return ""
    rivals = f", {row.rivals} demandes" if row.rivals > 1 else ""
    if slot.mode == SlotMode.SELECTION:
        return f"{slot.capacity} places à attribuer{rivals}"
    return f"{slot.seats_taken} sur {slot.capacity} places retenues{rivals}"


register(Source("immersion", of_bookings, answers.accept, answers.refuse))


def of_matches(actor):
    """The classes that a branch proposes to the actor's companies; one query."""
    if actor.role != Role.COMPANY_REPRESENTATIVE:
        return
    rows = BranchMatch.objects.visible_to(actor).awaiting(Side.HOST)
    for row in rows.for_pages().order_by("expires_on", "pk"):
        request = row.request
        group = f"{row.class_group.name}, " if row.class_group else ""
        pupils = row.girls + row.boys + row.unspecified or request.size
        yield Ask(
            key=f"relation:{row.pk}",
            row=row,
            company_id=row.company_id,
            due=row.expires_on,
            first=row.starts_on,
            last=row.ends_on,
            kind=f"{OfferKind.CLASS_IMMERSION.label}, proposée par {row.branch}",
            who=f"{group}{request.get_level_display()}, {request.school}",
            numbers=f"{pupils} élèves",
            persons=pupils + row.adults,
            words=row.message,
            url=row.get_absolute_url(),
            transfer_url=reverse("partnerships:match_act", args=[row.pk, "transfer"]),
        )


def _receive(actor, row, message=""):
    """A match keeps no message: what is agreed is the class and its days."""
    return matches.receive(actor, row)


def in_words(reason, message):
    """The reason of the list and the words, as the other side reads them."""
    label = RefusalReason(reason).label if reason in RefusalReason else ""
    return " : ".join(part for part in (label, message.strip()) if part)


def _refuse(actor, row, reason, message=""):
    return matches.refuse(actor, row, in_words(reason, message)[: BranchMatch.REASON])


register(Source("relation", of_matches, _receive, _refuse))


def expected(asks):
    """{(company, Monday): persons already accepted} in the weeks that these requests touch."""
    if not asks:
        return {}
    companies = {ask.company_id for ask in asks}
    first = presences.monday(min(ask.first for ask in asks))
    last = presences.monday(max(ask.last for ask in asks)) + presences.WEEK
    known = presences.between(companies, first, last)
    found = {}
    for company in companies:
        mine = presences.persons_per_week(one for one in known if one.company_id == company)
        found |= {(company, start): persons for start, persons in mine.items()}
    return found
