"""Who hears of a school request, by territory and sector.

`AUDIENCES` is the list: each entry gives, for a request and a day, the `Called` to write to.
Another audience is one more function there.
"""

from dataclasses import dataclass

from django.db.models import Exists, F, FloatField, Max, Min, OuterRef, Q, Value

from accounts.enums import Role
from accounts.models import RoleAssignment
from clee.models import Committee, Mandate
from directory.enums import NetworkKind
from directory.models import (
    BranchOrganisation,
    Company,
    NafSector,
    PartnerNetwork,
    School,
)
from directory.models.companies import FIRST_INDUSTRIAL_DIVISION, LAST_INDUSTRIAL_DIVISION
from directory.search import distance_km, near
from partnerships import asking
from partnerships.enums import OfferKind
from partnerships.enums.school_requests import MOST_COMPANIES, Reach
from partnerships.models import Booking
from partnerships.workflow.people import Address, with_role

# Around the schools of a bassin, in degrees: a company has no bassin of its own.
AROUND = 0.1


@dataclass(frozen=True)
class Called:
    """People to tell of a request: those of a company or a network, which gets a call of its
    own and a link, or officers of the territory."""

    people: tuple[Address, ...]
    company: Company | None = None
    network: PartnerNetwork | None = None

    @property
    def host(self):
        """The company or the network; None for officers."""
        return self.company or self.network


def companies(request, day):
    """The companies of the territory that can be written to, at most `MOST_COMPANIES`: those
    that hosted first, then the nearest. They are locked until the end of the transaction."""
    rows = _within(request, _of_sector(request, Company.objects.all()))
    if OfferKind(request.kind).moves_pupils:
        until = Q(agreement_forbidden_until=None) | Q(agreement_forbidden_until__gte=day)
        rows = rows.exclude(until, agreement_forbidden=True)
    accounts = RoleAssignment.objects.in_force(day).filter(
        role=Role.COMPANY_REPRESENTATIVE, companies=OuterRef("pk")
    )
    rows = rows.filter(~Q(email="") | Exists(accounts))
    hosted = Booking.objects.taken().filter(company=OuterRef("pk"))
    rows = asking.askable(rows, day).annotate(hosted=Exists(hosted), away=_away(request.school))
    best = rows.order_by("-hosted", F("away").asc(nulls_last=True), "pk")
    keys = list(best.values_list("pk", flat=True)[:MOST_COMPANIES])
    locked = asking.lock(Company.objects.filter(pk__in=keys))
    # Asked again under the lock: another school may have called or asked meanwhile.
    kept = asking.askable(Company.objects.filter(pk__in=locked), day).in_bulk()
    found = [
        Called(tuple(_of_company(kept[key])), company=kept[key]) for key in keys if key in kept
    ]
    return [one for one in found if one.people]


def _of_sector(request, rows):
    return rows.filter(sector=request.sector_id) if request.sector_id else rows


def _within(request, rows):
    school = request.school
    if request.reach == Reach.DISTANCE:
        return near(rows, (school.latitude, school.longitude), request.km)
    if request.reach == Reach.DEPARTMENT:
        return rows.filter(department=school.department_id)
    return rows.filter(_around_basin(school.basin_id))


def _around_basin(basin):
    """Condition: near the square that holds the schools of the bassin."""
    ends = School.objects.filter(basin=basin).aggregate(
        south=Min("latitude"), north=Max("latitude"), west=Min("longitude"), east=Max("longitude")
    )
    if ends["south"] is None:
        return Q(department__basins=basin)
    return Q(
        latitude__range=(ends["south"] - AROUND, ends["north"] + AROUND),
        longitude__range=(ends["west"] - AROUND, ends["east"] + AROUND),
    )


def _away(school):
    if school.latitude is None:
        return Value(None, output_field=FloatField())
    return distance_km((school.latitude, school.longitude))


def _of_company(company):
    people = with_role([Role.COMPANY_REPRESENTATIVE], companies=[company.pk])
    if not people and company.email:
        people = [Address(company.email.lower(), str(company))]
    return people


def networks(request, day):
    """The networks of the département where companies meet."""
    kinds = [kind for kind in NetworkKind if kind.gathers_companies]
    rows = PartnerNetwork.objects.filter(kind__in=kinds, departments=request.school.department_id)
    found = [Called(tuple(_of_network(row)), network=row) for row in rows.order_by("pk")]
    return [one for one in found if one.people]


def _of_network(network):
    people = with_role(list(Role), networks=[network.pk])
    if not people and network.email:
        people = [Address(network.email.lower(), str(network))]
    return people


def branch_officers(request, day):
    """Those of the branch organisations of the département, unless the sector is none of
    industry."""
    if request.sector_id and not _is_industrial(request.sector_id):
        return []
    branches = BranchOrganisation.objects.filter(departments=request.school.department_id)
    keys = list(branches.values_list("pk", flat=True))
    return _told(with_role([Role.BRANCH_OFFICER], branches=keys) if keys else [])


def _is_industrial(sector):
    codes = NafSector.objects.filter(sector=sector)
    known = codes.filter(
        naf_code__gte=FIRST_INDUSTRIAL_DIVISION,
        naf_code__lt=str(int(LAST_INDUSTRIAL_DIVISION) + 1),
    )
    return known.exists() or not codes.exists()


def mission_officers(request, day):
    """Those of the département."""
    return _told(with_role([Role.MISSION_OFFICER], departments=[request.school.department_id]))


def co_leads(request, day):
    """Those of the committees at work around the school: of its bassin, of all its département
    where the committee names none."""
    around = Committee.objects.around(request.school).active()
    terms = Mandate.objects.running(day).filter(committee__in=around, user__is_active=True)
    people = {term.user_id: term.user for term in terms.select_related("user").order_by("pk")}
    return _told([Address(one.email, one.get_full_name(), one.pk) for one in people.values()])


def _told(people):
    return [Called(tuple(people))] if people else []


AUDIENCES = [companies, networks, branch_officers, mission_officers, co_leads]
