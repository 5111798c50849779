"""R-PF-1, R-PF-6: kinds of placements by diploma, weeks that count, periods of a class."""

import datetime as dt
from uuid import uuid4

import pytest

from directory.calendar import Calendar
from directory.enums import Level
from directory.enums_diplomas import DiplomaKind
from directory.violations import Refused
from placements import rules
from placements.enums import PlacementKind, Source
from placements.models import Campaign, ClassReferent
from placements.rules.presence import WeekTable
from placements.weeks_pfmp import in_words, weeks_of
from placements.workflow.campaigns import set_campaign
from placements.workflow.placements import Found, Hosting, record_found
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.placements.factories import PeriodFactory, PupilFactory

CALENDAR = Calendar({})
USUAL = WeekTable((((540, 720), (810, 990)),) * 5 + ((), ()))


def test_the_diploma_says_the_kind():
    assert rules.kinds_of("", DiplomaKind.CAP) == [PlacementKind.PFMP]
    assert rules.kinds_of("", DiplomaKind.BTS) == [PlacementKind.TECHNOLOGICAL]
    assert rules.kinds_of("") == [PlacementKind.OBSERVATION]
    assert rules.kinds_of("SEGPA")[0] == PlacementKind.INITIATION
    assert not rules.check_level(PlacementKind.PFMP, Level.CAP1, "", DiplomaKind.CAP)
    assert not rules.check_level(PlacementKind.TECHNOLOGICAL, Level.BTS2, "", DiplomaKind.BTS)
    wrong = rules.check_level(PlacementKind.PFMP, Level.BTS1, "", DiplomaKind.BTS)
    assert wrong[0].rule == "R-PF-6"
    unknown = rules.check_level(PlacementKind.PFMP, Level.CAP1)
    assert "diplôme" in unknown[0].message


def test_weeks_leave_the_holidays_out():
    four = weeks_of(dt.date(2027, 1, 11), dt.date(2027, 2, 5), CALENDAR)
    assert (four, in_words(four)) == (4, "4 semaines")
    # 11 November is a public holiday, and counts.
    assert weeks_of(dt.date(2026, 11, 9), dt.date(2026, 11, 13), CALENDAR) == 1
    assert weeks_of(dt.date(2026, 12, 14), dt.date(2027, 1, 8), CALENDAR) == 2
    assert in_words(weeks_of(dt.date(2027, 1, 11), dt.date(2027, 1, 20), CALENDAR)) == (
        "1,6 semaine"
    )


@pytest.fixture
def period(db):
    return PeriodFactory()


def test_a_period_of_a_seconde_pro_may_be_shorter_than_two_weeks(period):
    head = actor_for("head", school=period.school)
    group = period.class_group
    group.level = Level.SECONDE
    group.save()
    days = dt.date(2027, 3, 8), dt.date(2027, 3, 12)
    short = Campaign(
        school=period.school,
        school_year=period.school_year,
        level=Level.SECONDE,
        class_group=group,
        starts_on=days[0],
        ends_on=days[1],
    )
    assert set_campaign(head, short).pk
    group.diploma = None
    group.save()
    with pytest.raises(Refused, match="10 jours"):
        set_campaign(head, short)


def test_a_placement_belongs_to_the_period_it_meets_most(period):
    referent = actor_for("teacher", school=period.school)
    ClassReferent.objects.create(class_group=period.class_group, user=referent.user)
    pupil = PupilFactory(class_group=period.class_group, birth_date=dt.date(2010, 3, 4))
    days = period.starts_on, period.ends_on
    hosting = Hosting(CompanyFactory(), *days, USUAL, {})
    found = Found(pupil, (hosting,), Source.SCHOOL, PlacementKind.PFMP)
    placement = record_found(referent, found, key=uuid4())
    assert (placement.period, placement.kind) == (period, "pfmp")
    with pytest.raises(Refused, match="pas le stage"):
        record_found(
            referent,
            Found(pupil, (hosting,), Source.SCHOOL, PlacementKind.TECHNOLOGICAL),
            key=uuid4(),
        )
