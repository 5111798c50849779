"""What the report groups by: schools one by one, sections of the NAF, committees; shares; and
numbers that no sum gives back."""

import csv
import datetime as dt
import io

import pytest

from accounts.enums import Role
from directory.enums import NafNomenclature, SpecialKind
from directory.violations import Refused
from events.models import Edition, Event
from partnerships.enums.contract import ContractState
from partnerships.models import Booking
from reports import frozen, open_data
from reports.charts import bars
from reports.details import asked_rows
from reports.dimensions import AUDIENCE, BASIN, COMMITTEE, DEPARTMENT, NAF, PARTNER, SCHEME, SCHOOL
from reports.exports import export
from reports.indicators import Theme
from reports.report import Report
from reports.territories import ALL, Territory
from tests.accounts.factories import actor_for
from tests.clee.factories import ActionFactory, CommitteeFactory
from tests.directory.factories import (
    AcademyFactory,
    ClassGroupFactory,
    CompanyFactory,
    DepartmentFactory,
    MunicipalityFactory,
    SchoolFactory,
    TrainingBasinFactory,
)
from tests.events.cup_world import make_world
from tests.events.factories import EventFactory
from tests.partnerships.factories import CompanyNeedFactory, OfferFactory, SlotFactory
from tests.placements.factories import CampaignFactory, PlacementFactory, PupilFactory
from tests.reports.factories import DeclarationFactory, DeclaredCountFactory
from tests.reports.test_themes import partnership
from tests.reports.world import TODAY

pytestmark = pytest.mark.django_db
EVERYWHERE = Territory(ALL, "Partout")
HAUTE_GARONNE = Territory("departement-31", "Haute-Garonne", departments=("31",))


def report(territory=EVERYWHERE):
    return Report(2026, territory, TODAY)


def placed(school, sexes, **values):
    group = ClassGroupFactory(school=school)
    for sex in sexes:
        PlacementFactory(pupil=PupilFactory(class_group=group), sex=sex, **values)


def by(dimension, code, found=None):
    found = found or report()
    groups = found.groups(dimension, found.by_code[code].theme, every=True)
    return {
        name: figure.now
        for _, name, figures in groups
        for one, figure in figures
        if one.code == code and figure.now not in (0, None)
    }


def test_school_by_school_in_one_departement(world):
    world.immersion(ContractState.COMPLETED, school=SchoolFactory(department=world.haute_garonne))
    found = report(HAUTE_GARONNE)
    name = f"{world.school} – {world.school.uai}"
    counts = by(SCHOOL, "classes", found)
    assert counts[name] == 2 and sum(counts.values()) == found.figure("classes").now == 3
    assert name in export(found, "csv").decode()
    behind = asked_rows(found, "classes", SCHOOL, str(world.school.pk))
    assert world.school.name in behind.title
    head = actor_for(Role.HEAD, school=world.school)
    assert behind.listing.rows(head, behind.keys).count() == 2
    # Not of a wider territory: thousands of lines; the host's places are of no school.
    assert not by(SCHOOL, "classes") and not by(SCHOOL, "seats_offered", found)


def test_one_departement_is_drawn_by_type_of_school(world):
    lycee = SchoolFactory(department=world.haute_garonne, kind="lycee_pro")
    world.immersion(ContractState.COMPLETED, school=lycee)
    drawn = bars(report(HAUTE_GARONNE), Theme.IMMERSIONS)
    assert drawn.by == "type d’établissement"
    assert [value for _, value, _ in drawn.bars] == [2, 1]
    assert bars(report(), Theme.IMMERSIONS).by == "département"


def test_the_pupils_of_a_school_are_hidden_from_who_reads_its_departement(world):
    placed(world.school, "FFFFFFMMMMMM")
    placed(SchoolFactory(department=world.haute_garonne), "FFFFFFMMMMMM")
    found = report(HAUTE_GARONNE)
    assert set(by(SCHOOL, "placements_girls", found).values()) == {"< 5"}
    assert set(by(SCHOOL, "placements", found).values()) == {12}
    with pytest.raises(Refused, match="masqué"):
        asked_rows(found, "placements_girls", SCHOOL, str(world.school.pk))
    assert "établissement" not in {
        one["regroupement"] for one in open_data.rows(report(HAUTE_GARONNE), 1)
    }


def test_few_girls_of_the_classes_of_a_departement_are_hidden_with_what_would_tell_them(world):
    lot = SchoolFactory(department=DepartmentFactory(code="46", name="Lot"))
    world.immersion(ContractState.COMPLETED, school=lot, girls=3, boys=17, unspecified=0)
    found = report()
    for code in ("girls", "boys"):
        assert {found.figure(code, DEPARTMENT, key).now for key in ("46", "34")} == {"< 5"}
        assert isinstance(found.figure(code).now, int)
    assert found.figure("pupils", DEPARTMENT, "46").now == 20
    again = frozen.load(frozen.dump(found))
    assert again.figure("girls", DEPARTMENT, "46").now == "< 5"
    with pytest.raises(Refused, match="masqué"):
        asked_rows(found, "girls", DEPARTMENT, "46")
    rows = csv.reader(io.StringIO(export(found, "csv").decode("utf-8-sig")), delimiter=";")
    assert [row[9] for row in rows if row[4:6] == ["Lot (46)", "girls"]] == ["< 5"]


def test_few_pupils_of_an_audience_in_classes_are_hidden(world):
    """Two of ULIS, six of SEGPA of which a girl: neither how many, nor their sex."""
    for kind, girls, boys, unknown in (("ULIS", 0, 0, 2), ("SEGPA", 1, 5, 0)):
        booking = world.immersion(
            ContractState.COMPLETED, girls=girls, boys=boys, unspecified=unknown
        )
        booking.class_group.special_kind = kind
        booking.class_group.save()
    found = report(HAUTE_GARONNE)
    for kind in SpecialKind.ULIS, SpecialKind.SEGPA:
        for code in ("pupils", "girls", "boys", "unspecified"):
            assert found.figure(code, AUDIENCE, kind).now == "< 5"
        assert found.figure("classes", AUDIENCE, kind).now == 1
    assert found.figure("pupils").now == 56


def test_sections_of_the_naf_say_their_nomenclature(world):
    """Computing is J in rev. 2 and K in 2025; a host without a code is in no section."""
    for code, nomenclature in (("62.01Z", "NAFRev2"), ("62.10Y", "NAF2025"), ("", "")):
        host = CompanyFactory(naf_code=code, naf_nomenclature=nomenclature)
        world.immersion(ContractState.COMPLETED, company=host)
    assert by(NAF, "classes") == {
        "C – Industrie manufacturière (NAF rév. 2)": 3,
        "J – Information et communication (NAF rév. 2)": 1,
        "K – Télécommunications, programmation, conseil et infrastructures informatiques"
        " (NAF 2025)": 1,
    }
    key = f"{NafNomenclature.NAF25}-K"
    behind = asked_rows(report(), "classes", NAF, key)
    assert behind.listing.counted(behind.keys) == 1 and "NAF 2025" in behind.title
    # Offered as well as filled.
    assert report().figure("seats_offered", NAF, key).now == 30
    assert report().figure("seats_filled", NAF, key).now == 24


def test_shares_of_girls_and_of_audiences():
    town = MunicipalityFactory()
    town.is_rural = True
    town.save()
    placed(SchoolFactory(municipality=town, priority_education="REP"), "F" * 6 + "M" * 4)
    placed(SchoolFactory(qpv="inside"), "F" * 5 + "M" * 5, audience=SpecialKind.SEGPA)
    found = report()
    shares = {one.code: figure.now for one, figure in found.lines() if one.code.endswith("_share")}
    assert shares == {
        "placements_girls_share": 55, "placements_rep_share": 50, "placements_qpv_share": 50,
        "placements_rural_share": 50, "placements_segpa_share": 50, "placements_ulis_share": 0,
    }  # fmt: skip


def test_a_share_does_not_tell_the_number_that_is_hidden():
    placed(SchoolFactory(), "FFF" + "M" * 30)
    figure = report().figure("placements_girls_share")
    assert (figure.now, figure.difference) == ("< 5", None)


def test_pupils_without_a_placement():
    campaign = CampaignFactory()
    group = ClassGroupFactory(school=campaign.school)
    PupilFactory(class_group=group)
    PlacementFactory(pupil=PupilFactory(class_group=group))
    own = Territory("etablissement", "Mon collège", schools=(group.school_id,), reads_all=True)
    assert report(own).figure("placement_pupils_without").now == 1
    # Neither from who is placed, nor from the rate, nor school by school.
    for code in ("placement_pupils_without", "placement_pupils_placed", "placement_rate"):
        assert report().figure(code).now == "< 5"
    its = report(Territory("31", "31", departments=(group.school.department_id,)))
    assert its.figure("placement_pupils_without", SCHOOL, group.school_id).now == "< 5"
    assert its.figure("placement_pupils").now == 2
    open_to_all = {
        one["indicateur_code"]: one["valeur"] for one in open_data.rows(report(), 1)
        if one["regroupement"] == "ensemble"
    }  # fmt: skip
    for code in ("placement_pupils_without", "placement_pupils_placed", "placement_rate"):
        assert open_to_all[code] == ""


def test_pupils_with_and_without_a_placement_by_audience():
    campaign = CampaignFactory()
    for kind, number in (("SEGPA", 6), ("ULIS", 5)):
        group = ClassGroupFactory(school=campaign.school, special_kind=kind)
        for _ in range(number):
            PupilFactory(class_group=group)
            PlacementFactory(pupil=PupilFactory(class_group=group))
    codes = ("placement_pupils_without", "placement_pupils_placed", "placement_pupils")
    assert [report().figure(code, AUDIENCE, "ULIS").now for code in codes] == [5, 5, 10]
    # Four of them are not told, nor what would tell them.
    group.pupils.filter(placements=None).first().delete()
    for kind in ("ULIS", "SEGPA"):
        assert {report().figure(code, AUDIENCE, kind).now for code in codes} == {"< 5"}
    assert report().figure("placement_pupils").now == 21


def test_places_and_companies_by_the_bassin_of_the_schools_of_their_commune():
    town = MunicipalityFactory()
    north, south = (TrainingBasinFactory(name=name) for name in ("Nord", "Sud"))
    SchoolFactory(municipality=town, basin=north)
    SlotFactory(offer=OfferFactory(city="TOULOUSE", department=town.department), capacity=20)
    SlotFactory(offer=OfferFactory(city="Ailleurs", department=town.department), capacity=5)
    PlacementFactory(company=CompanyFactory(city="Toulouse", department=town.department))
    seats = {"Nord": 20, "Bassin non renseigné": 5}
    assert by(BASIN, "seats_offered") == seats
    assert by(BASIN, "active_companies") == {"Nord": 1}
    # A commune of two bassins tells none.
    SchoolFactory(municipality=town, basin=south)
    assert by(BASIN, "seats_offered") == {"Bassin non renseigné": 25}


def test_periods_partnerships_and_teams_of_a_committee():
    committee = CommitteeFactory(departments=[DepartmentFactory()])
    action = ActionFactory(committee=committee)
    PlacementFactory(kind="pfmp", committee_action=action)
    partnership(company=CompanyFactory(), committee=committee)
    team = make_world(teams=1).teams[0]
    Booking.objects.filter(contract=team.contract_id).update(committee_action=action)
    published = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    Edition.objects.update(state="published", published_at=published)
    for code in ("pfmp", "partnerships", "cup_teams"):
        assert by(COMMITTEE, code) == {committee.name: 1}


def test_needs_by_section_of_the_naf():
    CompanyNeedFactory(company=CompanyFactory(naf_code="62.01Z", naf_nomenclature="NAFRev2"))
    assert by(NAF, "needs") == {"J – Information et communication (NAF rév. 2)": 1}


def test_a_placement_that_fell_through_is_nothing_recorded():
    PlacementFactory(state="cancelled", cancel_reason="pupil")
    PlacementFactory(state="missed", missed_reason="host")
    held = PlacementFactory()
    its = report(Territory("31", "31", departments=(held.school.department_id,)))
    assert by(SCHOOL, "schools_recorded", its) == {f"{held.school} – {held.school.uai}": 1}


def test_actions_of_committees_and_their_partners():
    committee = CommitteeFactory(departments=[DepartmentFactory()], support_school=None)
    host = CompanyFactory(name="Airbus", siren="383474814")
    partnership(company=host, school=SchoolFactory(), kind="framework")
    done = ActionFactory(committee=committee, state="done")
    done.companies.add(host, CompanyFactory())
    ActionFactory(committee=committee)
    found = report()
    assert found.figure("committee_actions", COMMITTEE, committee.pk).now == 1
    assert by(PARTNER, "committee_actions") == {"Airbus": 1}
    assert by(SCHEME, "committee_actions") == {"Action de comité": 1}
    behind = asked_rows(found, "committee_actions", COMMITTEE, str(committee.pk))
    admin = actor_for(Role.ADMINISTRATOR)
    assert list(behind.listing.rows(admin, behind.keys)) == [done]


def test_events_and_declarations_of_a_committee(world):
    committee = CommitteeFactory(departments=[world.haute_garonne])
    mine = EventFactory(school_year=world.year, department=world.haute_garonne, committee=committee)
    Event.objects.filter(pk=mine.pk).update(
        starts_at=dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC),
        state="published",
    )
    declaration = DeclarationFactory(
        school_year=world.year, school=None, committee=committee, state="signed", answer="exact",
        signed_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    DeclaredCountFactory(declaration=declaration, kind="forums", count=7)
    assert report().figure("events", COMMITTEE, committee.pk).now == 1
    said = by(COMMITTEE, "declared_forums")
    assert said == {committee.name: 7}


def three_departements():
    """31 with bassins north (20 placements) and south (3 girls hidden), 46; and 34 elsewhere."""
    places = {"31": DepartmentFactory(), "46": DepartmentFactory(code="46", name="Lot")}
    elsewhere = AcademyFactory(code="11", name="Montpellier")
    places["34"] = DepartmentFactory(code="34", name="Hérault", academy=elsewhere)
    basins = {}
    for code, name in (("31", "Nord"), ("31", "Sud"), ("46", "Lot"), ("34", "Mer")):
        basins[name] = TrainingBasinFactory(name=name, academy=places[code].academy)
        basins[name].departments.add(places[code])
        school = SchoolFactory(department=places[code], basin=basins[name])
        placed(school, "F" * (3 if name == "Sud" else 9) + "M" * 9)
    return basins


def test_a_hidden_bassin_is_not_what_its_departement_lacks():
    """The other number that goes is one of the same département, not the smallest of all."""
    basins = three_departements()
    found = report()
    hidden = {
        name for name, one in basins.items()
        if found.figure("placements_girls", BASIN, one.pk).now == "< 5"
    }  # fmt: skip
    assert hidden == {"Sud", "Nord"}
    assert found.figure("placements_girls", DEPARTMENT, "31").now == 12
    assert found.figure("placements_girls", BASIN, basins["Mer"].pk).now == 9
    # A frozen version hides the same, without reading a table.
    again = frozen.load(frozen.dump(found))
    assert by(BASIN, "placements_girls", again) == by(BASIN, "placements_girls", found)
