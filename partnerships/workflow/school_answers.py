"""What is answered to a school that looks for a host, and what the school makes of it."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from directory.models import ClassGroup, Company, PartnerNetwork
from directory.violations import Refused, Violation, require
from partnerships import seats
from partnerships.companies import check_contact
from partnerships.enums import AgreedBy, OfferKind
from partnerships.enums.school_requests import AnswerKind, AnswerState, RequestState
from partnerships.models import SchoolRequest, SchoolRequestAnswer
from partnerships.rules import Numbers, Period
from partnerships.rules import school_requests as rules
from partnerships.workflow import elsewhere
from partnerships.workflow.people import tell
from partnerships.workflow.school_request_tables import (
    ANSWER,
    SPOKESPERSONS,
    call_of,
)
from partnerships.workflow.school_requests import authors_of, end, locked, tell_answerer

CLOSED = "Cet appel n’est plus ouvert : merci de votre attention."
NOT_ASKED = "Cette action ne vous est pas ouverte."


@dataclass(frozen=True)
class Said:
    """An answer as it is typed: by whom for which host, and what."""

    kind: str
    company: Company | None = None
    network: PartnerNetwork | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    seats: int | None = None
    message: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


def may_answer(actor, request):
    """Whether a published request takes an answer of this actor: the holder of a link of one
    of its calls, a company, a network, a branch or mission officer or a co-lead who sees it."""
    if request.state != RequestState.PUBLISHED:
        return False
    call = call_of(actor)
    if call is not None:
        return call.request_id == request.pk
    if not _is_voice(actor):
        return False
    return SchoolRequest.objects.visible_to(actor).filter(pk=request.pk).exists()


def _is_voice(actor):
    role = actor.role
    return role == Role.COMPANY_REPRESENTATIVE or bool(actor.network_ids) or role in SPOKESPERSONS


@seats.unit_of_work
def answer(actor, request, said, today=None):
    """Say yes with dates, ask, or say not now; an answer that stands is changed.

    The school is told in the digest. Raises Refused.
    """
    request, today = locked(request), today or timezone.localdate()
    if request.state != RequestState.PUBLISHED:
        raise Refused(CLOSED)
    if not may_answer(actor, request) or not _is_own(actor, said):
        raise Refused(NOT_ASKED)
    require(_check(actor, request, said, today))
    row = _standing(actor, request, said)
    if row.pk:
        ANSWER.apply(row, "change", actor)
    is_yes = said.kind == AnswerKind.YES
    row.kind, row.message, row.answered_at = said.kind, said.message.strip(), timezone.now()
    row.starts_on, row.ends_on = (said.starts_on, said.ends_on) if is_yes else (None, None)
    row.seats = said.seats if is_yes else None
    row.reply = ""
    row.contact_name, row.contact_email = said.contact_name.strip(), said.contact_email.lower()
    row.contact_phone = said.contact_phone.strip()
    row.answered_by = actor.user
    row.save()
    words = AnswerKind(row.kind).label
    write(actor, "a répondu à l’appel", row, words=f"{row.host} : {words}")
    if row.kind != AnswerKind.NOT_NOW:
        occasion = f"{row.pk}-{row.answered_at:%Y%m%d%H%M%S}"
        tell(actor, "school_request.answered", row, authors_of(request), occasion=occasion)
    return row


def _is_own(actor, said):
    """Whether the actor speaks for this host: its call, its company, its network; an officer
    names a company, or nobody."""
    call = call_of(actor)
    if call is not None:
        return (said.company, said.network) == (call.company, call.network)
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return said.company is not None and said.company.pk in actor.company_ids
    if said.network is not None:
        return said.network.pk in actor.network_ids and said.company is None
    return actor.role in SPOKESPERSONS


def _check(actor, request, said, today):
    found = rules.check_answer(said.kind, said.starts_on, said.ends_on, said.message, today)
    if said.kind != AnswerKind.YES:
        return found
    company = said.company
    if company is None:
        text = "Nommez l’entreprise qui accueille."
        return [*found, Violation("R-IM-1", text, "company")]
    if not company.is_active:
        found.append(Violation("R-ID-6", f"{company} a fermé.", "company"))
    if actor.role in SPOKESPERSONS:
        found += check_contact(company, today)
    if OfferKind(request.kind).moves_pupils and company.forbids_agreement(today):
        text = "Cette entreprise ne peut pas accueillir de mineurs (inspection du travail)."
        found.append(Violation("R-VI-2", text, "company"))
    return found


def _standing(actor, request, said):
    """The answer of this host that waits, locked, or a new one."""
    rows = request.answers.standing()
    if said.company is not None:
        rows = rows.filter(company=said.company)
    elif said.network is not None:
        rows = rows.filter(network=said.network)
    else:
        rows = rows.filter(company=None, network=None, answered_by=actor.user)
    found = seats.lock(rows.select_related("request"))
    new = SchoolRequestAnswer(request=request, company=said.company, network=said.network)
    return found[0] if found else new


def _locked_pair(row):
    """(request, answer), locked in this order: what settles one moves the other."""
    request = locked(row.request)
    rows = SchoolRequestAnswer.objects.select_related("company", "network", "answered_by")
    (row,) = seats.lock(rows.filter(pk=row.pk))
    row.request = request
    return request, row


@seats.unit_of_work
def withdraw(actor, row):
    """Who answered takes it back; the school is told."""
    request, row = _locked_pair(row)
    ANSWER.apply(row, "withdraw", actor)
    row.save(update_fields=["state"])
    write(actor, "a retiré sa réponse à l’appel", row, words=str(row.host))
    tell(actor, "school_request.taken_back", row, authors_of(request))
    return row


@seats.unit_of_work
def decline(actor, row, message=""):
    """The school does not take it up, and may say why."""
    _, row = _locked_pair(row)
    ANSWER.apply(row, "decline", actor)
    row.reply = message.strip()
    row.save(update_fields=["state", "reply"])
    write(actor, "n’a pas retenu la réponse à l’appel", row, words=str(row.host))
    tell_answerer(actor, "school_request.declined", row)
    return row


@seats.unit_of_work
def reply(actor, row, message):
    """The school answers a question; the host may then say yes on the same page."""
    _, row = _locked_pair(row)
    ANSWER.apply(row, "reply", actor)
    if not message.strip():
        raise Refused(violations=[Violation("R-IM-1", "Écrivez votre réponse.", "message")])
    row.reply = message.strip()
    row.save(update_fields=["reply"])
    write(actor, "a répondu à la question", row, words=str(row.host))
    occasion = f"{timezone.now():%Y%m%d%H%M%S}"
    tell_answerer(actor, "school_request.replied", row, occasion)
    return row


@dataclass(frozen=True)
class Choice:
    """The class that goes (None for staff), and the days within those that the company gave."""

    class_group: ClassGroup | None
    numbers: Numbers
    period: Period
    last_day_is_half: bool = False
    needs: str = ""


@seats.unit_of_work
def retain(actor, row, choice, *, key, today=None):
    """The answer becomes an immersion (R-IM-1, R-CEE-6): the booking, accepted, with its
    contract. The other yes are told. Idempotent: an answer that is retained gives its booking.
    """
    request, row = _locked_pair(row)
    if row.state == AnswerState.RETAINED and row.booking_id:
        return row.booking
    ANSWER.apply(row, "retain", actor)
    offered = Period(row.starts_on, row.ends_on)
    people = choice.numbers.seats(OfferKind(request.kind))
    require(rules.check_retained(offered, row.seats, choice.period, people))
    if choice.class_group and choice.class_group.school_id != request.school_id:
        text = "Choisissez une classe de l’établissement qui a publié l’appel."
        raise Refused(violations=[Violation("R-IM-1", text, "class_group")])
    row.booking = elsewhere.record(
        actor, _agreement(actor, request, row, choice), key=key, today=today
    )
    row.save(update_fields=["state", "booking"])
    end(actor, request, "retain", "a retenu une réponse à l’appel", but=row)
    return row.booking


def _agreement(actor, request, row, choice):
    return elsewhere.Agreement(
        company=row.company,
        class_group=choice.class_group,
        own_school=request.school,
        numbers=choice.numbers,
        starts_on=choice.period.first,
        ends_on=choice.period.last,
        agreed_on=timezone.localdate(row.answered_at),
        agreed_with=row.contact_name or str(row.company)[:120],
        agreed_by=AgreedBy.ANSWER,
        kind=OfferKind(request.kind),
        last_day_is_half=choice.last_day_is_half,
        teacher=request.created_by,
        contact_name=row.contact_name,
        contact_email=row.contact_email,
        contact_phone=row.contact_phone,
        needs=choice.needs,
    )


def write(actor, verb, row, **more):
    """One line in the journal of the request, of the school and of the company."""
    request = row.request
    journal.record(actor, verb, request, school=request.school, company=row.company, **more)
