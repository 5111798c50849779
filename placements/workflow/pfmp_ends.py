"""How a request for places goes on without its answer: it ends by itself, is closed by the school
or given more time; a colleague of the company takes it over.

Raises `Refused` with its French message when a rule forbids.
"""

import logging

from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts import links
from accounts.journal import record
from accounts.models import PersonalLink
from directory.violations import Refused, require
from outbox.workflow import notify
from partnerships.companies import check_contact
from partnerships.workflow.people import Address
from partnerships.workflow.tables import SYSTEM as PORTAL
from partnerships.workflow.transfers import address_of
from placements.enums.hosts import AskState
from placements.models import HostAsk, HostRequest
from placements.workflow import pfmp_requests
from placements.workflow.followers import askers
from placements.workflow.pupils import check_author

logger = logging.getLogger(__name__)


def expire(today):
    """Close what nobody answered in time; how many rows moved. A request is a transaction."""
    rows = HostRequest.objects.filter(asks__in=HostAsk.objects.late(today)).distinct()
    moved = 0
    for request in list(rows.order_by("pk")):
        try:
            moved += _expire(request, today)
        except DatabaseError:
            logger.exception("Request for places %s could not end", request.pk)
    return moved


@transaction.atomic
def _expire(request, today):
    late = list(_locked(HostAsk.objects.late(today).filter(request=request)))
    for row in late:
        _move(PORTAL, row, AskState.EXPIRED, "a clos une demande de places restée sans réponse")
    if late:
        occasion = request.answers_by.isoformat()
        for to in askers(request):
            notify("pfmp.expired", request, to, by=PORTAL, occasion=occasion)
    return len(late)


@transaction.atomic
def prolong(actor, request, answers_by, today=None):
    """More time to who has not answered: open again when it was closed without an answer, each
    company told with its link. Returns how many. Raises Refused for who does not follow the
    class, or when every company has answered."""
    today = today or timezone.localdate()
    request = HostRequest.objects.select_related("period__class_group").get(pk=request.pk)
    period = request.period
    require(check_author(actor, period.class_group))
    require(pfmp_requests.check_day(period, answers_by, today))
    silent = [row for row in _locked(request.asks.unanswered()) if _may_hear(row, today)]
    if not silent:
        raise Refused("Aucune entreprise n’est à relancer : toutes ont répondu.")
    request.answers_by = answers_by
    request.save(update_fields=["answers_by"])
    for row in silent:
        row.request = request
        _move(actor, row, AskState.SENT, "a laissé plus de temps pour une demande de places")
        person = Address(row.contact_email, str(row.company))
        pfmp_requests.tell(actor, row, person, kind="pfmp.prolonged")
    return len(silent)


def _may_hear(row, today):
    return row.company.is_active and not check_contact(row.company, today)


def _locked(rows):
    return rows.for_pages().select_for_update(of=("self",), no_key=True).order_by("pk")


def _move(actor, row, state, verb):
    row.state = state
    row.save(update_fields=["state"])
    record(actor, verb, row, school=row.request.school, company=row.company)


@transaction.atomic
def close(actor, ask):
    """The school waits for no answer any more, and gives no more places of it; the link says
    so. Raises Refused for who does not follow the class."""
    row = pfmp_requests.locked(ask)
    require(check_author(actor, row.request.period.class_group))
    if row.state == AskState.CLOSED:
        raise Refused("Cette demande est déjà close.")
    row.state = AskState.CLOSED
    row.save(update_fields=["state"])
    record(
        actor,
        "a clos une demande de places",
        row,
        school=row.request.school,
        company=row.company,
    )
    return row


@transaction.atomic
def transfer(actor, ask, colleague, message=""):
    """A colleague answers from now on, by a link of their own; the former link opens nothing
    any more. Raises Refused."""
    row = pfmp_requests.to_answer(actor, ask)
    pfmp_requests.check_open(row)
    if row.state != AskState.SENT:
        raise Refused(pfmp_requests.NOT_AWAITED)
    row.contact_email = address_of(colleague, row.contact_email, "la demande")
    row.save(update_fields=["contact_email"])
    for link in PersonalLink.objects.alive().about(row).filter(purpose=pfmp_requests.PURPOSE):
        links.revoke(actor, link)
    words = message.strip()
    pfmp_requests.tell(actor, row, Address(row.contact_email, colleague.name.strip()), words=words)
    verb = "a confié une demande de places à un collègue"
    record(actor, verb, row, school=row.request.school, company=row.company, words=words)
    return row
