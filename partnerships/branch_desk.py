"""The desk of a professional branch: what classes ask and companies offer on its territory,
and where each Classe en Entreprise of the year stands.

Upper floors add columns (« entrée en finale ») by `register` in their `contributions.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, Q, When
from django.utils import timezone

from directory.models import Department
from documents.models import QuestionnaireAnswer
from partnerships.contract.progress import awaited_of, lateness
from partnerships.enums import BookingState, MatchState, OfferKind
from partnerships.enums.contract import COVERED_STATES, OPEN_STATES, ContractState, Funder
from partnerships.evaluation import KINDS
from partnerships.models import Booking, BranchMatch, Contract, SchoolRequest, Slot
from partnerships.wording import day

# A request that a company must answer within these days is shown as late.
SOON = timedelta(days=3)
SHOWN_STATES = (
    BookingState.SENT,
    BookingState.ACCEPTED,
    BookingState.DONE,
    BookingState.MISSED,
)
STEPS = ("Demande", "Accord", "Programme", "Signatures", "Réalisée", "Évaluée")


@dataclass(frozen=True)
class Column:
    """A column that an upper floor adds to the board: `of(bookings)` gives {booking key:
    words}, in one query, however many bookings."""

    label: str
    of: Callable


_columns: list[Column] = []


def register(column):
    """Declare a column of the board."""
    _columns.append(column)
    return column


def columns():
    """The labels of the board's steps, those of upper floors after ours."""
    return [*STEPS, *(column.label for column in _columns)]


@dataclass
class Line:
    """A class of the year: `steps` are words under each column, "" when not reached."""

    booking: Booking
    contract: Contract | None
    steps: list
    late: str = ""
    funding: dict = field(default_factory=dict)

    @property
    def labelled(self):
        """(label, words) of each step."""
        return list(zip(columns(), self.steps, strict=True))


def territory(actor):
    """The départements of the branches that the actor acts for."""
    return Department.objects.filter(branches__in=actor.branch_ids).order_by().values("pk")


def classes(actor, school_year):
    """The Classes en Entreprise of the year, asked or agreed, that the branch follows."""
    rows = Booking.objects.visible_to(actor).of_year(school_year)
    rows = rows.filter(kind=OfferKind.CLASS_IMMERSION, state__in=SHOWN_STATES)
    mine = Q(company__department__in=territory(actor)) | Q(contract__branch__in=actor.branch_ids)
    return rows.filter(mine).order_by("starts_on", "pk")


def late(today):
    """The condition of what the branch should look at, whatever is late (R-CEE-8)."""
    soon = today + timedelta(days=10)
    unsigned = ~Q(contract__state__in=(*COVERED_STATES, ContractState.CANCELLED))
    return Q(state=BookingState.SENT, expires_on__lte=today + SOON) | Q(
        unsigned, state=BookingState.ACCEPTED, starts_on__lte=soon
    )


def slots(actor, today):
    """Open seats of industrial companies of the territory, soonest first."""
    rows = Slot.objects.open_to_requests(today).filter(kind=OfferKind.CLASS_IMMERSION)
    rows = rows.filter(department__in=territory(actor), offer__host_company__is_industrial=True)
    return rows.select_related("offer__host_company", "offer__department").order_by(
        "starts_on", "pk"
    )


def asked(actor):
    """What the schools of the territory look for: a class in a company, published."""
    rows = SchoolRequest.objects.visible_to(actor).published()
    rows = rows.filter(kind=OfferKind.CLASS_IMMERSION, school__department__in=territory(actor))
    return rows.order_by("expires_on", "pk")


def fitting(actor, request, today):
    """The open slots that may be proposed for a request: within its weeks, with its seats."""
    return slots(actor, today).filter(
        starts_on__gte=request.starts_on,
        ends_on__lte=request.ends_on,
        seats_left__gte=request.size,
    )


def proposed(actor, school_year):
    """The matches of the branch in the year: those that wait first, then the latest."""
    rows = BranchMatch.objects.visible_to(actor).filter(request__school_year=school_year)
    waits = Case(When(state=MatchState.PROPOSED, then=0), default=1)
    return rows.for_pages().order_by(waits, "-proposed_at", "-pk")


def lines(bookings, today=None):
    """[Line] of these bookings, in their order; five queries and one per added column."""
    today = today or timezone.localdate()
    bookings = list(bookings)
    contracts = _contracts(bookings)
    awaited = awaited_of(list(contracts.values()))
    evaluated = _evaluated(bookings)
    more = [column.of(bookings) for column in _columns]
    found = []
    for booking in bookings:
        contract = contracts.get(booking.pk)
        mine = awaited.get(contract.pk, []) if contract else []
        steps = [
            *_steps(booking, contract, mine, today),
            "oui" if booking.pk in evaluated else "",
            *(words.get(booking.pk, "") for words in more),
        ]
        found.append(Line(booking, contract, steps, _late(booking, contract, today)))
        found[-1].funding = _funding(contract)
    return found


def _contracts(bookings):
    rows = Contract.objects.filter(booking__in=bookings).select_related("booking", "branch")
    return {row.booking_id: row for row in rows.prefetch_related("funding_lines")}


def _evaluated(bookings):
    rows = QuestionnaireAnswer.objects.given().filter(
        questionnaire__kind__in=KINDS,
        subject_type=ContentType.objects.get_for_model(Booking),
        subject_id__in=[booking.pk for booking in bookings],
    )
    return set(rows.values_list("subject_id", flat=True))


def _on(moment):
    return day(timezone.localdate(moment)) if moment else ""


def _steps(booking, contract, awaited, today):
    asked = _on(booking.sent_at or booking.created_at)
    agreed = "" if booking.state == BookingState.SENT else _on(booking.answered_at) or "oui"
    if contract is None:
        return [asked, agreed, "", "", ""]
    written = "" if contract.state in OPEN_STATES else "oui"
    signed = _on(contract.signed_at) if contract.is_covered else ""
    if awaited:
        signed = "attendue " + " et ".join(_lowered(one.label) for one in awaited)
    lived = "oui" if contract.is_covered and booking.ends_on < today else ""
    if booking.state == BookingState.MISSED:
        lived = "non : la classe n’est pas venue"
    return [asked, agreed, written or "en cours", signed, lived]


def _lowered(label):
    """« Pour l’établissement … » within a sentence."""
    return label[:1].lower() + label[1:]


def _late(booking, contract, today):
    if booking.state == BookingState.SENT:
        due = booking.expires_on
        return f"réponse attendue le {day(due)}" if due and due <= today + SOON else ""
    return lateness(contract, today) if contract else ""


def _funding(contract):
    """{funder: (asked, granted, paid)} in euros; empty without a line."""
    found: dict[str, list] = {}
    for line in contract.funding_lines.all() if contract else ():
        sums = found.setdefault(Funder(line.funder).label, [0, 0, 0])
        for place, amount in enumerate((line.asked, line.granted or 0, line.paid or 0)):
            sums[place] += amount
    return found


HEADINGS = (
    *("Classe", "Niveau", "Établissement", "UAI", "Entreprise", "SIRET", "Premier jour"),
    *("Dernier jour", "Élèves", "Filles", "Garçons", "Non précisé", "Convention"),
    *("Demandé (€)", "Accordé (€)", "Versé (€)", "Financeurs", "Soutiens", "En retard"),
)


def table(bookings, today=None):
    """The board as rows, for the funders: no name of a person."""
    yield [*HEADINGS, *columns()]
    for line in lines(bookings, today):
        yield [*_cells(line), *line.steps]


def _cells(line):
    booking, contract = line.booking, line.contract
    group, sums = (
        booking.class_group,
        [sum(part) for part in zip(*line.funding.values(), strict=True)],
    )
    asked, granted, paid = sums or (0, 0, 0)
    return [
        group.name if group else "",
        group.get_level_display() if group else "",
        str(booking.school),
        booking.school.uai,
        str(booking.host),
        booking.company.siret or "",
        booking.starts_on,
        booking.ends_on,
        *(booking.pupils, booking.girls, booking.boys, booking.unspecified),
        contract.get_state_display() if contract else "",
        *(asked, granted, paid),
        ", ".join(line.funding),
        contract.supporters if contract else "",
        line.late,
    ]


def summary(rows, today):
    """(label, count) above the board; one query."""
    found = {
        "Demandes en attente": Q(state=BookingState.SENT),
        "Classes accordées": ~Q(state=BookingState.SENT),
        "Conventions signées": Q(contract__state__in=COVERED_STATES),
        "Réalisées": Q(contract__state__in=COVERED_STATES, ends_on__lt=today)
        & ~Q(state=BookingState.MISSED),
        "En retard": late(today),
    }
    return _counts(rows, found)


def _counts(rows, found: dict[str, Any]):
    names = {f"n{number}": label for number, label in enumerate(found)}
    counted = rows.order_by().aggregate(
        **{name: Count("pk", filter=found[label]) for name, label in names.items()}
    )
    return [(label, counted[name]) for name, label in names.items()]
