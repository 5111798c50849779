"""A school looks for a host: published, told to the territory, met, withdrawn, expired.

Raises `Refused` with its French message when a rule or the table forbids.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from functools import partial

from django.db import DatabaseError
from django.utils import timezone

from accounts import journal, links
from accounts.idempotency import once
from accounts.models import PersonalLink
from directory.enums import Rhythm
from directory.models import School, SchoolYear, Sector
from directory.violations import Refused, Violation, require
from directory.years import start_year_of
from partnerships import seats
from partnerships.audiences import AUDIENCES
from partnerships.enums import OfferKind
from partnerships.enums.school_requests import OPEN, AnswerKind, AnswerState, Reach, RequestState
from partnerships.models import SchoolRequest, SchoolRequestCall
from partnerships.rules import Period, needs_visa
from partnerships.rules import school_requests as rules
from partnerships.workflow.people import Address, heads_of, tell
from partnerships.workflow.school_request_tables import CALL_PURPOSE, REQUEST
from partnerships.workflow.tables import SYSTEM, VISA_ROLES

logger = logging.getLogger(__name__)
PUBLISHED_NOTICE = "school_request.published"


@dataclass(frozen=True)
class Need:
    """What a school looks for; `km` with a distance only."""

    school: School
    kind: str
    size: int
    period: Period
    expires_on: dt.date
    level: str = ""
    sector: Sector | None = None
    reach: str = Reach.DISTANCE
    km: int | None = None
    message: str = ""


def check(need, today):
    """Every violation of a request, before it is published."""
    school = need.school
    found = rules.check_request(need.kind, need.level, need.period, need.expires_on, today)
    year = SchoolYear.objects.filter(pk=start_year_of(need.period.first)).first()
    if year is None or year.is_closed:
        text = "L’année scolaire de cette période n’est pas ouverte."
        found.append(Violation("R-ID-8", text, "starts_on"))
    return found + rules.check_reach(
        need.reach, need.km, school.latitude is not None, school.basin_id is not None
    )


def publish(actor, need, *, key, today=None):
    """The request, told to whom it concerns; `key` is the form's: a second click gets the
    first one's request. Only who works at the school, by a validated role."""
    return _publish(actor, need, key, today or timezone.localdate())


@seats.unit_of_work
def _publish(actor, need, key, today):
    return once(actor, key, partial(_make, actor, need, today))[0]


def _make(actor, need, today):
    if actor.user is None or need.school.pk not in actor.school_ids or not actor.is_school_staff:
        text = "Vous ne publiez que pour votre établissement, une fois votre rôle validé."
        raise Refused(violations=[Violation("R-IM-1", text, "school")])
    require(check(need, today))
    kind = OfferKind(need.kind)
    row = SchoolRequest.objects.create(
        school=need.school,
        school_year_id=start_year_of(need.period.first),
        created_by=actor.user,
        kind=kind,
        level=need.level if kind.needs_class_group else "",
        size=need.size,
        sector=need.sector,
        starts_on=need.period.first,
        ends_on=need.period.last,
        reach=need.reach,
        km=need.km if need.reach == Reach.DISTANCE else None,
        message=need.message.strip(),
        expires_on=need.expires_on,
    )
    if not _ask_visa(actor, row):
        write(actor, "a publié l’appel", row, words=_call(actor, row, today))
        if actor.role not in VISA_ROLES:
            tell(actor, "school_request.informed", row, heads_of(row.school))
    return row


def _ask_visa(actor, row):
    """R-IM-2: whether it waits for the head's visa, who is told."""
    school_wants, heads = row.school.head_visa, actor.role in VISA_ROLES
    if not needs_visa(row.kind, school_wants, heads):
        return False
    row.state = RequestState.AWAITING_VISA
    row.save(update_fields=["state"])
    write(actor, "a préparé l’appel, en attente du visa", row)
    occasion = row.expires_on.isoformat()
    tell(actor, "school_request.visa_asked", row, heads_of(row.school), occasion=occasion)
    return True


@seats.unit_of_work
def give_visa(actor, request, today=None):
    """R-IM-2: the head or a deputy lets the appel leave; who wrote it is told."""
    request, today = locked(request), today or timezone.localdate()
    REQUEST.apply(request, "give_visa", actor)
    request.published_at = timezone.now()
    request.save(update_fields=["state", "published_at"])
    write(actor, "a donné son visa à l’appel", request, words=_call(actor, request, today))
    tell(actor, "school_request.visa_given", request, authors_of(request), occasion=_now())
    return request


@seats.unit_of_work
def refuse_visa(actor, request, reason):
    """R-IM-2: the head or a deputy keeps it from leaving, and says why."""
    request = locked(request)
    REQUEST.apply(request, "refuse_visa", actor)
    if not reason.strip():
        raise Refused(violations=[Violation("R-IM-2", "Dites pourquoi, en une phrase.", "reason")])
    request.reason, request.ended_at = reason.strip(), timezone.now()
    request.save(update_fields=["state", "reason", "ended_at"])
    write(actor, "a refusé son visa à l’appel", request, reason=request.reason)
    tell(actor, "school_request.visa_refused", request, authors_of(request), occasion=_now())
    return request


def _now():
    return f"{timezone.now():%Y%m%d%H%M%S}"


def _call(actor, request, today):
    """Write to every audience once; what the journal says of it."""
    companies, networks = 0, 0
    said_no = request.answers.filter(kind=AnswerKind.NOT_NOW)
    no = {row.company or row.network for row in said_no.select_related("company", "network")}
    for audience in AUDIENCES:
        for called in audience(request, today):
            if called.host and called.host in no:
                continue
            companies += called.company is not None
            networks += called.network is not None
            _tell(actor, request, called)
    parts = [_counted(companies, "entreprise"), _counted(networks, "réseau", "x")]
    return f"envoyé à {' et '.join(filter(None, parts)) or 'personne'}"


def _counted(number, word, plural="s"):
    return f"{number} {word}{plural if number > 1 else ''}" if number else ""


def _tell(actor, request, called):
    occasion = request.expires_on.isoformat()
    if called.host is None:
        tell(actor, PUBLISHED_NOTICE, request, called.people, occasion=occasion)
        return
    call, is_new = SchoolRequestCall.objects.get_or_create(
        request=request, company=called.company, network=called.network
    )
    if not is_new:
        call.called_at = timezone.now()
        call.save(update_fields=["called_at"])
    for person in called.people:
        link = {} if person.user_id else {"link": call_link(actor, call, person).pk}
        tell(actor, PUBLISHED_NOTICE, call, [person], occasion=occasion, **link)


def call_link(actor, call, person):
    """The living link of this address to the request, made when there is none. It outlives the
    request: whoever answered reads there what became of it."""
    mine = PersonalLink.objects.filter(purpose=CALL_PURPOSE, holder_email=person.email)
    return mine.alive().about(call).first() or links.issue(
        actor,
        CALL_PURPOSE,
        call,
        name=person.name or person.email,
        email=person.email,
        valid_until=links.end_of(call.request.ends_on + dt.timedelta(days=30)),
        function="structure d’accueil",
    )


def locked(request):
    """The request as it is now, locked."""
    rows = SchoolRequest.objects.select_related("school", "created_by")
    (row,) = seats.lock(rows.filter(pk=request.pk))
    return row


@seats.unit_of_work
def close(actor, request):
    """The need is met, or nobody waits for more answers: those that stand are told."""
    return end(actor, locked(request), "close", "a clos l’appel, pourvu")


@seats.unit_of_work
def withdraw(actor, request, reason):
    """Taken back by the school, with its reason, which those who said yes read."""
    request = locked(request)
    if REQUEST.can(request, "withdraw", actor) and not reason.strip():
        text = "Dites pourquoi, en une phrase."
        raise Refused(violations=[Violation("R-IM-1", text, "reason")])
    request.reason = reason.strip()
    return end(actor, request, "withdraw", "a retiré l’appel")


def end(actor, request, event, verb, *, but=None):
    """Apply an event that ends a locked request; the yes that stand, `but` one, are told."""
    REQUEST.apply(request, event, actor)
    request.ended_at = timezone.now()
    request.save()
    write(actor, verb, request, reason=request.reason)
    standing = request.answers.standing().filter(kind=AnswerKind.YES)
    for answer in seats.lock(standing.exclude(pk=but and but.pk)):
        answer.state = AnswerState.DECLINED
        answer.save(update_fields=["state"])
        tell_answerer(actor, "school_request.declined", answer)
    return request


@seats.unit_of_work
def reopen(actor, request, expires_on, today=None):
    """Published again until another day; told again to who did not say no."""
    request, today = locked(request), today or timezone.localdate()
    REQUEST.apply(request, "reopen", actor)
    need_period = Period(request.starts_on, request.ends_on)
    require(rules.check_request(request.kind, request.level, need_period, expires_on, today))
    request.expires_on, request.published_at = expires_on, timezone.now()
    request.ended_at, request.reason = None, ""
    request.save()
    if not _ask_visa(actor, request):
        write(actor, "a publié de nouveau l’appel", request, words=_call(actor, request, today))
    return request


@seats.unit_of_work
def expire(request, today):
    """Its last day is over. Does nothing to a request that moved meanwhile."""
    request = locked(request)
    if request.state not in OPEN or request.expires_on >= today:
        return request
    if request.state == RequestState.AWAITING_VISA:
        request.reason = "le visa du chef d’établissement n’a pas été donné"
    end(SYSTEM, request, "expire", "a clos l’appel, arrivé à son terme")
    tell(SYSTEM, "school_request.expired", request, authors_of(request))
    return request


def advance(today):
    """Expire what is due; how many rows moved. Each row is its own transaction."""
    moved = 0
    due = SchoolRequest.objects.filter(state__in=OPEN, expires_on__lt=today).order_by("pk")
    for request in list(due):
        try:
            moved += expire(request, today).state != request.state
        except (DatabaseError, Refused):
            logger.exception("School request %s could not expire", request.pk)
    return moved


def authors_of(request):
    """Who published it, when they are still there."""
    user = request.created_by
    if not user.is_active:
        return heads_of(request.school)
    return [Address(user.email, user.get_full_name(), user.pk, Rhythm.SCHOOL)]


def tell_answerer(actor, kind, answer, occasion=""):
    """To who answered: their account, or the address with the link of its call."""
    user = answer.answered_by
    if user is not None and user.is_active:
        person = Address(user.email, user.get_full_name(), user.pk)
        tell(actor, kind, answer, [person], occasion=occasion)
    elif answer.contact_email:
        tell(
            actor,
            kind,
            answer,
            [Address(answer.contact_email, answer.contact_name)],
            occasion=occasion,
            **_link_of(actor, answer),
        )


def _link_of(actor, answer):
    call = SchoolRequestCall.objects.filter(
        request=answer.request_id, company=answer.company_id, network=answer.network_id
    ).first()
    if call is None:
        return {}
    return {"link": call_link(actor, call, Address(answer.contact_email, answer.contact_name)).pk}


def write(actor, verb, request, **more):
    """One line in the journal of the request and its school."""
    journal.record(actor, verb, request, school=request.school, **more)
