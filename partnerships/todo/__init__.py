"""What waits about requests, offers and immersions, for each role."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Act, Role
from accounts.todo import Todo, counted, dated_line, todo_until
from accounts.waits import settled, waiting
from directory.sql import among
from directory.years import label
from partnerships.enums import BookingState, Side, WaitState
from partnerships.models import Booking, DateChange, NominativeList, Offer, SlotWaiting
from partnerships.models.lists import LIST_DUE
from partnerships.rules import end_of_renewals, renewed_year
from partnerships.todo.contract import contract_todos
from partnerships.todo.match import match_line
from partnerships.todo.on_the_day import departure_todo
from partnerships.todo.relation import relation_lines
from partnerships.todo.school_requests import school_request_lines
from partnerships.workflow.tables import visa_schools


def todos(actor, school_year):
    """Nothing for visitors; a line per kind of wait that concerns the role."""
    return settled(lines(actor, school_year))


def lines(actor, school_year):
    """The same as to-dos and counts."""
    if actor.user is None:
        return []
    return [
        _visas(actor, school_year),
        _answers(actor, school_year),
        _seats_offered(actor, school_year),
        _dates_proposed(actor, school_year),
        _offers(actor),
        _renewals(actor),
        _lists(actor, school_year),
        departure_todo(actor, school_year),
        *contract_todos(actor, school_year),
        *relation_lines(actor),
        *school_request_lines(actor, school_year),
        match_line(actor, school_year),
    ]


def _visas(actor, school_year):
    schools = {key for hat in actor.hats(Act.APPROVE) for key in visa_schools(hat)}
    if not schools:
        return None
    titles = ("Donner ou refuser un visa", "Donner ou refuser {} visas")
    line = _line(BookingState.AWAITING_VISA, titles)
    return _to_visa(actor, line, year=school_year.pk, schools=list(schools))


@waiting(due="visa_expires_on")
def _to_visa(actor, year, schools):
    return Booking.objects.awaiting_visa().of_year(year).filter(among("school", "schools"))


def _answers(actor, school_year):
    titles = ("Répondre à une demande", "Répondre à {} demandes")
    is_company = actor.role == Role.COMPANY_REPRESENTATIVE
    page = reverse("partnerships:desk") if is_company else ""
    return _to_answer(actor, _line(BookingState.SENT, titles, page), year=school_year.pk)


@waiting(due="expires_on")
def _to_answer(actor, year):
    """Requests to this host: the company's, the school's or the network's own."""
    rows = Booking.objects.awaiting_answer().of_year(year)
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return rows.filter(company__in=actor.company_ids)
    if actor.is_school_management:
        return rows.filter(host_school__in=actor.school_ids)
    return rows.filter(host_network__in=actor.network_ids) if actor.network_ids else rows.none()


def _dates_proposed(actor, school_year):
    """R-CEE-5: other days that the other side proposes."""
    titles = (
        "Répondre à d’autres dates proposées",
        "Répondre à {} propositions d’autres dates",
    )

    def line(found):
        page = reverse("partnerships:bookings")
        if found.count == 1:
            page = reverse("partnerships:booking", args=[found.first])
        return todo_until(found.due, counted(found.count, *titles), page)

    return _moves(actor, line, year=school_year.pk)


@waiting(due="expires_on", first="booking")
def _moves(actor, year):
    """Of what one leads, runs or hosts."""
    rows = DateChange.objects.open().filter(booking__school_year=year)
    mine = Q(booking__teacher=actor.user) | Q(booking__requested_by=actor.user)
    if actor.is_school_management:
        mine |= Q(booking__school__in=actor.school_ids)
    asked = Q(side=Side.HOST) & mine
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        asked |= Q(side=Side.GUEST, booking__company__in=actor.company_ids)
    return rows.filter(asked)


def _seats_offered(actor, school_year):
    titles = ("Prendre ou laisser des places libérées", "Répondre à {} propositions de places")
    url = f"{reverse('partnerships:waiting_list')}?etat={WaitState.OFFERED}"
    return _seats(actor, dated_line(titles, url), year=school_year.pk)


@waiting(due="held_until")
def _seats(actor, year):
    """Seats that came free, held for who waited: the person's own, or of the school they run."""
    rows = SlotWaiting.objects.offered().filter(slot__school_year=year)
    mine = Q(asked_by=actor.user)
    if actor.is_school_management:
        mine |= Q(school__in=actor.school_ids)
    return rows.filter(mine)


def _line(state, titles, page=""):
    return dated_line(titles, page or f"{reverse('partnerships:bookings')}?etat={state}")


def _lists(actor, school_year):
    """R-CEE-3: visits whose host waits for names, those that the actor leads or runs."""
    if not actor.is_school_staff:
        return None
    titles = ("Déposer une liste nominative", "Déposer {} listes nominatives")
    line = _line(BookingState.ACCEPTED, titles)
    return _without_list(actor, line, year=school_year.pk, today=timezone.localdate())


@waiting(due=LIST_DUE)
def _without_list(actor, year, today):
    rows = NominativeList.objects.missing_bookings().of_year(year)
    rows = rows.filter(school__in=actor.school_ids, ends_on__gte=today)
    if not actor.is_school_management:
        rows = rows.filter(Q(teacher=actor.user) | Q(requested_by=actor.user))
    return rows


def _offers(actor):
    """R-IM-1: offers typed for the actor's companies, which wait for their word."""
    if actor.role != Role.COMPANY_REPRESENTATIVE:
        return None
    count = Offer.objects.awaiting_company().filter(host_company__in=actor.company_ids).count()
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
