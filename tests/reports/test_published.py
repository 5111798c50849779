"""Published reports: the same figures for ever, versions with what changed (DOMAIN §7)."""

import datetime as dt
import io
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from partnerships.enums.contract import ContractState
from partnerships.models import Booking
from reports import changes, frozen
from reports.dimensions import DEPARTMENT
from reports.indicators import INDICATORS, Theme
from reports.maps import tile_map
from reports.models import PublishedReport
from reports.report import Report
from reports.tables import cover, definitions, long_rows, tables
from reports.territories import ALL, Territory
from reports.workflow import published as workflow
from tests.accounts.factories import actor_for
from tests.clee.factories import ActionFactory
from tests.directory.factories import AcademyFactory, DepartmentFactory

pytestmark = pytest.mark.django_db
EVERYWHERE = Territory(ALL, "Tout mon territoire")
PAGE = "/rapports/publier/"


@pytest.fixture
def rectorat(world):
    academies = [AcademyFactory(), AcademyFactory(code="11")]
    return actor_for(Role.EDUCATION_AUTHORITY, academies=academies)


def report():
    return Report(2026, EVERYWHERE)


def test_what_is_frozen_says_the_same_and_reads_no_figure(
    rectorat, django_assert_num_queries, settings
):
    live = report()
    kept = workflow.content(workflow.publish(rectorat, live))
    settings.PROGRAM_VERSION, counted_by = "99", settings.PROGRAM_VERSION
    with django_assert_num_queries(0):
        again = frozen.load(kept)
        assert [table.rows for table in tables(again)] == [table.rows for table in tables(live)]
        assert long_rows(again) == long_rows(live)
        assert definitions(again).rows == definitions(live).rows
        assert cover(again) == cover(live)
        assert ("Programme", f"Passerelle {counted_by}") in cover(again)
    Booking.objects.update(girls=1)
    assert long_rows(frozen.load(kept)) == long_rows(again)


def test_the_map_of_a_version_is_of_its_territory(rectorat, world):
    DepartmentFactory(code="75")
    places = Territory("tout", "Deux départements", departments=("31", "34"))
    kept = workflow.content(workflow.publish(rectorat, Report(2026, places)))
    drawn = tile_map(frozen.load(kept), Theme.IMMERSIONS)
    assert [tile.code for tile in drawn.tiles] == ["31", "34"]


def test_a_version_says_why_and_what_changed(rectorat, world):
    first = workflow.publish(rectorat, report())
    with pytest.raises(Refused, match="Dites ce qui change"):
        workflow.publish(rectorat, report())
    with pytest.raises(Refused, match="Aucun chiffre ni aucun mot n’a changé"):
        workflow.publish(rectorat, report(), "Encore")
    world.immersion(ContractState.COMPLETED)
    second = workflow.publish(rectorat, report(), "Une classe oubliée")
    assert (first.version, second.version) == (1, 2)
    moved = changes.figures(workflow.read(first), workflow.read(second))
    classes = [
        (one.year, one.before, one.now, one.difference)
        for one in moved
        if one.grouping == "ensemble" and one.indicator == "Classes en entreprise"
    ]
    assert classes == [("2026-2027", 3, 4, 1)]
    words = JournalEntry.objects.filter(verb__startswith="a publié").values_list(
        "reason", flat=True
    )
    assert sorted(words) == ["", "Une classe oubliée"]


def test_the_page_lists_what_changed_theme_by_theme(client, rectorat, world):
    workflow.publish(rectorat, report())
    world.immersion(ContractState.COMPLETED)
    made = workflow.publish(rectorat, report(), "Une classe oubliée")
    client.force_login(rectorat.user)
    context = client.get(f"{made.subject.get_absolute_url()}?theme=immersions").context
    shown = [
        (one.group, one.before, one.now)
        for one in context["changes"]
        if one.indicator == "Classes en entreprise"
    ]
    assert ("", 3, 4) in shown and ("Haute-Garonne (31)", 2, 3) in shown
    page = client.get(f"{made.subject.get_absolute_url()}?theme=immersions").content.decode()
    assert "<summary>Par département (" in page and "<summary>Par ensemble" not in page
    others = {one.value: count for one, count in context["changed_themes"]}
    assert others["partenariats"] and "immersions" not in others
    page = client.get(f"{made.subject.get_absolute_url()}?theme=reseau")
    assert not page.context["changes"] and "Aucun chiffre de ce thème" in page.content.decode()


def test_a_departement_that_is_renamed_keeps_its_figures(client, rectorat, world):
    workflow.publish(rectorat, report())
    world.haute_garonne.name = "Garonne"
    world.haute_garonne.save()
    made = workflow.publish(rectorat, report(), "Nouveau nom")
    old, new = map(workflow.read, made.subject.versions[::-1])
    assert changes.figures(old, new) == []
    renamed = ("Nom (département)", "Haute-Garonne (31)", "Garonne (31)")
    assert [(one.what, one.before, one.now) for one in changes.words(old, new)] == [renamed]
    client.force_login(rectorat.user)
    page = client.get(made.subject.get_absolute_url()).content.decode()
    assert "Haute-Garonne (31)</td>" in page and "Chiffres changés" not in page


def test_two_groups_of_one_name_stay_two(rectorat, world):
    before = frozen.load(frozen.dump(report()))
    before.names[DEPARTMENT]["31"] = before.names[DEPARTMENT]["34"] = "Garonne"
    world.immersion(ContractState.COMPLETED)
    world.immersion(ContractState.COMPLETED, school=world.other_school)
    after = report()
    after.names[DEPARTMENT] |= dict(before.names[DEPARTMENT])
    classes = [
        (one.group, one.before, one.now)
        for one in changes.figures(before, after)
        if (one.grouping, one.indicator) == ("département", "Classes en entreprise")
    ]
    assert classes == [("Garonne", 2, 3), ("Garonne", 1, 2)]


def test_what_changes_of_the_year_before_of_definitions_and_of_actions_is_news(rectorat, world):
    first = workflow.publish(rectorat, report())
    world.immersion(ContractState.COMPLETED, year=world.year_before, starts_on=dt.date(2026, 1, 19))
    second = workflow.publish(rectorat, report(), "L’an dernier, une classe oubliée")
    moved = changes.figures(workflow.read(first), workflow.read(second))
    assert {one.year for one in moved} == {"2025-2026"}
    knows = [
        replace(one, rule="Chacune une fois.") if one.code == "classes" else one
        for one in INDICATORS
        if one.code != "visits"
    ]
    third = workflow.publish(rectorat, Report(2026, EVERYWHERE, knows=knows), "Règle")
    said = changes.words(workflow.read(second), workflow.read(third))
    assert [(one.what, one.now) for one in said] == [
        ("Règle de comptage", "Chacune une fois."), ("Indicateur", "")
    ]  # fmt: skip
    ActionFactory(school_year=world.year, state="done")
    fourth = workflow.publish(rectorat, Report(2026, EVERYWHERE, knows=knows), "Une action")
    [action] = [
        one
        for one in changes.figures(workflow.read(third), workflow.read(fourth))
        if one.grouping == "type d’action"
    ]
    assert (action.before, action.now, action.theme) == (0, 1, Theme.NETWORK)


def test_a_version_of_an_older_program_is_compared_too(rectorat, world):
    kept = workflow.content(workflow.publish(rectorat, report()))
    for name in ("program", "hidden", "wholes"):
        del kept[name]
    for one in kept["indicators"]:
        one.pop("open_family", None)
    del kept["territory"]["departments"], kept["names"]["audience"]
    world.immersion(ContractState.COMPLETED)
    moved = changes.figures(frozen.load(kept), report())
    classes = [(one.grouping, one.before, one.now) for one in moved if
               one.indicator == "Classes en entreprise"]  # fmt: skip
    assert ("ensemble", 3, 4) in classes and ("département", 2, 3) in classes


@pytest.mark.parametrize("role", [Role.DEPARTMENT_SUPERVISOR, Role.HEAD, Role.BRANCH_OFFICER])
def test_the_rectorat_alone_publishes(client, world, role):
    with pytest.raises(Refused, match="Seul le rectorat"):
        workflow.publish(actor_for(role), report())
    client.force_login(actor_for(role).user)
    assert client.post(PAGE, {}).status_code == 403


def test_an_empty_year_is_not_published(rectorat):
    with pytest.raises(Refused, match="aucune donnée"):
        workflow.publish(rectorat, Report(2031, EVERYWHERE))


def test_the_pages(client, rectorat, world):
    client.force_login(rectorat.user)
    assert "Aucun rapport n’est encore publié" in client.get("/rapports/publies/").content.decode()
    assert "Classes en entreprise" in client.get(PAGE).content.decode()
    answer = client.post(PAGE, {})
    published = PublishedReport.objects.get()
    assert answer.url == published.get_absolute_url()
    assert "Dites ce qui change" in client.post(PAGE, {}).content.decode()
    world.immersion(ContractState.COMPLETED)
    client.post(PAGE, {"note": "Une classe oubliée"})
    page = client.get(answer.url).content.decode()
    assert "Une classe oubliée" in page and "Version 2" in page and "Ce qui a changé" in page
    assert "/rapports/detail/" not in page
    before = client.get(f"{answer.url}?version=1&theme={Theme.PARTNERS.value}").content.decode()
    assert "Version 1" in before and "Ce qui a changé" not in before
    assert "Partenariats et entreprises" in before
    for query in ("version=9", "version=x", "theme=rien"):
        assert client.get(f"{answer.url}?{query}").status_code == 404
    head = actor_for(Role.HEAD, school=world.school)
    client.force_login(head.user)
    assert "Région académique Occitanie" in client.get("/rapports/publies/").content.decode()
    assert client.get(answer.url).status_code == 200
    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get(answer.url).status_code == 403


def test_the_file_of_a_version_holds_its_figures(client, rectorat, world):
    client.force_login(rectorat.user)
    version = workflow.publish(rectorat, report())
    kept = tables(workflow.read(version))[0]
    world.immersion(ContractState.COMPLETED)
    url = f"{version.subject.get_absolute_url()}telecharger/"
    answer = client.get(f"{url}?version=1&format=xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_name("Ensemble").to_python()
    assert rows[1][:4] == kept.rows[0][:4] == ["Immersions et visites", "Classes en entreprise",
                                               "classes", 3]  # fmt: skip
    assert JournalEntry.objects.filter(verb="a téléchargé un rapport publié").count() == 1
    assert client.get(f"{url}?format=exe").status_code == 404
