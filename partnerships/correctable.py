"""Addresses that this floor keeps, or whose pages it has: contacts, companies, offers,
requests."""

from django.db.models import Q
from django.urls import reverse

from accounts.enums import Role
from directory.french import of
from directory.models import Company, Contact, School
from outbox.address_books import AddressBook, register
from partnerships.enums import PENDING, BookingState
from partnerships.models import Booking, Offer, SchoolRequestAnswer
from partnerships.wording import period_of

OFFICE = frozenset({Role.RBDE, Role.DDFPT, Role.ADMINISTRATOR})
COMPANY_EDITORS = OFFICE - {Role.DDFPT} | {Role.MISSION_OFFICER, Role.EDUCATION_AUTHORITY}


def contacts(actor):
    """As the admin: those that the schools of the *bureau des entreprises* recorded."""
    rows = Contact.objects.present()
    return rows.recorded_by(actor) if actor.role in OFFICE else rows.none()


def companies(actor):
    """As the admin: those of the département of who edits them."""
    rows = Company.objects.active()
    if actor.is_administrator:
        return rows
    if actor.role not in COMPANY_EDITORS:
        return rows.none()
    of_schools = School.objects.filter(pk__in=actor.school_ids).values("department")
    near = Q(department__in=actor.department_codes) | Q(department__in=of_schools)
    return rows.filter(near)


def offers(actor):
    """Those that the actor changes; all for an administrator, who tells their authors."""
    return Offer.objects.all() if actor.is_administrator else Offer.objects.managed_by(actor)


def requests(actor):
    """Requests under way that one made or leads, to warn the host otherwise."""
    rows = Booking.objects.filter(state__in=(*PENDING, BookingState.ACCEPTED))
    if actor.is_administrator:
        return rows
    if actor.user is None or not actor.is_school_staff:
        return rows.none()
    return rows.filter(Q(requested_by=actor.user) | Q(teacher=actor.user))


def answers(actor):
    """Answers to an *appel* of one's school that stand, to warn the host otherwise."""
    rows = SchoolRequestAnswer.objects.standing()
    if actor.is_administrator:
        return rows
    own = actor.school_ids if actor.is_school_staff else ()
    return rows.filter(request__school__in=own)


def contact_place(row, actor):
    words = f"personne de contact : {row.full_name}"
    return words, reverse("admin:directory_contact_change", args=[row.pk])


def company_place(row, actor):
    return f"entreprise {row.name}", reverse("admin:directory_company_change", args=[row.pk])


def offer_place(row, actor):
    page = "partnerships:offer" if actor.is_administrator else "partnerships:offer_edit"
    return f"offre « {row.title} »", reverse(page, args=[row.pk])


def request_place(row, actor):
    words = f"demande d’immersion {period_of(row)} : prévenez l’entreprise autrement"
    return words, row.get_absolute_url()


def answer_place(row, actor):
    words = f"réponse {of(row.host)} à un appel : prévenez-la autrement"
    return words, row.request.get_absolute_url()


register(AddressBook("directory.Contact", "email", contacts, contact_place))
register(AddressBook("directory.Company", "email", companies, company_place))
register(AddressBook("partnerships.Offer", "contact_email", offers, offer_place))
register(AddressBook("partnerships.Booking", "contact_email", requests, request_place))
register(AddressBook("partnerships.SchoolRequestAnswer", "contact_email", answers, answer_place))
