"""A branch's yearly call, sent by link to hosts without an account, and what they reply."""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts import journal, links
from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment
from directory.models import Company
from directory.violations import Refused, require
from partnerships.models import BranchCall, BranchCallHost, Offer
from partnerships.rules import match
from partnerships.workflow.people import hosts_of, living, tell, with_role
from partnerships.workflow.tables import SYSTEM, by_link

logger = logging.getLogger(__name__)
HOST_PURPOSE = "appel-branche"
CLOSED = "Cet appel est terminé : merci de votre attention."
# Companies written to at each tick: a large territory takes a few of them.
AT_ONCE = 100


@dataclass(frozen=True)
class Reply:
    """What a company replies: not this year, or its days and how many pupils."""

    says_yes: bool
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    seats: int | None = None
    message: str = ""


def to_call(call, today):
    """Past hosts of the call's territory that may be asked and that nobody represents by an
    account, not called yet."""
    represented = RoleAssignment.objects.filter(
        role=Role.COMPANY_REPRESENTATIVE, state=RoleState.VALIDATED, companies__isnull=False
    )
    offers = Offer.objects.filter(published_at__isnull=False, host_company__isnull=False)
    rows = (
        Company.objects.industrial()
        .active()
        .filter(
            department__in=call.branch.departments.order_by().values("pk"),
            pk__in=offers.order_by().values("host_company"),
        )
    )
    rows = rows.exclude(pk__in=Company.objects.refusing(today).order_by().values("pk"))
    rows = rows.exclude(pk__in=represented.order_by().values("companies"))
    return rows.exclude(branch_calls__call=call).order_by("pk")


def advance(today):
    """Write to the hosts of the calls in force; how many were. Each is its own transaction."""
    called = 0
    for call in BranchCall.objects.filter(offers_until__gte=today).select_related("branch"):
        for company in list(to_call(call, today)[:AT_ONCE]):
            try:
                called += _call(call, company)
            except (DatabaseError, Refused):
                logger.exception("Call %s could not reach company %s", call.pk, company.pk)
    return called


@transaction.atomic
def _call(call, company):
    """One row, one link and one notice for each person who answers; whether it is new."""
    offer = Offer.objects.filter(host_company=company, published_at__isnull=False).latest("pk")
    people = hosts_of(offer)
    row, is_new = BranchCallHost.objects.get_or_create(
        call=call,
        company=company,
        defaults={
            "contact_name": people[0].name if people else "",
            "contact_email": people[0].email if people else "",
        },
    )
    for person in people if is_new else ():
        link = host_link(row, person)
        tell(SYSTEM, "branch.call.host", row, [person], link=link.pk)
    return is_new


def host_link(row, person):
    """The living link of this address to the call, made when there is none."""
    return living(HOST_PURPOSE, row, person) or links.issue(
        SYSTEM,
        HOST_PURPOSE,
        row,
        name=person.name or person.email,
        email=person.email,
        valid_until=links.end_of(row.call.offers_until + dt.timedelta(days=30)),
        function="structure d’accueil",
    )


@transaction.atomic
def reply(actor, row, said, today=None):
    """By its link: yes with days and seats, or not this year; changed until the deadline. The
    branch is told, and proposes these days to the schools. Raises Refused."""
    today = today or timezone.localdate()
    rows = BranchCallHost.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("call__branch", "company").get(pk=row.pk)
    if not by_link(HOST_PURPOSE, row, actor):
        raise Refused("Cette action ne vous est pas ouverte.")
    if row.call.offers_until < today:
        raise Refused(CLOSED)
    require(match.check_reply(said.says_yes, said.starts_on, said.ends_on, said.seats, today))
    row.says_yes, row.answered_at = said.says_yes, timezone.now()
    yes = said.says_yes
    row.starts_on, row.ends_on = (said.starts_on, said.ends_on) if yes else (None, None)
    row.seats, row.message = said.seats if yes else None, said.message.strip()
    row.save()
    words = f"{row.company} : {row.in_words}"
    journal.record(
        actor, "a répondu à l’appel de la branche", row, company=row.company, words=words
    )
    people = with_role([Role.BRANCH_OFFICER], branches=[row.call.branch_id])
    tell(actor, "branch.call.replied", row, people, occasion=f"{row.answered_at:%Y%m%d%H%M%S}")
    return row


def check_open(row, today):
    """Whether the call still takes a reply."""
    return row.call.offers_until >= today
