"""A company says when it is closed, and who answers instead of whom."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from directory.french import period
from directory.models import Company
from directory.violations import Refused, Violation, require
from outbox.recipients import normalise
from partnerships.closures import RULE
from partnerships.enums import MOVABLE
from partnerships.models import Booking, ClosedPeriod, StandIn
from partnerships.workflow.ceilings import check_word, may_set
from partnerships.workflow.people import Address, answer_link, tell, with_role

STAND_IN = "remplacement"


def _locked(company):
    return Company.objects.select_for_update(of=("self",), no_key=True).get(pk=company.pk)


def _check_days(first, last, today):
    if last < first:
        return [Violation(RULE, "Le dernier jour précède le premier.", "ends_on")]
    if last < today:
        return [Violation(RULE, "Cette période est passée.", "ends_on")]
    return []


@transaction.atomic
def close(actor, company, first, last, reason="", today=None, *, said_by=""):
    """Note a closed period, by the company or by its RBDE on its word, `said_by` a function
    there. What is booked inside stays: the agenda lists it. Raises `Refused`."""
    if not may_set(actor, company):
        raise Refused("Cette entreprise n’est pas de votre département.")
    _locked(company)
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        said_by = said_by or "l’entreprise"
    require(check_word(RULE, said_by) + _check_days(first, last, today or timezone.localdate()))
    known = ClosedPeriod.objects.filter(company=company).overlapping(first, last).first()
    if known:
        text = f"Une fermeture est déjà notée {period(known.starts_on, known.ends_on)}."
        raise Refused(violations=[Violation(RULE, text, "starts_on")])
    row = ClosedPeriod.objects.create(
        company=company,
        starts_on=first,
        ends_on=last,
        reason=reason.strip(),
        said_by=said_by.strip(),
    )
    words = f"demandée par {row.said_by}"
    _write(actor, "a noté une fermeture", row, f"{row.reason}, {words}" if row.reason else words)
    return row


@transaction.atomic
def reopen(actor, row):
    """Take a closed period back."""
    if not may_set(actor, row.company):
        raise Refused("Cette entreprise n’est pas de votre département.")
    _write(actor, "a retiré une fermeture", row)
    row.delete()


@dataclass(frozen=True)
class Absence:
    """Who is away, from the first to the last day, and who answers instead."""

    email: str
    stand_in_email: str
    stand_in_name: str
    first: date
    last: date


def speaks_for(actor, company):
    """Whether the actor is the company itself."""
    return actor.role == Role.COMPANY_REPRESENTATIVE and company.pk in actor.company_ids


@transaction.atomic
def replace(actor, company, absence, today=None):
    """From that day on the stand-in is written to instead of the absent person, who is not.

    The stand-in answers by their account, or by personal links of their own. Raises Refused.
    """
    if not speaks_for(actor, company):
        raise Refused("Seule l’entreprise désigne qui remplace qui.")
    _locked(company)
    email, other = _address(absence.email, "email"), _address(absence.stand_in_email)
    require(_check_days(absence.first, absence.last, today or timezone.localdate()))
    require(_check_stand_in(company, absence, email, other))
    names = {person.email: person.name for person in _people(company)}
    row = StandIn.objects.create(
        company=company,
        email=email,
        name=names.get(email, ""),
        stand_in_email=other,
        stand_in_name=absence.stand_in_name.strip(),
        starts_on=absence.first,
        ends_on=absence.last,
    )
    _write(actor, "a prévu un remplacement", row, f"par {row.stand_in_name}")
    accounts = {person.email: person for person in _people(company)}
    person = accounts.get(other, Address(other, row.stand_in_name))
    if person.user_id is None:
        _give_links(actor, company, email, person, today or timezone.localdate())
    tell(actor, "company.stand_in", row, [person])
    return row


def _give_links(actor, company, email, person, today):
    """Links of their own to what the absent person follows: reminders bring them."""
    rows = Booking.objects.for_company(company).filter(state__in=MOVABLE, ends_on__gte=today)
    for booking in rows.filter(contact_email__iexact=email).order_by("pk"):
        answer_link(actor, booking, person)


def _people(company):
    return with_role([Role.COMPANY_REPRESENTATIVE], companies=[company.pk])


def _address(typed, field="stand_in_email"):
    try:
        return normalise(typed)
    except ValueError as error:
        text = "Cette adresse n’est pas valable."
        raise Refused(violations=[Violation(STAND_IN, text, field)]) from error


def _check_stand_in(company, absence, email, other, but=None):
    if email == other:
        text = "Une personne ne se remplace pas elle-même."
        return [Violation(STAND_IN, text, "stand_in_email")]
    rows = StandIn.objects.filter(company=company).overlapping(absence.first, absence.last)
    rows = rows.exclude(pk=but)
    if rows.filter(email=email).exists():
        text = "Un remplacement de cette personne est déjà prévu à ces dates."
        return [Violation(STAND_IN, text, "starts_on")]
    if rows.filter(email=other).exists():
        text = "Cette personne est elle-même absente à ces dates."
        return [Violation(STAND_IN, text, "stand_in_email")]
    return []


@transaction.atomic
def prolong(actor, row, last, today=None):
    """The absence lasts longer: the same person answers until a later day, and is told."""
    if not speaks_for(actor, row.company):
        raise Refused("Seule l’entreprise désigne qui remplace qui.")
    _locked(row.company)
    row = StandIn.objects.select_related("company").get(pk=row.pk)
    if last <= row.ends_on:
        text = "Choisissez un jour après la fin actuelle du remplacement."
        raise Refused(violations=[Violation(STAND_IN, text, "ends_on")])
    absence = Absence(row.email, row.stand_in_email, row.stand_in_name, row.starts_on, last)
    require(_check_days(row.starts_on, last, today or timezone.localdate()))
    require(_check_stand_in(row.company, absence, row.email, row.stand_in_email, row.pk))
    row.ends_on = last
    row.save(update_fields=["ends_on"])
    _write(actor, "a prolongé un remplacement", row, f"par {row.stand_in_name}")
    accounts = {person.email: person for person in _people(row.company)}
    person = accounts.get(row.stand_in_email, Address(row.stand_in_email, row.stand_in_name))
    tell(actor, "company.stand_in", row, [person], occasion=last.isoformat())
    return row


@transaction.atomic
def come_back(actor, row):
    """End a stand-in, or take it back before it begins."""
    if not speaks_for(actor, row.company):
        raise Refused("Seule l’entreprise désigne qui remplace qui.")
    _write(actor, "a mis fin à un remplacement", row, f"par {row.stand_in_name}")
    row.delete()


def _write(actor, verb, row, more=""):
    words = ", ".join(part for part in (period(row.starts_on, row.ends_on), more) if part)
    journal.record(actor, verb, row.company, company=row.company, words=words)
