"""Two school years, two académies: immersions in every state, with known counts."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

from directory.enums import YearState
from partnerships.enums import BookingState
from partnerships.enums.contract import COVERED_STATES, ContractKind, ContractState
from partnerships.models import Contract
from tests.directory.factories import (
    AcademyFactory,
    BranchOrganisationFactory,
    ClassGroupFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
    SchoolYearFactory,
    SectorFactory,
)
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

TODAY = dt.date(2027, 3, 1)
TEN = dt.datetime.combine(TODAY, dt.time(10), ZoneInfo("Europe/Paris"))
JANUARY = dt.date(2027, 1, 11)
APRIL = dt.date(2027, 4, 5)


def full_world():
    """Haute-Garonne: two classes done (48 pupils) in one company, one uncovered, one to come,
    one cancelled; Hérault: one done (20 pupils, wood). The year before: one done."""
    world = ReportWorld()
    host = CompanyFactory(sector=world.metal)
    world.immersion(ContractState.COMPLETED, company=host)
    world.immersion(ContractState.SIGNED, company=host, starts_on=JANUARY + dt.timedelta(weeks=1))
    world.immersion(ContractState.UNCOVERED)
    world.immersion(ContractState.IN_SIGNATURE, starts_on=APRIL)
    world.immersion(ContractState.CANCELLED)
    world.immersion(ContractState.COMPLETED, kind=ContractKind.ORDINARY)
    world.immersion(
        ContractState.COMPLETED,
        school=world.other_school,
        company=CompanyFactory(sector=world.wood, department=world.herault),
        girls=5,
        boys=15,
        unspecified=0,
    )
    world.immersion(
        ContractState.COMPLETED,
        year=world.year_before,
        starts_on=dt.date(2026, 1, 12),
        girls=10,
        boys=10,
        unspecified=0,
    )
    return world


class ReportWorld:
    """`immersion(…)` adds one class; the rest are its places."""

    def __init__(self):
        montpellier = AcademyFactory(code="11", name="Montpellier")
        self.haute_garonne = DepartmentFactory()
        self.herault = DepartmentFactory(code="34", name="Hérault", academy=montpellier)
        self.metal = SectorFactory()
        self.wood = SectorFactory(code="s2", label="=Bois; et ameublement")
        self.school = SchoolFactory(department=self.haute_garonne)
        self.other_school = SchoolFactory(department=self.herault)
        self.year = SchoolYearFactory()
        self.year_before = SchoolYearFactory(start_year=2025, state=YearState.CLOSED)

    def immersion(
        self,
        contract_state,
        *,
        school=None,
        company=None,
        kind=ContractKind.CLASS_IMMERSION,
        year=None,
        starts_on=JANUARY,
        booking_state=None,
        **counts,
    ):
        school, year = school or self.school, year or self.year
        company = company or CompanyFactory(sector=self.metal, department=school.department)
        slot = SlotFactory(
            offer=OfferFactory(
                host_company=company, department=company.department, sector=company.sector
            ),
            school_year=year,
            starts_on=starts_on,
        )
        state = booking_state or BookingState.ACCEPTED
        if contract_state == ContractState.CANCELLED:
            state = BookingState.CANCELLED
        group = ClassGroupFactory(school=school, school_year=year)
        booking = BookingFactory(
            slot=slot, class_group=group, school_year=year, state=state, **counts
        )
        is_covered = contract_state in COVERED_STATES
        Contract.objects.create(
            booking=booking,
            school_year=year,
            kind=kind,
            state=contract_state,
            signed_at=timezone.now() if is_covered else None,
            branch=BranchOrganisationFactory(),
        )
        return booking
