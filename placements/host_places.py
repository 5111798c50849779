"""Who is at a host's and with which tutor, over all schools: what R-PF-2 counts.

Only days are read, never names; who asks has locked the companies (`workflow.placements`)."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from directory.enums import StaffBand
from directory.models import Company
from directory.search import fold
from placements.enums import HELD, VOCATIONAL
from placements.enums.vocational import Declared
from placements.models import HostDeclaration, Stay
from placements.rules.pfmp import (
    Staff,
    blocks_host,
    check_host,
    check_machines,
    check_tutor,
    places_left,
)
from placements.rules.presence import DAY, SUNDAY

# The lower bound of INSEE's bands (R-PF-2).
LOWEST = {
    StaffBand.FROM_1: 1,
    StaffBand.FROM_3: 3,
    StaffBand.FROM_6: 6,
    StaffBand.FROM_10: 10,
    StaffBand.FROM_20: 20,
    StaffBand.FROM_50: 50,
    StaffBand.FROM_100: 100,
    StaffBand.FROM_200: 200,
    StaffBand.FROM_250: 250,
    StaffBand.FROM_500: 500,
    StaffBand.FROM_1000: 1000,
    StaffBand.FROM_2000: 2000,
    StaffBand.FROM_5000: 5000,
    StaffBand.FROM_10000: 10000,
}


def same_host(companies, prefix=""):
    """The condition on rows of the SIREN of these companies; without one, on themselves."""
    sirens = {company.siren for company in companies} - {""}
    keys = [company.pk for company in companies]
    return Q(**{f"{prefix}siren__in": sirens}) | Q(**{f"{prefix}pk__in": keys})


def host_of(company):
    """What counts as one host: the SIREN, else the company alone, even before it has a key."""
    return company.siren or company.pk or ("nouvelle", id(company))


@dataclass(frozen=True)
class TypedStay:
    """A stay as it would be with the details that are typed, by the names of its fields."""

    stay: Stay
    details: dict

    @property
    def company(self):
        return self.stay.company

    @property
    def starts_on(self):
        return self.stay.starts_on

    @property
    def ends_on(self):
        return self.stay.ends_on


def all_of(companies):
    """The keys of the companies of these hosts, locked in one order."""
    rows = Company.objects.filter(same_host(companies))
    rows = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    return list(rows.values_list("pk", flat=True))


@dataclass
class Hosts:
    """What some hosts have declared, and how many people work there, by host."""

    staff: dict = field(default_factory=dict)
    machines: dict = field(default_factory=dict)
    basis: dict = field(default_factory=dict)

    def staff_of(self, company):
        return self.staff.get(host_of(company), Staff())

    def machines_of(self, company):
        """The day of its declaration to the labour inspection; None without one."""
        return self.machines.get(host_of(company))

    def basis_of(self, company):
        """What the derogation of its sector rests on, "" for none (R-PF-5)."""
        return self.basis.get(host_of(company), "")

    def are_derogated(self, companies):
        """Whether each of these hosts noted a derogation of its sector, with its basis."""
        companies = list(companies)
        return bool(companies) and all(map(self.basis_of, companies))


def hosts_of(companies):
    """The `Hosts` of these companies: the last declaration of each kind of their SIREN; staff
    that nobody declared is the lower bound of the largest band. Two queries."""
    companies = list(companies)
    found = Hosts()
    for row in Company.objects.filter(same_host(companies)).only("siren", "staff_band"):
        known = max(found.staff_of(row).count, LOWEST.get(StaffBand(row.staff_band), 0))
        found.staff[host_of(row)] = Staff(known)
    rows = HostDeclaration.objects.filter(same_host(companies, "company__"))
    for said in rows.select_related("company").order_by("declared_on", "pk"):
        _KEEP[Declared(said.kind)](found, host_of(said.company), said)
    return found


def _keep_staff(found, host, row):
    found.staff[host] = Staff(row.staff, row.declared_on)


def _keep_machines(found, host, row):
    found.machines[host] = row.declared_on


def _keep_basis(found, host, row):
    found.basis[host] = row.basis


_KEEP = {
    Declared.STAFF: _keep_staff,
    Declared.MACHINES: _keep_machines,
    Declared.HOURS: _keep_basis,
}


@dataclass(frozen=True)
class There:
    """A trainee at a host's: of which placement, which days, with which tutor (`tutor_of`)."""

    placement: Hashable
    starts_on: date
    ends_on: date
    tutor: tuple = ()


def around(companies, first, last, but=None):
    """{host: [There]} of the vocational placements that are held at these hosts in the civil
    weeks of these days, all schools together, without the placement `but`; one query."""
    monday, sunday = civil_weeks(first, last)
    rows = Stay.objects.filter(
        same_host(companies, "company__"),
        placement__kind__in=VOCATIONAL,
        placement__state__in=HELD,
        starts_on__lte=sunday,
        ends_on__gte=monday,
    )
    rows = rows.exclude(placement=but) if but else rows
    found = defaultdict(list)
    for stay in rows.select_related("company").order_by("pk"):
        there = There(stay.placement_id, stay.starts_on, stay.ends_on, tutor_of(stay))
        found[host_of(stay.company)].append(there)
    return found


@dataclass(frozen=True)
class Left:
    """Places left at a host's; `is_full` when a rule blocks one more, and does not only warn."""

    number: int
    is_full: bool = False


def left_at(companies, first, last, measures):
    """{company key: `Left`} over these days under R-PF-2, before anybody is asked; three
    queries, whatever the number of companies."""
    companies = list(companies)
    others, hosts = around(companies, first, last), hosts_of(companies)
    found = {}
    for company in companies:
        days, staff = _days(others[host_of(company)]), hosts.staff_of(company)
        number = places_left(first, last, days, staff, measures)
        found[company.pk] = Left(number, not number and blocks_host(staff, measures))
    return found


def _days(there):
    return [(one.placement, one.starts_on, one.ends_on) for one in there]


def check_places(hostings, measures, hosts, others, birth_date=None):
    """R-PF-1, R-PF-2 of each of `hostings`, which have a company, days and a tutor (`Hosting`,
    rows of `Stay`): its host, its tutor, its declaration for machines. `hosts` are the `Hosts`
    of their companies, `others` who is `around`."""
    found = []
    for hosting in hostings:
        company, days = hosting.company, (hosting.starts_on, hosting.ends_on)
        there = others.get(host_of(company), [])
        found += check_host(*days, _days(there), hosts.staff_of(company), measures)
        found += _check_tutor(hosting, there, measures)
        found += check_machines(hosts.machines_of(company), birth_date, *days)
    return found


def _check_tutor(hosting, there, measures):
    who = tutor_of(hosting)
    if not who:
        return []
    others = [(one.starts_on, one.ends_on) for one in there if _is_same(who, one.tutor)]
    return check_tutor(hosting.starts_on, hosting.ends_on, others, measures)


def tutor_of(row):
    """(address, name) by which a tutor is known within a host; () when nobody is named."""
    details = getattr(row, "details", None)
    read = details.get if details is not None else lambda name, _: getattr(row, name)
    email, name = read("tutor_email", "").strip().lower(), fold(read("tutor_name", ""))
    return (email, name) if email or name else ()


def _is_same(one, other):
    """The same address, or the same name where an address is not known."""
    if not one or not other:
        return False
    if one[0] and other[0]:
        return one[0] == other[0]
    return bool(one[1]) and one[1] == other[1]


def civil_weeks(first, last):
    """The Monday and the Sunday of the weeks that these days meet."""
    return first - first.weekday() * DAY, last + (SUNDAY - last.weekday()) * DAY
