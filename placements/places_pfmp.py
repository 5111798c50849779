"""How many trainees companies may still take over some days (R-PF-2), before anybody is asked.

Staff is the lower bound of INSEE's band and limits are those delivered with the portal; the
days of every school are counted, names are not read.
"""

import re

from django.db.models import Q

from directory.enums import StaffBand
from directory.models import Company
from placements.enums import HELD, VOCATIONAL
from placements.models import Stay
from placements.rules_pfmp import Staff, places_left, weeks_of
from placements.rules_presence import DAY

NUMBER = re.compile(r"\d[\d ]*")


def lowest_of(band):
    """The lower bound of a band of staff, read from its label: « 20 à 49 salariés »."""
    found = NUMBER.match(StaffBand(band).label)
    return int(found[0].replace(" ", "")) if found else 0


def left_at(companies, first, last):
    """{company key: places left in the fullest week of [first, last]}; two queries."""
    companies = list(companies)
    same = _same_host(companies)
    staff: dict = {}
    for row in Company.objects.filter(same).only("siren", "staff_band"):
        staff[_host(row)] = max(staff.get(_host(row), 0), lowest_of(row.staff_band))
    others: dict = {}
    for stay in _stays(companies, first, last):
        days = (stay.placement_id, stay.starts_on, stay.ends_on)
        others.setdefault(_host(stay.company), []).append(days)
    return {
        one.pk: places_left(first, last, others.get(_host(one), []), Staff(staff[_host(one)]))
        for one in companies
    }


def _host(company):
    """What counts as one host: the SIREN, else the company alone."""
    return company.siren or company.pk


def _same_host(companies, prefix=""):
    sirens = {company.siren for company in companies} - {""}
    keys = [company.pk for company in companies]
    return Q(**{f"{prefix}siren__in": sirens}) | Q(**{f"{prefix}pk__in": keys})


def _stays(companies, first, last):
    """Those of the civil weeks that the days meet."""
    weeks = weeks_of(first, last)
    rows = Stay.objects.filter(
        _same_host(companies, "company__"),
        placement__kind__in=VOCATIONAL,
        placement__state__in=HELD,
        starts_on__lte=weeks[-1] + 6 * DAY,
        ends_on__gte=weeks[0],
    )
    return rows.select_related("company").order_by("pk")
