"""What the year's figures count, and what they never count (R-CEE-8, DOMAIN §7)."""

import datetime as dt

import pytest
from django.utils import timezone

from documents.models import Questionnaire, QuestionnaireAnswer
from partnerships.enums import OfferKind, OfferState, SlotState
from partnerships.enums.contract import ContractState
from partnerships.enums.on_the_day import Provider
from partnerships.models import Attendance, Booking
from reports.details import LISTINGS
from reports.dimensions import ACADEMY, DEPARTMENT, SECTOR
from reports.indicators import BY_CODE, INDICATORS, Indicator, Theme
from reports.report import Report, rows_behind
from reports.territories import ALL, Territory
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory
from tests.reports.world import JANUARY, TODAY, ReportWorld

pytestmark = pytest.mark.django_db
EVERYWHERE = Territory(ALL, "Partout")


def report(territory=EVERYWHERE, year=2026):
    return Report(year, territory, today=TODAY)


def pair(found, code, *group):
    figure = found.figure(code, *group)
    return figure.now, figure.before


def test_the_year_s_figures_against_the_year_before(figures):
    found = report()
    assert pair(found, "classes") == (3, 1)
    assert pair(found, "pupils") == (68, 20)
    assert pair(found, "girls") == (29, 10)
    assert pair(found, "boys") == (37, 10)
    assert pair(found, "unspecified") == (2, 0)
    assert pair(found, "companies") == (2, 1)
    assert pair(found, "teachers") == (3, 1)
    assert pair(found, "schools") == (2, 1)
    assert pair(found, "planned") == (1, 0)
    assert pair(found, "uncovered") == (1, 0)
    assert pair(found, "cancelled") == (1, 0)
    assert pair(found, "ordinary") == (1, 0)
    assert found.figure("pupils").difference == 48


def test_of_how_many_classes_the_numbers_were_taken_on_the_day():
    """Present where attendance was taken, signed elsewhere, said; adults apart (DOMAIN §7)."""
    world = ReportWorld()
    signed = world.immersion(ContractState.COMPLETED, girls=10, boys=10, unspecified=0, adults=2)
    counted = world.immersion(
        ContractState.COMPLETED, starts_on=JANUARY + dt.timedelta(weeks=1), girls=12, boys=12,
        unspecified=0, adults=2,
    )  # fmt: skip
    Attendance.objects.create(
        booking=counted, day=counted.starts_on, side="guest", girls=11, boys=9, adults=3,
        taken_at=timezone.now(), taken_by="Mme Martin",
    )  # fmt: skip
    codes = ("classes", "classes_counted", "classes_counted_rate", "pupils", "class_adults")
    assert [pair(report(), code)[0] for code in codes] == [2, 1, 50, 40, 5]
    [one] = Booking.objects.filter(pk__in=rows_behind(report(), "classes_counted"))
    assert one == counted != signed


@pytest.mark.parametrize(
    "state",
    [s for s in ContractState if s not in (ContractState.SIGNED, ContractState.COMPLETED)],
)
def test_r_cee_8_nothing_but_a_covered_immersion_counts_as_done(state):
    ReportWorld().immersion(state)
    assert pair(report(), "classes") == (0, 0)
    assert pair(report(), "pupils") == (0, 0)


def test_an_immersion_counts_from_the_day_after_its_last_day():
    booking = ReportWorld().immersion(ContractState.SIGNED)
    assert Report(2026, EVERYWHERE, today=booking.ends_on).figure("classes").now == 0
    after = booking.ends_on.replace(day=booking.ends_on.day + 1)
    assert Report(2026, EVERYWHERE, today=after).figure("classes").now == 1


def test_by_academie_departement_and_sector(figures):
    found = report()
    assert found.keys(ACADEMY, Theme.IMMERSIONS) == ["11", "16"]
    assert pair(found, "classes", ACADEMY, "16") == (2, 1)
    assert pair(found, "pupils", DEPARTMENT, "34") == (20, 0)
    assert pair(found, "companies", DEPARTMENT, "31") == (1, 1)
    assert pair(found, "classes", SECTOR, figures.wood.pk) == (1, 0)
    assert pair(found, "classes", SECTOR, figures.metal.pk) == (2, 1)


def test_groups_add_up_to_the_total_for_what_can_be_added(figures):
    found = report()
    for code in ("classes", "pupils", "girls", "seats_offered", "seats_filled"):
        for dimension in (ACADEMY, DEPARTMENT, SECTOR):
            values = [
                pair(found, code, dimension, key) for key in found.keys(dimension, Theme.IMMERSIONS)
            ]
            assert tuple(map(sum, zip(*values, strict=True))) == pair(found, code)


def test_a_territory_limits_every_figure(figures):
    herault = Territory("d", "Hérault", departments=("34",))
    mine = Territory("s", "Mon collège", schools=(figures.school.pk,))
    assert pair(report(herault), "classes") == (1, 0)
    assert pair(report(herault), "seats_offered") == (30, 0)
    assert pair(report(mine), "classes") == (2, 1)
    assert "seats_offered" not in {one.code for one in report(mine).indicators()}


def test_seats_offered_and_filled_leave_out_what_was_withdrawn_or_never_published(figures):
    before = pair(report(), "seats_offered")
    assert pair(report(), "seats_filled")[0] == 24 * 5 + 20
    SlotFactory(state=SlotState.CANCELLED)
    SlotFactory(offer=OfferFactory(state=OfferState.DRAFT, published_at=None))
    assert pair(report(), "seats_offered") == before
    BookingFactory()
    assert pair(report(), "seats_filled")[0] == 24 * 5 + 20


def test_rate_is_none_when_nothing_was_offered():
    world = ReportWorld()
    assert pair(report(), "seats_rate") == (None, None)
    world.immersion(ContractState.COMPLETED)
    assert pair(report(), "seats_rate") == (80, None)


def test_visits_and_staff_are_counted_apart():
    for kind, counts in ((OfferKind.VISIT, {}), (OfferKind.TEACHER_IMMERSION, {"adults": 3})):
        slot = SlotFactory(offer=OfferFactory(kind=kind))
        booking = BookingFactory(slot=slot, state="accepted", **counts)
    Booking.objects.filter(pk=booking.pk).update(provider=Provider.CMQ)
    days = (booking.ends_on - booking.starts_on).days + 1
    assert pair(report(), "visits") == (1, 0)
    assert pair(report(), "staff") == pair(report(), "staff_cmq") == (3, 0)
    assert pair(report(), "staff_days") == (3 * days, 0) and days > 1
    assert pair(report(), "staff_eafc") == pair(report(), "classes") == (0, 0)


def test_opinions_of_both_sides_that_were_given():
    booking = BookingFactory(state="accepted")
    for function, mark in (("host", 5), ("guest", 3), ("other", 4), ("silent", None)):
        kind = f"evaluation.{function}"
        questions = [{"code": "satisfaction", "type": "scale", "text": "Satisfait ?"}]
        QuestionnaireAnswer.objects.create(
            questionnaire=Questionnaire.objects.create(
                kind=kind, version=1, title="Avis", questions=questions
            ),
            subject=booking,
            function=function,
            email=f"{function}@example.test",
            answers={} if mark is None else {"satisfaction": mark},
            asked_at=timezone.now(),
            answered_at=mark and timezone.now(),
            closes_on=TODAY,
        )
    codes = ("opinions", "opinions_satisfied", "opinions_rate")
    assert [report().figure(code).now for code in codes] == [3, 2, 67]


def test_the_rows_behind_each_figure_are_as_many_as_it_says(figures):
    found = report()
    for indicator in INDICATORS:
        if isinstance(indicator, Indicator) and indicator.measure == "count(*)":
            behind = rows_behind(found, indicator.code)
            counted = LISTINGS[indicator.source.code].counted(behind)
            assert counted == found.figure(indicator.code).now, indicator.code
    of_herault = rows_behind(found, "classes", DEPARTMENT, "34")
    assert Booking.objects.get(pk__in=of_herault).school.department_id == "34"


def test_a_year_without_data_says_so(figures):
    assert report(year=2030).is_empty()
    assert not report().is_empty()
    assert pair(report(year=2030), "classes") == (0, 0)


def test_one_statement_for_each_source(django_assert_num_queries, figures):
    found = report()
    sources = {one.source.code for one in INDICATORS}
    # What is hidden is decided apart, over all territories.
    assert found.hiding.decided is not None
    with django_assert_num_queries(len(sources)):
        found.lines()
        found.lines()


def test_every_indicator_is_explained():
    assert len(BY_CODE) == len(INDICATORS)
    for one in INDICATORS:
        assert all([one.label, one.unit, one.definition, one.rule, one.source.label])
