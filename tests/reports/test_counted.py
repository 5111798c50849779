"""What is counted once a day says what a count of the moment says, figure by figure."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.enums import Role
from directory import sql
from directory.models import Department, SchoolYear
from partnerships.enums.contract import ContractState
from partnerships.models import Booking
from placements.models import Placement
from reports import counted, verdicts
from reports.dimensions import DIMENSIONS, PARTNER, TOTAL
from reports.indicators import Ratio
from reports.models import CountedYear, HiddenFigures
from reports.producers import report_of
from reports.report import Report
from reports.tables import cover, tables
from reports.territories import Territory
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory
from tests.directory.factories import ClassGroupFactory, CompanyFactory
from tests.partnerships.factories import (
    CompanyNeedFactory,
    SchoolRequestAnswerFactory,
    SchoolRequestFactory,
)
from tests.placements.factories import CampaignFactory, PlacementFactory, PupilFactory
from tests.reports.factories import DeclarationFactory, DeclaredCountFactory
from tests.reports.world import TEN, TODAY, full_world
from tests.worlds import shared_world

pytestmark = pytest.mark.django_db
TWO = Territory("tout", "Deux académies", departments=("34", "31"))


@shared_world(moment=TEN)
def every_source():
    """Something for every source."""
    world = full_world()
    group = ClassGroupFactory(school=CampaignFactory(school=world.school).school)
    for sex in "FFMMMMMM":
        pupil = PupilFactory(class_group=group)
        PlacementFactory(pupil=pupil, sex=sex, company=CompanyFactory(sector=world.wood))
    PlacementFactory(pupil=PupilFactory(class_group=group), kind="pfmp")
    SchoolRequestAnswerFactory(request=SchoolRequestFactory(school=world.other_school))
    CompanyNeedFactory()
    CommitteeFactory()
    actor_for(Role.RBDE, school=world.school)
    signed = {"state": "signed", "answer": "exact", "signed_at": timezone.now()}
    declaration = DeclarationFactory(school=world.school, **signed)
    DeclaredCountFactory(declaration=declaration)
    return world


@pytest.fixture
def world(every_source, time_machine):
    time_machine.move_to(TEN)
    return every_source


def count(*territories):
    for territory in territories:
        now = timezone.now()
        counts = counted.count(2026, territory.departments, timezone.localdate(now))
        counted.keep(counts, territory.departments, now)


def every_figure(report):
    """{(code, grouping, group): Figure} of all that the report can say."""
    figures = {(one.code, TOTAL, ""): figure for one, figure in report.lines()}
    for theme in report.themes:
        for dimension in DIMENSIONS:
            for key, _, found in report.groups(dimension, theme, every=True):
                figures |= {(one.code, dimension, key): figure for one, figure in found}
    return figures


def same(territory=TWO):
    kept, direct = counted.report_of(2026, territory), Report(2026, territory)
    assert kept.counted_at and not direct.counted_at
    figures = every_figure(direct)
    assert {code for code, _, _ in figures} == set(direct.by_code)
    assert "< 5" in {figure.now for figure in figures.values()}
    return every_figure(kept) == figures


def test_every_figure_is_that_of_a_direct_count(world, django_assert_num_queries):
    count(TWO)
    assert same()
    kept = counted.report_of(2026, TWO)
    assert kept.hiding.decided
    with django_assert_num_queries(1):  # the committees, which only stand today
        kept.lines()
    assert [one.rows for one in tables(counted.report_of(2026, TWO))] == [
        one.rows for one in tables(Report(2026, TWO))
    ]


def test_after_changes_the_next_count_says_the_same_again(world):
    count(TWO)
    world.immersion(ContractState.COMPLETED, school=world.other_school)
    Placement.objects.filter(sex="F").update(state="cancelled", cancel_reason="pupil")
    booking = Booking.objects.filter(company__sector=world.wood).first()
    booking.company.sector = world.metal
    booking.company.save()
    world.school.department = world.herault
    world.school.save()
    assert not same()
    count(TWO)
    assert same()


def test_only_the_territory_that_was_counted(world):
    count(TWO)
    herault = Territory("departement-34", "Hérault", departments=("34",))
    mine = Territory("etablissement", "Mon collège", schools=(world.school.pk,))
    for territory in (herault, mine, Territory("tout", "Partout")):
        assert counted.report_of(2026, territory).counted_at is None
    # The year before the one before was not counted.
    assert counted.report_of(2025, TWO).counted_at is None


def test_a_file_as_of_another_day_is_counted_now(world):
    count(TWO)
    assert counted.report_of(2026, TWO, TODAY).counted_at
    assert counted.report_of(2026, TWO, TODAY + dt.timedelta(days=1)).counted_at is None


def test_the_page_and_the_files_say_when(client, world, settings):
    rectorat = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    settings.REGION_ACADEMIES = ["16", "11"]
    params = {"annee": 2026, "territoire": "tout"}
    region = report_of(rectorat, params).territory
    client.force_login(rectorat.user)
    address = "/rapports/?annee=2026&territoire=tout"
    assert "une fois par jour" not in client.get(address).content.decode()
    count(region)
    world.immersion(ContractState.COMPLETED)
    page = client.get(address).content.decode()
    assert "la dernière fois à 10\u00a0h\u00a000" in page
    assert ("Comptés le", dt.datetime(2027, 3, 1, 10)) in cover(report_of(rectorat, params))


@pytest.mark.django_db(transaction=True)
def test_wide_territories_are_counted_once_a_day(world, monkeypatch, settings):
    settings.REGION_ACADEMIES = ["16", "11"]
    assert counted.wide() == []
    codes = {scope for scope in counted.wide(least=0)}
    region = tuple(sorted(
        Department.objects.filter(academy__in=["11", "16"]).values_list("pk", flat=True)
    ))  # fmt: skip
    assert region in codes and len(codes) == 4  # the country, the region, two académies
    monkeypatch.setattr(counted, "WIDE", 0)
    old = CountedYear.objects.create(
        departments="99", year=2026, counted_at=timezone.now() - dt.timedelta(days=8)
    )
    call_command("count_reports")
    assert not CountedYear.objects.filter(pk=old.pk).exists()
    assert CountedYear.objects.filter(year=2026).count() == 4
    assert counted.refresh() == 0
    assert counted.refresh(timezone.now() + dt.timedelta(days=1)) > 0
    assert same(Territory("tout", "Région", departments=region))


@pytest.fixture
def rings(monkeypatch):
    heard = []
    monkeypatch.setattr(counted.doorbell, "wake", heard.append)
    return heard


@pytest.fixture
def rectorat(world, client, settings):
    settings.REGION_ACADEMIES = ["16", "11"]
    actor = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    client.force_login(actor.user)
    return actor


DECIDED_FIRST = "?annee=2026&territoire=departement-31&theme=stages"
FILES = {"/rapports/telecharger/", "/rapports/detail/fichier/"}


@pytest.mark.parametrize(
    "path",
    [
        "/rapports/",
        "/rapports/telecharger/",
        "/rapports/detail/",
        "/rapports/detail/fichier/",
        "/rapports/publier/",
    ],
)
def test_no_figure_before_it_is_decided_what_is_hidden(client, rectorat, monkeypatch, rings, path):
    monkeypatch.setattr(verdicts, "MANY", 1)
    monkeypatch.setattr(verdicts, "decide", None)  # a page never does
    asked = f"{path}{DECIDED_FIRST}&format=csv&indicateur=placements_girls"
    answers = [client.get(asked) for _ in range(2)]
    assert {one.status_code for one in answers} == {202}
    text = answers[0].content.decode()
    assert "Rapport en préparation" in text and "Stages de filles" not in text
    assert ("hx-trigger" in text) == (path not in FILES)
    assert rings == [counted.TASK]  # once, however many wait
    monkeypatch.undo()
    monkeypatch.setattr(verdicts, "MANY", 1)
    verdicts.keep(verdicts.decide((2026, 2025), TODAY), timezone.now())
    monkeypatch.setattr(verdicts, "decide", None)
    assert client.get(asked).status_code != 202


def test_the_page_that_waited_reads_itself_again(client, rectorat, monkeypatch, rings):
    awaited = {"HX-Request": "true", "HX-Trigger": "attente"}
    address = f"/rapports/{DECIDED_FIRST}"
    monkeypatch.setattr(verdicts, "MANY", 1)
    assert "HX-Refresh" not in client.get(address, headers=awaited).headers
    monkeypatch.setattr(verdicts, "MANY", 300)
    assert client.get(address, headers=awaited)["HX-Refresh"] == "true"
    assert client.get(address).status_code == 200


def test_a_wide_territory_is_not_counted_by_its_page(client, rectorat, monkeypatch, rings):
    """The worker that makes its file does count it; a set of départements that nobody counts
    beforehand is counted at once."""
    monkeypatch.setattr(counted, "WIDE", 0)
    whole = "?annee=2026&territoire=tout"
    assert client.get(f"/rapports/{whole}").status_code == 202
    sent = client.post(f"/rapports/exports/rapport/{whole}", {"format": "csv"})
    assert sent.status_code == 302 and "/rapports/exports/" in sent["Location"]
    monkeypatch.setattr(counted, "_choices", lambda: [("31",)])
    assert counted.report_of(2026, TWO, at_once=True).lines()
    monkeypatch.undo()
    count(report_of(rectorat, {"annee": 2026, "territoire": "tout"}).territory)
    monkeypatch.setattr(counted, "WIDE", 0)
    yesterday = TODAY - dt.timedelta(days=1)
    page = client.get(f"/rapports/{whole}&jour={yesterday}")
    assert page.context["report"].counted_at


def test_the_year_before_the_first_one_is_counted_too(world):
    """The report of the first year asks for both."""
    for years, asked in ((4, [2026, 2024, 2023]), (3, [2026, 2024])):
        SchoolYear.objects.exclude(pk__in=range(2027 - years, 2027)).delete()
        for year in range(2027 - years, 2027):
            SchoolYear.objects.get_or_create(pk=year)
        assert counted._missing(HiddenFigures.objects.all(), TODAY) == asked


def test_every_grouping_says_what_a_plain_count_says(world):
    """Of each source alone, grouping by grouping, in the words of its indicators."""
    report = Report(2026, Territory("departement-31", "Haute-Garonne", departments=("31",)))
    for source in {one.source.code: one.source for one in report.indicators()}.values():
        plain = {}
        for one in report.of_source(source):
            if isinstance(one, Ratio):
                continue
            for dimension, column in [
                (TOTAL, "''::text"),
                *((name, name) for name in report.columns),
            ]:
                plain |= _plainly(report, one, dimension, column, "")
            if source.knows(PARTNER):
                plain |= _plainly(report, one, PARTNER, "p", "CROSS JOIN unnest(partner) AS its(p)")
        counts = {place: count for place, count in report.values(source).items() if count}
        assert counts == plain, source.code


def _plainly(report, one, dimension, column, joined):
    statement = f"""
        SELECT year, {column}, {one.measure} FROM ({one.source.full_sql}) counted {joined}
        WHERE {one.condition} GROUP BY year, {column}
    """
    return {
        (year, dimension, key, one.code): int(count)
        for year, key, count in sql.rows(statement, report.limits)
        if count and key is not None
    }


@pytest.mark.django_db(transaction=True)
def test_what_is_hidden_is_decided_once_a_day_where_there_are_many_schools(world, monkeypatch):
    counted.decide()
    assert not HiddenFigures.objects.exists()
    monkeypatch.setattr(verdicts, "MANY", 1)
    call_command("count_reports")
    first = HiddenFigures.objects.get(year=2026, departments="31")
    report = Report(2026, Territory("departement-31", "31", departments=("31",)))
    hidden = report.hiding.decided
    assert hidden != "to see"
    # The reports of the day only read it.
    monkeypatch.setattr(verdicts, "decide", None)
    assert Report(2026, report.territory).hiding.decided == hidden
    counted.decide()
    monkeypatch.undo()
    monkeypatch.setattr(verdicts, "MANY", 1)
    counted.decide(timezone.now() + dt.timedelta(days=1))
    first.refresh_from_db()
    assert timezone.localdate(first.counted_at) > TODAY
