"""What waits about requests, offers and immersions, for each role."""

from dataclasses import replace

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Act, Role
from accounts.todo import Todo, counted, urgency_of
from directory.years import label
from partnerships.enums import BookingState, Side, WaitState
from partnerships.models import Booking, DateChange, NominativeList, Offer, SlotWaiting
from partnerships.models.lists import LIST_DUE
from partnerships.rules import end_of_renewals, renewed_year
from partnerships.todo_contract import contract_todos
from partnerships.todo_day import departure_todo
from partnerships.todo_match import match_todo
from partnerships.todo_relation import relation_todos
from partnerships.todo_school_requests import school_request_todos
from partnerships.workflow.tables import visa_schools


def todos(actor, school_year):
    """Nothing for visitors; a line per kind of wait that concerns the role."""
    if actor.user is None:
        return []
    lines = [
        _visas(actor, school_year),
        _answers(actor, school_year),
        _seats_offered(actor, school_year),
        _dates_proposed(actor, school_year),
        _offers(actor),
        _renewals(actor),
        _lists(actor, school_year),
        departure_todo(actor, school_year),
        *contract_todos(actor, school_year),
        *relation_todos(actor),
        *school_request_todos(actor, school_year),
        match_todo(actor, school_year),
    ]
    return [line for line in lines if line]


def _visas(actor, school_year):
    schools = {key for hat in actor.hats(Act.APPROVE) for key in visa_schools(hat)}
    if not schools:
        return None
    rows = Booking.objects.awaiting_visa().of_year(school_year)
    return _line(
        rows.filter(school__in=schools),
        "visa_expires_on",
        BookingState.AWAITING_VISA,
        ("Donner ou refuser un visa", "Donner ou refuser {} visas"),
    )


def _answers(actor, school_year):
    """Requests to this host: the company's, the school's or the network's own."""
    rows = Booking.objects.awaiting_answer().of_year(school_year)
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        rows = rows.filter(company__in=actor.company_ids)
    elif actor.is_school_management:
        rows = rows.filter(host_school__in=actor.school_ids)
    elif actor.network_ids:
        rows = rows.filter(host_network__in=actor.network_ids)
    else:
        return None
    titles = ("Répondre à une demande", "Répondre à {} demandes")
    line = _line(rows, "expires_on", BookingState.SENT, titles)
    if line and actor.role == Role.COMPANY_REPRESENTATIVE:
        return replace(line, url=reverse("partnerships:desk"))
    return line


def _dates_proposed(actor, school_year):
    """R-CEE-5: other days that the other side proposes, of what one leads, runs or hosts."""
    rows = DateChange.objects.open().filter(booking__school_year=school_year)
    mine = Q(booking__teacher=actor.user) | Q(booking__requested_by=actor.user)
    if actor.is_school_management:
        mine |= Q(booking__school__in=actor.school_ids)
    asked = Q(side=Side.HOST) & mine
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        asked |= Q(side=Side.GUEST, booking__company__in=actor.company_ids)
    found = rows.filter(asked).aggregate(
        count=Count("pk"), due=Min("expires_on"), first=Min("booking")
    )
    if not found["count"]:
        return None
    page = reverse("partnerships:bookings")
    if found["count"] == 1:
        page = reverse("partnerships:booking", args=[found["first"]])
    title = counted(
        found["count"],
        "Répondre à d’autres dates proposées",
        "Répondre à {} propositions d’autres dates",
    )
    return Todo(title, page, found["due"], urgency_of(found["due"], timezone.localdate()))


def _seats_offered(actor, school_year):
    """Seats that came free, held for who waited: the person's own, or of the school they run."""
    rows = SlotWaiting.objects.offered().filter(slot__school_year=school_year)
    mine = Q(asked_by=actor.user)
    if actor.is_school_management:
        mine |= Q(school__in=actor.school_ids)
    found = rows.filter(mine).aggregate(count=Count("pk"), due=Min("held_until"))
    if not found["count"]:
        return None
    title = counted(
        found["count"],
        "Prendre ou laisser des places libérées",
        "Répondre à {} propositions de places",
    )
    url = f"{reverse('partnerships:waiting_list')}?etat={WaitState.OFFERED}"
    return Todo(title, url, found["due"], urgency_of(found["due"], timezone.localdate()))


def _line(rows, day, state, titles):
    found = rows.aggregate(count=Count("pk"), due=Min(day))
    if not found["count"]:
        return None
    urgency = urgency_of(found["due"], timezone.localdate())
    url = f"{reverse('partnerships:bookings')}?etat={state}"
    return Todo(counted(found["count"], *titles), url, found["due"], urgency)


def _lists(actor, school_year):
    """R-CEE-3: visits whose host waits for names, those that the actor leads or runs."""
    if not actor.is_school_staff:
        return None
    rows = NominativeList.objects.missing_bookings().of_year(school_year)
    rows = rows.filter(school__in=actor.school_ids, ends_on__gte=timezone.localdate())
    if not actor.is_school_management:
        rows = rows.filter(Q(teacher=actor.user) | Q(requested_by=actor.user))
    return _line(
        rows.annotate(list_due=LIST_DUE),
        "list_due",
        BookingState.ACCEPTED,
        ("Déposer une liste nominative", "Déposer {} listes nominatives"),
    )


def _offers(actor):
    """R-IM-1: offers typed for the actor's companies, which wait for their word."""
    if actor.role != Role.COMPANY_REPRESENTATIVE:
        return None
    count = Offer.objects.to_confirm().filter(host_company__in=actor.company_ids).count()
    if not count:
        return None
    title = counted(
        count, "Confirmer une offre saisie pour vous", "Confirmer {} offres saisies pour vous"
    )
    return Todo(title, reverse("partnerships:offers"))


def _renewals(actor):
    """Last year's offers of the actor's companies, at the season."""
    start_year = renewed_year(timezone.localdate())
    if actor.role != Role.COMPANY_REPRESENTATIVE or start_year is None:
        return None
    mine = Offer.objects.filter(host_company__in=actor.company_ids)
    count = mine.renewable(start_year).count()
    if not count:
        return None
    year = label(start_year)
    one, several = f"Renouveler une offre pour {year}", f"Renouveler {{}} offres pour {year}"
    last_day = end_of_renewals(start_year)
    return Todo(counted(count, one, several), reverse("partnerships:offers"), last_day)
