"""The report by scheme and by partner equals counts made by hand (DOMAIN §7)."""

import datetime as dt
from collections import Counter

import pytest

from accounts.enums import Role
from events.models import Programme, ProgrammeEntry
from partnerships.enums.contract import ContractKind, ContractState
from partnerships.models import Booking, Contract
from reports.details import asked_rows
from reports.dimensions import PARTNER, SCHEME
from reports.exports import export
from reports.frozen import dump, load
from reports.indicators import Theme
from reports.indicators.schemes import PARTNER_NOTE
from reports.report import Report
from reports.tables import cover, of_theme
from reports.territories import ALL, Territory
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import (
    BranchOrganisationFactory,
    CompanyFactory,
    PartnerNetworkFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.events.factories import EventFactory
from tests.partnerships.factories import BookingFactory
from tests.placements.factories import PlacementFactory
from tests.placements.track_world import make_track_world
from tests.reports.test_themes import partnership
from tests.reports.world import JANUARY, TODAY, ReportWorld

pytestmark = pytest.mark.django_db
EVERYWHERE = Territory(ALL, "Partout")


@pytest.fixture
def world():
    return ReportWorld()


def report():
    return Report(2026, EVERYWHERE, today=TODAY)


def by(dimension, code, found=None):
    """{name of the group: figure} of an indicator."""
    found = found or report()
    theme = found.by_code[code].theme
    return {
        name: figure.now
        for _, name, figures in found.groups(dimension, theme, every=True)
        for one, figure in figures
        if one.code == code and figure.now
    }


def framework(company, **dates):
    return partnership(company=company, kind="framework", school=SchoolFactory(), **dates)


def staff_immersion(world, provider, adults, **values):
    return BookingFactory(
        slot__kind="teacher_immersion", kind="teacher_immersion", provider=provider, adults=adults,
        state="accepted", school=world.school, school_year=world.year, starts_on=JANUARY,
        ends_on=JANUARY, **values,
    )  # fmt: skip


def test_classes_by_scheme_branch_and_company_under_a_framework_agreement(world):
    """Two SIRETs of one SIREN are one partner; an agreement of another year is none."""
    airbus = CompanyFactory(name="Airbus", siren="383474814", siret="38347481400001")
    second = CompanyFactory(name="Airbus Blagnac", siren="383474814", siret="38347481400019")
    former = CompanyFactory(name="Ancien")
    framework(airbus)
    framework(former, starts_on=dt.date(2022, 10, 1), ends_on=dt.date(2026, 8, 31))
    for host in (airbus, second, former):
        world.immersion(ContractState.COMPLETED, company=host)
    world.immersion(ContractState.COMPLETED, kind=ContractKind.ORDINARY, company=second)
    uimm = BranchOrganisationFactory(name="UIMM Test")
    Contract.objects.update(branch=uimm)
    assert by(SCHEME, "classes") == {"Classe en Entreprise": 3}
    assert by(SCHEME, "ordinary") == {"Immersion hors industrie": 1}
    assert by(PARTNER, "classes") == {"UIMM Test": 3, "Airbus": 2}
    # Companies of a partner are counted once each, not once per partner of theirs.
    assert by(PARTNER, "companies") == {"UIMM Test": 3, "Airbus": 2}
    direct = Counter(
        Booking.objects.filter(contract__kind="class_immersion").values_list(
            "company__siren", flat=True
        )
    )
    assert by(PARTNER, "classes")["Airbus"] == direct["383474814"]
    assert report().figure("classes").now == 3


def test_places_offered_and_filled_by_scheme_and_partner(world):
    airbus = CompanyFactory(name="Airbus")
    framework(airbus)
    world.immersion(ContractState.COMPLETED, company=airbus)
    world.immersion(ContractState.COMPLETED)
    found = report()
    offered, filled = found.figure("seats_offered").now, found.figure("seats_filled").now
    assert by(SCHEME, "seats_offered", found) == {"Classe en Entreprise": offered}
    assert by(PARTNER, "seats_offered", found) == {"Airbus": offered // 2}
    assert by(PARTNER, "seats_filled", found) == {"Airbus": filled // 2}


def test_staff_by_scheme_and_by_who_provides(world):
    staff_immersion(world, "eafc", 3)
    staff_immersion(world, "cmq", 2)
    staff_immersion(world, "school", 4)
    assert by(SCHEME, "staff") == {"Immersion de personnels": 9}
    assert by(PARTNER, "staff") == {
        "Rectorat": 3, "Campus des métiers et des qualifications (CMQ)": 2,
    }  # fmt: skip


def test_placements_by_level_and_by_track_and_its_coordinator():
    world = make_track_world()
    track = world.track(capacity=3)
    for row in world.propose(track, world.near, 2):
        row.placement = PlacementFactory(state="found", source="track", pupil=row.pupil)
        row.save()
    host = CompanyFactory(name="CNES")
    framework(host)
    PlacementFactory(company=host, state="found")
    PlacementFactory(company=host, state="found", kind="pfmp")
    found = report()
    assert by(SCHEME, "placements", found) == {
        "Parcours de découverte : Aéro": 2, "Stage d’observation, 3e": 1,
    }  # fmt: skip
    assert by(PARTNER, "placements", found) == {track.branch.name: 2, "CNES": 1}
    assert by(SCHEME, "pfmp", found) == {"PFMP": 1} and by(PARTNER, "pfmp", found) == {"CNES": 1}


def test_events_by_programme_and_holder():
    week = Programme.objects.create(
        title="Semaine de l’industrie 2026", starts_on=dt.date(2026, 11, 2),
        ends_on=dt.date(2026, 11, 8), school_year=SchoolYearFactory(),
    )  # fmt: skip
    network = PartnerNetworkFactory(name="CMQ Aéro")
    past = {"starts_at": dt.datetime(2026, 11, 3, 8, tzinfo=dt.UTC),
            "ends_at": dt.datetime(2026, 11, 3, 16, tzinfo=dt.UTC), "state": "closed"}  # fmt: skip
    joined = EventFactory(network=network, **past)
    EventFactory(**past)
    ProgrammeEntry.objects.create(
        programme=week, event=joined, department=joined.department, state="accepted",
        proposed_by=UserFactory(),
    )  # fmt: skip
    assert by(SCHEME, "events") == {
        "Semaine de l’industrie 2026": 1, "Événement hors programme": 1,
    }  # fmt: skip
    assert by(PARTNER, "events") == {"CMQ Aéro": 1, "Rectorat": 1}


def test_framework_agreements_and_networks_among_partnerships():
    company, network = CompanyFactory(name="Airbus"), PartnerNetworkFactory(name="MEDEF 31")
    framework(company)
    partnership(company=company, school=SchoolFactory())
    partnership(partner=network, school=SchoolFactory())
    assert by(PARTNER, "partnerships") == {"Airbus": 2, "MEDEF 31": 1}
    assert by(PARTNER, "framework") == {"Airbus": 1}


def test_the_rows_behind_a_partner_s_figure(world):
    airbus = CompanyFactory(name="Airbus")
    framework(airbus)
    mine = world.immersion(ContractState.COMPLETED, company=airbus)
    world.immersion(ContractState.COMPLETED)
    asked = asked_rows(report(), "classes", PARTNER, f"company-{airbus.siren}")
    assert asked.group == "Airbus"
    rows = asked.listing.rows(actor_for(Role.EDUCATION_AUTHORITY, whole_region=True), asked.keys)
    assert [row.pk for row in rows] == [mine.pk]


def test_page_files_and_published_versions_hold_them(client, world):
    airbus = CompanyFactory(name="Airbus")
    framework(airbus)
    world.immersion(ContractState.COMPLETED, company=airbus)
    found = report()
    rows = [row[:3] for row in of_theme(found, Theme.IMMERSIONS).rows]
    assert ["Partenaire", "Airbus", 1] in rows
    assert ["Dispositif", "Classe en Entreprise", 1] in rows
    assert ("Partenaires", PARTNER_NOTE) in cover(found)
    assert "partenaire;Airbus;classes" in export(found, "csv").decode()
    assert by(PARTNER, "classes", load(dump(found))) == by(PARTNER, "classes", found)
    client.force_login(actor_for(Role.EDUCATION_AUTHORITY, whole_region=True).user)
    page = client.get("/rapports/?annee=2026&theme=immersions").content.decode()
    assert "Par dispositif" in page and "Par partenaire" in page
    assert PARTNER_NOTE in page
    assert f"regroupement=partner&amp;groupe=company-{airbus.siren}" in page
