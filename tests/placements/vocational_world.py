"""A pupil of a lycée pro in a period of four weeks, with who follows it and its host."""

import datetime as dt

from accounts.enums import Role
from directory.enums_diplomas import DiplomaKind
from placements.enums import PlacementKind, PlacementState, Source
from placements.models import ClassReferent, LegalGuardian, Placement, Stay
from placements.rules.presence import WeekTable
from placements.workflow.placements import Found, Hosting
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, DiplomaClassFactory, DiplomaFactory
from tests.placements.agreement_world import AgreementWorld
from tests.placements.factories import PeriodFactory, PupilFactory

FIRST, LAST = dt.date(2027, 1, 11), dt.date(2027, 2, 5)
HALVES = ((9 * 60, 12 * 60), (13 * 60, 17 * 60))
WEEK = WeekTable((HALVES,) * 5 + ((), ()))
SIXTEEN = dt.date(2010, 9, 1)
TUTOR = {"tutor_name": "Dounia Faure", "tutor_email": "dounia@meca.test"}


def make_period(kind=DiplomaKind.BAC_PRO, **school):
    group = DiplomaClassFactory(diploma=DiplomaFactory(kind=kind), **school)
    return PeriodFactory(class_group=group)


def make_world(
    *,
    kind=PlacementKind.PFMP,
    born=SIXTEEN,
    company=None,
    state=PlacementState.FOUND,
    period=None,
):
    """The people around one placement, its hours and its tutor known."""
    is_pfmp = kind == PlacementKind.PFMP
    period = period or make_period(DiplomaKind.BAC_PRO if is_pfmp else DiplomaKind.BTS)
    group = period.class_group
    teacher = actor_for(Role.TEACHER, school=group.school)
    ClassReferent.objects.create(class_group=group, user=teacher.user)
    pupil = PupilFactory(
        class_group=group, birth_date=born, first_name="Léo", last_name="Cazals",
        email="leo@famille.test",
    )  # fmt: skip
    LegalGuardian.objects.create(
        pupil=pupil, rank=1, last_name="Cazals", first_name="Anne", email="anne@famille.test"
    )
    company = company or CompanyFactory(name="Usinage du Midi")
    placement = place(pupil, company, kind=kind, state=state, period=period, user=teacher.user)
    return AgreementWorld(
        placement,
        teacher,
        actor_for(Role.HEAD, school=group.school),
        actor_for(Role.COMPANY_REPRESENTATIVE, company=company),
    )


def place(pupil, company, *, first=FIRST, last=LAST, kind=PlacementKind.PFMP,
          state=PlacementState.FOUND, period=None, user=None, **tutor):  # fmt: skip
    """A placement as it is kept, its rules not asked."""
    placement = Placement.objects.create(
        pupil=pupil,
        school=pupil.school,
        class_group=pupil.class_group,
        school_year=pupil.class_group.school_year,
        period=period,
        kind=kind,
        source=Source.SCHOOL,
        state=state,
        level=pupil.class_group.level,
        starts_on=first,
        ends_on=last,
        referent=user,
    )
    Stay.objects.create(
        placement=placement,
        company=company,
        starts_on=first,
        ends_on=last,
        table=[[list(span) for span in ranges] for ranges in WEEK.days],
        **{**TUTOR, **tutor},
    )
    return placement


def found(pupil, company, *, first=FIRST, last=LAST, table=WEEK, kind=PlacementKind.PFMP,
          **tutor):  # fmt: skip
    """What somebody types."""
    hosting = Hosting(company, first, last, table, {**TUTOR, **tutor})
    return Found(pupil, (hosting,), Source.SCHOOL, kind)
