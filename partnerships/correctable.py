"""Addresses that this floor keeps, or whose pages it has: contacts, companies, offers,
requests."""

from django.db.models import Q
from django.urls import reverse

from accounts.enums import Role
from directory.french import of
from directory.models import BranchOrganisation, Company, Contact, PartnerNetwork, School
from outbox.address_books import AddressBook, register
from partnerships.enums import PENDING, BookingState
from partnerships.enums.contract import UNSIGNED_STATES
from partnerships.models import (
    Booking,
    BranchCallHost,
    BranchMatch,
    ContractParty,
    Offer,
    Partnership,
    PartnershipSignatory,
    SchoolRequestAnswer,
)
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


def institutions(model):
    """Those of the directory that files bring: the administrator's to mend."""

    def rows(actor):
        return model.objects.all() if actor.is_administrator else model.objects.none()

    return rows


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


def contract_parties(actor):
    """Signatories of contracts that are not over, for the people of the school."""
    rows = ContractParty.objects.visible_to(actor).filter(contract__state__in=UNSIGNED_STATES)
    rows = rows.select_related("contract")
    return rows if actor.is_school_staff or actor.is_administrator else rows.none()


def partnership_parties(actor):
    held = Partnership.objects.held_by(actor)
    return PartnershipSignatory.objects.filter(partnership__in=held.values("pk")).select_related(
        "partnership"
    )


def matches(actor):
    rows = BranchMatch.objects.visible_to(actor).open().select_related("company")
    return rows if actor.branch_ids or actor.is_administrator else rows.none()


def called(actor):
    """Companies that a branch's call of the year was sent to."""
    current = BranchCallHost.objects.visible_to(actor).filter(answered_at=None)
    return current.select_related("company")


def contact_place(row, actor):
    words = f"personne de contact : {row.full_name}"
    return words, reverse("admin:directory_contact_change", args=[row.pk])


def company_place(row, actor):
    return f"entreprise {row.name}", reverse("admin:directory_company_change", args=[row.pk])


def institution_place(row, actor):
    page = f"admin:directory_{row._meta.model_name}_change"
    return f"{row._meta.verbose_name} : {row}", reverse(page, args=[row.pk])


def offer_place(row, actor):
    page = "partnerships:offer" if actor.is_administrator else "partnerships:offer_edit"
    return f"offre « {row.title} »", reverse(page, args=[row.pk])


def request_place(row, actor):
    words = f"demande d’immersion {period_of(row)} : prévenez l’entreprise autrement"
    return words, row.get_absolute_url()


def answer_place(row, actor):
    words = f"réponse {of(row.host)} à un appel : prévenez-la autrement"
    return words, row.request.get_absolute_url()


def contract_party_place(row, actor):
    words = f"signataire d’un contrat, {row.get_function_display().lower()}"
    return words, row.contract.get_absolute_url()


def partnership_party_place(row, actor):
    words = f"signataire d’un partenariat, {row.get_function_display().lower()}"
    return words, row.partnership.get_absolute_url()


def match_place(row, actor):
    words = f"mise en relation avec {row.company} : prévenez-la autrement"
    return words, row.get_absolute_url()


def called_place(row, actor):
    words = f"appel de la branche à {row.company} : prévenez-la autrement"
    return words, reverse("partnerships:branch_call")


register(AddressBook("directory.Contact", "email", contacts, contact_place))
register(AddressBook("directory.Company", "email", companies, company_place))
for model in (School, BranchOrganisation, PartnerNetwork):
    register(AddressBook(model._meta.label, "email", institutions(model), institution_place))
register(AddressBook("partnerships.Offer", "contact_email", offers, offer_place))
register(AddressBook("partnerships.Booking", "contact_email", requests, request_place))
register(AddressBook("partnerships.SchoolRequestAnswer", "contact_email", answers, answer_place))
register(AddressBook("partnerships.ContractParty", "email", contract_parties, contract_party_place))
register(
    AddressBook(
        "partnerships.PartnershipSignatory", "email", partnership_parties, partnership_party_place
    )
)
register(AddressBook("partnerships.BranchMatch", "contact_email", matches, match_place))
register(AddressBook("partnerships.BranchCallHost", "contact_email", called, called_place))
