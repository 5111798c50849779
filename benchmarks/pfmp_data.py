"""A lycée professionnel of 25 classes, 600 pupils and 3 periods: the data of its board."""

import datetime as dt
import itertools
from functools import cache

from django.utils import timezone

from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment, User
from directory.calendar import Calendar
from directory.enums import Level, SchoolKind, SchoolStatus
from directory.enums_diplomas import DiplomaKind
from directory.models import ClassGroup, Company, Diploma, School
from directory.years import current_year
from placements.models import Campaign, Placement, Pupil, Stay
from placements.workflow.pfmp_bulk import Given

UAI, OFFICE = "0319997V", "banc.pfmp@demo.example"
CLASSES, PUPILS, PERIODS, LENGTH = 25, 24, 3, dt.timedelta(days=25)
HOSTS = 60
TABLE = [[[540, 720], [810, 990]]] * 5 + [[], []]


def lycee():
    """The school with its classes, periods, pupils and two thirds of their placements, made
    once."""
    year = current_year()
    school, is_new = School.objects.get_or_create(
        uai=UAI,
        defaults={
            "name": "Lycée du banc",
            "kind": SchoolKind.LYCEE_PRO,
            "sector_kind": SchoolStatus.PUBLIC,
            "department_id": "31",
            "source": "banc",
        },
    )
    if not is_new:
        return school
    diploma, _ = Diploma.objects.get_or_create(
        code="BANC",
        defaults={
            "label": "Bac pro du banc",
            "kind": DiplomaKind.BAC_PRO,
            "years": 3,
            "min_weeks": 18,
            "max_weeks": 22,
        },
    )
    facts = {"school": school, "school_year": year, "level": Level.PREMIERE, "diploma": diploma}
    for number in range(CLASSES):
        _fill(ClassGroup.objects.create(name=f"1re {number:02}", **facts))
    return school


def _fill(group):
    periods = Campaign.objects.bulk_create(
        Campaign(
            school=group.school,
            school_year=group.school_year,
            level=group.level,
            class_group=group,
            starts_on=start,
            ends_on=start + LENGTH,
            label=f"PFMP {rank + 1}",
        )
        for rank, start in enumerate(_starts(group.school_year.start_year))
    )
    pupils = Pupil.objects.bulk_create(
        Pupil(
            school=group.school,
            class_group=group,
            last_name=f"Nom{number:02}",
            first_name="Camille",
            birth_date=dt.date(2010, 1, 1),
        )
        for number in range(PUPILS)
    )
    pairs = list(itertools.product(pupils, periods[:2]))
    placements = Placement.objects.bulk_create(_placement(*pair) for pair in pairs)
    hosts = _hosts()
    Stay.objects.bulk_create(
        Stay(
            placement=row,
            company=hosts[number % len(hosts)],
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            table=TABLE,
        )
        for number, row in enumerate(placements)
    )


@cache
def _starts(year):
    """Mondays of periods that begin and end on days of class, twelve weeks apart at least."""
    calendar, found, day = Calendar(), [], dt.date(year, 9, 7)
    while len(found) < PERIODS:
        monday = day - dt.timedelta(days=day.weekday())
        if calendar.is_school_day(monday) and calendar.is_school_day(monday + LENGTH):
            found.append(monday)
            day += dt.timedelta(weeks=11)
        day += dt.timedelta(weeks=1)
    return found


def _hosts():
    rows = Company.objects.filter(source="banc-pfmp")
    if not rows.exists():
        Company.objects.bulk_create(
            Company(
                name=f"Atelier {number:02}",
                no_siret_reason="Banc d’essai",
                postcode="31000",
                city="Toulouse",
                department_id="31",
                source="banc-pfmp",
            )
            for number in range(HOSTS)
        )
    return list(rows.order_by("pk"))


def _placement(pupil, period):
    return Placement(
        pupil=pupil,
        school=pupil.school,
        class_group=pupil.class_group,
        school_year=period.school_year,
        period=period,
        kind="pfmp",
        source="school",
        state="signed",
        level=period.level,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
    )


def gifts(school):
    """A host for each of the 600 pupils in the last period, which is empty: [Given]."""
    groups = ClassGroup.objects.filter(school=school).select_related("diploma", "school_year")
    last = {}
    for period in Campaign.objects.filter(class_group__in=groups).order_by("starts_on"):
        last[period.class_group_id] = period
    pupils = Pupil.objects.filter(class_group__in=groups).order_by("pk")
    rows = pupils.select_related("class_group__diploma", "class_group__school_year", "school")
    hosts = itertools.cycle(_hosts())
    return [Given(row, last[row.class_group_id], next(hosts)) for row in rows]


def office(school):
    """The RBDE of the school: a person."""
    user = User.objects.filter(email=OFFICE).first() or User.objects.create_user(OFFICE)
    assignment, _ = RoleAssignment.objects.get_or_create(
        user=user,
        role=Role.RBDE,
        defaults={"state": RoleState.VALIDATED, "validated_at": timezone.now()},
    )
    assignment.schools.add(school)
    return user
