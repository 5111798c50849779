"""A branch proposes a class and a company to each other: both say yes, and it is a booking.

Raises `Refused` with its French message when a rule or the table forbids. Locks are taken in
the one order: the school's request, the match, then the class, the ceiling and the slots.
"""

import datetime as dt
import logging
import uuid
from dataclasses import dataclass, replace
from functools import partial

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.idempotency import once
from directory.calendar import Calendar
from directory.models import BranchOrganisation, Company
from directory.violations import Refused, Violation, require
from partnerships import ceilings, closures, rules, seats
from partnerships.companies import check_contact
from partnerships.enums import AgreedBy, MatchState, OfferKind, Side
from partnerships.enums.school_requests import RequestState
from partnerships.models import BranchMatch, SchoolRequest, Slot
from partnerships.rules import Numbers, Period
from partnerships.rules import match as rules_match
from partnerships.workflow import elsewhere, school_requests
from partnerships.workflow.locking import lock_group
from partnerships.workflow.match_people import (
    FUNCTIONS,
    ask_school_again,
    is_there,
    tell_side,
    write,
)
from partnerships.workflow.match_tables import MATCH, by_guest, side_of, speaker
from partnerships.workflow.people import heads_of, hosts_of, tell, tell_hosts, with_role
from partnerships.workflow.tables import SYSTEM

logger = logging.getLogger(__name__)
KIND = OfferKind.CLASS_IMMERSION
NOT_OPEN = "Cet appel n’est plus ouvert : l’établissement n’attend plus de proposition."


@dataclass(frozen=True)
class Proposal:
    """What a branch proposes to both sides: an open slot, or days that it agreed by phone with
    the company, and whom to write to there."""

    request: SchoolRequest
    company: Company
    period: Period
    expires_on: dt.date
    slot: Slot | None = None
    message: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


def check(actor, proposal, today=None):
    """Every violation of a proposal, before it is sent."""
    today = today or timezone.localdate()
    request, company, period = proposal.request, proposal.company, proposal.period
    if request.state != RequestState.PUBLISHED or request.kind != KIND:
        return [Violation("R-IM-1", NOT_OPEN)]
    wished = Period(request.starts_on, request.ends_on)
    found = rules_match.check_plan(period, wished, proposal.expires_on, today)
    found += rules_match.check_host(
        company.is_industrial, company.is_active, _branch_for(actor, company) is not None
    )
    if rules.blocking(found):
        return found
    found += check_contact(company, today)
    found += rules.check_dates(KIND, period, Calendar.load())
    return found + _check_slot(proposal) + _check_days(company, period, request.size)


def _check_slot(proposal):
    slot, request = proposal.slot, proposal.request
    if slot is None:
        return []
    if not slot.is_listed or slot.offer.host_company_id != proposal.company.pk:
        return [Violation("R-CEE-6", "Ce créneau n’est plus proposé.", "slot")]
    offer = slot.offer
    found = rules.check_level(KIND, request.level, offer.min_level, offer.max_level)
    return found + rules_match.check_slot(slot.capacity, slot.seats_left, request.size)


def _check_days(company, period, persons):
    """What the company set for everybody: closed periods, a week's ceiling, no minors."""
    found = closures.check(company.pk, period.first, period.last)
    barred = company.forbids_agreement(period.first)
    found += rules.check_host(barred, company.agreement_forbidden_reason)
    return found + ceilings.check_presence(company, KIND, period, persons)


def _branch_for(actor, company):
    """The branch of the actor on whose territory the company is, a chamber before its
    federation."""
    rows = BranchOrganisation.objects.filter(
        pk__in=actor.branch_ids, departments=company.department_id
    )
    return rows.order_by(F("parent").asc(nulls_last=True), "sort_key").first()


def propose(actor, proposal, *, key, today=None):
    """Ask both sides; `key` is the form's: a second click gets the first one's match."""
    return _propose(actor, proposal, key, today or timezone.localdate())


@seats.unit_of_work
def _propose(actor, proposal, key, today):
    return once(actor, key, partial(_make, actor, proposal, today))[0]


def _make(actor, proposal, today):
    asked = SchoolRequest.objects.visible_to(actor).filter(pk=proposal.request.pk)
    if actor.role != Role.BRANCH_OFFICER or not asked.exists():
        raise Refused("Seule la branche du territoire met en relation.")
    request = school_requests.locked(proposal.request)
    proposal = replace(proposal, request=request)
    require(check(actor, proposal, today))
    match = BranchMatch(
        branch=_branch_for(actor, proposal.company),
        request=request,
        company=proposal.company,
        slot=proposal.slot,
        starts_on=proposal.period.first,
        ends_on=proposal.period.last,
        last_day_is_half=proposal.slot is not None and proposal.slot.last_day_is_half,
        message=proposal.message.strip(),
        contact_name=proposal.contact_name.strip(),
        contact_email=proposal.contact_email.lower(),
        contact_phone=proposal.contact_phone.strip(),
        proposed_by=actor.user,
        expires_on=min(proposal.expires_on, request.expires_on),
    )
    _name_contact(match)
    match.save()
    write(actor, "a proposé une mise en relation", match, words=match.days)
    for side in Side:
        tell_side(actor, "match.asked", match, side)
    return match


def _name_contact(match):
    """Reminders write to one address: that of the form, of the offer, of who answers."""
    offer = match.slot and match.slot.offer
    if offer and not match.contact_email:
        match.contact_name, match.contact_email = offer.contact_name, offer.contact_email
        match.contact_phone = offer.contact_phone
    if match.contact_email:
        return
    people = hosts_of(match)
    if not people:
        text = "Aucune adresse n’est connue : indiquez celle de la personne à qui écrire."
        raise Refused(violations=[Violation("R-IM-1", text, "contact_email")])
    match.contact_name, match.contact_email = people[0].name, people[0].email


def locked(match):
    """The match as it is now, after the request of the school: what settles one moves both."""
    request = school_requests.locked(match.request)
    (row,) = seats.lock(BranchMatch.objects.for_pages().filter(pk=match.pk))
    row.request = request
    return row


@seats.unit_of_work
def send(actor, match, choice, today=None):
    """The school says yes and names the class that goes. Concluded when the company has.

    Idempotent for a second click. Raises Refused.
    """
    match, today = locked(match), today or timezone.localdate()
    if match.guest_said_at and by_guest(match, actor):
        return match
    MATCH.apply(match, "send", actor)
    by = speaker(actor)
    match.class_group, match.needs = choice.class_group, choice.needs.strip()
    numbers = choice.numbers
    match.girls, match.boys = numbers.girls, numbers.boys
    match.unspecified, match.adults = numbers.unspecified, numbers.adults
    match.last_day_is_half = choice.last_day_is_half or match.last_day_is_half
    match.guest_said_at, match.guest_said_by = timezone.now(), by.user
    require(_check_open(match, today) + _check_class(by, match, today))
    return _said(actor, match, Side.GUEST, today)


@seats.unit_of_work
def receive(actor, match, today=None):
    """The company says yes. Concluded when the school has. Idempotent. Raises Refused."""
    match, today = locked(match), today or timezone.localdate()
    if match.host_said_at and side_of(match, actor) == Side.HOST:
        return match
    MATCH.apply(match, "receive", actor)
    match.host_said_at = timezone.now()
    if match.guest_said_at and not is_there(match.guest_said_by, match):
        ask_school_again(actor, match)
    period = Period(match.starts_on, match.ends_on)
    days = [] if match.guest_said_at else _check_days(match.company, period, match.request.size)
    require(_check_open(match, today) + days)
    return _said(actor, match, Side.HOST, today)


def _check_open(match, today):
    if match.request.state != RequestState.PUBLISHED:
        return [Violation("R-IM-1", NOT_OPEN)]
    if match.expires_on < today:
        until = rules.french(match.expires_on)
        return [Violation("R-IM-1", f"Les réponses étaient attendues jusqu’au {until}.")]
    return []


def _check_class(by, match, today):
    """What only the school's choice tells: its class is free and fits."""
    if match.class_group.school_id != match.request.school_id:
        text = "Choisissez une classe de l’établissement qui a publié l’appel."
        return [Violation("R-IM-1", text, "class_group")]
    slot = match.slot
    pupils = _numbers(match).pupils
    left = rules_match.check_slot(slot.capacity, slot.seats_left, pupils) if slot else []
    return left + elsewhere.check(by, _agreement(match), today)


def _said(actor, match, side, today):
    write(actor, f"a dit oui pour {FUNCTIONS[side]}", match)
    if match.guest_said_at and match.host_said_at:
        return _conclude(actor, match, today)
    match.save()
    tell(actor, "match.answered", match, _branch_people(match))
    return match


def _conclude(actor, match, today):
    """The booking, accepted and confirmed by the company, with its contract (R-IM-1)."""
    by, company = Actor.of(match.guest_said_by), match.company
    numbers, period = _numbers(match), Period(match.starts_on, match.ends_on)
    lock_group(match.class_group_id)
    ceilings.lock(company.pk)
    require(_check_days(company, period, numbers.pupils + numbers.adults))
    match.booking = elsewhere.record(by, _agreement(match), key=uuid.uuid4(), today=today)
    MATCH.apply(match, "conclude", SYSTEM)
    match.ended_at = timezone.now()
    match.save()
    write(SYSTEM, "a conclu la mise en relation", match)
    school_requests.end(by, match.request, "retain", "a retenu une mise en relation de la branche")
    for other in BranchMatch.objects.open().filter(request=match.request).order_by("pk"):
        _close(locked(other))
    tell_hosts(actor, "booking.matched", match.booking)
    heads = heads_of(match.request.school)
    tell(actor, "match.concluded", match, [*_branch_people(match), *heads])
    return match


def _numbers(match):
    return Numbers(match.girls, match.boys, match.unspecified, match.adults)


def _agreement(match):
    author = match.request.created_by
    return elsewhere.Agreement(
        company=match.company,
        class_group=match.class_group,
        numbers=_numbers(match),
        starts_on=match.starts_on,
        ends_on=match.ends_on,
        agreed_on=timezone.localdate(match.proposed_at),
        agreed_with=match.contact_name or str(match.company)[:120],
        agreed_by=AgreedBy.MATCH,
        kind=KIND,
        last_day_is_half=match.last_day_is_half,
        teacher=author if is_there(author, match) else match.guest_said_by,
        contact_name=match.contact_name,
        contact_email=match.contact_email,
        contact_phone=match.contact_phone,
        needs=match.needs,
        slot=match.slot,
        confirmed_at=match.host_said_at,
    )


@seats.unit_of_work
def refuse(actor, match, reason):
    """One side says no, with its reason, which the branch and the other side read."""
    match = locked(match)
    side = side_of(match, actor)
    if match.state == MatchState.REFUSED and side == match.ended_by_side:
        return match
    MATCH.apply(match, "refuse", actor)
    if not reason.strip():
        text = "Dites pourquoi, en une phrase."
        raise Refused(violations=[Violation("R-IM-1", text, "reason")])
    match.ended_by_side = side
    verb = f"a refusé la mise en relation pour {FUNCTIONS[side]}"
    _end(actor, match, verb, reason)
    other = Side.HOST if side == Side.GUEST else Side.GUEST
    tell_side(actor, "match.ended", match, other)
    tell(actor, "match.ended", match, _branch_people(match))
    return match


@seats.unit_of_work
def withdraw(actor, match, reason=""):
    """The branch takes it back; both sides are told."""
    match = locked(match)
    MATCH.apply(match, "withdraw", actor)
    _end(actor, match, "a retiré la mise en relation", reason)
    for side in Side:
        tell_side(actor, "match.ended", match, side)
    return match


def _end(actor, match, verb, reason=""):
    match.ended_at, match.reason = timezone.now(), reason.strip()
    match.save()
    write(actor, verb, match, reason=match.reason)


@seats.unit_of_work
def settle(match, today):
    """What time does: without both answers it expires; when the school looks no more it is
    closed. Does nothing to a match that was answered meanwhile."""
    match = locked(match)
    if match.state != MatchState.PROPOSED:
        return match
    if match.request.state != RequestState.PUBLISHED:
        return _close(match)
    if match.expires_on < today:
        MATCH.apply(match, "expire", SYSTEM)
        _end(SYSTEM, match, "a clos la mise en relation, restée sans réponse")
        _tell_end(match)
    return match


def _close(match):
    MATCH.apply(match, "close", SYSTEM)
    _end(SYSTEM, match, "a clos la mise en relation : l’appel n’est plus ouvert")
    _tell_end(match)
    return match


def _tell_end(match):
    for side in Side:
        tell_side(SYSTEM, "match.ended", match, side)
    tell(SYSTEM, "match.ended", match, _branch_people(match))


def _branch_people(match):
    return with_role([Role.BRANCH_OFFICER], branches=[match.branch_id])


def advance(today):
    """Expire or close what is due; how many moved. Each row is its own transaction."""
    rows = BranchMatch.objects.open().select_related("request").order_by("pk")
    over = rows.filter(expires_on__lt=today) | rows.exclude(request__state=RequestState.PUBLISHED)
    moved = 0
    for match in list(over):
        try:
            moved += settle(match, today).state != MatchState.PROPOSED
        except (DatabaseError, Refused):
            logger.exception("Match %s could not be settled", match.pk)
    return moved
