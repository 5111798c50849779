"""Companies that plan by the placement periods of a territory: its schools sent them pupils, or
are their partners. They get the calendar of June without being members of a committee (R-CL-3).
"""

import datetime as dt

from django.db.models import Q

from accounts.enums import Role
from accounts.models import RoleAssignment
from directory.models import Company
from outbox.recipients import Recipient
from partnerships import asking
from partnerships.models import Booking, Partnership
from placements.enums import HELD
from placements.models import Stay

# Who hosted no pupil for so long is not written to *(confirm)*.
HOSTED_SINCE = dt.timedelta(days=2 * 365)


def hosts_of_departments(codes, day):
    """[(company, Recipient)] of who hosts or hosted pupils of these départements in the last two
    years, or has a partnership in force there: active, not *ne pas démarcher*, below its ceiling
    of contacts. Two queries whatever their number."""
    companies = list(_askable(codes, day))
    accounts = _accounts([row.pk for row in companies], day)
    return [(row, to) for row in companies for to in accounts.get(row.pk) or _mailbox(row)]


def _askable(codes, day):
    since = day - HOSTED_SINCE
    stays = Stay.objects.filter(
        placement__school__department__in=codes,
        placement__state__in=HELD,
        starts_on__gte=since,
    )
    classes = Booking.objects.taken().filter(school__department__in=codes, starts_on__gte=since)
    partners = Partnership.objects.active().filter(school__department__in=codes)
    known = Q()
    for rows in (stays, classes, partners):
        named = rows.exclude(company=None).order_by()
        known |= Q(pk__in=named.values("company"))
    rows = asking.askable(Company.objects.filter(known, merged_into=None), day)
    return rows.order_by("sort_key", "pk")


def _accounts(keys, day):
    """{company key: [the first Recipient who represents it]}."""
    rows = RoleAssignment.objects.in_force(day).filter(
        role=Role.COMPANY_REPRESENTATIVE, companies__in=keys, user__is_active=True
    )
    values = ("companies", "user", "user__email", "user__first_name", "user__last_name")
    found: dict = {}
    for key, user, email, first, last in rows.order_by("pk").values_list(*values):
        found.setdefault(key, [Recipient(email, f"{first} {last}".strip(), user)])
    return found


def _mailbox(company):
    return [Recipient(company.email.lower(), str(company))] if company.email else []
