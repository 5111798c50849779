"""The figures of each week, kept by beat, and the page that reads them."""

import datetime as dt

import pytest
from django.core.management import call_command

from accounts.enums import Role
from directory.models import Academy
from partnerships.enums.contract import ContractState
from reports import trends
from reports.charts import curve
from reports.models import WeeklyFigures
from reports.tasks import keep_week
from reports.territories import Territory, territories_of
from tests.accounts.factories import actor_for
from tests.reports.world import TODAY

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)
URL = "/rapports/au-fil-de-l-annee/"


def test_a_week_is_kept_once_for_every_territory(world):
    keep_week()
    call_command("keep_week")
    rows = {one.territory: one for one in WeeklyFigures.objects.all()}
    known = {"tout": 3, "academie-16": 2, "academie-11": 1, "departement-31": 2,
             "departement-34": 1}  # fmt: skip
    assert {code: rows[code].values["classes"] for code in known} == known
    assert rows["tout"].week == dt.date(2027, 3, 1)


def test_what_was_kept_never_moves_and_the_next_week_says_what_did(world):
    trends.record(TODAY)
    world.immersion(ContractState.COMPLETED)
    assert trends.record(TODAY) == 0
    trends.record(TODAY + WEEK)
    first, second = trends.weeks(2026, "tout", "classes")
    assert (first.now, first.change, second.now, second.change) == (3, None, 4, 1)
    now, before, moved = trends.changes(2026, "tout")
    assert now - before == WEEK and moved["classes"] == (3, 4)
    assert trends.changes(2025, "tout") is None


def test_beside_the_same_week_of_the_year_before(world):
    trends.record(TODAY)
    WeeklyFigures.objects.create(
        school_year=world.year_before, territory="tout", week=dt.date(2026, 3, 2),
        values={"classes": 9},
    )  # fmt: skip
    [week] = trends.weeks(2026, "tout", "classes")
    assert (week.now, week.before) == (3, 9)


def test_the_country_is_kept_beside_the_region_where_there_is_more(world, settings):
    """Under a code of its own: who reads all of it finds its weeks, not those of the region."""
    settings.REGION_ACADEMIES = ["11"]
    trends.record(TODAY)
    rows = {one.territory: one.values["classes"] for one in WeeklyFigures.objects.all()}
    known = {"france": 3, "tout": 1, "academie-16": 2, "academie-11": 1, "departement-31": 2}
    assert {code: rows[code] for code in known} == known
    everything = trends.readable(territories_of(actor_for(Role.ADMINISTRATOR)))
    assert everything[0].code == "france"
    settings.REGION_ACADEMIES = list(Academy.objects.values_list("pk", flat=True))
    assert trends.readable(territories_of(actor_for(Role.ADMINISTRATOR)))[0].code == "tout"


def test_a_part_of_an_academy_was_never_counted(world):
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=world.herault)
    assert [one.code for one in trends.readable(territories_of(supervisor))] == ["departement-34"]
    part = [Territory("academie-11", "Académie de Montpellier", departments=("34",))]
    assert trends.readable(part) == []


def test_the_page(client, world):
    trends.record(TODAY)
    trends.record(TODAY + WEEK)
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=world.herault)
    client.force_login(supervisor.user)
    page = client.get(f"{URL}?indicateur=classes&annee=2026").content.decode()
    assert "Semaine du" in page and "<polyline" in page and "Aucun chiffre n’a changé" in page
    assert "Aucune semaine" in client.get(f"{URL}?annee=2025").content.decode()
    for query in ("territoire=tout", "territoire=departement-31", "indicateur=x", "annee=1999"):
        assert client.get(f"{URL}?{query}").status_code == 404
    client.force_login(actor_for(Role.HEAD, school=world.school).user)
    assert client.get(URL).status_code == 403


def test_a_curve_needs_two_numbers():
    day = dt.date(2026, 9, 7)
    assert curve("", [(day, 3), (day + WEEK, "< 5"), (day + WEEK, None)]) is None
    drawn = curve("", [(day, 0), (day + WEEK, 5), (day + 2 * WEEK, 10)])
    assert drawn.points == "60,220 320,120 580,20"
